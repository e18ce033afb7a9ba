"""When the floor was open, and for how long of it there was no place to give.

Open: from an opening to the next closing, as recorded; an opening that nobody has closed yet has no
minutes, which is not the same as none. Full: each place for injecting or smoking was taken, or was
recorded as out of use, or as being cleaned. A place being cleaned is one again when it is said to be
ready, when somebody sits there, or when the day ends; cleaning that nobody recorded counts as no time.
Minutes of a person who is still in a place are counted once they have left it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bothy.reports.facts.calendar import Calendar, month_after, month_before, month_of
from bothy.reports.facts.pieces import add_piece, read_piece
from bothy.reports.facts.state import Piece
from bothy.reports.facts.tables import table_of

Months = dict[str, dict[str, Piece]]
Moments = NDArray[np.int64]

GIVEN = frozenset({"inject", "smoke"})
"""Kinds of place that are given for use; a chair is not."""

_MINUTE = 60_000_000
_EVER = np.iinfo(np.int64).max


class _Turn(NamedTuple):
    at: int
    opened: bool
    number: int
    last: int


def rebuild_floor(
    folder: Path, months: Months, touched: Mapping[str, set[str]], calendar: Calendar, facility: UUID, upto: int
) -> None:
    """Reckon anew the months whose openings, places or stays an update touched."""
    for month in sorted(_affected(folder, months, touched)):
        rows = _month(folder, months, month, calendar, facility.bytes)
        tables = months.setdefault(month, {})
        if rows:
            tables["floor"] = add_piece(folder, month, "floor", table_of("floor", rows), upto)
        else:
            tables.pop("floor", None)


def _affected(folder: Path, months: Months, touched: Mapping[str, set[str]]) -> set[str]:
    affected = set(touched["opening"] | touched["place_change"])
    affected |= {month for month in touched["occupancy"] if "floor" in months.get(month, {})}
    for month in touched["opening"]:
        # A span may have begun in an earlier month and may end in a later one: at most as far as the next closing.
        earlier = _to_a_closing(folder, months, [one for one in sorted(months, reverse=True) if one < month])
        later = _to_a_closing(folder, months, [one for one in sorted(months) if one > month])
        affected |= _between(min([*earlier, month]), max([*later, month]))
    for month in touched["place_change"]:
        # What is out of use stays so until somebody says otherwise.
        affected |= {one for one in months if one > month and "floor" in months[one]}
    return affected


def _between(first: str, last: str) -> set[str]:
    months = {first}
    while first < last:
        first = month_after(first)
        months.add(first)
    return months


def _to_a_closing(folder: Path, months: Months, order: list[str]) -> dict[str, list[_Turn]]:
    """The openings and closings of these months, in this order, up to the first month with a closing."""
    found: dict[str, list[_Turn]] = {}
    for month in order:
        turns = _turns(folder, months, month)
        if turns or "floor" in months[month]:
            found[month] = turns
        if not all(turn.opened for turn in turns):
            break
    return found


def _month(folder: Path, months: Months, month: str, calendar: Calendar, facility: bytes) -> list[tuple[Any, ...]]:
    """The rows of one month, in order of time."""
    pieces, running = _open(folder, months, month, calendar)
    if not pieces and running is None:
        return []
    full = _Full(folder, months, month, calendar)
    rows: list[tuple[Any, ...]] = []
    days: set[int] = set()
    starts = np.array([piece[0] for piece in pieces], np.int64)
    ends = np.array([piece[1] for piece in pieces], np.int64)
    taken = full.minutes(starts, ends)
    for (start, end, weekday, hour, day, first, last), minutes in zip(pieces, taken, strict=True):
        told = (end, weekday, hour, (end - start) / _MINUTE, minutes, day not in days)
        rows.append((facility, day, start, *told, first, last))
        days.add(day)
    if running is not None:
        day = calendar.day_of(running.at)
        told = (None, *calendar.wall_clock(running.at), None, None, day not in days)
        rows.append((facility, day, running.at, *told, running.number, running.last))
    return rows


def _open(
    folder: Path, months: Months, month: str, calendar: Calendar
) -> tuple[list[tuple[int, ...]], _Turn | None]:
    """The floor's open hours in a month: (start, end, weekday, hour, day, first number, last number); and an
    opening of this month that nobody has closed yet."""
    turns = _turns(folder, months, month)
    for earlier in sorted(months, reverse=True):
        before = _turns(folder, months, earlier) if earlier < month else []
        if before:
            turns = [before[-1], *turns]
            break
    if turns and turns[-1].opened:
        after = _to_a_closing(folder, months, [one for one in sorted(months) if one > month])
        turns += [turn for later in after.values() for turn in later]
    pieces: list[tuple[int, ...]] = []
    since: _Turn | None = None
    for turn in turns:
        if turn.opened and since is None:
            since = turn
        elif not turn.opened and since is not None:
            last = max(since.last, turn.last)
            for start, end, weekday, hour in calendar.hours_between(since.at, turn.at):
                day = calendar.day_of(start)
                if month_of(day) == month:
                    pieces.append((start, end, weekday, hour, day, since.number, last))
            since = None
    if since is not None and month_of(calendar.day_of(since.at)) != month:
        since = None
    return pieces, since


def _turns(folder: Path, months: Months, month: str) -> list[_Turn]:
    piece = months.get(month, {}).get("opening")
    if piece is None:
        return []
    table = read_piece(folder / piece.file, ["at", "what", "first_number", "last_number"])
    columns = (_us(table["at"]).tolist(), *(table[name].to_pylist() for name in table.column_names[1:]))
    return [_Turn(at, what == "opened", first, last) for at, what, first, last in zip(*columns, strict=True)]


def _us(column: pa.ChunkedArray) -> Moments:
    return column.cast(pa.int64()).to_numpy()  # type: ignore[no-any-return]


class _Full:
    """When no place could be given in a month. No places at all: nobody can say."""

    def __init__(self, folder: Path, months: Months, month: str, calendar: Calendar) -> None:
        self._folder, self._months, self._month = folder, months, month
        self._places = [number for number, spec in calendar.places.items() if spec.kind in GIVEN]
        stays = self._stays()
        away = self._away(calendar, stays)
        held = [_union(stays.get(place, _NONE), away.get(place, _NONE)) for place in self._places]
        self._since, self._before = _all_held(held)

    def minutes(self, starts: Moments, ends: Moments) -> list[float | None]:
        """Of each stretch, how many minutes were full."""
        if not self._places:
            return [None] * len(starts)
        return ((self._until(ends) - self._until(starts)) / _MINUTE).tolist()  # type: ignore[no-any-return]

    def _until(self, moments: Moments) -> Moments:
        """All time that was full before these moments."""
        if not len(self._since):
            return np.zeros(len(moments), np.int64)
        at = np.searchsorted(self._since[:, 0], moments, side="right") - 1
        since, until = self._since[at].T
        passed = self._before[at] + np.minimum(moments, until) - since
        return np.where(at >= 0, passed, 0)

    def _stays(self) -> dict[int, Moments]:
        piece = self._months.get(self._month, {}).get("occupancy")
        if piece is None:
            return {}
        table = read_piece(self._folder / piece.file, ["place", "at", "until"])
        place, spans = table["place"].to_numpy(), np.stack([_us(table["at"]), _us(table["until"])], axis=1)
        return {number: spans[place == number] for number in self._places}

    def _away(self, calendar: Calendar, stays: Mapping[int, Moments]) -> dict[int, Moments]:
        """By place, when it was recorded as out of use or being cleaned."""
        away: dict[int, list[tuple[int, int]]] = {}
        for place, changes in self._changes().items():
            seats = np.sort(stays.get(place, _NONE)[:, 0])
            ends = [*(at for at, _ in changes[1:]), _EVER][: len(changes)]
            for (at, status), end in zip(changes, ends, strict=True):
                if status == "being_cleaned":
                    next_seat = seats[np.searchsorted(seats, at) :][:1].tolist()
                    end = min(end, calendar.day_ends(at), *next_seat)
                if status != "ready" and end > at:
                    away.setdefault(place, []).append((at, end))
        return {place: np.array(spans, np.int64) for place, spans in away.items()}

    def _changes(self) -> dict[int, list[tuple[int, str]]]:
        """What was recorded of each place in the month, after the last thing said before it."""
        found = self._said(self._month)
        changes = {place: found.get(place, []) for place in self._places}
        waiting, month = set(self._places), self._month
        first = min((one for one, tables in self._months.items() if "place_change" in tables), default=month)
        while waiting and month > first:
            month = month_before(month)
            for place, said in self._said(month).items():
                if place in waiting:
                    waiting.discard(place)
                    changes[place] = said[-1:] + changes[place]
        return changes

    def _said(self, month: str) -> dict[int, list[tuple[int, str]]]:
        piece = self._months.get(month, {}).get("place_change")
        if piece is None:
            return {}
        table = read_piece(self._folder / piece.file, ["place", "at", "status"])
        said: dict[int, list[tuple[int, str]]] = {}
        for place, at, status in zip(
            table["place"].to_pylist(), _us(table["at"]).tolist(), table["status"].to_pylist(), strict=True
        ):
            said.setdefault(place, []).append((at, status))
        return said


_NONE: Moments = np.zeros((0, 2), np.int64)


def _union(*spans: Moments) -> Moments:
    """Stretches (start, end) as few that do not touch, in order."""
    every = np.concatenate(spans)
    every = every[np.argsort(every[:, 0], kind="stable")]
    if not len(every):
        return every
    reached = np.maximum.accumulate(every[:, 1])
    begins = np.flatnonzero(np.append(True, every[1:, 0] > reached[:-1]))
    return np.stack([every[begins, 0], np.append(reached[begins[1:] - 1], reached[-1])], axis=1)


def _all_held(held: list[Moments]) -> tuple[Moments, Moments]:
    """Stretches in which every place was held, in order; and how much of such time lay before each."""
    none = _NONE, np.zeros(0, np.int64)
    if not held or any(not len(spans) for spans in held):
        return none
    every = np.concatenate(held)
    at = np.concatenate([every[:, 0], every[:, 1]])
    step = np.repeat([1, -1], len(every))
    # Where one sits down as another leaves, the leaving comes first: no time lies between.
    order = np.lexsort((step, at))
    at, number = at[order], np.cumsum(step[order])
    begins = np.flatnonzero(number == len(held))
    spans = np.stack([at[begins], at[begins + 1]], axis=1)
    spans = spans[spans[:, 1] > spans[:, 0]]
    lengths = spans[:, 1] - spans[:, 0]
    return spans, np.cumsum(lengths) - lengths
