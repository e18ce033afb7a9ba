"""What exposure is, when differences are not comparable, and two areas as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.evidence.rates import Area, BadFigures, Counted, compared, control_of, counted_of
from bothy.evidence.rates.areas import difference_warning, time_only, together


def area(before: int, t1: float, after: int, t2: float, name: str = "") -> Area:
    return Area(Counted(before, t1), Counted(after, t2), name)


@pytest.mark.parametrize(("control", "warned"), [(100, False), (200, False), (201, True), (50, False), (49, True), (0, True)])
def test_differences_are_warned_of_from_beyond_twofold_either_way(control: int, warned: bool) -> None:
    found = compared(area(100, 36, 50, 60), [area(control, 36, 10, 60)]).controls[0]
    assert (found.difference_warning is not None) == warned


def test_with_person_time_no_difference_is_warned_of_unless_it_is_said_to_be_time() -> None:
    small, large = area(100, 36_000, 50, 60_000), area(100, 9_000, 50, 15_000)
    assert difference_warning(small, large, "as-given") is None
    assert difference_warning(small, large, "person-time") is None
    assert "4.0 times" in (difference_warning(small, large, "time") or "")
    same = area(500, 36_000, 50, 60_000)
    assert difference_warning(small, same, "as-given") is not None
    assert difference_warning(small, same, "person-time") is None


def test_two_areas_without_an_event_are_not_warned_of() -> None:
    assert difference_warning(area(0, 36, 1, 60), area(0, 36, 2, 60), "time") is None


def test_the_same_months_but_for_rounding_are_time() -> None:
    assert time_only(area(1, 0.1 + 0.2, 1, 1), area(1, 0.3, 1, 1), "as-given")
    assert not time_only(area(1, 36, 1, 60), area(1, 36, 1, 59), "as-given")


def test_as_one_area_counts_are_added_and_time_is_not_but_person_time_is() -> None:
    one, other = area(10, 36, 5, 60, "near"), area(20, 36, 30, 60, "next")
    assert together(one, other) == area(30, 36, 35, 60, "near + next")
    assert together(one, other, "person-time") == area(30, 72, 35, 120, "near + next")
    people = area(20, 1000, 30, 2000)
    assert together(one, people) == area(30, 1036, 35, 2060, "near + control")


def test_areas_watched_for_different_times_are_not_made_one() -> None:
    with pytest.raises(BadFigures, match="watched for different times"):
        together(area(10, 36, 5, 60), area(20, 36, 30, 48), "time")


@given(st.integers(0, 10**12), st.floats(1e-9, 1e15))
def test_figures_are_read_as_they_are_written(n: int, t: float) -> None:
    assert counted_of(f" {n} / {t!r} ", "Before") == Counted(n, t)
    assert control_of(f"Potts Point = 2011={n}/{t!r},0/1", 1) == Area(Counted(n, t), Counted(0, 1.0), "Potts Point = 2011")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not n/t"),
        ("626", "is not n/t"),
        ("626/36/2", "is not n/t"),
        ("1,204/36", "'1,204' is no number. Write numbers without commas"),
        ("six/36", "'six' is no number"),
        ("nan/36", "no number that can be used"),
        ("1/inf", "no number that can be used"),
        ("1.5/36", "Counts are whole"),
        ("-1/36", "at least 0"),
        ("1e13/36", "too large for a count"),
        ("5/0", "must be above 0"),
        ("5/-1", "must be above 0"),
        ("5/1e-300", "Choose another unit"),
        ("5/1e300", "Choose another unit"),
    ],
)
def test_figures_that_cannot_be_used_are_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(BadFigures) as told:
        counted_of(text, "Before")
    assert str(told.value).startswith("Before: ") and says in str(told.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [("5/36", "Control 2: '5/36' is not n/t,n/t"), ("=5/36,1/60", "no name stands before the ="), ("a=5/36,x/60", "Control 2 (a), after: 'x' is no number"),
     ("5/36,1/60,2/3", "with one comma")],
)  # fmt: skip
def test_a_control_that_cannot_be_read_is_named_by_its_place(text: str, says: str) -> None:
    with pytest.raises(BadFigures) as told:
        control_of(text, 2)
    assert says in str(told.value)
