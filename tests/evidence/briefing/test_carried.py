"""The city's figures in a briefing: what was known by its day, and no comparison where nothing can be compared."""

from __future__ import annotations

from datetime import date

import pytest

from bothy.evidence.briefing.carried import city_of, place_of
from bothy.evidence.table import BadTable

GLASGOW = "G: Greater Glasgow"


def test_a_year_is_shown_once_it_was_known_and_no_earlier() -> None:
    """Scotland's deaths of 2024 come 240 days after the year's end: on 28 August 2025."""
    for day, last in ((date(2025, 8, 27), "2023"), (date(2025, 8, 28), "2024")):
        lines = city_of(GLASGOW, date(2025, 1, 13), day, False).lines
        assert lines[-2].label == f"Scotland, registered in {last}"
    assert [(one.label, one.value) for one in lines] == [
        ("Scotland, registered in 2022", "1,051"), ("Scotland, registered in 2023", "1,172"), ("Scotland, registered in 2024", "1,017"),
        ("Greater Glasgow, suspected, Oct to Dec 2023", "72"),
    ]  # fmt: skip


def test_a_suppressed_quarter_is_said_to_be_so() -> None:
    """Quarters are known 75 days after their end; the second of 2019 is suppressed for the Highlands."""
    city = city_of("N: Highlands & Islands", None, date(2019, 9, 20), False)
    assert (city.lines[-1].label, city.lines[-1].value) == ("Highlands & Islands, suspected, Apr to Jun 2019", "suppressed")
    assert city.picture is not None and "the last that is known" in city.picture.alt and "2019" in city.picture.alt


def test_the_answer_comes_first_and_says_that_nothing_is_of_a_time_after_the_opening() -> None:
    city = city_of(GLASGOW, date(2025, 1, 13), date(2025, 9, 1), False)
    assert city.answer[0] == ("Deaths cannot judge this facility yet.", "")
    assert city.answer[1][0] == "The figures of Greater Glasgow that are carried end with Oct to Dec 2023: none is of a time after the opening."
    assert "15 years would not be enough for that to show with 80 % power (23 % by then)" in city.answer[2][0]
    earlier = city_of(GLASGOW, date(2022, 6, 1), date(2025, 9, 1), False)
    assert earlier.answer[1][0] == "6 whole quarters after the opening are known of Greater Glasgow; no design has judged them here."
    keys = {one.key for one in city.sources}
    assert {source for _, source in city.answer if source} <= keys and {one.source for one in city.lines} <= keys


def test_every_source_says_what_it_counts_and_where_it_is() -> None:
    sources = city_of(GLASGOW, None, date(2025, 9, 1), False).sources
    assert "suspects to involve illicit drugs" in sources[1].text and sources[0].url == "https://www.nrscotland.gov.uk/"
    assert sources[2].text.endswith("--from 2025Q1 --most 60")


def test_the_picture_ends_at_the_day_of_the_briefing_and_marks_a_demo() -> None:
    city = city_of(GLASGOW, date(2025, 1, 13), date(2025, 9, 1), True)
    assert city.picture is not None and 'id="demo-warning"' in city.picture.svg
    assert city.picture.alt.endswith("72 in Oct to Dec 2023, the last that is known.")
    other = city_of(GLASGOW, date(2025, 1, 13), date(2025, 9, 1), False).picture
    assert other is not None and 'id="demo-warning"' not in other.svg


def test_a_house_elsewhere_has_none_of_it_and_an_unknown_place_is_refused() -> None:
    assert place_of("Scotland") == GLASGOW and place_of("not stated") is None and place_of("not stated", "D: Tayside") == "D: Tayside"
    with pytest.raises(BadTable, match=r"No figures are carried of 'Leeds'\. There are: A: North East"):
        place_of("Scotland", "Leeds")
