from django.apps import AppConfig


class PoliciesSharedConfig(AppConfig):
    """The published working calendars."""

    name = "policies.shared"
    label = "policies_shared"
