from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """The public register of organisations."""

    name = "tenants"
