"""The sheet of an evaluation: nothing on it that nobody stated, and whether the question came first only where the journal proves it."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from typer.testing import CliRunner

from bothy.cli import evidence  # noqa: F401
from bothy.cli.main import app
from bothy.evidence.sheets.asked import Asked, Data, Signed, SignedOutcome
from bothy.evidence.sheets.items import RECORD, STROBE
from bothy.evidence.sheets.making import Sheet, sheet_of
from bothy.evidence.sheets.markdown import as_markdown
from bothy.evidence.sheets.methods import METHODS
from bothy.evidence.sheets.pdf import as_pdf
from bothy.evidence.table import BadTable

ASKED = Asked(outcome="ambulance call-outs")
SIGNED = Signed(
    title="Pilot of Northgate", version="1", protocol="c0ffee00-0000-4000-8000-000000000001", entry=3, question="Do call-outs fall?", analysis="Rates with a control.",
    since=date(2025, 1, 13), until=date(2027, 12, 31), outcomes=(SignedOutcome("Ambulance call-outs", True, "primary; from the ambulance service"), SignedOutcome("Deaths", False, "secondary")),
    came_first=True, still_first=True, sentences=("Version 1: signed in entry 3.",),
)  # fmt: skip


def answer(*words: str) -> Any:
    made = CliRunner().invoke(app, ["evidence", *words, "--json"])
    assert made.exit_code == 0, made.output
    return json.loads(made.output)


@pytest.fixture(scope="module")
def rates() -> Any:
    return answer("rates", "--before", "626/36", "--after", "210/60", "--control", "338/36,311/60", "--control", "7117/36,4693/60")


def items(sheet: Sheet) -> dict[str, str]:
    return {f"{kind}{one.number}": one.says for kind, lines in (("S", sheet.strobe), ("R", sheet.record)) for one in lines}


# ---- what came out, of each design


def test_rates_and_both_interactions_stand_on_it(rates: Any) -> None:
    sheet = sheet_of("rates", rates, ASKED)
    assert sheet.results[0].startswith("Rates: 17.39 before, 3.5 after; ratio 0.2013 (95 % 0.1722 to 0.2353), exact ")
    assert "Interaction of ratios: chi-squared 81.23, p below 0.0001; of differences: z -10.27" in sheet.results[1]
    assert "chi-squared 68.04" in sheet.results[2] and sheet.cautions == ("Control 2: before-rates differ more than twofold; differences are not comparable.",)


def test_a_zero_is_said_to_have_no_ratio() -> None:
    sheet = sheet_of("rates", answer("rates", "--before", "5/12", "--after", "0/12"), ASKED)
    assert "ratio 0 (no Wald interval with a zero), exact 0 to " in sheet.results[0]


def test_a_time_series_says_its_step_its_checks_and_its_cautions(shared_data: Path) -> None:
    told = answer("its", str(shared_data / "sicily.csv"), "--count", "aces", "--time", "time", "--step", "smokban", "--offset", "stdpop")
    sheet = sheet_of("its", told, ASKED)
    assert sheet.results[0] == "Level at the step: ratio 0.8944 (95 % 0.8392 to 0.9532, p 0.000592)."
    assert ("Periods", "59") in sheet.how and ("Before the step", "36") in sheet.how and ("Season", "none in the model") in sheet.how
    assert sheet.cautions == tuple(told["cautions"]) and items(sheet)["S12e"].startswith("By 1,000 drawn series")
    harmonics = answer("its", str(shared_data / "sicily.csv"), "--count", "aces", "--time", "time", "--step", "smokban", "--offset", "stdpop", "--harmonics", "2", "--period", "12", "--slope")
    sheet = sheet_of("its", harmonics, ASKED)
    assert sheet.results[0].startswith("Level at the step: ratio 0.8765") and sheet.results[1].startswith("Slope after it: ratio 1.001 a period")
    assert ("Season", "none in the model") not in sheet.how


def test_a_synthetic_control_says_its_gap_its_rank_and_the_smallest_p(shared_data: Path) -> None:
    told = answer("synthetic", str(shared_data / "prop99_california_smoking.csv"), "--unit", "state", "--time", "year", "--outcome", "cigsale", "--treated", "California", "--from", "1989")
    sheet = sheet_of("synthetic", told, ASKED)
    assert sheet.results[0] == "Mean gap -19.51; rank 3 of 39, p 0.0769 (the smallest possible is 0.0256)."
    assert dict(sheet.how)["Weights"].startswith("Utah 0.3939, Montana 0.2318") and set(told["assumes"]) <= set(sheet.assumptions)


def test_a_likely_range_says_how_many_years_lie_outside(tmp_path: Path) -> None:
    file = tmp_path / "nrs.csv"
    deaths = [244, 224, 249, 291, 292, 332, 382, 317, 356, 336, 421, 455, 574, 545, 485, 584, 581, 527, 614, 706, 868, 934, 1187, 1280, 1339, 1330]
    file.write_text("year,deaths\n" + "".join(f"{1996 + n},{one}\n" for n, one in enumerate(deaths)))
    sheet = sheet_of("likely-range", answer("likely-range", str(file)), ASKED)
    assert sheet.results[0].startswith("5 of 22 years lie outside the likely range (2002, 2005, 2008, 2010, 2013); of the prediction")


@pytest.mark.parametrize("design", sorted(METHODS))
def test_the_answer_of_another_design_is_refused(design: str) -> None:
    for wrong in ({"x": 1}, [], [{"year": 1}], None, "text", 3):
        with pytest.raises(BadTable, match=f"is not what `bothy evidence {design} … --json` writes"):
            sheet_of(design, wrong, ASKED)


def test_a_design_without_a_sheet_is_told() -> None:
    with pytest.raises(BadTable, match=r"There is no sheet for 'crystal-ball'\. There is one for: rates, likely-range, its, synthetic"):
        sheet_of("crystal-ball", {}, ASKED)


# ---- asked before answered


def test_without_a_protocol_nothing_is_shown_to_have_been_asked_before(rates: Any) -> None:
    sheet = sheet_of("rates", rates, ASKED)
    assert not sheet.came_first and sheet.before.startswith("No signed protocol is named") and not sheet.protocol and not sheet.checks


@pytest.mark.parametrize(
    ("change", "first", "says"),
    [
        ({}, True, "the question came before the data"),
        ({"came_first": False}, False, "was not asked before there was anything to see"),
        ({"still_first": False, "version": "1.2"}, False, "version 1.2, which holds, was signed after they had begun to come in"),
        ({"tampered": (7, 19)}, False, "Entries would put a signed version right (7, 19)"),
    ],
)
def test_it_came_first_only_where_the_journal_proves_it_of_the_version_that_holds(rates: Any, change: dict[str, Any], first: bool, says: str) -> None:
    sheet = sheet_of("rates", rates, ASKED, signed=replace(SIGNED, **change))
    assert sheet.came_first is first and says in sheet.before


@pytest.mark.parametrize(
    ("asked", "states", "says"),
    [
        ({"since": date(2025, 2, 1), "until": date(2026, 1, 1)}, ["as_signed", "as_signed"], "the protocol's primary one"),
        ({"outcome": "AMBULANCE  call-outs", "since": date(2024, 1, 1), "until": date(2026, 1, 1)}, ["as_signed", "as_signed"], "primary"),
        ({"outcome": "Deaths"}, ["as_signed", "not_said"], "the protocol's secondary one"),
        ({"outcome": "Complaints"}, ["otherwise", "not_said"], "“Complaints” is not one of the protocol's (Ambulance call-outs, Deaths)"),
        ({"since": date(2025, 2, 1)}, ["as_signed", "otherwise"], "go on after the protocol's end"),
        ({"since": date(2025, 2, 1), "until": date(2028, 1, 1)}, ["as_signed", "otherwise"], "go on after the protocol's end"),
        ({"since": date(2020, 1, 1), "until": date(2024, 12, 31)}, ["as_signed", "otherwise"], "end before the protocol's begin"),
    ],
)
def test_what_was_done_is_compared_with_what_was_signed(rates: Any, asked: dict[str, Any], states: list[str], says: str) -> None:
    sheet = sheet_of("rates", rates, replace(ASKED, **asked), signed=SIGNED)
    assert [one.state for one in sheet.checks] == states
    assert any(says in one.says for one in sheet.checks)


# ---- item by item


def test_what_nobody_stated_is_left_open(rates: Any) -> None:
    bare = items(sheet_of("rates", rates, ASKED))
    assert {key for key, says in bare.items() if says == "Not stated."} == {
        "S2", "S5", "S6", "S7", "S8", "S10", "S12c", "S14", "S15", "S17", "S20", "S21", "S22",
        "R1.1", "R1.2", "R6.1", "R6.2", "R7.1", "R12.1", "R12.2", "R13.1", "R22.1",
    }  # fmt: skip


def test_what_was_stated_stands_in_its_item_and_nothing_is_open_when_all_is_told(rates: Any) -> None:
    asked = Asked(
        outcome="ambulance call-outs", treated="postcode 2011", controls=("postcode 2010", "rest of NSW"), what="the centre", begins="May 2001", since=date(1998, 5, 1),
        until=date(2006, 4, 30), question="Fewer calls?", source="Ambulance Service of NSW", measured="naloxone given", validated="by records of 200 calls",
        events="626 and 210", missing="None was missing.", why_this_long="All that was there.", others=("by day and night",), means="Fewer calls, in a heroin shortage.",
        elsewhere="Not without a shortage.", funding="NSW Health.", access="Tables only.",
    )  # fmt: skip
    sheet = sheet_of("rates", rates, asked, Data(name="calls.csv", sha256="ab" * 32, rows=96), SIGNED)
    assert sheet.open == 0
    told = items(sheet)
    assert told["S22"] == "NSW Health." and told["S17"] == "by day and night" and told["R6.2"] == "by records of 200 calls" and "626 and 210" in told["S15"]
    assert "c0ffee00" in told["R22.1"] and "abab" in told["R22.1"]


def test_the_guidelines_are_there_whole() -> None:
    assert {one.number.rstrip("abcde") for one in STROBE} == {str(n) for n in range(1, 23)}
    assert [one.number for one in RECORD] == ["1.1", "1.2", "1.3", "6.1", "6.2", "6.3", "7.1", "12.1", "12.2", "12.3", "13.1", "19.1", "22.1"]


# ---- on paper


def test_the_pdf_can_be_read_aloud_and_is_the_same_each_time(rates: Any) -> None:
    sheet = sheet_of("rates", rates, ASKED, signed=SIGNED)
    made = as_pdf(sheet)
    assert made == as_pdf(sheet)
    document = PdfReader(io.BytesIO(made))
    text = " ".join(" ".join(page.extract_text().split()) for page in document.pages)
    assert "pdfuaid" in str(document.trailer["/Root"]["/Metadata"].get_object().get_data())
    assert "the question came before the data" in text and "RECORD" in text and f"of {len(STROBE) + len(RECORD)} items are not stated" in text


def test_nothing_in_a_sheet_is_read_as_markdown_or_typst(rates: Any) -> None:
    nasty = "a | b <script> *c* #panic() [x](http://y)\nnext"
    sheet = sheet_of("rates", rates, Asked(outcome=nasty, funding=nasty))
    text = as_markdown(sheet)
    assert "<script" not in text and "a \\| b" in text and not re.search(r"(?<!\\)\]\(http", text)
    assert "#panic()" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(sheet))).pages)
    rows = [line for line in text.splitlines() if line.startswith("| 22 ")]
    assert len(rows) == 1 and rows[0].replace("\\|", "").count("|") == 4
