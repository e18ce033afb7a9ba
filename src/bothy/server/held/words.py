"""What an entry says, in words for the person it is about: the codes of its body by their labels, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import msgspec

from bothy.care.body import Body
from bothy.care.vocabulary import CODE_LISTS
from bothy.care.words import WORDS

WhoIs = Callable[[UUID], str]
"""The name of a member of staff; "" for any other id: random ids say nothing to anybody."""

_SILENT = frozenset(
    {"digest", "sha256", "entry", "kind", "watch", "episode", "visit", "person", "confirmed_from"}
)
_ROUND = frozenset({"contested", "departures"})


def says(body: Body, who_is: WhoIs, zone: Any) -> str:
    """What a body says beyond its kind; "" where the kind says it all."""
    return "; ".join(_parts(body, who_is, zone))


def _parts(body: msgspec.Struct, who_is: WhoIs, zone: Any) -> Iterator[str]:
    for field in msgspec.structs.fields(body):
        value = getattr(body, field.name)
        if field.name in _SILENT or value is None or value in ("", (), "not_asked"):
            continue
        if value == field.default and not isinstance(value, str):
            continue
        yield from _said(field.name, field.type, value, who_is, zone)


def _said(name: str, kind: Any, value: object, who_is: WhoIs, zone: Any) -> Iterator[str]:
    called = name.replace("_", " ")
    if isinstance(value, str):
        worded = _label(kind, value)
        if worded is not None:
            yield worded if name in _PLAIN else f"{called}: {worded}"
        elif name == "rule":
            yield WORDS.get(f"rule.{value}", value.replace("_", " "))
        elif value != "not_stated":
            yield f"{called}: {value.replace('_', ' ')}"
    elif isinstance(value, bool):
        yield called if value else f"{called}: no"
    elif isinstance(value, int | float):
        yield f"{called} {value:g}"
    elif isinstance(value, datetime):
        yield f"{called} {value.astimezone(zone):%-d %B %Y, %H:%M}"
    elif isinstance(value, date):
        yield f"{called} {value:%-d %B %Y}"
    elif isinstance(value, UUID):
        if told := who_is(value):
            yield f"{called}: {told}"
    elif isinstance(value, msgspec.Struct):
        if told := ", ".join(_parts(value, who_is, zone)):
            yield told
    elif isinstance(value, tuple) and name not in _ROUND:
        told = [part for one in value for part in _said(name, kind, one, who_is, zone)]
        if told:
            yield ", ".join(dict.fromkeys(told))


_PLAIN = frozenset(
    {
        "stage", "purposes", "substances", "route", "service", "item", "how", "state", "action", "reason", "breathing",
        "consciousness", "outcome", "presentation", "to", "step", "what", "why", "part", "act", "word", "where", "looks",
        "age_band", "sex",
    }
)  # fmt: skip
"""Fields whose words speak for themselves: "heroin", not "substances: heroin"."""


def _label(kind: Any, value: str) -> str | None:
    for name in _lists(kind):
        if (worded := WORDS.get(f"{name}.{value}")) is not None:
            return worded
    return None


@cache
def _lists(kind: Any) -> tuple[str, ...]:
    """The code lists that a field's type is made of."""
    for name, codes in CODE_LISTS.items():
        if kind == codes:
            return (name,)
    if get_origin(kind) is Annotated:
        return _lists(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType, tuple):
        return tuple(name for part in get_args(kind) if part is not Ellipsis for name in _lists(part))
    return ()
