"""A picture before it is drawn: what it is called, what it says in words, how high it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure as Canvas

from bothy.evidence.pictures import WIDTH, Colours, drawn
from bothy.reports.charts import Theme

_PIXELS_AN_INCH = 100


class Drawing(NamedTuple):
    """``name``: of its file; ``high``: in inches; ``onto``: draws it on an empty canvas."""

    name: str
    title: str
    says: str
    high: float
    onto: Callable[[Canvas, Colours], None]

    def draw(self, theme: Theme) -> bytes:
        """As SVG."""
        return drawn(self.title, self.says, theme, self.high, self.onto)

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height on a page."""
        return round(WIDTH * _PIXELS_AN_INCH), round(self.high * _PIXELS_AN_INCH)
