"""The background process: ``dramatiq dengwen.worker``."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dengwen.settings.dev")
django.setup()

from casework.correspondence import actors  # noqa: E402 -- registering actors needs Django
from kernel.background import broker  # noqa: E402 -- the broker reads the settings

__all__ = ["actors", "broker"]
