"""The `bothy` command."""

from bothy.cli.main import main

__all__ = ["main"]
