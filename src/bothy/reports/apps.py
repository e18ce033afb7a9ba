"""The reports as a Django app: it has pages and no tables of its own."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bothy.reports"
    label = "reports"
    verbose_name = "Reports"
