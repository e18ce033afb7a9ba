"""A claim as it is made in public: what would show it, and where to look."""

from __future__ import annotations

from typing import Literal

import msgspec

from bothy.evidence.claims.reading import carried, entries, tables
from bothy.evidence.table import BadTable

Kind = Literal["effect", "law", "money"]
"""An effect can be measured. What the law is, figures do not say. What it costs beside what it saves has only been modelled."""

CityFigure = Literal["deaths", "ambulance", "hospital", "crime", "complaints", "finds"]


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``charge``: a harm that is held against it. ``for_is``: which way the outcome moves if the claim is right.

    ``margin``: changes smaller than this share are not worth the quarrel (0.2: a ratio from 0.80 to 1.25).
    ``indicators``: of the facility's own record, by name. ``inside``: what those can say and what not.
    """

    id: str
    title: str
    kind: Kind
    charge: bool = False
    for_is: Literal["lower", "higher"] = "lower"
    margin: float = 0.2
    would_show: str
    indicators: tuple[str, ...] = ()
    inside: str
    city: tuple[CityFigure, ...] = ()
    city_says: str
    would_change: tuple[str, ...]

    @property
    def bounds(self) -> tuple[float, float]:
        """The margin as a ratio, alike in both directions."""
        return 1 - self.margin, 1 / (1 - self.margin)


def read_claims(text: str | None = None, name: str = "claims.toml") -> tuple[Claim, ...]:
    """The claims in the order in which they are shown. BadTable for a broken entry."""
    told = tables(carried(name) if text is None else text, name)
    found = entries(told, "claim", Claim, name)
    ids = [one.id for one in found]
    for one in found:
        if ids.count(one.id) > 1:
            raise BadTable(f"{name}: two claims are called {one.id!r}. Give each a name of its own.")
        if not 0 < one.margin < 1:
            raise BadTable(f"{name}, claim {one.id!r}: a margin of {one.margin:g} is no share between 0 and 1.")
        if not one.would_change:
            raise BadTable(f"{name}, claim {one.id!r} does not say what would change the verdict.")
    return found
