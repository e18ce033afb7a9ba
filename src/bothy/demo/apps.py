"""The Django app `demo`: the tour of a facility of invented people."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "bothy.demo"
    label = "demo"
    verbose_name = "Demo"
