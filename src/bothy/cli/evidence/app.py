"""What the verbs of `bothy evidence` share: the group, what goes out, and how a bad file is told."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, stop, write_plain

if TYPE_CHECKING:
    from bothy.evidence.table import Table

evidence_app = typer.Typer(
    help="Did it work? Designs that judge, on figures from a file.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(evidence_app, name="evidence")

JsonOption = Annotated[bool, typer.Option("--json", help="For programs: JSON with unrounded numbers.")]


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What the engines refuse becomes a sentence and exit code 2."""
    from bothy.evidence.table import BadTable

    try:
        yield
    except BadTable as fault:
        stop(ASKED_WRONGLY, str(fault))


def table_of(file: Path) -> "Table":
    """The CSV file that was named; exit 2 where it cannot be read."""
    from bothy.evidence.table import read_csv

    with told():
        return read_csv(file)


def write_json(value: Any) -> None:
    """Numbers as they are; what is not a number (a limit that does not exist) is null."""
    write_plain(json.dumps(value, indent=2, allow_nan=False, ensure_ascii=False) + "\n")


def bytes_of(file: Path) -> bytes:
    """What is in a file that may be a workbook; exit 2 where it cannot be read."""
    from bothy.evidence.table import MOST_BYTES

    try:
        if file.stat().st_size > MOST_BYTES:
            stop(ASKED_WRONGLY, f"{file.name} is larger than {MOST_BYTES // 1024**2} MiB. Take the rows out that are not needed.")
        return file.read_bytes()
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{file.name} cannot be read: {fault.strerror}.")
