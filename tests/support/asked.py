"""A verb of `bothy evidence` in this process: what it answers, and what a refusal must look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from bothy.cli import evidence  # noqa: F401 (adds the verbs)
from bothy.cli.main import app


def ask(verb: str, *words: str | Path) -> Result:
    """The verb with these words."""
    return CliRunner().invoke(app, ["evidence", verb, *map(str, words)])


def keys(verb: str, *words: str | Path) -> Any:
    """What it writes for programs; numbers that JSON does not know are a fault."""
    done = ask(verb, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout, parse_constant=lambda said: (_ for _ in ()).throw(AssertionError(said)))


def refused(done: Result) -> str:
    """The sentence of a refusal, in one line: on standard error, exit code 2, no traceback, nothing on standard output."""
    assert done.exit_code == 2 and done.stdout == "", done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    sentence = " ".join(done.stderr.split())
    assert sentence and "Traceback" not in sentence and "No such command" not in sentence
    return sentence
