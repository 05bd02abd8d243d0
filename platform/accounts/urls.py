"""Addresses of the room, below ``/account/``; the rest there is allauth's."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
    # stands before allauth's page of the same address, which would write an e-mail
    path("password/reset/", views.forgotten, name="account_reset_password"),
]
