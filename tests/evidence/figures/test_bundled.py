"""What is carried with the product is what was published, and says what it is."""

from __future__ import annotations

import csv
from pathlib import Path

from bothy.evidence.figures.bundled import carried, first_places, quotations
from bothy.evidence.figures.editions import Edition


def edition(key: str) -> Edition:
    return next(one for one in carried() if one.key == key)


def test_drug_misuse_deaths_are_those_of_national_records_of_scotland(shared_data: Path) -> None:
    published = {row["year"]: int(row["deaths"]) for row in csv.DictReader((shared_data / "drug_deaths_scotland.csv").open())}
    series = edition("nrs-drug-misuse-deaths").series
    assert {one.period.name: one.count for one in series.of("Scotland")} == published and len(published) == 29
    assert (series.definition.dated_by, series.definition.certainty, series.definition.area) == ("registration", "confirmed", "nation")


def test_suspected_deaths_are_those_published_by_division_age_and_sex(shared_data: Path) -> None:
    for key, file, column in (
        ("suspected-drug-deaths-by-police-division", "suspected_drug_deaths_by_police_division.csv", "police_division"),
        ("suspected-drug-deaths-by-age", "suspected_drug_deaths_by_age.csv", "age"),
        ("suspected-drug-deaths-by-sex", "suspected_drug_deaths_by_sex.csv", "sex"),
    ):
        series = edition(key).series
        published = {(row[column].replace("Total", "Scotland") if column == "police_division" else row[column], row["quarter"]): row["deaths"] for row in csv.DictReader((shared_data / file).open())}
        ours = {(one.group or one.place, one.period.name): "x" if one.suppressed else str(one.count) for one in series.figures}
        assert ours == published
        assert series.definition.certainty == "suspected" and series.definition.dated_by == "occurrence"
        assert {one.group or one.place for one in series.figures if one.total} == {"Scotland" if column == "police_division" else "Total"}


def test_every_series_says_what_it_is_where_it_comes_from_and_under_which_licence() -> None:
    assert len(carried()) == 4
    for one in carried():
        source = one.series.source
        assert one.series.definition.words and source.name and source.address and "Open Government Licence" in source.licence and one.series.notes
        assert len(one.provenance.sha256) == 64 and one.provenance.by is None
    assert all(place in {figure.place for figure in edition(key).series.figures} for key, place in first_places().items())


def test_170_deaths_are_quoted_and_stand_in_no_series() -> None:
    (one,) = quotations()
    assert one.said == "170 deaths" and "Evening Times" in one.where and one.address.startswith("https://") and "not data" in one.note
    assert not any(figure.count == 170 and "Glasgow" in figure.place for each in carried() for figure in each.series.figures)
    assert sum(one.count or 0 for one in edition("suspected-drug-deaths-by-police-division").series.of("G: Greater Glasgow") if one.period.first.year == 2017) == 237
