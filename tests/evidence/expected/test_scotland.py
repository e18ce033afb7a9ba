"""Scotland's drug misuse deaths: the moving mean and likely range of National Records of Scotland, as published for 1998 to 2019.

ScotGovAnalysis/suspected_drug_deaths, Data/NRSdata_trend.csv, commit d393dbc; deaths 1996 to 2021.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bothy.evidence.expected import Judged, Years, judged, years_of
from bothy.evidence.expected.likely import expected_outside
from bothy.evidence.expected.said import said
from bothy.evidence.table import read_csv

DEATHS = [
    244, 224, 249, 291, 292, 332, 382, 317, 356, 336, 421, 455, 574, 545, 485, 584, 581, 527, 614, 706, 868, 934, 1187, 1280, 1339, 1330,
]  # fmt: skip
PUBLISHED = {
    1998: (260.0, 228.3959, 291.6041),
    1999: (277.6, 244.9438, 310.2562),
    2000: (309.2, 274.7352, 343.6648),
    2001: (322.8, 287.5854, 358.0146),
    2002: (335.8, 299.8833, 371.7167),
    2003: (344.6, 308.2157, 380.9843),
    2004: (362.4, 325.0879, 399.7121),
    2005: (377.0, 338.9437, 415.0563),
    2006: (428.4, 387.8323, 468.9677),
    2007: (466.2, 423.8803, 508.5197),
    2008: (496.0, 452.3487, 539.6513),
    2009: (528.6, 483.5370, 573.6630),
    2010: (553.8, 507.6754, 599.9246),
    2011: (544.4, 498.6685, 590.1315),
    2012: (558.2, 511.8925, 604.5075),
    2013: (602.4, 554.2941, 650.5059),
    2014: (659.2, 608.8772, 709.5228),
    2015: (729.8, 676.8510, 782.7490),
    2016: (861.8, 804.2614, 919.3386),
    2017: (995.0, 933.1745, 1056.8255),
    2018: (1121.6, 1055.9590, 1187.2410),
    2019: (1214.0, 1145.7087, 1282.2913),
}


@pytest.fixture(scope="module")
def rows() -> dict[int, Judged]:
    return {row.year: row for row in judged(Years(1996, np.array(DEATHS, float)))}


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_published_mean_and_range_is_made_again(rows: dict[int, Judged], year: int) -> None:
    mean, lower, upper = PUBLISHED[year]
    assert rows[year].mean == mean
    assert (rows[year].lower, rows[year].upper) == (pytest.approx(lower, abs=5.1e-5), pytest.approx(upper, abs=5.1e-5))


def test_the_years_at_either_end_have_no_complete_window(rows: dict[int, Judged]) -> None:
    assert [year for year, row in rows.items() if row.mean is None] == [1996, 1997, 2020, 2021]
    assert all(rows[year].lower is rows[year].upper is rows[year].by_range is None for year in (1996, 2021))


def test_five_of_twenty_two_years_lie_outside_where_chance_gives_less_than_one(rows: dict[int, Judged]) -> None:
    out = {year: row.by_range for year, row in rows.items() if row.by_range not in (None, "within")}
    assert out == {2002: "above", 2005: "below", 2008: "above", 2010: "below", 2013: "below"}
    assert expected_outside() * 22 == pytest.approx(0.6, abs=0.05)


def test_the_prediction_lets_all_but_two_of_these_years_be_ordinary(rows: dict[int, Judged]) -> None:
    # 2021 is the last: a line through eight years of steep rise misses the turn, as the page says of the ends.
    out = {year: row.by_prediction for year, row in rows.items() if row.by_prediction != "within"}
    assert out == {2008: "above", 2021: "below"}


def test_the_file_that_stands_beside_the_checkout_begins_with_the_same_figures(shared_data: Path) -> None:
    years = years_of(read_csv(shared_data / "drug_deaths_scotland.csv"))
    assert years.first == 1996 and years.deaths[:26].tolist() == DEATHS


def test_the_page_says_what_chance_gives_and_what_the_range_assumes(rows: dict[int, Judged]) -> None:
    page = said("deaths.csv", list(rows.values()))
    assert "5 of 22 years lie outside the likely range (2002 above, 2005 below, 2008 above, 2010 below, 2013 below)" in page
    assert "about 0.6 would be by chance" in page and "the mean lags a trend" in page
    assert "2 of 26 years lie outside the interval predicted from the other years (2008 above, 2021 below). Of 26 about 1.3 would be by chance" in page
    assert "1998      249      260.0      228.4 to 291.6" in page
