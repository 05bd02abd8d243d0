from django.apps import AppConfig


class BillingSharedConfig(AppConfig):
    """Usage records."""

    name = "billing.shared"
    label = "billing_shared"
