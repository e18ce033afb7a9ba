"""`bothy brief` on a house: written with the digest of what it rests on, the same for the same record; and what it refuses."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result


@pytest.fixture
def said(house: SimpleNamespace) -> Callable[..., Result]:
    from bothy.cli import brief  # noqa: F401
    from bothy.cli.main import app

    return lambda *words: CliRunner().invoke(app, ["brief", *map(str, words), "--home", str(house.home.folder)], env={"COLUMNS": "300"})


def text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def test_it_is_written_with_the_digest_of_the_journals_head(said: Callable[..., Result], house: SimpleNamespace, tmp_path: Path) -> None:
    from bothy.journal import open_reader

    reader = open_reader(house.home.folder)
    head = reader.head()
    reader.close()
    made = said("--out", tmp_path / "b.pdf", "--cost", "£2.3 million a year")
    assert made.exit_code == 0 and f"four pages, from entries 1 to {head.number:,}, digest {head.digest.hex()}" in made.output, made.output
    assert head.digest.hex()[:16] in text(tmp_path / "b.pdf") and "£2.3 million a year" in text(tmp_path / "b.pdf")


def test_the_same_day_and_the_same_entry_give_the_same_bytes(said: Callable[..., Result], house: SimpleNamespace, tmp_path: Path) -> None:
    number = int(said("--out", tmp_path / "now.pdf").output.split("entries 1 to ")[1].split(",")[0])
    said("--out", tmp_path / "day.pdf", "--at", datetime.now(UTC).date().isoformat())
    said("--out", tmp_path / "entry.pdf", "--number", number)
    assert len({(tmp_path / f"{name}.pdf").read_bytes() for name in ("now", "day", "entry")}) == 1


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        ((), "Say where the briefing is to be written", 2),
        (("--out", "b.pdf", "--at", "31.8.2025"), "--at 31.8.2025 is no day. Write it as 2025-08-31.", 2),
        (("--out", "b.pdf", "--at", "2025-08-31", "--number", "3"), "Give a day (--at) or an entry (--number), not both.", 2),
        (("--out", "b.pdf", "--number", "999999"), "There is no entry 999,999: the record ends with entry", 2),
        (("--out", "b.pdf", "--at", "1999-01-01"), "Nothing was recorded by 1999-01-01", 2),
        (("--out", "/nowhere/b.pdf"), "cannot be written (No such file or directory)", 2),
        (("--out", "b.pdf", "--place", "Leeds"), "No figures are carried of 'Leeds'", 2),
        (("--out", "b.pdf", "--estimates", "/nowhere.csv"), "nowhere.csv cannot be read", 2),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(
    said: Callable[..., Result], words: tuple[str, ...], says: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = said(*words)
    assert (made.exit_code, says in made.output) == (code, True), made.output
    assert not list(tmp_path.iterdir())


def test_a_folder_without_a_journal_is_no_home_and_stays_empty(tmp_path: Path) -> None:
    from bothy.cli import brief  # noqa: F401
    from bothy.cli.main import app

    made = CliRunner().invoke(app, ["brief", "--out", str(tmp_path / "b.pdf"), "--home", str(tmp_path / "none")])
    assert made.exit_code == 2 and "There is no journal in" in made.output and not (tmp_path / "none").exists()
