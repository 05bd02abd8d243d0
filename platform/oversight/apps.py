from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The regulator's pages, inside the regulator's own schema."""

    name = "oversight"
