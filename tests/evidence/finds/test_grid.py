"""Squares of the National Grid: the finest place that is ever kept, and the way from a position to one."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.evidence.finds.grid import (
    FINEST,
    SIZES,
    NoSquare,
    Square,
    at,
    corner,
    letters,
    of_position,
    of_text,
    onto_grid,
)

EASTS, NORTHS = st.floats(0, 699_999), st.floats(0, 1_299_999)


def test_positions_of_every_data_zone_of_glasgow_are_within_a_metre_of_its_published_place(shared_data: Path) -> None:
    """The zones are published with both: the Scottish Government's own conversion is the oracle."""
    rows = list(csv.DictReader((shared_data / "glasgow_data_zones.csv").open()))
    assert len(rows) == 746
    for row in rows:
        east, north = onto_grid(float(row["latitude"]), float(row["longitude"]))
        assert math.dist((east, north), (float(row["easting"]), float(row["northing"]))) < 1
        assert of_position(float(row["latitude"]), float(row["longitude"])) in at(float(row["easting"]), float(row["northing"])).around()


def test_the_worked_example_of_the_ordnance_survey() -> None:
    """A guide to coordinate systems in Great Britain, section C.1: Caister water tower, TG 51409 13177."""
    assert (letters(651_409, 313_177), corner("TG")) == ("TG", (600_000, 300_000))
    assert of_text("TG 51409 13177") == Square(651_250, 313_000) and of_text("TG51409 13177").name == "TG5113-SW-SE"


@given(EASTS, NORTHS, st.sampled_from(SIZES))
def test_a_name_leads_back_to_its_square_and_a_place_lies_in_its_own(east: float, north: float, size: int) -> None:
    square = at(east, north, size)
    assert of_text(square.name) == square and square.size == size
    assert square.east <= east < square.east + size and square.north <= north < square.north + size
    assert of_text(square.name.lower().replace("-", " ")) == square


@given(st.integers(0, 69_999), st.integers(0, 129_999))
def test_no_reference_however_fine_gives_a_square_under_250_metres(east: int, north: int) -> None:
    east, north = east * 10, north * 10
    pair, e, n = letters(east, north), east % 100_000, north % 100_000
    try:
        corner(pair)
    except NoSquare:
        return
    for digits in (3, 4, 5):
        cut = 10 ** (5 - digits)
        square = of_text(f"{pair} {e // cut:0{digits}d} {n // cut:0{digits}d}")
        assert square.size == FINEST and square.east % FINEST == square.north % FINEST == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [("Hunter Street 12", "no square and no grid reference"), ("NS 613 64", "as many digits"), ("NS 6 6", "10 km wide"), ("AA 60 64", "no 100 km square"), ("", "no square"), ("NS 601234 645123", "as many digits")],
)
def test_what_is_no_square_is_told_and_not_repeated(text: str, says: str) -> None:
    with pytest.raises(NoSquare) as told:
        of_text(text)
    assert says in str(told.value) and (not text or text not in str(told.value))


@pytest.mark.parametrize(("one", "other", "says"), [(-4.25, 55.86, "wrong way round"), (48.0, 2.0, "beyond Great Britain"), (math.nan, 0.0, "beyond Great Britain")])
def test_positions_elsewhere_or_the_wrong_way_round_are_told(one: float, other: float, says: str) -> None:
    with pytest.raises(NoSquare, match=says):
        of_position(one, other)
    with pytest.raises(NoSquare, match="beyond Great Britain"):
        at(2_000_000, 5)


def test_the_squares_around_one_go_from_north_west_to_south_east() -> None:
    square = of_text("NS6064-NE-SW")
    assert [one.name for one in square.around()] == [
        "NS6064-NW-NE", "NS6064-NE-NW", "NS6064-NE-NE", "NS6064-NW-SE", "NS6064-NE-SW", "NS6064-NE-SE", "NS6064-SW-NE", "NS6064-SE-NW", "NS6064-SE-NE",
    ]  # fmt: skip
