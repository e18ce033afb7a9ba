"""Words of the debate, exact as printed, with who said them, when and where they can be read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec

from bothy.evidence.claims.claim import Claim, read_claims
from bothy.evidence.claims.reading import carried, entries, tables
from bothy.evidence.table import BadTable

MOST_WORDS = 40


class Quotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``side``: who speaks. ``leans``: which way the words lean on the claim as worded. ``date``: as far as it is known."""

    claim: str
    side: Literal["minister", "member", "other"]
    leans: Literal["for", "against", "neither"]
    speaker: str
    office: str
    date: str
    words: str
    url: str
    read: str


def read_words(text: str | None = None, claims: Collection[Claim] | None = None, name: str = "words.toml") -> tuple[Quotation, ...]:
    """Every quotation. BadTable for one of a claim that there is not, without words, too long to quote, or without an address."""
    told = tables(carried(name) if text is None else text, name)
    found = entries(told, "quotation", Quotation, name, called="speaker")
    known = {one.id for one in (read_claims() if claims is None else claims)}
    for one in found:
        called = f"{name}, {one.speaker}"
        if one.claim not in known:
            raise BadTable(f"{called}: there is no claim {one.claim!r}.")
        if not 0 < len(one.words.split()) <= MOST_WORDS:
            raise BadTable(f"{called}: {len(one.words.split())} words are quoted; quote 1 to {MOST_WORDS}.")
        if not one.url.startswith(("https://", "http://")):
            raise BadTable(f"{called}: url is no address where the words can be read.")
    return found
