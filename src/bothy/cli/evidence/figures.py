"""`bothy evidence figures`: the city's figures read and checked; what is carried, with its sources; editions compared."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothy.cli.evidence.app import JsonOption, bytes_of, evidence_app, told, write_json
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, stop, write_plain

if TYPE_CHECKING:
    from bothy.evidence.figures.editions import Edition
    from bothy.evidence.figures.reading import Asked, Read

CheckOption = Annotated[bool, typer.Option("--check", help="Only say what is wrong and what should be known; exit 1 where something is to be put right.")]


@evidence_app.command()
def figures(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE|KEY]…", help="CSV or XLSX; or the key of a series that is carried.")] = None,
    carried: Annotated[bool, typer.Option("--carried", help="List what is carried, with its sources; also without a file.")] = False,
    check: CheckOption = False,
    against: Annotated[Path | None, typer.Option(metavar="FILE", help="An earlier edition: say figure by figure what differs.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Tidy CSV: one line a figure.")] = False,
    place: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the place.")] = "",
    group: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the group.")] = "",
    period: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the period.")] = "",
    count: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the count.")] = "",
    exposure: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the population or exposure.")] = "",
    all_of: Annotated[str, typer.Option(metavar="PLACE", help="The place of everything, where no column names one.")] = "",
    days_are: Annotated[str, typer.Option(metavar="KIND", help="What days stand for that are the first of a period: week, month, quarter, year, financial_year.")] = "",
    sheet: Annotated[str | None, typer.Option(help="The sheet of an XLSX.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The city's figures: what is in a file and what is wrong with it, in one tidy shape."""
    if carried or not files:
        if files or against is not None:
            stop(ASKED_WRONGLY, "--carried lists what is carried: leave the files out." if files else "Name the later edition: bothy evidence figures LATER.csv --against EARLIER.csv")
        _list(as_json)
        return
    asked = _asked(sheet, {"place": place, "group": group, "period": period, "count": count, "exposure": exposure}, all_of, days_are)
    if check:
        _check(files, asked, as_json)
    elif against is not None:
        _against(files, against, asked, as_json)
    else:
        _tell(files, asked, as_csv, as_json)


def _tell(files: list[str], asked: "Asked", as_csv: bool, as_json: bool) -> None:
    each = [_of(one, asked) for one in files]
    if as_json:
        data = [to_data() for _, to_data, _ in each]
        write_json(data[0] if len(data) == 1 else data)
    elif as_csv:
        # One header, however many files.
        write_plain("".join(tidy() if n == 0 else tidy().split("\r\n", 1)[1] for n, (_, _, tidy) in enumerate(each)))
    else:
        write_plain("\n".join(in_words() for in_words, _, _ in each))


def _asked(sheet: str | None, columns: dict[str, str], all_of: str, days_are: str) -> "Asked":
    import msgspec

    from bothy.evidence.figures.reading import Asked

    try:
        return msgspec.convert({"sheet": sheet, "columns": {role: name for role, name in columns.items() if name}, "all_of": all_of, "days_are": days_are}, Asked)
    except msgspec.ValidationError:
        stop(ASKED_WRONGLY, f"--days-are {days_are[:40]!r} is none of: week, month, quarter, year, financial_year.")


def _list(as_json: bool) -> None:
    import msgspec

    from bothy.evidence.figures.bundled import carried, quotations
    from bothy.evidence.figures.said import edition_data, said_list

    if as_json:
        series = [{name: value for name, value in edition_data(one).items() if name != "rows"} for one in carried()]
        write_json({"series": series, "quotations": msgspec.to_builtins(quotations())})
    else:
        write_plain(said_list(carried(), quotations()))


def _of(name: str, asked: "Asked") -> tuple[Callable[[], str], Callable[[], Any], Callable[[], str]]:
    """A file or carried series: in words, as data, as tidy CSV."""
    from bothy.evidence.figures.said import edition_data, read_data, said_edition, said_read
    from bothy.evidence.figures.tidy import as_csv

    edition = _edition(name)
    if edition is not None:
        return lambda: said_edition(edition), lambda: edition_data(edition), lambda: as_csv(edition.series, edition.provenance)
    read = _read(Path(name), asked)
    return lambda: said_read(read), lambda: read_data(read), lambda: _tidy(read)


def _edition(name: str) -> "Edition | None":
    from bothy.evidence.figures.bundled import carried

    return None if Path(name).exists() else next((one for one in carried() if one.key == name), None)


def _read(file: Path, asked: "Asked") -> "Read":
    from bothy.evidence.figures.reading import read_figures

    with told():
        return read_figures(file.name, bytes_of(file), asked)


def _tidy(read: "Read") -> str:
    from datetime import UTC, datetime

    from bothy.evidence.figures.shape import Definition, Provenance, Series, Source
    from bothy.evidence.figures.tidy import as_csv

    series = Series(title=read.name, definition=Definition(measure="other", words=""), source=Source(name=""), kind=read.kind, figures=read.figures)
    return as_csv(series, Provenance(file=read.name, sha256=read.sha256, brought_at=datetime.now(UTC)))


def _check(files: list[str], asked: "Asked", as_json: bool) -> None:
    from bothy.evidence.figures.faults import BadFigures
    from bothy.evidence.figures.reading import read_figures
    from bothy.evidence.table import BadTable

    found = []
    for name in files:
        file = Path(name)
        try:
            read = read_figures(file.name, bytes_of(file), asked)
            found.append({"name": file.name, "faults": [], "looks": list(read.looks)})
        except BadFigures as fault:
            found.append({"name": file.name, "faults": [{"rows": list(one.rows), "says": one.says} for one in fault.faults], "looks": []})
        except BadTable as fault:
            stop(ASKED_WRONGLY, str(fault))
    write_checked(found, as_json)


def write_checked(found: list[dict[str, Any]], as_json: bool) -> None:
    """Faults and looks of each file; exit 1 where something is to be put right."""
    if as_json:
        write_json(found[0] if len(found) == 1 else found)
    else:
        rows = []
        for one in found:
            number = len(one["faults"])
            rows.append(f"{one['name']}: {'can be used' if not number else f'{number:,} to be put right'}.")
            rows += [f"- {fault['says']}" for fault in one["faults"]] + [f"- {look}" for look in one["looks"]]
        write_plain("\n".join(rows) + "\n")
    if any(one["faults"] for one in found):
        raise typer.Exit(FOUND_SOMETHING)


def _against(files: list[str], earlier: Path, asked: "Asked", as_json: bool) -> None:
    from bothy.evidence.figures.editions import differences
    from bothy.evidence.figures.said import difference_data, said_differences
    from bothy.evidence.figures.shape import Definition, Series, Source

    if len(files) != 1:
        stop(ASKED_WRONGLY, "--against compares one file with an earlier edition of it.")
    definition, source = Definition(measure="other", words=""), Source(name="")
    later, before = (
        edition.series if edition is not None else Series(title="", definition=definition, source=source, kind=(read := _read(Path(name), asked)).kind, figures=read.figures)
        for name in (files[0], str(earlier)) for edition in (_edition(name),)
    )  # fmt: skip
    if later.kind != before.kind:
        stop(ASKED_WRONGLY, f"{files[0]} is by {later.kind.replace('_', ' ')}, {earlier} by {before.kind.replace('_', ' ')}: they are not editions of one series.")
    found = differences(before, later)
    if as_json:
        write_json([difference_data(one) for one in found])
    else:
        write_plain(said_differences(found, Path(files[0]).name, earlier.name))
