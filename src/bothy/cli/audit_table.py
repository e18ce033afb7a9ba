"""`bothy audit-table`: what an outsider can tell of the hidden counts of a published table."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import app


@app.command("audit-table")
def audit_table(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX with totals, or publications of Bothy (JSON); several of the same figures.")],
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet of an XLSX; the first table with totals otherwise.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine (docs/audit-table.md names the keys).")] = False,
    below: Annotated[int | None, typer.Option("--below", min=2, help="Also a leak: a hidden count told to be below this.")] = None,
    total_label: Annotated[list[str] | None, typer.Option("--total-label", help="The label of a total, where it is not found.")] = None,
    mark: Annotated[list[str] | None, typer.Option("--mark", help="What a mark stands for: x=1-4, -=0.")] = None,
    from_nought: Annotated[bool, typer.Option("--from-nought", help='"<5" may be 0 as well.')] = False,
    rounded: Annotated[int, typer.Option("--rounded", min=0, help="Shown numbers are rounded to multiples of this.")] = 0,
) -> None:
    """Say for each hidden count of a published table what it can be, and which sums tell it.

    Exit codes: 0 nothing is told exactly (nor to be below --below), 1 something is, 2 not readable.
    """
    from bothy.reports import auditor

    try:
        meaning = auditor.Meaning(least=0 if from_nought else 1, means=dict(_meaning(one) for one in mark or ()))
        contents = [(path.name, path.read_bytes()) for path in files]
        found, _ = auditor.audit_files(contents, below=below, sheet=sheet, totals=total_label or (), meaning=meaning, rounded=rounded)
    except (auditor.Unreadable, OSError) as fault:
        said = f"{fault.filename} cannot be read: {fault.strerror}." if isinstance(fault, OSError) else str(fault)
        typer.echo(said, err=True)
        raise typer.Exit(2) from fault
    typer.echo(auditor.as_json(found).decode() if as_json else auditor.as_text(found), nl=not as_json)
    raise typer.Exit(1 if found.leaks else 0)


def _meaning(said: str) -> tuple[str, tuple[int, int]]:
    from bothy.reports.auditor import Unreadable

    found = re.fullmatch(r"(.+)=(\d+)(?:-(\d+))?", said.strip())
    if not found or int(found[3] or found[2]) < int(found[2]):
        raise Unreadable(f"--mark {said} is not understood. Say what a mark stands for, as in --mark x=1-4 or --mark -=0.")
    return found[1].strip().lower(), (int(found[2]), int(found[3] or found[2]))
