"""`bothy report`: one figure or a set of tables, as they may leave the house."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bothy.cli.main import app
from bothy.cli.reading import reading
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, home_of, progress, stop, write_plain

if TYPE_CHECKING:
    from bothy.journal import Reader
    from bothy.reports.facts.opened import Facts
    from bothy.reports.release import Release
    from bothy.server.home import Home

Format = Literal["text", "csv", "json", "xlsx", "pdf"]
FILES_ONLY = ("xlsx", "pdf")


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="An indicator or a set of tables; --list says which there are.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="MONTH", help="The first month, as 2025-01.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="MONTH", help="The last month; else the last that is over.")] = "",
    by: Annotated[str, typer.Option(metavar="GROUPING", help="Divide an indicator: sex, age_band, hour …")] = "",
    format: Annotated[Format, typer.Option(help="text to read; csv and json for programs; xlsx and pdf to hand on.")] = "text",
    out: Annotated[Path | None, typer.Option(help="Write it to this file, not to the screen.")] = None,
    list: Annotated[bool, typer.Option("--list", help="Say which sets and indicators there are, and how each divides.")] = False,
    home: HomeOption = None,
) -> None:
    """Figures with their definitions, with small counts kept back as the house rules ask."""
    # Imported late: the tables of facts take their time to load, and the other verbs need none of them.
    from bothy.reports import listed

    if list:
        write_plain(listed.listing())
        return
    if not name:
        stop(ASKED_WRONGLY, "Name an indicator or a set: bothy report service_accessed. `bothy report --list` says which there are.")
    if format in FILES_ONLY and out is None:
        stop(ASKED_WRONGLY, f"A {format} file is not for the screen: say where to with --out {name}.{format}.")
    for month in (since, until):
        _checked(month)
    trouble = listed.trouble(name, by)
    if trouble:
        stop(ASKED_WRONGLY, trouble)
    _write(_made(name, since, until, by, format, home), out)


def _checked(month: str) -> None:
    try:
        date.fromisoformat(f"{month}-01") if month else None
    except ValueError:
        stop(ASKED_WRONGLY, f"{month!r} is no month. Write it as 2025-08.")


def _made(name: str, since: str, until: str, by: str, format: Format, home: Path | None) -> bytes:
    from bothy.reports.facts import opened
    from bothy.reports.near import NotThere
    from bothy.reports.said import in_format
    from bothy.reports.thistle import render

    place = home_of(home)
    with reading(place) as reader:
        try:
            with progress("Bringing the facts up to date") as tell:
                facts = opened.fresh(place.folder, reader, tell)
            if name == "thistle" and not (since or until or by) and format in ("text", "csv", "json"):
                # Its columns are a contract: others parse them, so they stay as they were.
                return (render(facts, format).rstrip("\n") + "\n").encode()
            return in_format(facts, name, since, until, by, format, _published(place, facts, reader))
        except NotThere as fault:
            stop(ASKED_WRONGLY, str(fault))
        except (opened.NoFacts, OSError) as fault:
            stop(FOUND_SOMETHING, str(fault))


def _published(home: "Home", facts: "Facts", reader: "Reader") -> "list[Release]":
    """What was published of this house, and so is known to everybody."""
    if not facts.rows("publication"):
        return []
    # Imported late: their bytes lie in Django's tables.
    from bothy.server.boot import prepare

    prepare(home, migrate=False, people=False)
    from bothy.reports.publish.store import NotAsSigned
    from bothy.reports.publish.verify import past_of

    try:
        return [one.release for one in past_of(facts, reader, facts.number)]
    except NotAsSigned as fault:
        stop(FOUND_SOMETHING, f"What was published before must be known first. {fault}")


def _write(made: bytes, out: Path | None) -> None:
    if out is None:
        write_plain(made.decode())
        return
    try:
        out.write_bytes(made)
    except OSError as fault:
        stop(FOUND_SOMETHING, f"{out} could not be written ({fault.strerror}). Choose another place with --out.")
