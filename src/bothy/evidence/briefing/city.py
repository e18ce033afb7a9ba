"""The city's figures as a briefing shows them: a few lines, one picture, and the honest answer."""

from __future__ import annotations

import msgspec

from bothy.evidence.briefing.told import Picture


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where figures of the city come from, and what they count."""

    key: str
    label: str
    text: str
    url: str = ""


class CityLine(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of the city. ``source``: the key of its source."""

    label: str
    value: str
    source: str


class City(msgspec.Struct, frozen=True, kw_only=True):
    """``answer``: what may be said, sentence by sentence with the key of its source ("" for none); the first is the answer."""

    lines: tuple[CityLine, ...]
    answer: tuple[tuple[str, str], ...]
    picture: Picture | None = None
    sources: tuple[Source, ...] = ()
