"""`bothy paper`: sheets to print beforehand, for when nothing else works."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.reading import reading
from bothy.cli.shared import ASKED_WRONGLY, HomeOption, home_of, out, progress, stop


@app.command()
def paper(
    to: Annotated[Path, typer.Option("--to", help="The PDF to write.")] = Path("bothy-sheets.pdf"),
    visits: Annotated[int, typer.Option(help="How many visit sheets.", min=0)] = 20,
    emergencies: Annotated[int, typer.Option(help="How many emergency sheets.", min=0)] = 5,
    turned_away: Annotated[int, typer.Option(help="How many sheets for people turned away.", min=0)] = 1,
    home: HomeOption = None,
) -> None:
    """Print sheets with ids for when tablets and server are gone. They are keyed in afterwards, in the office."""
    place = home_of(home)
    from bothy.care.fold import fold, line
    from bothy.care.hours import rules_at
    from bothy.care.house import House
    from bothy.server.boot import prepare
    from bothy.server.home import HomeTrouble

    house = House()
    with reading(place) as reader:
        # Its name and its rules are all that a sheet says of the facility.
        for entry in reader.subject(reader.facility):
            if entry.kind in ("facility-founded", "rules-signed", "corrected"):
                house = fold(house, line(entry))
    try:
        # Beside a server that runs: these tables are Django's, and know several writers.
        prepare(place)
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    from bothy.server.paper.issuing import issue, take_back
    from bothy.server.paper.printing import pdf

    if not to.parent.is_dir():
        stop(ASKED_WRONGLY, f"There is no folder {to.parent}. Choose another place with --to.")
    try:
        ids = issue({"visit": visits, "emergency": emergencies, "turned_away": turned_away}, None)
    except ValueError as fault:
        stop(ASKED_WRONGLY, str(fault))
    with progress("Setting the sheets"):
        content = pdf(ids, house.name, rules_at(house, datetime.now(UTC)))
    try:
        to.write_bytes(content)
    except OSError as fault:
        take_back(ids)
        stop(
            ASKED_WRONGLY,
            f"{to} cannot be written ({fault.strerror or fault}). Choose another place with --to.",
        )
    out.print(
        f"{len(ids)} sheets in {to}: {ids[0]} to {ids[-1]}. Key them in under Office, Paper.", markup=False
    )
