from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People of an organisation."""

    name = "accounts"
