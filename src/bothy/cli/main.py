"""`bothy`: run a facility, try one, print its figures, check its record and this machine."""

import os
from typing import Annotated

import typer

from bothy import __version__

app = typer.Typer(
    name="bothy",
    help="The software that a safer drug consumption facility runs on, and is judged by.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
journal_app = typer.Typer(
    help="The record: verify it, sign where it ends, write it out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
export_app = typer.Typer(
    help="Records that leave the house: FHIR, facts, everything.", no_args_is_help=True, rich_markup_mode=None
)
import_app = typer.Typer(help="What was exported, brought back.", no_args_is_help=True, rich_markup_mode=None)
vault_app = typer.Typer(
    help="The key of the vault: how it stands, a new one, a passphrase for it.", no_args_is_help=True, rich_markup_mode=None
)
protocol_app = typer.Typer(
    help="The pilot protocol: signed before the data, and checked.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(export_app, name="export")
app.add_typer(vault_app, name="vault")
app.add_typer(import_app, name="import")
app.add_typer(journal_app, name="journal")
app.add_typer(protocol_app, name="protocol")
city_app = typer.Typer(
    help="Several facilities on one server, and the city's view of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(city_app, name="city")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"bothy {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    # Names, keys and the journal are for this user alone, also in a home that was made beforehand.
    os.umask(0o077)
    from bothy.cli.shared import ASKED_WRONGLY, stop
    from bothy.server.home import HomeTrouble
    from bothy.server.secret_files import read_secret_files

    try:
        read_secret_files()
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


def main() -> None:
    """The console script. Exit codes: 0 done, 1 found something wrong, 2 asked wrongly."""
    from bothy.cli import (  # noqa: F401  (each adds its verb)
        audit_table,
        backup,
        brief,
        check,
        city,
        city_boxes,
        city_figures,
        demo,
        evidence,
        export,
        inspect,
        journal,
        paper,
        protocol,
        publish,
        report,
        reset_factor,
        restore,
        run,
        ship,
        tls,
        vault,
        visit,
    )

    app()


if __name__ == "__main__":
    main()
