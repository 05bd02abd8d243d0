from django.apps import AppConfig


class OversightSharedConfig(AppConfig):
    """Facts and jurisdictions."""

    name = "oversight.shared"
    label = "oversight_shared"
