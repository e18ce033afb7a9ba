"""`bothy evidence sheet`: what was asked before it was answered, and how, for any design's answer."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothy.cli.evidence.app import evidence_app, told, write_json
from bothy.cli.shared import ASKED_WRONGLY, HomeOption, stop, write_plain

if TYPE_CHECKING:
    from bothy.evidence.sheets.asked import Data, Signed
    from bothy.evidence.sheets.making import Sheet


@evidence_app.command()
def sheet(
    design: Annotated[str, typer.Argument(help="rates, likely-range, its or synthetic.")],
    answer: Annotated[Path, typer.Argument(metavar="ANSWER.json", help="What that verb wrote with --json.")],
    outcome: Annotated[str, typer.Option(help="What was counted, as the protocol calls it.", show_default=False)] = "",
    file: Annotated[Path | None, typer.Option(help="The data it was asked of: its digest and rows go onto the sheet.", show_default=False)] = None,
    treated: Annotated[str, typer.Option(help="The area that is judged.", show_default=False)] = "",
    control: Annotated[list[str] | None, typer.Option(help="A control area; once for each.", show_default=False)] = None,
    what: Annotated[str, typer.Option(help="What is judged: the opening of a facility, say.", show_default=False)] = "",
    begins: Annotated[str, typer.Option(help="When that began.", show_default=False)] = "",
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day of the data.", show_default=False)] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day of the data.", show_default=False)] = "",
    question: Annotated[str, typer.Option(help="Why it was asked.", show_default=False)] = "",
    source: Annotated[str, typer.Option(help="Who publishes the data.", show_default=False)] = "",
    measured: Annotated[str, typer.Option(help="How it is counted: codes, rules, delay.", show_default=False)] = "",
    validated: Annotated[str, typer.Option(help="Whether those codes or rules were ever checked.", show_default=False)] = "",
    events: Annotated[str, typer.Option(help="How many events were counted, before and after.", show_default=False)] = "",
    missing: Annotated[str, typer.Option(help="What was done about missing data.", show_default=False)] = "",
    why_this_long: Annotated[str, typer.Option(help="Why so many periods or units.", show_default=False)] = "",
    other: Annotated[list[str] | None, typer.Option(help="Another analysis that was done; once for each.", show_default=False)] = None,
    means: Annotated[str, typer.Option(help="What it means, said with care.", show_default=False)] = "",
    elsewhere: Annotated[str, typer.Option(help="Whether it holds elsewhere.", show_default=False)] = "",
    funding: Annotated[str, typer.Option(help="Who paid.", show_default=False)] = "",
    access: Annotated[str, typer.Option(help="How far the data behind could be seen.", show_default=False)] = "",
    command: Annotated[str, typer.Option(help="The command that gave the answer.", show_default=False)] = "",
    protocol: Annotated[str, typer.Option(help="A signed protocol of the home, by how its id begins, or 'only' where there is one.", show_default=False)] = "",
    to: Annotated[Path | None, typer.Option("--out", help="The file to write: .pdf or .md.", show_default="Markdown on the screen")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    home: HomeOption = None,
) -> None:
    """Print the sheet. What you leave out stands on it as not stated."""
    if not outcome.strip():
        stop(ASKED_WRONGLY, "Say what was counted: --outcome, as the protocol calls it.")
    if to is not None and to.suffix not in (".pdf", ".md"):
        stop(ASKED_WRONGLY, f"{to}: a sheet is a .pdf or a .md file.")
    from bothy.evidence.sheets.asked import Asked
    from bothy.evidence.sheets.making import sheet_of

    asked = Asked(
        outcome=outcome.strip(), treated=treated, controls=tuple(control or ()), what=what, begins=begins, since=_day(since, "--from"),
        until=_day(until, "--to"), question=question, source=source, measured=measured, validated=validated, events=events, missing=missing, why_this_long=why_this_long,
        others=tuple(other or ()), means=means, elsewhere=elsewhere, funding=funding, access=access, command=command,
    )  # fmt: skip
    with told():
        made = sheet_of(design, _answer(answer), asked, _data(file), _signed(protocol, home) if protocol else None, answer.name)
    if json:
        import msgspec

        write_json({**msgspec.to_builtins(made), "open": made.open})
    else:
        _write(made, to)


def _write(made: "Sheet", to: Path | None) -> None:
    from bothy.evidence.sheets.markdown import as_markdown

    if to is None:
        write_plain(as_markdown(made))
        return
    if to.suffix == ".pdf":
        from bothy.evidence.sheets.pdf import as_pdf

        content = as_pdf(made)
    else:
        content = as_markdown(made).encode()
    try:
        to.write_bytes(content)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{to} cannot be written ({fault.strerror}). Choose another place with --out.")


def _answer(path: Path) -> Any:
    import msgspec

    from bothy.evidence.table import BadTable

    try:
        return msgspec.json.decode(path.read_bytes())
    except OSError as fault:
        raise BadTable(f"{path.name} cannot be read: {fault.strerror}.") from fault
    except msgspec.DecodeError as fault:
        raise BadTable(f"{path.name} is no JSON ({fault}). Give the file that a design's verb wrote with --json.") from fault


def _data(path: Path | None) -> "Data | None":
    if path is None:
        return None
    from hashlib import sha256

    from bothy.evidence.sheets.asked import Data
    from bothy.evidence.table import read_csv

    rows = len(read_csv(path))
    return Data(name=path.name, sha256=sha256(path.read_bytes()).hexdigest(), rows=rows)


def _signed(asked: str, home: Path | None) -> "Signed":
    """The protocol of the home whose id begins so, with what its journal proves; exit 2 where there is none, or more than one."""
    from bothy.cli.protocol import proofs_of_home
    from bothy.evidence.sheets.asked import signed_of

    found = [one for one in proofs_of_home(home) if asked == "only" or str(one.protocol.id).startswith(asked.lower())]
    if len(found) != 1:
        stop(ASKED_WRONGLY, f"{len(found) or 'No'} protocol{'s' if len(found) > 1 else ''} of this home {'begin' if len(found) > 1 else 'begins'} with {asked[:40]!r}: `bothy protocol check` lists them.")
    return signed_of(found[0])


def _day(told: str, option: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        stop(ASKED_WRONGLY, f"{option} {told[:20]} is no day. Write it as 2025-08-31.")
