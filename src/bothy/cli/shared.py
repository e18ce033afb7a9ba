"""What every verb shares: how it says what is wrong, its exit codes, its progress, and the home it works on."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bothy.server.home import Home, HomeTrouble
from bothy.server.hosted import take_up

DONE, FOUND_SOMETHING, ASKED_WRONGLY = 0, 1, 2
PATIENCE_SECONDS = 2.0

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="The folder that holds everything of one Bothy.",
        envvar="BOTHY_HOME",
        show_default="the platform's data folder",
    ),
]


def stop(code: int, sentence: str) -> NoReturn:
    """Say it on standard error and end with this exit code."""
    err.print(sentence, markup=False)
    raise typer.Exit(code)


def home_of(folder: Path | None) -> Home:
    """The home that is meant, with its own database where it has its place on a server of several; else exit 2."""
    home = Home(folder) if folder is not None else Home.default()
    try:
        take_up(home)
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    return home


def made(home: Home) -> Home:
    """The home, made where it is missing; exit 2 where it cannot be."""
    try:
        return home.make()
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[..., None]]:
    """`tell(done, whole, said=None)`: a bar on standard error once it has taken two seconds; none where it is no terminal."""
    if not err.is_terminal:
        yield lambda *_: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    )
    task = bar.add_task(what, total=None)
    began, shown = time.monotonic(), False

    def tell(done: int, whole: int, said: str | None = None) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began >= PATIENCE_SECONDS:
            shown = True
            bar.start()
        bar.update(task, completed=done, total=whole, description=said or what)

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


def write_plain(text: str) -> None:
    """To standard output as it is, for other programs; a reader that went away is no fault."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more at exit.
        with contextlib.suppress(OSError):
            sys.stdout = open("/dev/null", "w")  # noqa: SIM115
        raise typer.Exit(DONE) from None
