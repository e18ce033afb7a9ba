"""`bothy report`: what can be asked, what comes out, and what is said of a question that cannot be answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bothy.cli import report  # noqa: F401 (adds the verb)
from bothy.cli.main import app
from bothy.reports import facts
from bothy.reports.indicators import INDICATORS
from bothy.reports.release import read
from bothy.reports.sets import SETS
from reports.journals import Pen, at, write


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A house with two months of visits, the second not over."""
    folder = tmp_path_factory.mktemp("house")
    pen = Pen()
    people = [pen.person(at("2025-03-03"), sex="male" if n % 3 else "female") for n in range(30)]
    for n, person in enumerate(people):
        pen.visit(person, at(f"2025-03-{3 + n % 20:02}"))
    pen.visit(people[0], at("2025-04-02"))
    write(folder, pen.drafts)
    facts.fresh(folder)
    return folder


def bothy(*words: str | Path):
    return CliRunner().invoke(app, ["report", *map(str, words)])


def test_the_list_names_every_set_and_indicator_with_what_it_divides_by():
    told = bothy("--list").output
    for name in (*SETS, *(one.name for one in INDICATORS)):
        assert name in told
    assert "by sex, age_band" in told


def test_an_indicator_is_answered_in_a_paragraph_and_a_table(house):
    done = bothy("service_accessed", "--by", "sex", "--home", house)
    assert done.exit_code == 0
    assert "the service was accessed 30 times" in done.output and "Sex: male 20; female 10." in done.output
    assert "All, March 2025" in done.output.splitlines()[-1]


@pytest.mark.parametrize("name", ["thistle", "emergencies"])
def test_a_set_of_some_months_is_printed_with_its_definitions(house, name):
    done = bothy(name, "--from", "2025-03", "--to", "2025-04", "--home", house)
    assert done.exit_code == 0, done.output
    assert "April 2025 (not over)" in done.output and "Medical emergencies:" in done.output


def test_every_format_can_be_had(house, tmp_path):
    frozen = bothy("people", "--format", "json", "--home", house)
    assert read(frozen.output.encode()).set == "answer"
    assert bothy("people", "--format", "csv", "--home", house).output.count("\n") == 2
    for format, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"people.{format}"
        assert bothy("people", "--format", format, "--out", out, "--home", house).exit_code == 0
        assert out.read_bytes().startswith(start)


def test_the_thistles_table_keeps_the_columns_that_others_parse(house):
    lines = bothy("thistle", "--format", "csv", "--home", house).output.splitlines()
    assert lines[0].startswith("month,service_accessed,injecting_episodes,medical_emergencies")
    assert json.loads(bothy("thistle", "--format", "json", "--home", house).output)["publication"] == "thistle"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name an indicator or a set"),
        (("vists",), "There is no indicator or set 'vists'."),
        (("service_acessed",), "Did you mean: service_accessed"),
        (("thistel",), "Did you mean: thistle"),
        (("people", "--by", "mix"), "cannot be divided by 'mix'. It can by: sex, age_band"),
        (("people", "--by", "sexx"), "There is no grouping 'sexx'. Did you mean: sex?"),
        (("thistle", "--by", "sex"), "leave --by away"),
        (("people", "--from", "March"), "'March' is no month. Write it as 2025-08."),
        (("people", "--from", "2031-01"), "Nothing is recorded for January 2031: the record runs from March 2025 to April 2025."),
        (("people", "--from", "2025-04", "--to", "2025-03"), "April 2025 is after March 2025"),
        (("people", "--format", "pdf"), "say where to with --out people.pdf"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence_and_ends_with_2(house, words, said):
    done = bothy(*words, "--home", house)
    assert done.exit_code == 2 and said in done.stderr
    assert "Traceback" not in done.stderr
