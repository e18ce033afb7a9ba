"""The import contracts bite: a room that reaches upwards is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Modules that the contracts speak of by name.
NAMED = ("journal/entry", "journal/store", *(f"reports/engine/{name}" for name in ("ibis", "laid_out", "links", "said", "stored")))
ROOMS = ("journal", "care", "people", "reports", "intake", "floor", "server", "demo", "cli")


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """A package `bothy` of empty rooms, under the real contracts."""
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for room in ("", *ROOMS, "reports/engine"):
        folder = tmp_path / "bothy" / room
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    for module in NAMED:
        (tmp_path / "bothy" / f"{module}.py").touch()
    return tmp_path


def contracts(house: Path) -> tuple[int, str]:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=house, env=os.environ | {"PYTHONPATH": str(house)}, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_care_may_read_the_journals_entry(empty_house: Path):
    (empty_house / "bothy" / "care" / "fold.py").write_text("import bothy.journal.entry\n")
    assert contracts(empty_house)[0] == 0


@pytest.mark.parametrize(
    ("room", "reaches"),
    [
        ("journal", "bothy.care"),
        ("journal", "django"),
        ("care", "django"),
        ("care", "time"),
        ("care", "bothy.journal.store"),
        ("care", "bothy.people"),
        ("reports", "bothy.people"),
        ("people", "bothy.reports"),
        ("people", "bothy.intake"),
        ("intake", "bothy.floor"),
        ("floor", "bothy.server"),
    ],
)
def test_a_room_never_reaches(empty_house: Path, room: str, reaches: str):
    (empty_house / "bothy" / room / "page.py").write_text(f"import {reaches}\n")
    status, said = contracts(empty_house)
    assert status == 1
    assert f"bothy.{room}.page -> {reaches}" in said


@pytest.mark.parametrize("engine", ["plan", "evidence"])
def test_an_engine_never_imports_the_one_writer(empty_house: Path, engine: str):
    folder = empty_house / "bothy" / engine
    folder.mkdir()
    (folder / "__init__.py").write_text("import bothy.intake\n")
    status, said = contracts(empty_house)
    assert status == 1
    assert f"bothy.{engine} -> bothy.intake" in said
