"""The sentences of an answer: figure, definition, n, interval, what is missing, when it was frozen, what is kept back.

Every number in them is read from the protected release, never from the facts.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bothy.reports.facts.opened import Facts
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.release import Definition, Grid, Release, Row, month_days
from bothy.reports.sets.words import DEMO, NOT_SAID_YET
from bothy.reports.wording import in_words, month_name

PHRASES = {
    "service_accessed": ("the service was accessed {value} times", "once", "nobody accessed the service"),
    "injecting_episodes": ("a place was used to inject {value} times", "once", "no place was used to inject"),
    "medical_emergencies": ("there were {value} medical emergencies", "one medical emergency", "there was no medical emergency"),
    "people": ("{value} different people used the service", "one person", "nobody used the service"),
}
"""How a plain count is said: for several, for one (after the same words), for none. Others are said by their label."""


def sentences(release: Release, facts: Facts, running: Sequence[str]) -> tuple[str, ...]:
    """What stands in an answer, the figure first."""
    grid = release.grids[0]
    definition = release.definitions[0]
    whole = _whole(grid)
    said = [f"{_when(whole, release, facts)} {_figure(whole.figures[0], definition)}."]
    said.append(definition.definition)
    said += _behind(whole.figures[0], definition)
    said += _groups(grid)
    if not definition.additive and whole.period.count("/") and definition.unit == "people":
        said.append("Months of people cannot be added up: who came in two months is one person.")
    left = [month for month in running if month not in whole.period]
    if left:
        said.append(f"{' and '.join(month_name(month) for month in left)}: not over yet, and left out.")
    if any(one.least is not None for row in grid.rows for one in row.figures):
        said.append(NOT_SAID_YET)
    said += _kept_back(release, grid)
    said.append(_record(release))
    if release.demo:
        said.append(DEMO)
    return tuple(said)


def _whole(grid: Grid) -> Row:
    """The row of the whole period: a total, or the only row without a group."""
    totals = [row for row in grid.rows if row.total or not row.group]
    return next((row for row in totals if row.total), totals[-1])


def _when(row: Row, release: Release, facts: Facts) -> str:
    """ "Between 1 January and 31 August 2025" """
    since, _, until = row.period.partition("/")
    start, end = facts.first_day(since), month_days(until or since)[1]
    if not row.complete:
        zone = ZoneInfo(release.rules.time_zone)
        seen = end if release.as_of is None else release.as_of.astimezone(zone).date()
        return f"From {_day(start)} to {_day(min(end, seen))} (the month is not over)"
    if start.day > 1:
        return f"Between {_day(start)}, the first day of service, and {_day(end)}"
    return f"Between {_day(start) if start.year != end.year else _day(start).removesuffix(f' {start.year}')} and {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _figure(figure: Figure, definition: Definition) -> str:
    value = in_words(figure, definition.unit)
    label = definition.label[:1].lower() + definition.label[1:]
    phrase = PHRASES.get(definition.name)
    if figure.hidden:
        return f"the figure for “{label}” is {KEPT_BACK}"
    if figure.value is None:
        nothing = "nothing of it was recorded" if not figure.n else f"it is not known (n {figure.n:,})"
        return f"the figure for “{label}” is not known: {nothing}"
    if phrase is not None:
        many, one, none = phrase
        if figure.least is not None:
            return many.format(value=f"at least {figure.least:,} and at most {figure.value:,}")
        if figure.value in (0, 1):
            return none if not figure.value else many.partition("{value}")[0].replace("there were ", "there was ") + one
        return many.format(value=value)
    unit = "" if definition.unit in ("%", definition.label.lower()) else f" {definition.unit}"
    return f"the figure for “{label}” was {value}{unit}"


def _behind(figure: Figure, definition: Definition) -> list[str]:
    """n, interval and what was left out."""
    said = []
    if figure.n is not None and not figure.hidden:
        of = definition.denominator or "measured"
        counted = f"{figure.k:,} ({definition.numerator}) of {figure.n:,} ({of})" if figure.k is not None else f"n is {figure.n:,} ({of})"
        said.append(f"It is {counted}." if figure.k is not None else f"Its {counted}.")
    elif figure.k is not None and definition.numerator:
        said.append(f"Counted are {definition.numerator}.")
    if figure.low is not None and figure.high is not None:
        said.append(f"The exact 95 % interval is {figure.low:.1f} to {figure.high:.1f}{' %' if definition.unit == '%' else ''}.")
    if figure.missing:
        said.append(f"In {figure.missing:,} nothing was recorded; they are left out of the n." if figure.n else f"In {figure.missing:,} nothing was recorded.")
    if definition.missing:
        said.append(definition.missing)
    return said


def _groups(grid: Grid) -> list[str]:
    """The groups in one sentence."""
    rows = [row for row in grid.rows if row.group]
    unit = "" if not rows else "%" if rows[0].figures[0].low is not None else ""
    told = [f"{row.label[:1].lower() + row.label[1:]} {_short(row.figures[0], unit)}" for row in rows]
    return [f"By group: {'; '.join(told)}."] if told else []


def _short(figure: Figure, unit: str) -> str:
    said = in_words(figure, unit)
    if figure.n is not None and figure.k is not None and figure.value is not None:
        return f"{said} ({figure.k:,} of {figure.n:,})"
    return said


def _kept_back(release: Release, grid: Grid) -> list[str]:
    below = release.rules.suppress_below
    said = []
    if release.hidden and below is not None:
        of = "The figure is" if len(grid.rows) == 1 else f"{release.hidden} of the {sum(len(row.figures) for row in grid.rows)} figures in the table are"
        said.append(
            f"{of} kept back: the house rules keep back counts under {below} (nought apart), and others from which "
            "such a count could be reckoned, so that nobody can be picked out."
        )
    if release.rules.round_to > 1:
        said.append(f"Counts are rounded to the nearest {release.rules.round_to}, each by itself.")
    return said


def _record(release: Release) -> str:
    """Which record it was made from, and how far that had come."""
    when = ""
    if release.as_of is not None:
        local = release.as_of.astimezone(ZoneInfo(release.rules.time_zone))
        when = f", as it stood on {local.day} {local:%B %Y at %H:%M}"
    return f"Source: the journal of {release.facility_name} up to entry {release.number:,} (digest {release.digest[:16]}){when}."
