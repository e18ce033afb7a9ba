"""`bothy publish` and `bothy revise`, with and without a server beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.test_verbs import bothy
from reports.journals import write
from server.conftest import serving, wait_until_up
from support.publishing_house import opened, some_months

_STAFF = """
import sys, pathlib
from bothy.server.boot import prepare
from bothy.server.home import Home
prepare(Home(pathlib.Path(sys.argv[1])))
from bothy.people.setup import add_staff
add_staff("Morag", "manager")
"""


@pytest.fixture
def said() -> Iterator[Any]:
    """`said(*words)`: what the verb answers on a home that nobody serves; exit code, words for people, words for trouble."""
    from bothy.cli import publish  # noqa: F401  (adds its verbs)
    from bothy.cli.main import app

    with opened(some_months()) as house:
        house.close()
        home = str(house.home.folder)
        yield lambda *words: CliRunner().invoke(app, [*map(str, words), "--home", home], env={"COLUMNS": "200"})


def test_figures_are_published_listed_verified_and_made_again(said: Any, tmp_path: Path) -> None:
    out = tmp_path / "for the city"
    draft = said("publish", "thistle", "--month", "2025-01", "--draft")
    assert draft.exit_code == 0 and "A draft: nothing was signed." in draft.output, draft.output
    assert "Nothing is published yet" in said("publish", "--list").output
    made = said("publish", "thistle", "--month", "2025-01", "--by", "morag", "--checked-by", "iain", "--out", out)
    assert made.exit_code == 0, made.output
    names = {one.name for one in out.iterdir()}
    assert {"thistle-2025-01.csv", "thistle-2025-01.pdf", "thistle-2025-01.xlsx", "thistle-2025-01.json"} <= names
    id = re.search(r"id ([0-9a-f-]{36})", made.output)[1]  # type: ignore[index]
    assert id in said("publish", "--list").output
    verified = said("publish", "--verify")
    assert verified.exit_code == 0 and verified.output.startswith("good ")
    again = said("publish", "--rebuild", id[:8])
    assert again.exit_code == 0 and "the same to the byte" in again.output, again.output
    due = said("publish", "--due")
    assert due.exit_code == 1 and "days late" in due.output
    from bothy.reports.models import Frozen

    Frozen.objects.filter(id=id).update(frozen=b"{}")
    assert said("publish", "--verify").exit_code == 1


def test_what_is_asked_wrongly_is_said_in_a_sentence(said: Any) -> None:
    for words, why in (
        (("publish",), "Say which set of tables to publish"),
        (("publish", "made-up", "--draft"), "There is no set of tables called 'made-up'"),
        (("publish", "thistle", "--list"), "ask one thing at a time"),
        (("publish", "thistle", "--month", "2031-04", "--draft"), "Nothing is recorded for April 2031"),
        (("publish", "thistle", "--month", "2025-01"), "Managers and analysts: Iain, Morag."),
        (("publish", "thistle", "--month", "2025-01", "--by", "nobody"), "Nobody who works here is called 'nobody'"),
        (("publish", "thistle", "--month", "2025-01", "--by", "Ailsa"), "Ailsa cannot check it. "),
        (("publish", "thistle", "--month", "2025-01", "--by", "Ailsa", "--checked-by", "Iain"), "Ailsa cannot sign it. "),
        (("revise", "thistle", "--draft"), "there is nothing to revise"),
        (("publish", "--rebuild", "zz"), "No publication's id begins with 'zz'"),
    ):
        told = said(*words)
        assert told.exit_code == 2 and why in told.output, (words, told.output)
    assert "there is no draft" in said("publish", "--list").output, "what was refused leaves no draft behind"


def test_a_running_server_publishes_for_the_command_line(tmp_path: Path) -> None:
    home = tmp_path / "the home"
    write(home, some_months().drafts)
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run([sys.executable, "-c", _STAFF, str(home)], check=True, env=environ)
    with serving(home) as server:
        wait_until_up(server.url)
        while not (home / "running.json").exists():
            assert server.process.poll() is None
        made = bothy("publish", "thistle", "--month", "2025-01", "--by", "Morag", "--home", home)
        assert made.returncode == 0, made.stderr
        assert "One person checked and signed it" in made.stdout
        revised = bothy("revise", "thistle", "--month", "2025-01", "--by", "Morag", "--home", home)
        assert "Revision 1 of January 2025: no figure differs" in revised.stdout, revised.stderr
