"""The monthly table as the Thistle's publisher prints it, from our own facts, beside the original.

Counts first, then each share with its own n. Months that are not over stand apart and are in no sum.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from bothy.reports import published
from bothy.reports.disclosure import hide
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import Figure, Tag
from bothy.reports.indicators import BY_NAME, Indicator
from bothy.reports.kept import ALL, Kept, kept_back
from bothy.reports.whose import PEOPLE_COLUMNS, people_count
from bothy.reports.window import Joined, Window

PUBLICATION = "thistle"
COUNTS = ("service_accessed", "injecting_episodes", "medical_emergencies")
SHARES = ("share_cocaine", "share_heroin", "share_heroin_and_cocaine", "share_other_or_not_recorded")
COLUMNS: tuple[Indicator, ...] = tuple(BY_NAME[name] for name in (*COUNTS, *SHARES))

Verdict = Literal["same", "differs", "kept back", "not recorded"]


class Line(msgspec.Struct, frozen=True):
    """One month. `since`: the first day of service where that is later than the first of the month."""

    month: str
    complete: bool
    figures: dict[str, Figure]
    since: date | None = None


class People(msgspec.Struct, frozen=True):
    """Different people over all complete months. Months cannot be added up to this.

    Each is a range while some were not looked up: `least` to `value`.
    """

    all: Figure
    male: Figure
    female: Figure
    other_or_not_told: Figure


class Cell(msgspec.Struct, frozen=True):
    """One figure beside the published one, both as printed."""

    month: str
    column: str
    ours: float | int | None
    published: float | int
    verdict: Verdict
    tag: Tag
    n: int | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`total` is over the complete lines only, None when there are none. `suppressed_below` None: nothing kept back.

    `kept`: what is kept back of this house, everywhere; None where nothing is. `unregistered_visits` None: kept back.
    """

    facility: str
    demo: bool
    number: int
    digest: str
    as_of: datetime | None
    suppressed_below: int | None
    lines: tuple[Line, ...]
    total: Line | None
    people: People | None
    unregistered_visits: int | None
    kept: Kept | None = None

    @property
    def complete(self) -> tuple[Line, ...]:
        """The lines of months that are over."""
        return tuple(line for line in self.lines if line.complete)

    @property
    def incomplete(self) -> tuple[Line, ...]:
        """The lines of months that still run."""
        return tuple(line for line in self.lines if not line.complete)

    def compare(self) -> tuple[Cell, ...]:
        """Every published cell beside ours, for the months that we have whole. Empty unless a demo."""
        if not self.demo:
            return ()
        original = published.thistle()
        cells = []
        for line in self.complete:
            theirs = original.month(line.month)
            if theirs is not None:
                for column in COLUMNS:
                    if column.source:
                        cells.append(_cell(line.month, column, line.figures[column.name], getattr(theirs, column.source)))
        whole = {line.month for line in self.complete} == {line.month for line in original.months}
        if whole and self.total is not None and self.people is not None:
            for name in COUNTS:
                cells.append(_cell("total", BY_NAME[name], self.total.figures[name], original.total(name)))
            for name, figure, theirs_n in (
                ("people", self.people.all, original.people),
                ("male", self.people.male, original.male),
                ("female", self.people.female, original.female),
            ):
                cells.append(_judged("total", name, figure, figure.value, theirs_n))
        return tuple(cells)


def _cell(month: str, column: Indicator, ours: Figure, theirs: float | int) -> Cell:
    printed = round(ours.value, 1) if column.unit == "%" and ours.value is not None else ours.value
    return _judged(month, column.name, ours, printed, theirs)


def _judged(month: str, column: str, ours: Figure, printed: float | int | None, theirs: float | int) -> Cell:
    verdict: Verdict = "same" if printed == theirs else "differs"
    if ours.hidden:
        verdict = "kept back"
    elif printed is None:
        verdict = "not recorded"
    return Cell(month, column, printed, theirs, verdict, ours.tag, ours.n)


def tagged(figure: Figure, facts: Facts, indicator: Indicator | None, months: Sequence[str]) -> Figure:
    """The figure with what it is: in a demo, fitted where its months and definition were published, else invented."""
    if not facts.demo:
        return figure
    known = {line.month for line in published.thistle().months}
    # People were published over all months together, and cannot be told from that of any fewer.
    people = indicator is not None and indicator.name == "people" and set(months) == known
    fitted = people or (indicator is not None and indicator.source and known.issuperset(months))
    return replace(figure, tag="fitted" if fitted else "invented")


def suppression(facts: Facts) -> int | None:
    """Below which count this publication keeps figures back; None where the house rules name it as exempt."""
    rules = facts.calendar.latest.rules
    if rules is None:
        return 5
    return None if PUBLICATION in rules.exempt_publications else rules.suppress_below


def thistle(facts: Facts, now: datetime | None = None) -> Table:
    """The table over all months. `now`: facility time, where a clock is at hand; else the journal's last word."""
    below = suppression(facts)
    people = facts.table("person", None, PEOPLE_COLUMNS)
    lines = []
    windows: dict[str, Window] = {}
    for month in facts.span():
        window = windows[month] = Window(facts, [month], people)
        first = facts.first_day(month)
        figures = {one.name: tagged(one.figure(window), facts, one, [month]) for one in COLUMNS}
        lines.append(Line(month, facts.complete(month, now), figures, first if first.day > 1 else None))
    whole = [line.month for line in lines if line.complete]
    total = persons = None
    unregistered = 0
    if whole:
        window = Joined([windows[month] for month in whole])
        unregistered = window.unregistered_visits
        figures = {one.name: tagged(one.figure(window), facts, one, whole) for one in COLUMNS}
        total = Line("total", True, figures)
        persons = _people(window, facts, whole)
    kept = None
    if below is not None:
        people_counts = () if persons is None else _each(persons)
        kept = kept_back(windows, whole, below, people_counts, unregistered)
        lines = [_protected(line, line.month, kept) for line in lines]
        total = total and _protected(total, ALL, kept)
        persons = persons and People(
            *(hide(one) if kept.person(i) else one for i, one in enumerate(_each(persons)))
        )
    return Table(
        facility=facts.name,
        demo=facts.demo,
        number=facts.number,
        digest=facts.digest.hex(),
        as_of=facts.as_of,
        suppressed_below=below,
        lines=tuple(lines),
        total=total,
        people=persons,
        unregistered_visits=None if kept is not None and kept.hides(ALL, "unregistered") else unregistered,
        kept=kept,
    )


def _people(window: Window, facts: Facts, months: Sequence[str]) -> People:
    still_open = len(window.open_persons)
    by_sex = window.people_by("sex", window.known_persons)
    known = len(window.known_persons)
    # Whoever is open may turn out to be somebody known, and so of any sex, who did not come otherwise.
    parts = (by_sex["male"], by_sex["female"], known - by_sex["male"] - by_sex["female"])
    figures = [people_count(known + still_open, still_open, anybody=True)]
    figures += [people_count(n + still_open, still_open) for n in parts]
    return People(*(tagged(one, facts, BY_NAME["people"], months) for one in figures))


def _each(people: People) -> tuple[Figure, ...]:
    return tuple(getattr(people, name) for name in People.__struct_fields__)


def _protected(line: Line, period: str, kept: Kept) -> Line:
    return replace(line, figures={name: kept.figure(one, name, period) for name, one in line.figures.items()})


def render(facts: Facts, format: str = "text") -> str:
    """The table as `text`, `csv` or `json`; ValueError for another format."""
    from bothy.reports import thistle_text

    return thistle_text.render_table(thistle(facts), format)
