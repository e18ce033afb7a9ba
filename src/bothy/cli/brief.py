"""`bothy brief`: four pages for a decision-maker with no time to visit."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, home_of, out, progress, stop
from bothy.server.home import Home, HomeTrouble


@app.command()
def brief(
    to: Annotated[Path | None, typer.Option("--out", help="The PDF to write.", show_default=False)] = None,
    at: Annotated[str, typer.Option("--at", metavar="DATE", help="As the record stood at the end of that day, as 2025-08-31.", show_default="as it stands")] = "",
    number: Annotated[int | None, typer.Option("--number", help="As the record stood at this entry.", min=1, show_default=False)] = None,
    cost: Annotated[str, typer.Option("--cost", help="What the facility costs, in your words; the record does not know it.", show_default=False)] = "",
    estimates: Annotated[
        Path | None, typer.Option("--estimates", help="Estimates of this city, a CSV file (docs/evidence/claims.md).", show_default=False)
    ] = None,
    place: Annotated[str, typer.Option("--place", help="The police division whose carried figures are shown.", show_default="Greater Glasgow, where the house rules are Scotland's")] = "",
    home: HomeOption = None,
) -> None:
    """Make the briefing. It rests on the record alone: the same day gives the same file, and it says by which digest to check that."""
    if to is None:
        stop(ASKED_WRONGLY, "Say where the briefing is to be written: --out FILE.pdf.")
    if at and number is not None:
        stop(ASKED_WRONGLY, "Give a day (--at) or an entry (--number), not both.")
    when = day_of(at, "--at") if at else number
    house = home_of(home)
    # Imported late: Django, tables and typesetting take their time to load.
    from bothy.cli.evidence.app import told
    from bothy.evidence.claims.claim import read_claims
    from bothy.evidence.claims.estimate import read_estimates
    from bothy.journal.whole_file import write_whole

    prepared(house)
    from bothy.server.briefing import NotMade, made_of

    with told():
        own = () if estimates is None else read_estimates(estimates, read_claims())
    try:
        with told(), progress("Adding up the journal") as tell:
            made = made_of(house, when, cost, own, place, tell)
        write_whole(to, made.pdf())
    except NotMade as fault:
        stop(FOUND_SOMETHING if fault.record else ASKED_WRONGLY, str(fault))
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{to} cannot be written ({fault.strerror or fault}). Choose another place with --out.")
    out.print(f"{to}: four pages, from entries 1 to {made.number:,}, digest {made.digest}", markup=False)


def prepared(house: Home) -> None:
    """Django for the bytes of what was published; nothing in the home is changed."""
    if not os.environ.get("DATABASE_URL") and not house.journal.exists():
        stop(ASKED_WRONGLY, f"There is no journal in {house.folder}. Is --home right?")
    from bothy.server.boot import prepare

    try:
        prepare(house, migrate=False, people=False)
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


def day_of(told: str, option: str) -> date:
    """The day that an option names; exit 2 for what is none."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        stop(ASKED_WRONGLY, f"{option} {told[:20]} is no day. Write it as 2025-08-31.")
