"""Tests: as the product, but quick to sign in and with nothing cached between tests."""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.gettempdir()) / "dengwen-typing"
for _name, _value in {
    # Type checking and collection import the settings without any service.
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DENGWEN_MEDIA_ROOT": str(_scratch / "media"),
    "DENGWEN_KEY_DIR": str(_scratch / "keys"),
    "DENGWEN_KEK_FILE": str(_scratch / "kek"),
    "DENGWEN_PEPPER_FILE": str(_scratch / "pepper"),
    "DENGWEN_SECRET_KEY_FILE": os.devnull,
}.items():
    os.environ.setdefault(_name, _value)
os.environ["DENGWEN_DB_ROLE"] = "owner"

from dengwen.settings.base import *  # noqa: E402, F403 -- the environment must stand first

SECRET_KEY = SECRET_KEY or "test"  # noqa: F405 -- from base
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    # Valkey is shared between runs, and emptying it would take other people's messages along.
    "default": {**CACHES["default"], "BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405 -- from base
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
