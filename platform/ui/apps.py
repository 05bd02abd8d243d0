from django.apps import AppConfig


class UiConfig(AppConfig):
    """Branding of one organisation (its own schema) and the components that all rooms share."""

    name = "ui"
