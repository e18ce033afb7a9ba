"""`bothy reset-factor`: the way back in for who lost the second factor and the recovery codes."""

from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, HomeOption, home_of, out, stop
from bothy.server.home import HomeTrouble


@app.command("reset-factor")
def reset_factor(
    username: Annotated[str, typer.Argument(help="Who signs in to the office by this name.", show_default=False)],
    home: HomeOption = None,
) -> None:
    """Take somebody's second factor away, on this machine: where no administrator is left who could."""
    from bothy.server.accounts.rescue import NotReset, reset
    from bothy.server.boot import prepare

    place = home_of(home)
    if not place.folder.is_dir():
        stop(ASKED_WRONGLY, f"There is no home at {place.folder}. Name it with --home.")
    try:
        prepare(place, migrate=False, people=False)
        from django.db import DatabaseError

        try:
            out.print(reset(place, username), markup=False)
        except DatabaseError as fault:
            stop(ASKED_WRONGLY, f"The tables of {place.folder} cannot be read ({fault}). Start it once with `bothy run`.")
    except (HomeTrouble, NotReset) as fault:
        stop(ASKED_WRONGLY, str(fault))
