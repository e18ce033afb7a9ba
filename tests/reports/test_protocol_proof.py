"""That the question came before the answer, shown from the order of entries: in an open journal and in an exported file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from typer.testing import CliRunner

from bothy.care.bodies_basis import Outcome, ProtocolSigned
from bothy.care.bodies_export import DataExported
from bothy.care.bodies_publication import PublicationSigned
from bothy.care.kinds import REGISTER_KINDS
from bothy.journal import open_reader
from bothy.journal.export import write_json_lines, write_parquet
from bothy.reports.protocol_proof import Proof, protocols_of, prove_all
from reports.journals import SIGNER, Pen, at, write

PROTOCOL = UUID(int=77)
FIRST = ProtocolSigned(
    title="Pilot", version="1", signer=SIGNER, question="Does it work?", analysis="Counted.", data_from=date(2025, 1, 13), data_until=date(2025, 6, 30),
    outcomes=(Outcome(name="Episodes", primary=True, indicator="injecting_episodes"),),
)  # fmt: skip


def amended(pen: Pen, before: UUID, when: str, **changes: object) -> UUID:
    body = msgspec.structs.replace(FIRST, amends=before, reason="Asked for.", **({"version": "2"} | changes))
    return pen(PROTOCOL, body, at(when))


def published(pen: Pen, when: str) -> None:
    told = PublicationSigned(set="thistle", since="2025-01", until="2025-01", number=1, digest="0" * 64, sha256="0" * 64, made_with="0", revision=0)
    pen(uuid4(), told, at(when))


def proven(home: Path, pen: Pen) -> Proof:
    write(home, pen.drafts)
    reader = open_reader(home)
    try:
        (proof,) = prove_all(reader, protocols_of(reader, REGISTER_KINDS), "Europe/London", "05:00")
    finally:
        reader.close()
    return proof


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_signed_before_the_first_visit_and_amended_later_is_told_of_each(home: Path) -> None:
    pen = Pen()
    person = pen.person(at("2025-01-12"))
    pen.visit(person, at("2025-01-12", "13:00"))  # of before its time: a try
    first = pen(PROTOCOL, FIRST, at("2025-01-12", "18:00"))
    second = amended(pen, first, "2025-01-12")
    visit = len(pen.drafts) + 1
    pen.visit(person, at("2025-01-14"))
    pen.visit(person, at("2025-01-15"))
    third = amended(pen, second, "2025-01-20", version="3")
    published(pen, "2025-02-05")
    amended(pen, third, "2025-02-10", version="4")
    proof = proven(home, pen)
    assert [one.state for one in proof.versions] == ["before", "before", "during", "after_seen"]
    assert [one.visits for one in proof.versions] == [0, 0, 2, 2]
    assert {one.first[0] for one in proof.versions if one.first} == {visit}
    assert proof.first_came_first
    assert f"The first visit of its time is entry {visit}" in proof.versions[0].sentence
    assert "the question came before the data" in proof.versions[0].sentence
    assert "AFTER data had begun" in proof.versions[2].sentence
    assert "AFTER figures could be seen" in proof.versions[3].sentence


def test_a_protocol_signed_after_the_first_visit_is_not_made_earlier_by_what_it_says(home: Path) -> None:
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    pen.visit(person, at("2025-01-13", "13:00"))
    # It says that it happened the day before; what counts is where it stands.
    pen(PROTOCOL, FIRST, at("2025-01-12"))
    proof = proven(home, pen)
    assert proof.versions[0].state == "during"
    assert not proof.first_came_first


def test_moving_the_beginning_of_its_time_makes_no_data_unseen(home: Path) -> None:
    pen = Pen()
    first = pen(PROTOCOL, FIRST, at("2025-01-12"))
    pen.visit(pen.person(at("2025-01-14")), at("2025-01-14"))
    amended(pen, first, "2025-01-15", data_from=date(2025, 2, 1))
    assert [one.state for one in proven(home, pen).versions] == ["before", "during"]


def test_an_export_before_an_amendment_counts_as_seen_and_one_before_any_data_does_not(home: Path) -> None:
    pen = Pen()
    first = pen(PROTOCOL, FIRST, at("2025-01-12"))
    exported = DataExported(what="facts", reason="evaluation", upto=1, manifest="0" * 64)
    pen(PROTOCOL, exported, at("2025-01-12"))
    second = amended(pen, first, "2025-01-12")
    pen.visit(pen.person(at("2025-01-14")), at("2025-01-14"))
    pen(PROTOCOL, exported, at("2025-01-15"))
    amended(pen, second, "2025-01-16", version="3")
    assert [one.state for one in proven(home, pen).versions] == ["before", "before", "after_seen"]


def test_an_entry_that_would_put_a_version_right_changes_nothing_and_is_told(home: Path) -> None:
    pen = Pen()
    first = pen(PROTOCOL, FIRST, at("2025-01-12"))
    other = msgspec.structs.replace(FIRST, question="Is it liked?")
    pen.correct(PROTOCOL, first, "protocol-signed", at("2025-03-01"), body=other)
    proof = proven(home, pen)
    assert proof.protocol.now.body.question == "Does it work?"
    assert proof.protocol.tampered == (len(pen.drafts),)
    assert not proof.first_came_first


# --- without the house ---


@pytest.fixture
def exported(home: Path, tmp_path: Path) -> Iterator[tuple[Path, Path, Path]]:
    pen = Pen()
    pen(PROTOCOL, FIRST, at("2025-01-12"))
    pen.visit(pen.person(at("2025-01-14")), at("2025-01-14"))
    write(home, pen.drafts)
    reader = open_reader(home)
    try:
        with (tmp_path / "journal.jsonl").open("wb") as out:
            write_json_lines(reader, out)
        write_parquet(reader, tmp_path / "journal.parquet")
    finally:
        reader.close()
    return home, tmp_path / "journal.jsonl", tmp_path / "journal.parquet"


def said(*words: object):  # type: ignore[no-untyped-def]
    from bothy.cli import protocol  # noqa: F401  (adds its verbs)
    from bothy.cli.main import app

    return CliRunner().invoke(app, ["protocol", *map(str, words)], env={"COLUMNS": "200"})


def test_anyone_can_check_an_exported_journal(exported: tuple[Path, Path, Path], tmp_path: Path) -> None:
    home, lines, parquet = exported
    for file in (lines, parquet):
        done = said("check", "--journal", file)
        assert done.exit_code == 0, done.output
        assert "The chain holds" in done.output
        assert "good  version 1: Signed in entry 3" in done.output
    assert said("check", "--home", home).exit_code == 0
    # One word of the question changed in the file
    forged = tmp_path / "forged.jsonl"
    forged.write_bytes(lines.read_bytes().replace(b"Does it work?", b"Is it liked??"))
    done = said("check", "--journal", forged)
    assert done.exit_code == 1
    assert "The chain breaks at entry 3" in done.output
    # The protocol's line taken out
    short = tmp_path / "short.jsonl"
    short.write_bytes(b"\n".join(line for line in lines.read_bytes().splitlines() if b'"protocol-signed"' not in line) + b"\n")
    assert said("check", "--journal", short).exit_code == 1
    for bad, code in ((tmp_path / "nothing.jsonl", 2), (Path(__file__), 1)):
        done = said("check", "--journal", bad)
        assert done.exit_code == code and "Give the file" in done.output, done.output


def test_an_exported_journal_is_held_against_a_checkpoint_from_elsewhere(exported: tuple[Path, Path, Path], tmp_path: Path) -> None:
    from bothy.journal.checkpoint import SigningKey, make_checkpoint, to_text

    home, lines, _ = exported
    reader = open_reader(home)
    try:
        made = make_checkpoint(reader, SigningKey.of_home(home), at("2025-02-01"))
    finally:
        reader.close()
    held = tmp_path / "held.txt"
    held.write_text(to_text(made))
    done = said("check", "--journal", lines, "--checkpoint", held)
    assert done.exit_code == 0 and "It fits 1 checkpoint" in done.output, done.output
    held.write_text(to_text(msgspec.structs.replace(made, digest=b"\1" * 32)))
    done = said("check", "--journal", lines, "--checkpoint", held)
    assert done.exit_code == 1 and "does not fit the checkpoint" in done.output
