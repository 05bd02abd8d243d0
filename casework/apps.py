from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases of one organisation."""

    name = "casework"
