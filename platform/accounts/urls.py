"""Addresses of the room, below ``/account/``; the rest there is allauth's."""

from django.urls import path
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
    # stands before allauth's page of the same address, which would write an e-mail
    path("password/reset/", views.forgotten, name="account_reset_password"),
    # so does this one: an address is changed by the admin, and nothing here sends a mail to confirm it
    path("email/", RedirectView.as_view(url="/desk/")),
]
