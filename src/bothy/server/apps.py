"""The Django app `server`: the frame of every page, and the office."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "bothy.server"
    label = "server"
    verbose_name = "Bothy"

    def ready(self) -> None:
        # They listen: when a session begins, when a second factor is set up or taken away.
        from bothy.server.accounts import noted, sessions  # noqa: F401

        noted.listen()
