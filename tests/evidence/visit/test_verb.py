"""`bothy visit` on a house: written, marked, refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from reports.fitted import fitted
from support.publishing_house import opened


@pytest.fixture(scope="module")
def house() -> Iterator[SimpleNamespace]:
    """A real house with eight months behind it."""
    with opened(fitted(demo=False)) as told:
        told.close()
        yield told


def said(home: Path, *words: object) -> Result:
    from bothy.cli import visit  # noqa: F401
    from bothy.cli.main import app

    return CliRunner().invoke(app, ["visit", *map(str, words), "--home", str(home)], env={"COLUMNS": "300"})


def test_of_a_real_house_a_day_is_drawn_and_the_same_seed_draws_it_again(house: SimpleNamespace, tmp_path: Path) -> None:
    made = said(house.home.folder, "--out", tmp_path / "a.html")
    assert made.exit_code == 0 and "A day that never happened. Drawn from published sums" in made.output, made.output
    said(house.home.folder, "--out", tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert "NEVER HAPPENED" in (tmp_path / "a.html").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Say where it is to be written: --out FILE.html."),
        (("--out", "a.html", "--day", "14.8.2025"), "--day 14.8.2025 is no day."),
        (("--out", "a.html", "--day", "2025-02-06"), "Northgate is a real house: no day of its record is played"),
        (("--out", "a.html", "--day", "2025-02-06", "--drawn"), "Leave one of them out."),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(
    house: SimpleNamespace, words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = said(house.home.folder, *words)
    assert (made.exit_code, says in made.output) == (2, True), made.output
    assert not list(tmp_path.iterdir())
