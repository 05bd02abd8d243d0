"""The addresses that the layouts lead to, without the rooms above this one."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("ui.urls")),
]
