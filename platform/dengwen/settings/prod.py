"""Production: static files are collected, hashed and served compressed; cookies only over TLS."""

from dengwen.settings.base import *  # noqa: F403 -- the environment adds to the base

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
WHITENOISE_USE_FINDERS = False
STORAGES = {
    **STORAGES,  # noqa: F405 -- from base
    "staticfiles": {"BACKEND": "ui.static_files.KeptHashedStaticFiles"},
}
