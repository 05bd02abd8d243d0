"""Addresses of this room; included at the root of every organisation's host."""

from django.urls import path

from ui.views import brand_css, brand_logo

urlpatterns = [
    path("brand.css", brand_css, name="brand_css"),
    path("brand-logo/", brand_logo, name="brand_logo"),
]
