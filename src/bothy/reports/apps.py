"""The reports as a Django app: its pages, and the bytes of what was published."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bothy.reports"
    label = "reports"
    verbose_name = "Reports"
