from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Pages and drafts of one organisation's portal."""

    name = "cms"
    verbose_name = "门户"
