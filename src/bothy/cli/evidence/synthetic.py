"""`bothy evidence synthetic`: one treated place beside the mixture of others that ran most like it before."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bothy.cli.evidence.app import JsonOption, evidence_app, table_of, told, write_json
from bothy.cli.shared import write_plain


@evidence_app.command()
def synthetic(
    file: Annotated[Path, typer.Argument(help="CSV with a row for each unit in each period.")],
    unit: Annotated[str, typer.Option(metavar="COLUMN", help="The column that names the unit.")],
    time: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the period: 1989, 2017Q1, 2017-03 or 2017-03-31.")],
    outcome: Annotated[str, typer.Option(metavar="COLUMN", help="The column that is judged.")],
    treated: Annotated[str, typer.Option(metavar="UNIT", help="The unit that was treated.")],
    since: Annotated[str, typer.Option("--from", metavar="PERIOD", help="The first period under treatment.")],
    placebo_donors: Annotated[
        Literal["include", "exclude"],
        typer.Option(help="Whether placebos may borrow from the treated unit. include keeps the ranks fair; exclude keeps placebos clear of the effect."),
    ] = "include",
    json: JsonOption = False,
) -> None:
    """Synthetic control: the gap to a weighted mixture of other units, its rank among placebos, and when not to believe it."""
    from bothy.evidence.synthetic.answer import judge
    from bothy.evidence.synthetic.keys import as_keys
    from bothy.evidence.synthetic.panel import read_panel
    from bothy.evidence.synthetic.text import as_text

    table = table_of(file)
    with told():
        answer = judge(read_panel(table, unit=unit, time=time, outcome=outcome, treated=treated, since=since), placebo_donors)
    if json:
        write_json(as_keys(answer))
    else:
        write_plain(as_text(answer))
