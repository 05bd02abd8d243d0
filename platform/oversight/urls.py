"""Addresses of the regulator's pages, included under /desk/oversight/."""

from django.urls import path

from oversight import views

app_name = "oversight"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("live/", views.live, name="live"),
    path("definitions/", views.definitions, name="definitions"),
]
