"""`bothy evidence figures` and `bothy evidence finds`: what is in a file, what is wrong with it, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

import bothy.cli.evidence
from bothy.cli.main import app
from bothy.evidence.finds.tidy import as_csv
from evidence.finds.walks import OPENED, walks

assert bothy.cli.evidence


def said(*words: object) -> Result:
    return CliRunner().invoke(app, ["evidence", *map(str, words)])


def told(*words: object) -> Any:
    answer = said(*words, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deaths.csv"
    path.write_text("place,year,deaths\nGlasgow,2023,246\nGlasgow,2024,x\nElsewhere,2023,0\nElsewhere,2024,\n")
    return path


@pytest.fixture
def found(tmp_path: Path) -> Path:
    path = tmp_path / "finds.csv"
    path.write_text(as_csv(walks(20)), newline="")
    return path


def test_without_a_file_it_lists_what_is_carried_and_keeps_what_is_quoted_apart() -> None:
    answer = said("figures")
    assert answer.exit_code == 0 and "nrs-drug-misuse-deaths" in answer.stdout
    assert answer.stdout.index("not data") < answer.stdout.index("“170 deaths”")
    listed = told("figures")
    assert len(listed["series"]) == 4 and [one["said"] for one in listed["quotations"]] == ["170 deaths"]


def test_a_carried_series_comes_with_its_definition_and_source() -> None:
    answer = said("figures", "suspected-drug-deaths-by-police-division")
    assert answer.exit_code == 0 and "G: Greater Glasgow" in answer.stdout and "is a police division, not the city" in answer.stdout
    one = told("figures", "suspected-drug-deaths-by-police-division")
    glasgow = [row["count"] for row in one["rows"] if row["place"] == "G: Greater Glasgow"]
    assert glasgow[:4] == [57, 55, 58, 67] and one["definition"]["certainty"] == "suspected"
    assert said("figures", "suspected-drug-deaths-by-police-division", "--csv").stdout.count("\n") == 393


def test_a_file_is_said_in_words_and_as_data(file: Path) -> None:
    answer = said("figures", file)
    assert answer.exit_code == 0 and "4 figures by year, 2023 to 2024, of 2 places or groups" in answer.stdout
    rows = told("figures", file)["rows"]
    assert [row["count"] for row in rows] == [246, None, 0, None]
    assert [row["suppressed"] and row["suppressed"]["mark"] for row in rows] == [None, "x", None, None]


def test_a_bad_file_is_told_on_standard_error_and_nothing_goes_out(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("place,year,deaths\nA,2023,5\nA,2023,6\nA,2024,lots\n")
    for words in (("figures", bad), ("figures", bad, "--json"), ("figures", bad, "--csv"), ("figures", tmp_path / "none.csv"), ("finds", bad)):
        answer = said(*words)
        assert (answer.exit_code, answer.stdout) == (2, ""), words
        assert answer.stderr and "Traceback" not in answer.stderr


def test_check_lists_everything_that_is_wrong(tmp_path: Path, file: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("place,year,deaths\nA,2023,5\nA,2023,6\nA,2024,lots\n")
    answer = said("figures", bad, "--check")
    assert answer.exit_code == 1 and "rows 2 and 3" in answer.stdout and "'lots' is no count" in answer.stdout
    assert [one["rows"] for one in json.loads(said("figures", bad, "--check", "--json").stdout)["faults"]] == [[2, 3], [4]]
    good = said("figures", file, "--check")
    assert good.exit_code == 0 and "can be used" in good.stdout and "Row 5: the count is empty" in good.stdout
    assert said("figures", tmp_path / "none.csv", "--check").exit_code == 2


def test_a_later_edition_is_told_figure_by_figure(tmp_path: Path, file: Path) -> None:
    later = tmp_path / "later.csv"
    later.write_text("place,year,deaths\nGlasgow,2023,246\nGlasgow,2024,185\nElsewhere,2023,1\nElsewhere,2024,\n")
    answer = said("figures", later, "--against", file)
    assert answer.exit_code == 0 and "says 2 figures otherwise than deaths.csv" in answer.stdout
    assert [(one["place"], one["period"], one["change"]) for one in told("figures", later, "--against", file)] == [("Elsewhere", "2023", "changed"), ("Glasgow", "2024", "shown now")]
    assert "says the same as" in said("figures", file, "--against", file).stdout


def test_columns_can_be_named(shared_data: Path) -> None:
    words = ("figures", shared_data / "sicily.csv", "--count", "aces", "--exposure", "stdpop", "--all-of", "Sicily")
    assert len(told(*words)["rows"]) == 59 and told(*words)["period_kind"] == "month"


def test_finds_are_said_by_how_much_was_looked_over_time_and_around_the_facility(found: Path) -> None:
    answer = said("finds", found, "--facility", "NS 601 648", "--opened", OPENED)
    assert answer.exit_code == 0 and "per hour of looking" in answer.stdout and "0 to 250 m" in answer.stdout and "Trend: the rate of a year is" in answer.stdout
    one = told("finds", found, "--facility", "NS 601 648", "--opened", OPENED)
    assert len(one["periods"]) == 20 and [ring["outer_m"] for ring in one["rings"]] == [250, 500, 1000]
    assert one["trend"]["low"] < one["trend"]["ratio"] < one["trend"]["high"]
    assert told("finds", found, "--effort", "km")["overall"] is None


def test_finds_leave_as_squares_only(tmp_path: Path) -> None:
    fine = tmp_path / "fine.csv"
    fine.write_text("date,easting,northing,what,count,street\n2025-01-31,260512,664602,needles,3,Hunter Street\n")
    for words in (("--csv",), ("--json",), (), ("--check",), ("--check", "--json")):
        answer = said("finds", fine, *words)
        assert answer.exit_code == 0 and "260512" not in answer.output and "Hunter" not in answer.output
    assert "2025-01-31,NS6064-NE-SW,needles,3," in said("finds", fine, "--csv").stdout


@pytest.mark.parametrize("words", [("--facility", "NS 601 648"), ("--facility", "NS6064", "--opened", "2025-01-13"), ("--facility", "NS 601 648", "--opened", "soon")])
def test_rings_that_cannot_be_drawn_are_asked_wrongly(found: Path, words: tuple[str, ...]) -> None:
    answer = said("finds", found, *words)
    assert (answer.exit_code, answer.stdout) == (2, "") and answer.stderr


def test_the_map_and_the_picture_over_time_are_written_where_they_are_wanted(found: Path, tmp_path: Path) -> None:
    chart, line, dark = tmp_path / "map.svg", tmp_path / "trend.svg", tmp_path / "dark.svg"
    assert said("finds", found, "--map", chart, "--trend", line, "--facility", "NS 601 648", "--opened", OPENED).exit_code == 0
    assert said("finds", found, "--map", dark, "--night").exit_code == 0
    for file in (chart, line, dark):
        ElementTree.fromstring(file.read_text("utf-8"))
    assert "Needles and syringes by square" in chart.read_text("utf-8") and "per hour of looking" in line.read_text("utf-8")
    assert chart.read_bytes() != dark.read_bytes()
    refused = said("finds", found, "--map", tmp_path / "nowhere" / "map.svg")
    assert refused.exit_code == 2 and "cannot be written" in refused.stderr


def test_several_files_are_said_one_after_the_other_and_carry_one_header(file: Path) -> None:
    assert said("figures", "--carried").stdout == said("figures").stdout
    assert [len(one["rows"]) for one in told("figures", file, "nrs-drug-misuse-deaths")] == [4, 29]
    lines = said("figures", file, "nrs-drug-misuse-deaths", "--csv").stdout.splitlines()
    assert len(lines) == 1 + 4 + 29 and sum(line.startswith("measure,place") for line in lines) == 1
    assert said("figures", file, "--carried").exit_code == 2


def test_the_facilitys_own_place_is_the_middle_of_its_reference(found: Path) -> None:
    """A ring of 250 m cannot be drawn about a place that is told to a kilometre."""
    near = told("finds", found, "--facility", "NS 60150 64850", "--opened", OPENED)
    assert near["rings"] == told("finds", found, "--facility", "ns601648", "--opened", OPENED)["rings"]
    assert near["rings"] != told("finds", found, "--facility", "NS 605 648", "--opened", OPENED)["rings"]
