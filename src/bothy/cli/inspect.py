"""`bothy inspect`: what a facility can prove of a period, in one signed file; and whether such a file is as it was signed."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.reading import read_checkpoint, read_key
from bothy.cli.shared import ASKED_WRONGLY, DONE, FOUND_SOMETHING, HomeOption, home_of, out, progress, stop
from bothy.journal.store import Checkpoint
from bothy.journal.whole_folder import FolderTrouble, whole_file
from bothy.server.home import Home

_MARKS = {
    "holds": "holds",
    "explained": "explained",
    "does_not_hold": "DOES NOT HOLD",
    "cannot_be_said": "cannot be said",
    "no_rule": "no rule",
}
_MOST_SAID = 8


@app.command(name="inspect")
def inspect_(
    since: Annotated[
        str, typer.Option("--from", help="The first day, as 2025-08-01.", show_default=False)
    ] = "",
    until: Annotated[
        str, typer.Option("--to", help="The last day, as 2025-08-31.", show_default="the first day")
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--out", help="The file to write (.zip).", show_default=False)
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            help="A checkpoint that you hold (its text or JSON). May be given again.", show_default=False
        ),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            help="A public key (PEM) that you hold. May be given again.",
            show_default="the home's own; of --check, the one in the pack",
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option(
            "--number", help="As the journal stood at this entry.", min=1, show_default="as it stands"
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", help="Instead: is this pack as it was signed?", show_default=False),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Make an inspection pack. Exit 0: every question holds, or its departures are explained. 1: something does not hold; it is said what. 2: asked wrongly."""
    keys = [read_key(path) for path in key or ()]
    if check is not None:
        _check(check, keys)
    if to is None:
        stop(
            ASKED_WRONGLY,
            "Say where the pack is to be written: --out FILE.zip. (Or --check FILE, to check one.)",
        )
    if not since:
        stop(ASKED_WRONGLY, "Say of which time: --from 2025-08-01 --to 2025-08-31.")
    first = _day(since, "--from")
    _make(
        home_of(home),
        first,
        _day(until, "--to") if until else first,
        to,
        [read_checkpoint(path) for path in checkpoint or ()],
        keys,
        number,
    )


def _make(
    home: Home,
    since: date,
    until: date,
    to: Path,
    held: list[Checkpoint],
    keys: list[bytes],
    number: int | None,
) -> None:
    # Imported late: tables and typesetting take their time to load.
    from bothy.reports.inspection.told import Period
    from bothy.server.inspecting import NotMade, made_of, note

    if to.exists():
        stop(ASKED_WRONGLY, f"{to} is there already. Choose another name, or remove it first.")
    try:
        period = Period(since, until)
    except ValueError as fault:
        stop(ASKED_WRONGLY, str(fault))
    try:
        with progress("Verifying the journal") as tell:
            made = made_of(
                home, period, held, keys, number, lambda what, done, whole: tell(done, whole or None, what)
            )
        with whole_file(to) as path:
            path.write_bytes(made.data)
    except (NotMade, FolderTrouble) as fault:
        stop(ASKED_WRONGLY, str(fault))
    except OSError as fault:
        stop(
            ASKED_WRONGLY,
            f"{to} cannot be written ({fault.strerror or fault}). Choose another place with --out.",
        )
    for one in made.answers:
        if one.state == "no_rule":
            continue
        out.print(f"{_MARKS[one.state]:<14}  {one.question.asks}", markup=False)
        if one.state == "does_not_hold":
            breaches = [each for each in one.findings if each.breach]
            for each in breaches[:_MOST_SAID]:
                out.print(f"    {_when(each.since)}  {each.says}{_entries(each.entries)}", markup=False)
            if len(breaches) > _MOST_SAID:
                out.print(f"    … and {len(breaches) - _MOST_SAID:,} more in data/findings.csv", markup=False)
        elif one.state == "cannot_be_said":
            out.print(f"    {one.why}", markup=False)
    out.print(
        f"{to}: from entries 1 to {made.manifest.number:,}, signed with key {made.manifest.key_id}",
        markup=False,
    )
    try:
        out.print(f"Entry {note(home, made):,} says that it was made.", markup=False)
    except NotMade as fault:
        out.print(f"It is not written down in the journal that it was made: {fault}", markup=False)
    raise typer.Exit(DONE if made.holds else FOUND_SOMETHING)


def _check(path: Path, keys: list[bytes]) -> None:
    from bothy.reports.inspection.bundle import check

    try:
        data = path.read_bytes()
    except OSError as fault:
        stop(ASKED_WRONGLY, f"The pack {path} cannot be read ({fault.strerror}).")
    told = [check(data, public) for public in keys] or [check(data)]
    good = next((one for one in told if one.ok), None)
    shown = good or told[0]
    if shown.manifest is not None:
        one = shown.manifest
        out.print(f"{one.name}, {one.since} to {one.until}, entries 1 to {one.number:,}", markup=False)
    out.print(("Good. " if shown.ok else "Wrong. ") + shown.sentence, markup=False)
    raise typer.Exit(DONE if shown.ok else FOUND_SOMETHING)


def _when(at: int) -> str:
    from bothy.reports.inspection.minutes import utc

    return utc(at) or ""


def _entries(numbers: tuple[int, ...]) -> str:
    return f" (entries {', '.join(str(one) for one in sorted(set(numbers))[:3])})" if numbers else ""


def _day(told: str, option: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        stop(ASKED_WRONGLY, f"{option} {told} is no day. Write it as 2025-08-31.")
