"""Each chart with its data: the sheets that pages show, CSV files carry and prints repeat."""

import csv
import io
from collections.abc import Iterable

import msgspec
import numpy as np

from bothy.reports.breakdowns import BREAKDOWNS, Breakdown, occupancy
from bothy.reports.charts import Bars, Chart, Heat, described
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import KEPT_BACK, Figure, Tag
from bothy.reports.indicators import BY_NAME
from bothy.reports.kept import ALL, Kept
from bothy.reports.thistle import SHARES, Line, Table, tagged
from bothy.reports.window import Window
from bothy.reports.wording import month_name

_ = "\N{NO-BREAK SPACE}"
"""Within what must stand on one line; plain spaces in files."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A chart and its table. `tag`: what its figures are. `notes`: what a reader has to know.

    `row_tags`: what each row's figures are, where rows differ.
    """

    name: str
    title: str
    definition: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Chart | None
    tag: Tag
    notes: tuple[str, ...] = ()
    row_tags: tuple[Tag, ...] = ()

    @property
    def chart_size(self) -> tuple[int, int]:
        """Width and height of the chart in pixels, so that a page does not jump when it comes."""
        width, height = self.chart.inches if self.chart else (0, 0)
        return round(width * 72), round(height * 72)

    def as_csv(self) -> str:
        """The table as CSV, with what its figures are in a last column."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.columns, "figures are"])
        tags = self.row_tags or (self.tag,) * len(self.rows)
        writer.writerows([*(cell.replace(_, " ") for cell in row), tag] for row, tag in zip(self.rows, tags, strict=True))
        return out.getvalue()

    @property
    def tagged_rows(self) -> list[tuple[tuple[str, ...], str]]:
        """Each row with what its figures are, where that is not what the sheet says."""
        tags = self.row_tags or (self.tag,) * len(self.rows)
        return [(row, "" if tag == self.tag else tag) for row, tag in zip(self.rows, tags, strict=True)]


def said_of(tag: Tag) -> str:
    """The note on a chart that says what its figures are."""
    return {
        "fitted": "Demo: fitted to published totals",
        "invented": "Demo: invented",
        "recorded": "",
        "published": "Published",
    }[tag]


def months_of(table: Table) -> list[Line]:
    """Complete months, then those not over."""
    return [*table.complete, *table.incomplete]


def _axis(table: Table) -> tuple[list[Line], tuple[str, ...], tuple[int, ...], str]:
    lines = months_of(table)
    years = {line.month[:4] for line in lines}
    labels = tuple(
        month_name(line.month, short=True)
        + ("" if len(years) == 1 else f"\n{line.month[:4]}")
        + ("" if line.complete else "\nnot over")
        for line in lines
    )
    faint = tuple(i for i, line in enumerate(lines) if not line.complete)
    return lines, labels, faint, ", ".join(sorted(years))


def _counts(table: Table, name: str) -> tuple[float | None, ...]:
    return tuple(line.figures[name].value for line in months_of(table))


def _printed(figure: Figure) -> str:
    return KEPT_BACK if figure.hidden else "not known" if figure.value is None else f"{figure.value:,}"


def _blank(figures: Iterable[Figure]) -> str:
    """What a chart says where it has no value to draw."""
    return KEPT_BACK if any(figure.hidden for figure in figures) else "not known"


def _tag(table: Table, name: str) -> Tag:
    tags = {line.figures[name].tag for line in table.lines}
    return "fitted" if "fitted" in tags else next(iter(tags), "recorded")


def _row_tags(table: Table, name: str) -> tuple[Tag, ...]:
    return tuple(line.figures[name].tag for line in months_of(table))


def _note(table: Table, name: str) -> str:
    """What the figures of a row of months are; months that were never published are not what the rest is."""
    tag = _tag(table, name)
    others = tag == "fitted" and any(one != tag for one in _row_tags(table, name))
    return said_of(tag) + (", months not over invented" if others else "")


def use(table: Table) -> Sheet:
    """Accesses and injecting episodes by month."""
    lines, labels, faint, years = _axis(table)
    names = [month_name(line.month) + ("" if line.complete else ", not over") for line in lines]
    accessed, episodes = _counts(table, "service_accessed"), _counts(table, "injecting_episodes")
    rows = tuple(
        (
            name,
            *(_printed(line.figures[one]) for one in ("service_accessed", "injecting_episodes")),
        )
        for name, line in zip(names, lines, strict=True)
    )
    tag = _tag(table, "service_accessed")
    blank = _blank(line.figures[one] for line in lines for one in ("service_accessed", "injecting_episodes"))
    return Sheet(
        name="use",
        title="Service accessed and injecting episodes",
        definition=f"{BY_NAME['service_accessed'].definition} {BY_NAME['injecting_episodes'].definition}",
        columns=("Month", "Service accessed (visits)", "Injecting episodes"),
        rows=rows,
        chart=Bars(
            title=f"Service accessed and injecting episodes by month, {years}",
            description="Visits: "
            + described(names, accessed, "visits", blank)
            + " Episodes: "
            + described(names, episodes, "episodes", blank),
            unit="in the month",
            labels=labels,
            series=(("Service accessed", accessed), ("Injecting episodes", episodes)),
            blank=blank,
            faint=faint,
            note=_note(table, "service_accessed"),
        ),
        tag=tag,
        row_tags=_row_tags(table, "service_accessed"),
        notes=("A visit and an episode are two different counts; they are never added.",),
    )


def _rate(table: Table, facts: Facts, line: Line) -> Figure:
    """A month's emergencies for each thousand episodes."""
    figure = BY_NAME["emergency_rate"].figure(Window(facts, [line.month]))
    return figure if table.kept is None else table.kept.figure(figure, "emergency_rate", line.month)


def emergencies(table: Table, facts: Facts) -> Sheet:
    """Emergencies by month with the rate's exact interval."""
    lines, labels, _, years = _axis(table)
    names = [month_name(line.month) + ("" if line.complete else ", not over") for line in lines]
    counts = [line.figures["medical_emergencies"] for line in lines]
    rates = [_rate(table, facts, line) for line in lines]
    # A month that has hardly begun has an interval that would flatten all others: it stands in the table only.
    drawn = [line.complete and not one.hidden for line, one in zip(lines, rates, strict=True)]
    rows = []
    for name, counted, one in zip(names, counts, rates, strict=True):
        known = one.value is not None
        between = f"{one.low:.1f} to {one.high:.1f}" if known else "" if one.hidden else "not known"
        value = f"{one.value:.1f}" if known else KEPT_BACK if one.hidden else "not known"
        rows.append((name, _printed(counted), value, between, KEPT_BACK if one.n is None else f"{one.n:,}"))
    shown = tuple(one.value for one, seen in zip(rates, drawn, strict=True) if seen)
    whole = [label for label, seen in zip(labels, drawn, strict=True) if seen]
    tag = _tag(table, "medical_emergencies")
    return Sheet(
        name="emergencies",
        title="Medical emergencies for every 1,000 injecting episodes",
        definition=f"{BY_NAME['medical_emergencies'].definition} {BY_NAME['emergency_rate'].definition}",
        columns=("Month", "Emergencies", "Per 1,000 episodes", "95 % interval", "n (episodes)"),
        rows=tuple(rows),
        chart=Bars(
            title=f"Medical emergencies for every 1,000 injecting episodes, {years}",
            description="The bar is the rate, the line its exact 95 % interval. Emergencies: "
            + described(names, [one.value for one in counts], "emergencies", _blank(counts)),
            unit="per 1,000 episodes",
            labels=tuple(whole),
            series=(("Emergencies per 1,000 episodes", shown),),
            intervals=tuple(
                None if one.low is None else (one.low, one.high or 0.0)
                for one, seen in zip(rates, drawn, strict=True)
                if seen
            ),
            note=said_of(tag),
        ),
        tag=tag,
        row_tags=_row_tags(table, "medical_emergencies"),
        notes=("The line is the exact 95 % interval: with so few emergencies, months differ by chance alone.",),
    )


def substances(table: Table) -> Sheet:
    """What was injected, as counts of episodes in rows that add up to all of them."""
    lines, labels, faint, years = _axis(table)
    rows = []
    series: dict[str, list[float | None]] = {name: [] for name in SHARES}
    for line in lines:
        row = [month_name(line.month) + ("" if line.complete else ", not over")]
        for name in SHARES:
            one = line.figures[name]
            series[name].append(None if one.hidden else one.k)
            if one.hidden:
                row.append(KEPT_BACK)
            elif one.value is None:
                row.append(f"not known (n {one.n or 0:,})")
            else:
                row.append(f"{one.value:.1f}{_}% ({one.k:,}{_}of{_}{one.n:,}; {one.low:.1f}{_}to{_}{one.high:.1f})")
        rows.append(tuple(row))
    tag = _tag(table, "share_cocaine")
    blank = _blank(line.figures[name] for line in lines for name in SHARES)
    return Sheet(
        name="substances",
        title="Substances",
        definition=" ".join(BY_NAME[name].definition for name in SHARES),
        columns=("Month", *(BY_NAME[name].label for name in SHARES)),
        rows=tuple(rows),
        chart=Bars(
            title=f"Injecting episodes by substance and month, {years}",
            description=" ".join(
                f"{BY_NAME[name].label}: {described([month_name(line.month) for line in lines], series[name], 'episodes', blank)}" for name in SHARES
            ),
            unit="episodes in the month",
            labels=labels,
            series=tuple((BY_NAME[name].label, tuple(values)) for name, values in series.items()),
            faint=faint,
            stacked=True,
            blank=blank,
            note=_note(table, "share_cocaine"),
        ),
        tag=tag,
        row_tags=_row_tags(table, "share_cocaine"),
        notes=(
            "Each share has its own n: the first three are of the episodes with a substance recorded.",
            "The last is of all episodes. The interval behind each is exact.",
            *(("The last column is invented: no such figure is published.",) if tag == "fitted" else ()),
            *(("What is kept back is not drawn: the bars are then shorter than all episodes.",) if blank == KEPT_BACK else ()),
        ),
    )


def of_breakdown(breakdown: Breakdown, tag: Tag, sideways: bool = True) -> Sheet:
    """A breakdown as a sheet; no chart where there is nothing to draw."""
    rows = tuple((part.label, *_part(part.figure)) for part in breakdown.parts)
    shares = any(row[2] for row in rows)
    columns = ("", f"Number of {breakdown.of}" if breakdown.n is None else "Number", "Share", "95 % interval")
    labels = tuple(part.label for part in breakdown.parts)
    values = tuple(part.figure.k for part in breakdown.parts)
    blank = _blank(part.figure for part in breakdown.parts)
    chart = Bars(
        title=breakdown.label,
        description=described(labels, values, breakdown.of, blank),
        unit=breakdown.of,
        labels=labels,
        series=((breakdown.of, values),),
        sideways=sideways,
        blank=blank,
        note=said_of(tag),
    )
    return Sheet(
        name=breakdown.name,
        title=breakdown.label,
        definition=breakdown.definition,
        columns=columns if shares else columns[:2],
        rows=tuple(row if shares else row[:2] for row in rows),
        chart=chart if rows else None,
        tag=tag,
    )


def _part(one: Figure) -> tuple[str, str, str]:
    """Number, share and interval of one row."""
    if one.hidden:
        return KEPT_BACK, "" if one.n is None else f"{KEPT_BACK} of {one.n:,}", ""
    if one.n is None:
        return f"{one.k:,}", "", ""
    if one.value is None:
        return f"{one.k:,}", "not known", ""
    return f"{one.k:,}", f"{one.value:.1f} % of {one.n:,}", f"{one.low:.1f} to {one.high:.1f}"


def times(window: Window, tag: Tag, kept: Kept | None = None, period: str = ALL) -> Sheet:
    """Mean places taken by weekday and hour, for the hours in which the floor was ever open."""
    grid = occupancy(window)
    few = {(d, h) for d, h in np.ndindex(grid.shape) if kept is not None and kept.hour(period, d, h)}
    open_hours = np.flatnonzero(np.isfinite(grid).any(axis=0))
    hours = range(int(open_hours[0]), int(open_hours[-1]) + 1) if len(open_hours) else range(0)
    cells = tuple(
        tuple(None if (d, h) in few or not np.isfinite(grid[d, h]) else float(grid[d, h]) for h in hours) for d in range(7)
    )
    columns = tuple(f"{hour:02d}" for hour in hours)
    rows = tuple(
        (name, *(_mean(value, (d, h) in few) for h, value in zip(hours, row, strict=True)))
        for d, (name, row) in enumerate(zip(WEEKDAYS, cells, strict=True))
    )
    busiest = max(((value, d, h) for d, row in enumerate(cells) for h, value in enumerate(row) if value is not None), default=None)
    said = "" if busiest is None else f" Most on {WEEKDAYS[busiest[1]]} from {columns[busiest[2]]}:00, {busiest[0]:.1f} places."
    return Sheet(
        name="occupancy",
        title="Places taken by weekday and hour",
        definition="How many places were taken on average in each hour in which the floor was open.",
        columns=("", *columns),
        rows=rows if len(open_hours) else (),
        chart=Heat(
            title="Mean number of places taken by weekday and hour",
            description=f"From {columns[0]}:00 to {columns[-1]}:59.{said}",
            unit="hour of the day",
            rows=tuple(name[:3] for name in WEEKDAYS),
            columns=columns,
            values=cells,
            note=said_of(tag),
        )
        if len(open_hours)
        else None,
        tag=tag,
    )


def _mean(value: float | None, few: bool) -> str:
    return KEPT_BACK if few else "not open" if value is None else f"{value:.2f}"


YEAR_SHEETS = ("use", "emergencies", "substances", "referral_funnel", "occupancy")


def sheet(facts: Facts, table: Table, name: str, months: tuple[str, ...]) -> Sheet:
    """One sheet by its name. KeyError for an unknown one. `months` for sheets that are not a row of months."""
    if name == "use":
        return use(table)
    if name == "emergencies":
        return emergencies(table, facts)
    if name == "substances":
        return substances(table)
    window = Window(facts, months)
    period = months[0] if len(months) == 1 else ALL
    tag = tagged(BY_NAME["people"].figure(window), facts, None, months).tag
    if name == "occupancy":
        return times(window, tag, table.kept, period)
    breakdown = BREAKDOWNS[name](window)
    return of_breakdown(breakdown if table.kept is None else table.kept.breakdown(breakdown, period), tag)
