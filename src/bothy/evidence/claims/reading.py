"""TOML that is carried along, read into Structs; a broken entry is refused with its name and what is wrong with it."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from bothy.evidence.table import BadTable

T = TypeVar("T", bound=msgspec.Struct)


def carried(name: str) -> str:
    """The text of a file of this package."""
    return files("bothy.evidence.claims").joinpath(name).read_text("utf-8")


def tables(text: str, name: str) -> dict[str, Any]:
    """The tables of a TOML text. BadTable where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadTable(f"{name} is no TOML: {fault}.") from fault


def entries(told: dict[str, Any], key: str, kind: type[T], name: str, called: str = "id") -> tuple[T, ...]:
    """Every [[key]] as a Struct. BadTable names the entry by its ``called``, or by its place."""
    found = []
    for at, one in enumerate(told.get(key, ()), 1):
        try:
            found.append(msgspec.convert(one, kind))
        except msgspec.ValidationError as fault:
            raise BadTable(f"{name}, {key} {str(one.get(called, at))!r}: {fault}.") from fault
    return tuple(found)
