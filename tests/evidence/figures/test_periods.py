"""Periods as publishers write them, and the one way in which they are written here."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.evidence.figures.periods import KINDS, Period, between, containing, parse, parse_within


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2024", "2024"), ("2023/24", "2023/24"), ("2023-24", "2023/24"), ("2023/2024", "2023/24"), ("FY 2023/24", "2023/24"),
        ("2017Q1", "2017Q1"), ("2017 Q1", "2017Q1"), ("Q1 2017", "2017Q1"), ("Quarter 1, 2017", "2017Q1"), ("Jan-Mar 2017", "2017Q1"), ("January to March 2017", "2017Q1"),
        ("2023/24 Q1", "2023Q2"), ("2023/24 Q4", "2024Q1"), ("2025-01", "2025-01"), ("2025/01", "2025-01"), ("01/2025", "2025-01"), ("Jan 2025", "2025-01"),
        ("January 2025", "2025-01"), ("Jan-25", "2025-01"), ("2025-W07", "2025-W07"), ("week 7 2025", "2025-W07"), ("2025-01-31", "2025-01-31"),
        ("31/01/2025", "2025-01-31"), ("31 January 2025", "2025-01-31"), ("1st Feb 2025", "2025-02-01"), ("2025-01-31 00:00:00", "2025-01-31"),
    ],
)  # fmt: skip
def test_one_period_is_written_in_many_ways(text: str, name: str) -> None:
    assert [one.name for one in parse(text)] == [name]


@pytest.mark.parametrize("text", ["", "12", "all years", "2025-13", "2025-02-30", "2023-25", "2025Q5", "1850", "Feb-Apr 2017", "2025-W54", "x" * 50])
def test_what_is_no_period_is_none(text: str) -> None:
    assert parse(text) == ()


def test_december_and_a_financial_year_can_be_written_alike_and_both_are_told() -> None:
    assert {one.name for one in parse("2011-12")} == {"2011/12", "2011-12"}
    assert [one.name for one in parse("2011/12")] == ["2011/12"], "with a stroke it is the financial year"


def test_a_year_and_a_month_in_columns_of_their_own_make_a_period() -> None:
    assert [one and one.name for one in (parse_within("2002", "7"), parse_within("2002", "July"), parse_within("2002", "Q3"))] == ["2002-07", "2002-07", "2002Q3"]
    assert parse_within("2002", "13") is parse_within("July", "2002") is parse_within("2002", "") is None


@given(st.sampled_from(list(KINDS)), st.dates(date(1950, 1, 1), date(2099, 1, 1)))
def test_every_day_lies_in_one_period_that_follows_the_one_before(kind: str, day: date) -> None:
    one = containing(kind, day)  # type: ignore[arg-type]
    assert one.first <= day <= one.last
    assert containing(kind, one.last + timedelta(days=1)) == one.following  # type: ignore[arg-type]
    assert one in parse(one.name), "what is written here is read again"
    assert one.said


def test_between_holds_both_ends() -> None:
    first, last = Period("quarter", date(2023, 7, 1)), Period("quarter", date(2024, 4, 1))
    assert [one.name for one in between(first, last)] == ["2023Q3", "2023Q4", "2024Q1", "2024Q2"]
