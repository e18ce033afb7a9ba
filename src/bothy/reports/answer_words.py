"""The sentences of an answer: figure, definition, n, interval, what is missing, when it was frozen, what is kept back.

Every number in them is read from the protected release, never from the facts.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bothy.reports.facts.opened import Facts
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators.declared import NEVER_MISSING
from bothy.reports.release import Definition, Grid, Release, Row, month_days
from bothy.reports.sets.words import DEMO
from bothy.reports.wording import in_words, month_name, one_decimal

PHRASES = {
    "service_accessed": ("the service was accessed {value} times", "the service was accessed once", "nobody accessed the service"),
    "injecting_episodes": ("a place was used to inject {value} times", "a place was used to inject once", "no place was used to inject"),
    "medical_emergencies": ("there were {value} medical emergencies", "there was one medical emergency", "there was no medical emergency"),
    "people": ("{value} different people used the service", "one person used the service", "nobody used the service"),
}
"""How a plain count is said: of several, of one, of none. Others are said by their label."""

NO_SUM = "Months of people cannot be added up: who came in two months is one person."


def sentences(release: Release, facts: Facts, running: Sequence[str]) -> tuple[str, ...]:
    """What stands in an answer, the figure first."""
    grid = release.grids[0]
    definition = release.definitions[0]
    whole = _whole(grid)
    figure = whole.figures[0]
    first = _figure(figure, definition)
    comma = "," if first[:1].isdigit() else ""
    said = [f"{_when(whole, release, facts)}{comma} {first}.", definition.definition]
    said += _behind(figure, definition)
    said += _groups(grid, definition.unit)
    if definition.unit == "people" and "/" in whole.period and "cannot be added up" not in definition.definition:
        said.append(NO_SUM)
    left = [month for month in running if month not in whole.period]
    if left:
        said.append(f"{' and '.join(month_name(month) for month in left)}: not over yet, and left out.")
    said += _kept_back(release, grid)
    said.append(_record(release))
    if release.demo:
        said.append(DEMO)
    return tuple(said)


def _whole(grid: Grid) -> Row:
    """The row of the whole period: a total, or the only row without a group. What is not over stands for nothing that is."""
    totals = [row for row in grid.rows if row.total or not row.group]
    over = [row for row in totals if row.complete] or totals
    return next((row for row in over if row.total), over[-1])


def _when(row: Row, release: Release, facts: Facts) -> str:
    """ "Between 1 January and 31 August 2025" """
    since, _, until = row.period.partition("/")
    start, end = facts.first_day(since), month_days(until or since)[1]
    if not row.complete:
        zone = ZoneInfo(release.rules.time_zone)
        seen = end if release.as_of is None else release.as_of.astimezone(zone).date()
        end = max(start, min(end, seen))
        when = f"On {_day(start)}" if start == end else f"Between {_short_day(start, end)} and {_day(end)}"
        return f"{when} (the month is not over)"
    if start.day > 1:
        return f"Between {_day(start)}, the first day of service, and {_day(end)}"
    return f"Between {_short_day(start, end)} and {_day(end)}"


def _short_day(day: date, before: date) -> str:
    """Without its year, where the year comes next anyway."""
    return _day(day) if day.year != before.year else _day(day).removesuffix(f" {day.year}")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _figure(figure: Figure, definition: Definition) -> str:
    """What comes after the period: the figure in a sentence of its kind, with what it is out of."""
    label = _small(definition.label)
    if figure.hidden:
        return f"the figure for “{label}” is {KEPT_BACK}"
    if figure.value is None:
        why = f"nobody recorded it ({figure.missing:,} times)" if figure.missing else "there was nothing of which to record it"
        return f"the figure for “{label}” is not known: {why}"
    phrase = PHRASES.get(definition.name)
    if phrase is not None:
        return _counted(figure, *phrase)
    value = in_words(figure, definition.unit)
    if definition.unit == "%" and figure.k is not None and figure.n is not None:
        return f"{figure.k:,} ({value}) of {figure.n:,} {definition.denominator.removeprefix('all ')} were {definition.numerator}"
    if figure.k is not None and figure.n is not None and figure.low is not None:
        return f"there were {value} {definition.numerator} {definition.unit} ({figure.k:,} {definition.numerator} and {figure.n:,} {definition.denominator})"
    behind = f" (n {figure.n:,}: {definition.denominator})" if figure.n is not None and definition.denominator else ""
    return f"the figure for “{label}” was {value} {definition.unit}{behind}"


def _counted(figure: Figure, many: str, one: str, none: str) -> str:
    if figure.least is not None:
        return many.format(value=f"at least {figure.least:,} and at most {figure.value:,}")
    if figure.value == 0:
        return none
    return one if figure.value == 1 else many.format(value=f"{figure.value:,}")


def _behind(figure: Figure, definition: Definition) -> list[str]:
    """The interval, and what was left out."""
    said = []
    if figure.low is not None and figure.high is not None:
        unit = " %" if definition.unit == "%" else ""
        said.append(f"The exact 95 % interval is {one_decimal(figure.low)} to {one_decimal(figure.high)}{unit}.")
    if figure.missing and figure.value is not None:
        said.append(f"In {figure.missing:,} more it was not recorded.")
    # What is said of a range is of no use beside one number.
    if definition.missing and definition.missing != NEVER_MISSING and (definition.unit != "people" or figure.least is not None):
        said.append(definition.missing)
    return said


def _groups(grid: Grid, unit: str) -> list[str]:
    """The groups in one sentence."""
    rows = [row for row in grid.rows if row.group]
    if not rows:
        return []
    grouping = GROUPINGS[rows[0].group.partition("=")[0]]
    overlap = "" if grouping.parts else " (one may stand in several)"
    told = "; ".join(f"{_small(row.label)}{':' * row.label[-1:].isdigit()} {_short(row.figures[0], grid, unit)}" for row in rows)
    return [f"{grouping.label}{overlap}: {told}."]


def _small(words: str) -> str:
    """As it stands within a sentence; GP stays GP."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _short(figure: Figure, grid: Grid, unit: str) -> str:
    share = any(one.low is not None for other in grid.rows for one in other.figures)
    if figure.hidden or figure.value is None or not share:
        return in_words(figure, "")
    said = one_decimal(figure.value) + (" %" if unit == "%" else "")
    return f"{said} ({figure.k:,} of {figure.n:,})" if figure.k is not None and figure.n is not None else said


def _kept_back(release: Release, grid: Grid) -> list[str]:
    below = release.rules.suppress_below
    said = []
    if release.hidden and below is not None:
        of = f"{release.hidden} of the {len(grid.rows)} figures in the table {'is' if release.hidden == 1 else 'are'}"
        if release.hidden == len(grid.rows):
            of = "The figure is" if release.hidden == 1 else "All figures in the table are"
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
