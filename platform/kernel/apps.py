from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Tables of the floor that live in each organisation's schema."""

    name = "kernel"
