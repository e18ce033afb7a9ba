"""The Django app `server`: the frame of every page, and the office."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "bothy.server"
    label = "server"
    verbose_name = "Bothy"
