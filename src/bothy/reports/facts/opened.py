"""The facts of a facility, opened to be read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pyarrow as pa

from bothy.journal import Reader, open_reader
from bothy.journal.chain import moment
from bothy.reports.facts.calendar import Calendar, month_bounds
from bothy.reports.facts.state import Piece, State, folder_of, read_state
from bothy.reports.facts.tables import TABLES, empty
from bothy.reports.facts.update import Progress, bring_up_to_date, calendar_of, read_piece

_RUNS = frozenset({"visit", "emergency", "turned_away", "opening"})


class NoFacts(Exception):
    """There are no facts here yet; the message says what to do."""


class Facts:
    """Tables by month, up to one entry of the journal. Reading never changes anything.

    `number`, `digest`: the entry up to which they are built. `months`: those with any row, in order.
    `as_of`: the latest moment that any entry speaks of.
    """

    def __init__(self, folder: Path, state: State) -> None:
        self._folder = folder
        self._state = state
        self.facility = state.facility
        self.number = state.number
        self.digest = state.digest
        self.months = list(state.months)
        self.calendar: Calendar = calendar_of(state.settings)
        self.as_of: datetime | None = None if state.latest_us is None else moment(state.latest_us)

    @property
    def name(self) -> str:
        """What the facility calls itself."""
        return self.calendar.name

    @property
    def demo(self) -> bool:
        """Whether its people are invented."""
        return self.calendar.demo

    def table(
        self, name: str, months: Sequence[str] | None = None, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """One table over some months (default: all), or some of its columns. KeyError for an unknown name."""
        schema = TABLES[name]
        wanted = list(columns) if columns is not None else schema.names
        tables = [read_piece(path, wanted) for path in self.files(name, months)]
        return pa.concat_tables(tables) if tables else empty(name).select(wanted)

    @property
    def folder(self) -> Path:
        """Where the files of `piece` lie."""
        return self._folder

    def piece(self, name: str, month: str) -> Piece | None:
        """The file of one table of one month; None where it has no rows."""
        return self._state.months.get(month, {}).get(name)

    def with_rows(self, folder: Path, months: dict[str, dict[str, Piece]]) -> "Facts":
        """The same facility with other rows, that lie in `folder`: for a few subjects taken by themselves."""
        return Facts(folder, msgspec.structs.replace(self._state, months=months))

    def files(self, name: str, months: Sequence[str] | None = None) -> list[Path]:
        """The Parquet files that hold a table's rows of some months (default: all), for another engine to read."""
        asked = self.months if months is None else months
        pieces = (self.piece(name, month) for month in asked)
        return [self._folder / piece.file for piece in pieces if piece is not None]

    def rows(self, name: str) -> int:
        """How many rows a table has over all months."""
        return sum(tables[name].rows for tables in self._state.months.values() if name in tables)

    def span(self) -> list[str]:
        """Every month from the first in which the service ran to the last, also those in which nothing happened."""
        ran = [month for month, tables in self._state.months.items() if not _RUNS.isdisjoint(tables)]
        months = ran[:1]
        while months and months[-1] < ran[-1]:
            months.append(month_bounds(months[-1])[1].isoformat()[:7])
        return months

    def complete(self, month: str, now: datetime | None = None) -> bool:
        """Whether nothing more can happen in a month but late facts.

        It is over when an entry speaks of a later business day, when `now` (facility time) is past
        it, or when by the house rules the floor does not open again before it ends.
        """
        if self.as_of is None:
            return False
        last = max(self.as_of, now) if now is not None else self.as_of
        end = self._end_of(month)
        return last >= end or not self._opens_between(last, end)

    def first_day(self, month: str) -> date:
        """The first day on which the service was open in a month: the month's first but in the first month."""
        first, _ = month_bounds(month)
        if month != next(iter(self.span()), None):
            return first
        days = [self.table(name, [month], ["day"])["day"] for name in ("opening", "visit")]
        found = [value.as_py() for column in days for value in column[:1]]
        return min(found, default=first)

    def _end_of(self, month: str) -> datetime:
        era = self.calendar.latest
        _, after = month_bounds(month)
        starts = timedelta(microseconds=era.day_start_us)
        return (datetime.combine(after, time(), tzinfo=era.zone) + starts).astimezone(UTC)

    def _opens_between(self, start: datetime, end: datetime) -> bool:
        """Whether the house's opening hours touch any moment after `start` and before `end`."""
        era = self.calendar.latest
        hours = era.rules.opening_hours if era.rules else ()
        if not hours:
            return start < end
        day = start.astimezone(era.zone).date() - timedelta(days=1)
        while datetime.combine(day, time(), tzinfo=era.zone) < end:
            for one in hours:
                if one.weekday == day.weekday():
                    opens = datetime.combine(day, time.fromisoformat(one.opens), tzinfo=era.zone)
                    closes = datetime.combine(day, time.fromisoformat(one.closes), tzinfo=era.zone)
                    if closes <= opens:
                        closes += timedelta(days=1)
                    if opens < end and closes > start:
                        return True
            day += timedelta(days=1)
        return False


def open(home: Path, facility: UUID | None = None) -> Facts:
    """The facts that lie under a home, as they are. `NoFacts` when there are none."""
    for _ in range(3):
        for folder in [folder_of(home, facility)] if facility else sorted((home / "facts").glob("*/")):
            state = read_state(folder)
            if state is not None:
                facts = Facts(folder, state)
                if all(
                    (folder / piece.file).is_file()
                    for tables in state.months.values()
                    for piece in tables.values()
                ):
                    return facts
    raise NoFacts(
        f"There are no facts under {home} yet. They are made from the journal when a report is asked for."
    )


def fresh(home: Path, reader: Reader | None = None, progress: Progress | None = None, upto: int | None = None) -> Facts:
    """The facts of a home, brought up to date first. `reader` where the journal lies elsewhere.

    `upto`: as they were after that entry; then `home` is a folder of their own.
    """
    own = reader is None
    reader = open_reader(home) if reader is None else reader
    try:
        state = bring_up_to_date(reader, home, progress, upto=upto)
    finally:
        if own:
            reader.close()
    return Facts(folder_of(home, state.facility), state)
