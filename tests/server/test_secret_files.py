"""Secrets from the environment or from files, and what is said where they cannot be read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bothy.server.home import Home, HomeTrouble
from bothy.server.secret_files import read_secret_files

SECRET = "a secret of forty signs, give or take a few"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOTHY_SECRET_KEY", "DATABASE_URL"):
        for variable in (name, f"{name}_FILE"):
            # Set before it is taken away, so that what the code under test puts there is taken away after, too.
            monkeypatch.setenv(variable, "before")
            monkeypatch.delenv(variable)


def test_a_file_says_what_the_variable_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    monkeypatch.setenv("BOTHY_SECRET_KEY_FILE", str(tmp_path / "key"))
    read_secret_files()
    read_secret_files()
    home = Home(tmp_path / "home").make()
    assert home.secret_key() == SECRET
    assert not home.settings.exists(), "a secret that is kept elsewhere is not written here"
    monkeypatch.delenv("BOTHY_SECRET_KEY")


@pytest.mark.parametrize("what", ["missing", "empty", "both", "folder"])
def test_what_cannot_be_read_is_told_without_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    file = tmp_path / "url"
    if what == "empty":
        file.write_text(" \n")
    elif what == "folder":
        file.mkdir()
    elif what == "both":
        file.write_text("postgresql://a:hidden-in-file@h/d")
        monkeypatch.setenv("DATABASE_URL", "postgresql://a:hidden-in-variable@h/d")
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))
    with pytest.raises(HomeTrouble, match="DATABASE_URL_FILE") as told:
        read_secret_files()
    assert "hidden" not in str(told.value)


def test_a_short_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHY_SECRET_KEY", "short")
    with pytest.raises(HomeTrouble, match="at least 32 signs"):
        Home(tmp_path).secret_key()


def test_without_either_the_home_makes_its_own_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        home = Home(tmp_path / "home").make()
    finally:
        os.umask(before)
    assert len(home.secret_key()) >= 32 and home.secret_key() == home.secret_key()
    assert stat.S_IMODE(home.settings.stat().st_mode) == 0o600


def test_every_verb_reads_them_and_exits_2_where_it_cannot(tmp_path: Path) -> None:
    environ = {**os.environ, "DATABASE_URL_FILE": str(tmp_path / "nowhere")}
    told = subprocess.run([sys.executable, "-m", "bothy.cli", "check"], capture_output=True, text=True, env=environ)
    assert told.returncode == 2 and "DATABASE_URL_FILE names" in told.stderr and "Traceback" not in told.stderr
