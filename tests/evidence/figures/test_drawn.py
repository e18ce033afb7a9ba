"""The picture of a series: what is suppressed stands on it, and words say it to those who do not see it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from bothy.evidence.figures.bundled import carried
from bothy.evidence.figures.drawn import describe, draw

DIVISIONS = next(one for one in carried() if "division" in one.key).series
LINES = (("G: Greater Glasgow", ""), ("V: Dumfries & Galloway", ""))


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_same_figures_give_the_same_bytes_with_words_for_screen_readers(theme: str) -> None:
    once = draw(DIVISIONS, LINES, theme, date(2022, 1, 1))  # type: ignore[arg-type]
    draw.cache_clear()
    assert draw(DIVISIONS, LINES, theme, date(2022, 1, 1)) == once  # type: ignore[arg-type]
    root = ET.fromstring(once)
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == DIVISIONS.title and "Greater Glasgow: 57 in Jan to Mar 2017" in (root.findtext(f"{space}desc") or "")
    assert b"<script" not in once


def test_what_is_suppressed_is_in_the_words() -> None:
    assert describe(DIVISIONS, LINES).endswith("4 suppressed.")
