"""A pack opened, for tests."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import msgspec

from bothy.reports.inspection.making import Made


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(made: Made, table: str) -> list[dict[str, Any]]:
    told = msgspec.json.decode(members(made.data)[f"{table}.json"])
    return [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]


def minutes(made: Made, day: str) -> list[dict[str, Any]]:
    return rows(made, f"data/minutes/{day}")
