"""The import contracts bite: a room that reaches upwards is named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("journal", "care", "people", "reports", "intake", "floor", "server", "demo", "cli")


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """A package `bothy` of empty rooms, under the real contracts."""
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for room in ROOMS:
        package(tmp_path / "bothy" / room)
    (tmp_path / "bothy" / "journal" / "store.py").touch()
    # Contracts speak of modules by name, and a name that is nowhere is a fault in itself.
    for name in re.findall(r"\bbothy(?:\.\w+){2,}", (ROOT / ".importlinter").read_text("utf-8")):
        module = tmp_path.joinpath(*name.split("."))
        package(module.parent)
        if not module.is_dir():
            module.with_suffix(".py").touch()
    return tmp_path


def package(folder: Path) -> None:
    """A package with nothing in it, within packages."""
    if folder.with_suffix(".py").exists():
        folder.with_suffix(".py").unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").touch()
    if folder.name != "bothy":
        package(folder.parent)


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
    package(folder)
    (folder / "__init__.py").write_text("import bothy.intake\n")
    status, said = contracts(empty_house)
    assert status == 1
    assert f"bothy.{engine} -> bothy.intake" in said
