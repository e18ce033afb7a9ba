"""`bothy city figures` and `account`: what facilities published side by side, and who may sign in to see it."""

import getpass
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from bothy.city.folder import CityFolder, CityTrouble, become
from bothy.cli.city import DEFAULT, CityOption
from bothy.cli.main import city_app
from bothy.cli.shared import ASKED_WRONGLY, err, out, stop, write_plain


@city_app.command()
def figures(
    city: CityOption = DEFAULT,
    show: Annotated[
        str,
        typer.Option(
            help="Which publication: set.since.until, such as thistle.2025-01.2025-08.",
            show_default="the newest",
        ),
    ] = "",
    format: Annotated[Literal["text", "csv"], typer.Option(help="For a person, or for a program.")] = "text",
) -> None:
    """Published figures of every facility, side by side. Small counts were kept back by each facility before it signed."""
    from bothy.city.figures import together
    from bothy.city.gathered import gather
    from bothy.city.table import as_csv, as_text

    try:
        gathered = gather(CityFolder(city))
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    found = together(gathered.published)
    for slug in gathered.silent:
        err.print(
            f"{slug} does not answer: its figures are missing here. Does `bothy city run` run?", markup=False
        )
    if not found:
        stop(ASKED_WRONGLY if show else 0, "No facility has published figures yet.")
    one = next((each for each in found if each.key == show), None) if show else found[0]
    if one is None:
        stop(ASKED_WRONGLY, f"There is no {show}. There is: {', '.join(each.key for each in found)}.")
    if format == "csv":
        sys.stdout.buffer.write(as_csv(one))
    else:
        write_plain(as_text(one))


@city_app.command()
def account(
    name: Annotated[str, typer.Argument(help="The username.")],
    city: CityOption = DEFAULT,
    password_file: Annotated[
        Path | None,
        typer.Option(help="A file with the password; without it, it is asked for.", show_default=False),
    ] = None,
    close: Annotated[bool, typer.Option("--close", help="Let nobody sign in by this name any more.")] = False,
) -> None:
    """A sign-in for the city's page: it sees published figures, and nothing else. Again: another password."""
    from bothy.city.boot import close_account, prepare, set_account

    try:
        # Read before: the file with the password may be this account's alone.
        password = "" if close else _password(password_file)
        become(CityFolder(city).read().user)
        prepare(CityFolder(city))
        if close:
            close_account(name)
            out.print(f"{name} cannot sign in any more.", markup=False)
            return
        new = set_account(name, password)
    except (CityTrouble, OSError) as fault:
        stop(ASKED_WRONGLY, str(fault))
    out.print(
        f"{name} {'can sign in to' if new else 'has a new password for'} the city's page.", markup=False
    )


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\n")
    first = getpass.getpass("Password (10 signs or more): ")
    if getpass.getpass("Once more: ") != first:
        raise CityTrouble("The two are not the same. Nothing was changed.")
    return first
