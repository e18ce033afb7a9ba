"""`bothy evidence likely-range`: which years were out of the ordinary?"""

from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.evidence.app import JsonOption, evidence_app, table_of, told, write_json
from bothy.cli.shared import write_plain


@evidence_app.command("likely-range")
def likely_range(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns year and deaths; a row for every year.")],
    as_json: JsonOption = False,
) -> None:
    """Each year beside the likely range around its five-year mean, and beside what the other years predict."""
    table = table_of(file)
    import msgspec

    from bothy.evidence.expected import judged, years_of
    from bothy.evidence.expected.said import said

    with told():
        years = years_of(table)
    rows = judged(years)
    if as_json:
        write_json(msgspec.to_builtins(rows))
    else:
        write_plain(said(table.name, rows))
