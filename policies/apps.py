from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The rulebooks that one organisation has adopted."""

    name = "policies"
