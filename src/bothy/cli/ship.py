"""`bothy journal ship`: a facility's journal, sent to the city's server as far as it is not there yet."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import journal_app
from bothy.cli.reading import reading
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, err, home_of, out, progress, stop
from bothy.journal.errors import JournalError
from bothy.journal.shipping import Shipped
from bothy.journal.shipping import ship as send_all
from bothy.server.checkpoints import public_keys
from bothy.server.home import Home
from bothy.server.ship_to import NotReached, ShipTo, TurnedAway

VARIABLE = "BOTHY_SHIP_TOKEN"
FILE = Path("keys") / "ship.token"


@journal_app.command()
def ship(
    to: Annotated[
        str, typer.Option(help="The city's server, such as https://city.example.org.", show_default=False)
    ],
    home: HomeOption = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            help=f"A file with the token that the city gave. Or set {VARIABLE}.",
            show_default="keys/ship.token in the home",
        ),
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option(
            help="The certificate (PEM) of the city's own authority, where it has one.", show_default=False
        ),
    ] = None,
    watch: Annotated[
        int | None,
        typer.Option(help="Go on, and send what is new every so many seconds.", min=1, show_default=False),
    ] = None,
) -> None:
    """Send the city's server the entries it does not have yet, with checkpoints and signed publications. No name and no typed words go."""
    place = home_of(home)
    try:
        other = ShipTo(to, _token(place, token_file), authority)
    except (ValueError, OSError) as fault:
        stop(ASKED_WRONGLY, str(fault))
    last, all_published = "", False
    while True:
        try:
            said = _once(place, other)
            if said.sent or not all_published:
                all_published = _publications(place, other)
            if watch is None or said.sent or said.checkpoints or last:
                out.print(_sentence(said), markup=False)
            last = ""
        except NotReached as fault:
            if watch is None:
                stop(FOUND_SOMETHING, str(fault))
            if str(fault) != last:
                err.print(f"{fault} Tried again every {watch} seconds.", markup=False)
            last = str(fault)
        except (JournalError, TurnedAway) as fault:
            stop(FOUND_SOMETHING, str(fault))
        if watch is None:
            return
        try:
            time.sleep(watch)
        except KeyboardInterrupt:
            raise typer.Exit from None


def _once(place: Home, other: ShipTo) -> Shipped:
    with reading(place) as reader, progress("Shipping") as tell:
        return send_all(reader, other, public_keys(place), tell)


def _publications(place: Home, other: ShipTo) -> bool:
    """Send signed publications, as anybody may be given them; whether all went. What is there already is the same bytes again."""
    from bothy.server.boot import prepare
    from bothy.server.home import HomeTrouble

    try:
        prepare(place, migrate=False, people=False)
    except HomeTrouble as fault:
        err.print(f"The journal is there; its publications are not: {fault}", markup=False)
        return False
    # Only now: their tables are Django's.
    from bothy.server.for_city import standing
    from bothy.server.publishing.desk import NotDone

    try:
        for one in standing(place):
            other.take_publication(one.id, one.frozen)
    except NotDone as fault:
        err.print(f"The journal is there; its publications are not: {fault}", markup=False)
        return False
    return True


def _sentence(said: Shipped) -> str:
    more = f", {said.checkpoints:,} checkpoints" if said.checkpoints else ""
    if not said.sent:
        return f"Nothing new: the copy there ends at entry {said.head:,}{more}."
    return f"{said.sent:,} entries shipped{more}; the copy there ends at entry {said.head:,}."


def _token(place: Home, file: Path | None) -> str:
    """The token, from a file or the surroundings, never from the line that was typed."""
    told = os.environ.get(VARIABLE, "").strip() if file is None else ""
    path = file or place.folder / FILE
    if not told:
        try:
            told = path.read_text("utf-8").strip()
        except OSError as fault:
            stop(
                ASKED_WRONGLY,
                f"There is no token: {path} cannot be read ({fault.strerror}). The city makes one with `bothy city admit`; put it there, or into {VARIABLE}.",
            )
    if not told or not told.isascii() or any(each.isspace() for each in told):
        stop(
            ASKED_WRONGLY,
            f"What stands in {path if file or not os.environ.get(VARIABLE) else VARIABLE} is no token.",
        )
    return told
