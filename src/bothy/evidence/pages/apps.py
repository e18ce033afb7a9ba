"""The evidence as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "bothy.evidence.pages"
    label = "evidence"
    verbose_name = "Evidence"
