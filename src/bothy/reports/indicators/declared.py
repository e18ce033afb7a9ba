"""What an indicator is: its words, and what is divided by what, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from bothy.reports.figures import Figure
from bothy.reports.measures import Measure

if TYPE_CHECKING:
    from bothy.reports.window import Window

Kind = Literal["count", "share", "rate", "people", "quantile", "sum"]
"""count, sum: `top`. share: `top` of `bottom` in per cent. rate: `top` for every `per` of `bottom`.
people: different people, a range while some were not looked up. quantile: the value of `top` below
which a share `at` of them lie."""

NEVER_MISSING = "It is recorded whenever it happens; what nobody recorded cannot be counted."


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is reported, declared once; engines read it and it holds no code.

    `bottom`: what it is out of; of a count or a sum, the rows in which it was recorded at all: where that
    is none, the figure is not known. `left_out`: the rows in which it was not recorded.
    `needs`: a table of facts that has no row at all in a house that does not record such things; there,
    the figure is not known, never zero.
    `groupings`: the names by which it may be divided. `additive`: months may be summed.
    `source`: the published column that has the same definition.
    """

    name: str
    label: str
    definition: str
    unit: str
    numerator: str
    denominator: str = ""
    missing: str
    kind: Kind
    top: Measure
    bottom: Measure | None = None
    left_out: Measure | None = None
    per: int = 1000
    at: float = 0.5
    groupings: tuple[str, ...] = ()
    needs: str = ""
    additive: bool = False
    source: str = ""

    def figure(self, window: Window) -> Figure:
        """The figure over a window's months together."""
        from bothy.reports.engine import arrow  # the engine reads declarations, and is asked here

        return arrow.evaluate(window.facts, self, window.months)[""]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every number behind it, each once."""
        told = (self.top, self.bottom, self.left_out)
        return tuple(dict.fromkeys(one for one in told if one is not None))
