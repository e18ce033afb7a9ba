"""The likely range of National Records of Scotland to the digit, and a prediction that has not seen the year it judges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.evidence.expected import Years, judged, likely_ranges, predicted, years_of
from bothy.evidence.expected.likely import expected_outside
from bothy.evidence.table import BadTable, read_csv

FIRST = 1996
DEATHS = (244, 224, 249, 291, 292, 332, 382, 317, 356, 336, 421, 455, 574, 545, 485, 584, 581, 527, 614, 706, 868, 934, 1187, 1280, 1339, 1330)
PUBLISHED = """1998 260.0 228.3959 291.6041
1999 277.6 244.9438 310.2562
2000 309.2 274.7352 343.6648
2001 322.8 287.5854 358.0146
2002 335.8 299.8833 371.7167
2003 344.6 308.2157 380.9843
2004 362.4 325.0879 399.7121
2005 377.0 338.9437 415.0563
2006 428.4 387.8323 468.9677
2007 466.2 423.8803 508.5197
2008 496.0 452.3487 539.6513
2009 528.6 483.5370 573.6630
2010 553.8 507.6754 599.9246
2011 544.4 498.6685 590.1315
2012 558.2 511.8925 604.5075
2013 602.4 554.2941 650.5059
2014 659.2 608.8772 709.5228
2015 729.8 676.8510 782.7490
2016 861.8 804.2614 919.3386
2017 995.0 933.1745 1056.8255
2018 1121.6 1055.9590 1187.2410
2019 1214.0 1145.7087 1282.2913"""


def scotland() -> Years:
    return Years(FIRST, np.array(DEATHS, dtype=float))


@pytest.mark.parametrize("line", PUBLISHED.splitlines())
def test_scotlands_likely_ranges_to_the_digit(line: str) -> None:
    year, mean, lower, upper = line.split()
    found = likely_ranges(scotland())[int(year) - FIRST]
    assert found is not None
    assert (f"{found.mean:.1f}", f"{found.lower:.4f}", f"{found.upper:.4f}") == (mean, lower, upper)


def test_the_years_that_lie_outside_and_those_that_have_no_window() -> None:
    rows = judged(scotland())
    assert [row.year for row in rows if row.by_range not in (None, "within")] == [2002, 2005, 2008, 2010, 2013]
    assert [row.year for row in rows if row.mean is None] == [1996, 1997, 2020, 2021]


def test_by_chance_fewer_lie_outside_than_one_in_twenty_because_the_mean_contains_the_year() -> None:
    rng = np.random.default_rng(1)
    outside = [
        not one.lower <= years[2] <= one.upper
        for years in rng.poisson(500, (20_000, 5)).astype(float)
        for one in likely_ranges(Years(2000, years))[2:3]
        if one
    ]
    assert np.mean(outside) == pytest.approx(expected_outside(), abs=0.004)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(DEATHS) - 1), st.integers(0, 100_000))
def test_the_judged_year_has_no_say_in_its_own_prediction(index: int, other: int) -> None:
    changed = np.array(DEATHS, dtype=float)
    changed[index] = other
    assert predicted(Years(FIRST, changed), index) == predicted(scotland(), index)


def test_a_prediction_follows_the_line_and_widens_with_the_scatter() -> None:
    steady = Years(2000, np.round(100 * 1.1 ** np.arange(12.0)))
    found = predicted(steady, 6)
    assert found is not None and found.mean == pytest.approx(100 * 1.1**6, rel=0.02)
    wild = np.array(steady.deaths)
    wild[::2] *= 1.5
    wider = predicted(Years(2000, wild), 5)
    assert wider is not None and (wider.high - wider.low) / wider.mean > 2 * (found.high - found.low) / found.mean


def test_years_of_zeros_have_no_prediction_and_no_fault() -> None:
    assert predicted(Years(2000, np.zeros(8)), 3) is None
    assert all(row.predicted is None for row in judged(Years(2000, np.zeros(8))))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("2000,1\n2001,2\n2003,2\n2004,2\n2005,3\n", "2002 is missing between 2001 and 2003"),
        ("2000,1\n2001,2\n2005,2\n2006,2\n2007,3\n", "2002 to 2004 are missing"),
        ("2000,1\n2001,2\n2001,2\n2002,2\n2003,3\n", "2001 stands twice, in lines 3 and 4"),
        ("2000,1\n2001,2\n2002,2\n", "holds 3 years"),
        ("2000,1\n2001,-2\n2002,2\n2003,1\n2004,1\n", "less than 0"),
        ("2000,1\n2001,2.5\n2002,2\n2003,1\n2004,1\n", "not a whole number"),
        ("2000,1\n2001,x\n2002,2\n2003,1\n2004,1\n", "'x' is no number"),
        ("20000,1\n20001,2\n20002,2\n20003,1\n20004,1\n", "is no year"),
    ],
)
def test_years_that_cannot_be_used_are_named(rows: str, says: str) -> None:
    with pytest.raises(BadTable, match=says):
        years_of(read_csv(f"year,deaths\n{rows}".encode()))


def test_years_in_any_order_are_the_same_years() -> None:
    lines = [f"{FIRST + n},{count}" for n, count in enumerate(DEATHS)]
    backwards = years_of(read_csv("\n".join(["year,deaths", *reversed(lines)]).encode()))
    assert judged(backwards) == judged(scotland())
