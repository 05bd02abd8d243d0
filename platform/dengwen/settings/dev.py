"""The demo and the workbench: the product as it is, on this machine."""

from dengwen.settings.base import *  # noqa: F403 -- the environment adds to the base

WHITENOISE_AUTOREFRESH = True
