"""Yearly figures: brought into order, or refused with the year."""

from __future__ import annotations

import pytest

from bothy.evidence.expected import Judged, years_of
from bothy.evidence.expected.said import said
from bothy.evidence.table import BadTable, read_csv


def table(*rows: str, head: str = "year,deaths") -> bytes:
    return "\n".join([head, *rows]).encode()


def test_years_in_any_order_come_into_order() -> None:
    years = years_of(read_csv(table("2003,4", "2001,2", "2005,0", "2002,3", "2004,5", "2000,1")))
    assert years.first == 2000 and years.deaths.tolist() == [1, 2, 3, 4, 5, 0] and years.year(5) == 2005


FIVE = ("2000,1", "2001,1", "2002,1", "2003,1", "2004,1")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (table(*FIVE[:4]), "holds 4 years; a mean over five years needs at least five"),
        (table("2000,1"), "holds 1 year;"),
        (table(*FIVE[:2], *FIVE[3:], "2005,1"), "2002 is missing between 2001 and 2003"),
        (table(*FIVE, "2009,1"), "2005 to 2008 are missing between 2004 and 2009"),
        (table(*FIVE, "2002,7"), "2002 stands twice, in lines 4 and 7. Keep the one that is right"),
        (table(*FIVE, "2005,"), "line 7, deaths: nothing stands there"),
        (table(*FIVE, "2005,x"), "line 7, deaths: 'x' is no number"),
        (table(*FIVE, "2005,-1"), "less than 0"),
        (table(*FIVE, "2005,1.5"), "not a whole number"),
        (table(*FIVE, "2005.5,1"), "not a whole number"),
        (table(*FIVE, "12005,1"), "line 7: 12005 is no year"),
        (table(*FIVE, "2005,1e12"), "cannot be a number of deaths"),
        (table(*FIVE, head="year,count"), "has no column 'deaths'. It has: year, count"),
        (table(*FIVE, head="period,deaths"), "has no column 'year'"),
    ],
)
def test_years_that_cannot_be_used_are_refused_with_where_and_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(BadTable) as told:
        years_of(read_csv(raw, "deaths.csv"))
    assert says in str(told.value) and "deaths.csv" in str(told.value)


def test_years_that_cannot_be_predicted_are_counted() -> None:
    rows = [Judged(2000, 1, None, None, None, 2.0, 0.0, 5.0), *(Judged(2001 + n, 0, None, None, None, None, None, None) for n in range(4))]
    assert "Of 1 about 0.1 would be by chance (5 %). 4 cannot be predicted: no line fits" in said("deaths.csv", rows)


def test_where_nothing_can_be_predicted_it_is_said() -> None:
    rows = [Judged(2000 + n, 0, None, None, None, None, None, None) for n in range(5)]
    assert "No year can be predicted from the others: no line fits the years around" in said("deaths.csv", rows)
    assert "None of 0 years lies outside the likely range." in said("deaths.csv", rows)
