"""The Django app `vault`: tables of its own, so that whoever looks at the database sees which they are."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "bothy.people.vault"
    label = "vault"
    verbose_name = "Vault"
    default_auto_field = "django.db.models.BigAutoField"
