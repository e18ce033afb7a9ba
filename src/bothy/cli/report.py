"""`bothy report`: figures as they are published, from facts folded out of the journal."""

from typing import Annotated, Literal

import typer

from bothy.cli.main import report_app
from bothy.cli.reading import reading
from bothy.cli.shared import FOUND_SOMETHING, HomeOption, home_of, progress, stop, write_plain


@report_app.callback()
def _figures() -> None:
    """Figures, as they are published."""


@report_app.command()
def thistle(
    home: HomeOption = None,
    format: Annotated[
        Literal["text", "csv", "json"], typer.Option(help="csv and json are for programs.")
    ] = "text",
) -> None:
    """The monthly table as the Thistle publishes it: counts, then each share with its own n."""
    # Imported late: the tables of facts take their time to load, and the other verbs need none of them.
    from bothy.reports.facts import opened
    from bothy.reports.thistle import render

    place = home_of(home)
    with reading(place) as reader:
        try:
            with progress("Bringing the facts up to date") as tell:
                facts = opened.fresh(place.folder, reader, tell)
            text = render(facts, format)
        except (opened.NoFacts, OSError) as fault:
            stop(FOUND_SOMETHING, str(fault))
    write_plain(text if text.endswith("\n") else text + "\n")
