"""`bothy evidence sheet`: from an answer and a home with a signed protocol, to Markdown and PDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from bothy.care import bodies_basis as b
from bothy.cli import evidence, protocol  # noqa: F401
from bothy.cli.main import app
from reports.journals import FOUNDED, INJECT, SIGNER, Pen, at, write

PROTOCOL = UUID("c0ffee00-0000-4000-8000-000000000001")


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    made = CliRunner().invoke(app, ["evidence", "rates", "--before", "626/36", "--after", "210/60", "--json"])
    file = tmp_path / "rates.json"
    file.write_text(made.output)
    return file


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A house that signed what it will ask before anybody came."""
    pen = Pen()
    told = b.ProtocolSigned(
        title="Pilot", version="1", signer=SIGNER, question="Do call-outs fall?", analysis="Rates with a control.", data_from=date(2025, 1, 13),
        outcomes=(b.Outcome(name="Ambulance call-outs", primary=True, source="the ambulance service", better="fewer"),),
    )  # fmt: skip
    pen(PROTOCOL, told, FOUNDED)
    pen.visit(pen.person(at("2025-01-14")), at("2025-01-14"), INJECT)
    write(tmp_path / "home", pen.drafts)
    return tmp_path / "home"


@pytest.fixture
def said(answer: Path) -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(app, ["evidence", "sheet", "rates", str(answer), *map(str, words)], env={"COLUMNS": "300"})


def test_the_signed_protocol_of_a_home_stands_on_it_with_its_proof(said: Callable[..., Result], home: Path) -> None:
    made = said("--outcome", "ambulance call-outs", "--from", "2025-01-13", "--protocol", "c0ffee", "--home", home)
    assert made.exit_code == 0, made.output
    assert "**The protocol was signed before any visit of its time was recorded: the question came before the data.**" in made.output
    assert "| Outcome: Ambulance call-outs | primary; from the ambulance service; fewer is better |" in made.output
    assert "- as signed: The outcome is the protocol's primary one of that name." in made.output
    assert said("--outcome", "x", "--protocol", "only", "--home", home).exit_code == 0


def test_it_is_written_as_pdf_and_markdown_with_the_digest_of_the_data(said: Callable[..., Result], tmp_path: Path) -> None:
    data = tmp_path / "calls.csv"
    data.write_text("month,calls\n2001-05,4\n2001-06,3\n")
    for name in ("sheet.pdf", "sheet.md"):
        assert said("--outcome", "calls", "--file", data, "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert f"calls.csv, 2 rows, SHA-256 {sha256(data.read_bytes()).hexdigest()}" in (tmp_path / "sheet.md").read_text()


def test_programs_get_every_item(said: Callable[..., Result]) -> None:
    told = json.loads(said("--outcome", "calls", "--json").output)
    assert told["open"] == sum(not one["stated"] for one in (*told["strobe"], *told["record"])) > 0 and told["came_first"] is False


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Say what was counted: --outcome"),
        (("--outcome", "x", "--out", "sheet.docx"), "a sheet is a .pdf or a .md file"),
        (("--outcome", "x", "--from", "1.2.2025"), "--from 1.2.2025 is no day"),
        (("--outcome", "x", "--file", "/nowhere.csv"), "nowhere.csv cannot be read"),
        (("--outcome", "x", "--out", "/nowhere/s.md"), "cannot be written"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(said: Callable[..., Result], words: tuple[str, ...], says: str) -> None:
    made = said(*words)
    assert (made.exit_code, says in made.output) == (2, True), made.output


def test_a_protocol_or_an_answer_that_is_not_there_is_told(said: Callable[..., Result], home: Path, tmp_path: Path) -> None:
    made = said("--outcome", "x", "--protocol", "beef", "--home", home)
    assert made.exit_code == 2 and "No protocol of this home begins with 'beef'" in made.output
    (tmp_path / "no.json").write_text("{")
    for file, says in (("no.json", "no.json is no JSON"), ("gone.json", "gone.json cannot be read")):
        told = CliRunner().invoke(app, ["evidence", "sheet", "its", str(tmp_path / file), "--outcome", "x"])
        assert told.exit_code == 2 and says in told.output
