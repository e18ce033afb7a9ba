"""`bothy evidence finds`: street finds by how much was looked, over time, on a map, and in rings around the facility."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bothy.cli.evidence.app import JsonOption, bytes_of, evidence_app, told, write_json
from bothy.cli.evidence.figures import CheckOption, write_checked
from bothy.cli.shared import ASKED_WRONGLY, stop, write_plain

if TYPE_CHECKING:
    from datetime import date

    from bothy.evidence.finds.map import Point
    from bothy.evidence.finds.reading import ReadFinds

What = Literal["needles", "other_litter", "injecting_seen"]
Effort = Literal["commonest", "minutes", "km", "squares"]
By = Literal["year", "quarter", "month", "week"]


@evidence_app.command()
def finds(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX: date, square (or a position, which is coarsened), what, count, found_by, effort, effort_in.")],
    what: Annotated[What, typer.Option(help="Of what.")] = "needles",
    effort: Annotated[Effort, typer.Option(help="By which effort; the one in which most searches were measured.")] = "commonest",
    by: Annotated[By, typer.Option(help="By which period.")] = "month",
    facility: Annotated[str, typer.Option(metavar="GRIDREF", help="Where the facility is, as a grid reference to 100 m (NS 601 648): rings around it.")] = "",
    opened: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="With --facility: the first day that counts as after.")] = "",
    map_: Annotated[Path | None, typer.Option("--map", metavar="OUT.svg", help="Also write the map.")] = None,
    trend: Annotated[Path | None, typer.Option(metavar="OUT.svg", help="Also write the picture over time.")] = None,
    night: Annotated[bool, typer.Option("--night", help="Pictures for a dark screen.")] = False,
    check: CheckOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Tidy CSV: squares of 250 m and wider, nothing finer.")] = False,
    sheet: Annotated[str | None, typer.Option(help="The sheet of an XLSX.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Street finds and sightings: rates by search effort, trend, map, rings; never an address."""
    centre = _centre(facility, opened)
    if check:
        _check(file, sheet, as_json)
        return
    read = _read(file, sheet)
    from bothy.evidence.finds.drawn import draw_trend
    from bothy.evidence.finds.map import draw
    from bothy.evidence.finds.said import as_data, commonest, looked, said
    from bothy.evidence.finds.tidy import as_csv as tidy

    found = looked(read.finds, what, commonest(read.finds, what) if effort == "commonest" else effort, by, centre)
    theme: Literal["day", "night"] = "night" if night else "day"
    if map_ is not None:
        _write(map_, draw(found.places, found.what, found.effort_in, theme, centre[0] if centre is not None else None))
    if trend is not None:
        _write(trend, draw_trend(found.time, theme))
    if as_csv:
        write_plain(tidy(read.finds))
    elif as_json:
        write_json({"name": read.name, "sha256": read.sha256, "coarsened": read.coarsened, "looks": list(read.looks), **as_data(found)})
    else:
        write_plain(said(found) + "".join(f"- {one}\n" for one in read.looks))


def _centre(facility: str, opened: str) -> "tuple[Point, date] | None":
    from datetime import date

    from bothy.evidence.finds.grid import NoSquare, point_of

    if bool(facility) != bool(opened):
        stop(ASKED_WRONGLY, "Rings need both: --facility GRIDREF and --opened YYYY-MM-DD.")
    if not facility:
        return None
    try:
        day = date.fromisoformat(opened)
    except ValueError:
        stop(ASKED_WRONGLY, f"--opened {opened[:40]!r} is no day. Write it as 2025-01-13.")
    try:
        return point_of(facility), day
    except NoSquare as fault:
        stop(ASKED_WRONGLY, str(fault))


def _read(file: Path, sheet: str | None) -> "ReadFinds":
    from datetime import UTC, datetime

    from bothy.evidence.finds.reading import read_finds

    with told():
        return read_finds(file.name, bytes_of(file), datetime.now(UTC).date(), sheet)


def _check(file: Path, sheet: str | None, as_json: bool) -> None:
    from datetime import UTC, datetime

    from bothy.evidence.figures.faults import BadFigures
    from bothy.evidence.finds.reading import read_finds
    from bothy.evidence.table import BadTable

    try:
        read = read_finds(file.name, bytes_of(file), datetime.now(UTC).date(), sheet)
        found = {"name": file.name, "faults": [], "looks": list(read.looks)}
    except BadFigures as fault:
        found = {"name": file.name, "faults": [{"rows": list(one.rows), "says": one.says} for one in fault.faults], "looks": []}
    except BadTable as fault:
        stop(ASKED_WRONGLY, str(fault))
    write_checked([found], as_json)


def _write(file: Path, picture: bytes) -> None:
    try:
        file.write_bytes(picture)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{file} cannot be written: {fault.strerror}.")
