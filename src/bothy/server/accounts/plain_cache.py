"""Django's cache in the database, with values as JSON: Django's own would run what a row says.

Its values are pickles, and to read a pickle is to run it. Whoever can write that table, on a database server that is
not this machine, could so become the user that runs Bothy and read its keys.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.cache.backends import db


class _Json:
    """As much of `pickle` as the cache calls."""

    HIGHEST_PROTOCOL = 0

    @staticmethod
    def dumps(value: Any, protocol: int = 0) -> bytes:
        return json.dumps(value).encode()

    @staticmethod
    def loads(raw: bytes) -> Any:
        try:
            return json.loads(raw)
        except ValueError:
            return None


db.pickle = _Json  # type: ignore[attr-defined]


class PlainCache(db.DatabaseCache):
    """Takes what JSON can say; what cannot be read back is as if it were not there."""
