"""What every environment shares."""

from pathlib import Path

from dengwen.settings.apps import *  # noqa: F403 -- settings are gathered by name
from dengwen.settings.database import *  # noqa: F403 -- settings are gathered by name
from dengwen.settings.env import environment
from dengwen.settings.security import *  # noqa: F403 -- settings are gathered by name
from dengwen.settings.wagtail import *  # noqa: F403 -- settings are gathered by name

DEBUG = False
BASE_DOMAIN = environment.base_domain
PUBLIC_PORT = environment.public_port

ROOT_URLCONF = "dengwen.urls.tenant"
PUBLIC_SCHEMA_URLCONF = "dengwen.urls.public"
WSGI_APPLICATION = "dengwen.wsgi.application"

MIDDLEWARE = [
    # Before the tenant is looked up: style sheets must answer while the database is away.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.middleware.TenantMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "dengwen.outage.DatabaseOutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dengwen.content_policy.ContentPolicyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ui.context.branding",
                "dengwen.navigation.navigation",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = environment.media_root.parent / "static"
MEDIA_ROOT = environment.media_root
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"},
    "staticfiles": {"BACKEND": "ui.static_files.KeptStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
MULTITENANT_RELATIVE_MEDIA_ROOT = "%s"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.log_level},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "django_tenants.W003",  # staticfiles order
]
