"""`bothy visit`: a day on the floor in three minutes, in one file for any browser."""

from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.brief import day_of, prepared
from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, home_of, out, progress, stop


@app.command()
def visit(
    to: Annotated[Path | None, typer.Option("--out", help="The file to write (.html).", show_default=False)] = None,
    day: Annotated[str, typer.Option("--day", metavar="DATE", help="A day of a demo's record, as 2025-08-14.", show_default="one like most")] = "",
    drawn: Annotated[bool, typer.Option("--drawn", help="Also of a demo: a day that never happened.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of a drawn day; the same seed draws the same day.")] = 1,
    home: HomeOption = None,
) -> None:
    """Make the file. Of a demo it plays a day of its record; of a real house a day that never happened, drawn from figures that may leave it."""
    if to is None:
        stop(ASKED_WRONGLY, "Say where it is to be written: --out FILE.html.")
    if day and drawn:
        stop(ASKED_WRONGLY, "A day of the record (--day) is not drawn (--drawn). Leave one of them out.")
    asked = day_of(day, "--day") if day else None
    house = home_of(home)
    prepared(house)
    # Imported late: Django and the tables of facts take their time to load.
    from bothy.journal.whole_file import write_whole
    from bothy.server.briefing import NotMade
    from bothy.server.visiting import made_of

    try:
        with progress("Adding up the journal") as tell:
            made = made_of(house, asked, drawn, seed, tell)
        write_whole(to, made.html)
    except NotMade as fault:
        stop(FOUND_SOMETHING if fault.record else ASKED_WRONGLY, str(fault))
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{to} cannot be written ({fault.strerror or fault}). Choose another place with --out.")
    out.print(f"{to}: {made.day.title}. {made.day.note}", markup=False)
