"""`bothy export`: what is asked wrongly is said in a sentence, with exit code 2, and nothing is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from support.django_home import django_home, empty_people


@pytest.fixture
def ask(tmp_path: Path):  # type: ignore[no-untyped-def]
    """`ask(*words)`: what the verb answers, in a home with one manager and one nurse."""
    home = django_home()
    empty_people()
    from bothy.cli import export  # noqa: F401  (adds its verbs)
    from bothy.cli.main import app
    from bothy.people.setup import add_staff

    add_staff("Morag", "manager")
    add_staff("Ailsa", "nurse")

    def run(*words: str, out: str = "out", by: str = "morag", reason: str = "a test", where: str = str(home.folder)) -> Result:
        asked = ["export", *words, "--out", str(tmp_path / out), "--by", by, "--reason", reason, "--home", where]
        return CliRunner().invoke(app, asked, env={"COLUMNS": "300"})

    yield run
    assert list(tmp_path.iterdir()) == []


def said(result: Result) -> str:
    return re.sub(r"\s+", " ", result.output)


@pytest.mark.parametrize("what", ["fhir", "facts", "all"])
def test_somebody_who_may_must_answer_for_it(ask, what: str) -> None:  # type: ignore[no-untyped-def]
    for nobody in ("ailsa", "nobody"):
        answer = ask(what, by=nobody)
        assert answer.exit_code == 2 and "is no manager or administrator here (Morag)" in said(answer)


@pytest.mark.parametrize("what", ["fhir", "facts", "all"])
def test_a_reason_must_be_said_and_the_home_be_there(ask, what: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for reason in (" ", "x" * 301):
        answer = ask(what, reason=reason)
        assert answer.exit_code == 2 and "Say with --reason why it leaves" in said(answer)
    answer = ask(what, where=str(tmp_path / "nowhere"))
    assert answer.exit_code == 2 and "There is no home at" in said(answer)


def test_a_month_is_a_month(ask) -> None:  # type: ignore[no-untyped-def]
    for told in ("2025-13", "January", "2025-1"):
        answer = ask("facts", "--from", told)
        assert answer.exit_code == 2 and f"{told} is no month. Write it as 2025-01." in said(answer)
