"""The monthly table as CSV, JSON or text. Keys and columns are a contract: others parse them."""

import csv
import io
from typing import Any

import msgspec

from bothy.reports.facts.opened import Facts
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.published import thistle as published
from bothy.reports.thistle import COLUMNS, COUNTS, SHARES, Line, Table, thistle

FORMATS = ("text", "csv", "json")
NOT_SAID_YET = (
    "Some were entered while nobody could be looked up, and it is not said yet who they are. At least: each is one "
    "of the others. At most: each is somebody else."
)


def render(facts: Facts, format: str = "text") -> str:
    """The table of these facts. ValueError for a format other than text, csv and json."""
    return render_table(thistle(facts), format)


def render_table(table: Table, format: str) -> str:
    """A table made before. ValueError as `render`."""
    if format == "csv":
        return as_csv(table)
    if format == "json":
        return msgspec.json.format(msgspec.json.encode(as_data(table)), indent=2).decode()
    if format == "text":
        return as_text(table)
    raise ValueError(f"There is no format {format!r}. Ask for one of: {', '.join(FORMATS)}.")


def header() -> list[str]:
    """The columns: month, the three counts, each share in per cent with its n, then what each figure is."""
    shares = [column for name in SHARES for column in (f"{name}_pct", f"{name}_n")]
    return ["month", *COUNTS, *shares, *(f"{column.name}_tag" for column in COLUMNS)]


def as_row(line: Line) -> dict[str, Any]:
    """One month by the columns of `header`. None: not known, or kept back (which CSV says)."""
    row: dict[str, Any] = {"month": line.month}
    for name in COUNTS:
        row[name] = line.figures[name].value
    for name in SHARES:
        figure = line.figures[name]
        row[f"{name}_pct"] = None if figure.value is None else round(figure.value, 1)
        row[f"{name}_n"] = figure.n
    for name in (*COUNTS, *SHARES):
        row[f"{name}_tag"] = line.figures[name].tag
    return row


def as_csv(table: Table) -> str:
    """Complete months only, and no total: whoever adds a column up gets what the months say."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header(), lineterminator="\n")
    writer.writeheader()
    for line in table.complete:
        row = as_row(line)
        for name in (*COUNTS, *(f"{share}_pct" for share in SHARES)):
            if line.figures[name.removesuffix("_pct")].hidden:
                row[name] = KEPT_BACK
        writer.writerow(row)
    return out.getvalue()


def as_data(table: Table) -> dict[str, Any]:
    """Everything the table says, as plain data."""
    source = published()
    people = table.people
    return {
        "publication": "thistle",
        "facility": table.facility,
        "demo": table.demo,
        "journal": {"number": table.number, "digest": table.digest, "as_of": table.as_of},
        "suppressed_below": table.suppressed_below,
        "definitions": {
            one.name: {
                "label": one.label,
                "definition": one.definition,
                "unit": one.unit,
                "numerator": one.numerator,
                "denominator": one.denominator or None,
                "missing": one.missing,
            }
            for one in COLUMNS
        },
        "months": [_with_intervals(line) for line in table.complete],
        "incomplete": [_with_intervals(line) for line in table.incomplete],
        "total": None if table.total is None else _with_intervals(table.total),
        "people": None
        if people is None
        else {name: _people_data(getattr(people, name)) for name in people.__struct_fields__},
        "visits_by_unregistered_people": table.unregistered_visits,
        "compared": [msgspec.structs.asdict(cell) for cell in table.compare()],
        "source": {"title": source.title, "publisher": source.source, "address": source.address},
    }


def _people_data(figure: Figure) -> dict[str, Any]:
    """`value` is null while it is a range: nobody who reads only the value takes the most for the count."""
    value = figure.value if figure.least is None else None
    least = figure.value if figure.least is None else figure.least
    return {"value": value, "least": least, "most": figure.value, "tag": figure.tag}


def _with_intervals(line: Line) -> dict[str, Any]:
    row = as_row(line)
    for name in SHARES:
        figure = line.figures[name]
        row[f"{name}_count"] = figure.k
        row[f"{name}_interval_pct"] = None if figure.low is None else [round(figure.low, 1), round(figure.high or 0, 1)]
    kept = [name for name, figure in line.figures.items() if figure.hidden]
    if kept:
        row["kept_back"] = kept
    if line.since is not None:
        row["since"] = line.since
    return row


def as_text(table: Table) -> str:
    """For people at a terminal: the months, the total, those that still run, the definitions, the source."""
    if not table.lines:
        return "Nothing is recorded yet: there is no month to report.\n"
    names = ["accessed", "episodes", "emergencies", "cocaine", "heroin", "both", "other or not recorded"]
    grid = [["month", *names]]
    grid += [_cells(line, table) for line in table.complete]
    if table.total is not None:
        grid.append(_cells(table.total, table))
    grid += [_cells(line, table) for line in table.incomplete]
    widths = [max(len(row[i]) for row in grid) for i in range(len(grid[0]))]
    said = [table.facility + (" (demo: invented people fitted to published totals)" if table.demo else "")]
    said += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in grid]
    if table.incomplete:
        said.append("* This month is not over. It is in no total.")
    said += [f"From {line.since:%d %B %Y}: {line.month}." for line in table.lines if line.since]
    if table.people is not None:
        said.append(f"People over the complete months: {_people(table)}. Months of people cannot be added up.")
        if table.people.all.least is not None:
            said.append(NOT_SAID_YET)
    if table.suppressed_below is not None:
        said.append(
            f"Counts under {table.suppressed_below} are kept back, and others from which they could be reckoned."
        )
    said.append("")
    said += [f"{one.label}: {one.definition}" for one in COLUMNS]
    if table.demo:
        cells = table.compare()
        same = sum(cell.verdict == "same" for cell in cells)
        said += ["", f"Beside the published table: {same} of {len(cells)} figures are the same."]
        said += [f"Source: {published().source}. {published().address}"]
        said.append("Counts and shares of January to August 2025 are fitted to it; everything else is invented.")
    said.append(f"From entry 1 to {table.number} of the journal, digest {table.digest[:16]}.")
    return "\n".join(line.rstrip() for line in said) + "\n"


def _cells(line: Line, table: Table) -> list[str]:
    month = line.month if line.complete else f"{line.month} *"
    counts = [printed(line.figures[name]) for name in COUNTS]
    shares = [printed(line.figures[name], share=True) for name in SHARES]
    return [month, *counts, *shares]


def printed(figure: Figure, share: bool = False) -> str:
    """One figure as a reader sees it; a share with its n."""
    if figure.hidden:
        return KEPT_BACK
    if figure.value is None:
        return "not known" if not share or not figure.n else f"not known (n {figure.n})"
    if share:
        return f"{figure.value:.1f} % (n {figure.n:,})"
    return f"{figure.value:,}" if figure.least is None else f"{figure.least:,} to {figure.value:,}"


def _people(table: Table) -> str:
    people = table.people
    if people is None:
        return "not known"
    parts = [(people.male, "male"), (people.female, "female"), (people.other_or_not_told, "other or not told")]
    told = [f"{printed(figure)} {word}" for figure, word in parts if figure.value != 0]
    return f"{printed(people.all)} ({', '.join(told)})"
