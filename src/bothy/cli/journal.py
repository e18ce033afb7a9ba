"""`bothy journal`: verify, checkpoint, export. Reading goes on beside a Bothy that is running; signing goes through it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from bothy.cli.main import journal_app
from bothy.cli.reading import read_checkpoint, read_key, reading
from bothy.cli.shared import (
    ASKED_WRONGLY,
    DONE,
    FOUND_SOMETHING,
    HomeOption,
    home_of,
    out,
    progress,
    stop,
    write_plain,
)
from bothy.journal.checkpoint import from_json, to_json, to_text
from bothy.journal.errors import JournalError, JournalInUse, JournalMissing
from bothy.journal.export import write_json_lines, write_parquet
from bothy.journal.opening import open_store
from bothy.journal.store import Checkpoint
from bothy.server.checkpoints import journal_place, public_keys, sign_head
from bothy.server.control import ControlTrouble, ask, running_server
from bothy.server.home import Home
from bothy.server.lines import verify_lines as walk


@journal_app.command()
def verify(
    home: HomeOption = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint held elsewhere (its text or JSON). May be given again."),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(help="A public key (PEM) that checkpoints must be signed by. Default: the home's own."),
    ] = None,
) -> None:
    """Walk the whole journal. Exit 0 and one line; or exit 1 and the first bad entry."""
    place = home_of(home)
    held = [read_checkpoint(path) for path in checkpoint or ()]
    keys = [read_key(path) for path in key or ()] or list(public_keys(place))
    with reading(place) as reader, progress("Verifying") as tell:
        verdict = walk(reader, held, keys, tell)
    write_plain(verdict.sentence + "\n")
    raise typer.Exit(DONE if verdict.ok else FOUND_SOMETHING)


@journal_app.command()
def checkpoint(
    home: HomeOption = None,
    format: Annotated[
        Literal["text", "json"], typer.Option(help="text is short enough to type; json is for programs.")
    ] = "text",
) -> None:
    """Sign where the journal ends, keep that beside it, and print it: to be held by someone outside the house."""
    made = _make_checkpoint(home_of(home))
    write_plain(to_text(made) if format == "text" else to_json(made).decode() + "\n")


def _make_checkpoint(home: Home) -> Checkpoint:
    told = running_server(home)
    try:
        store = open_store(journal_place(home))
    except JournalInUse as fault:
        # A server holds the lock: it signs for us, between two of its batches.
        if told is None:
            stop(FOUND_SOMETHING, str(fault))
        try:
            return from_json(_json(ask(told, "checkpoint")))
        except ControlTrouble as trouble:
            stop(FOUND_SOMETHING, str(trouble))
    except JournalMissing as fault:
        stop(ASKED_WRONGLY, str(fault))
    except JournalError as fault:
        stop(FOUND_SOMETHING, str(fault))
    try:
        return sign_head(store, home.folder)
    except JournalError as fault:
        stop(FOUND_SOMETHING, str(fault))
    finally:
        store.close()


def _json(answer: dict[str, object]) -> bytes:
    import msgspec

    return msgspec.json.encode(answer)


@journal_app.command()
def export(
    home: HomeOption = None,
    format: Annotated[
        Literal["jsonl", "parquet"], typer.Option(help="JSON lines, or one Parquet file.")
    ] = "jsonl",
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help="The file to write; JSON lines go to standard output without it.", show_default=False
        ),
    ] = None,
) -> None:
    """Write every entry out, as it was stored. What is read back verifies like the original."""
    if format == "parquet" and to is None:
        stop(ASKED_WRONGLY, "A Parquet file needs a name: give it with --to.")
    with reading(home_of(home)) as reader, progress("Writing") as tell:
        if to is None:
            with _no_reader_is_no_fault():
                write_json_lines(reader, sys.stdout.buffer, tell)
                sys.stdout.buffer.flush()
            return
        fresh = to.with_name(f".{to.name}.{os.getpid()}.part")
        try:
            if format == "parquet":
                count = write_parquet(reader, fresh, tell)
            else:
                with fresh.open("wb") as file:
                    count = write_json_lines(reader, file, tell)
            os.replace(fresh, to)
        except OSError as fault:
            fresh.unlink(missing_ok=True)
            stop(
                ASKED_WRONGLY,
                f"{to} cannot be written ({fault.strerror or fault}). Choose another place with --to.",
            )
    out.print(f"{count} entries written to {to}", markup=False)


@contextlib.contextmanager
def _no_reader_is_no_fault() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # `bothy journal export | head`: what was asked for was given.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
