"""The addresses of an organisation. Wagtail takes whatever is left, so it stands last."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from dengwen.health import health

handler500 = "dengwen.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("desk/oversight/", include("oversight.urls")),
    path("desk/calendars/", include("policies.almanac.urls")),
    path("desk/policy/", include("policies.studio.urls")),
    path("desk/", include("casework.urls")),
    path("cms/", include("wagtail.admin.urls")),
    path("", include("ui.urls")),
    path("", include("cms.urls")),
    path("", include("wagtail.urls")),
]
