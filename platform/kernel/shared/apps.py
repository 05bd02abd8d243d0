from django.apps import AppConfig


class KernelSharedConfig(AppConfig):
    """Hints in the public schema; the work itself lies in the organisation's schema."""

    name = "kernel.shared"
    label = "kernel_shared"
