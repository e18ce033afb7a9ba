"""The form of a sheet as it was sent: what is in each box, at what time, and what is asked for once more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bothy.server.paper.layout import Field, Layout, Part, Row

Value = str | int | float | tuple[str, ...]
MOST_SIGNS = 80
AHEAD = timedelta(minutes=1)
_ASK = "What stands under “{}”?"
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:. h]?([0-5]\d)")
NEXT_DAY_FROM = timedelta(hours=12)
"""A time that much earlier on the clock than the sheet's first belongs to the day after: nobody stays so long."""


class Keyed(msgspec.Struct, frozen=True):
    """A part of a row that says something, to be written. `order`: where it stands on the sheet."""

    row: Row
    part: Part
    at: datetime
    values: Mapping[str, Value]
    order: int = 0

    @property
    def name(self) -> str:
        return self.row.command(self.part)


class Read(msgspec.Struct, frozen=True):
    """`keyed`: what can be written. `wrong`: by the name of an input (or a row), what to put right."""

    keyed: tuple[Keyed, ...]
    wrong: Mapping[str, str]


def read(
    form: Mapping[str, Sequence[str]],
    layout: Layout,
    stands: Mapping[str, datetime],
    zone: ZoneInfo,
    founded: datetime,
    now: datetime,
) -> Read:
    """What a form says. Inputs are named "row.time" and "row.field"; "date" is the day of the sheet's first line.

    `stands`: the commands of the sheet that are written, with when they happened; their parts are not read.
    """
    wrong: dict[str, str] = {}
    filled = [(row, parts) for row in layout.rows if (parts := _parts(form, row, stands, wrong))]
    day = _day(form, wrong) if filled else None
    first = _first_clock(form, filled, stands, zone)
    keyed: list[Keyed] = []
    for row, parts in filled:
        clock = _clock(_one(form, f"{row.name}.time"))
        if clock is None:
            wrong[f"{row.name}.time"] = "At what time? Four digits, such as 0942, as it stands on the paper."
            continue
        if day is None:
            continue
        at = _moment(day, clock, first, zone)
        if at > now + AHEAD:
            wrong[f"{row.name}.time"] = (
                f"{clock:%H:%M} on {at.astimezone(zone):%d %B} lies ahead. Look at the day and the time again."
            )
        elif at < founded:
            wrong[f"{row.name}.time"] = "That is before this facility was founded. Look at the day again."
        place = layout.rows.index(row) * 2
        keyed.extend(Keyed(row, part, at, values, place + row.parts.index(part)) for part, values in parts)
    if not filled and not wrong:
        wrong["date"] = (
            "Nothing was keyed in. Type what stands on the sheet, line by line; what is blank there stays blank."
        )
    return Read(tuple(keyed), wrong)


def _parts(
    form: Mapping[str, Sequence[str]], row: Row, stands: Mapping[str, datetime], wrong: dict[str, str]
) -> list[tuple[Part, dict[str, Value]]]:
    """The parts of a row that say something and are not written yet."""
    timed = bool(_one(form, f"{row.name}.time"))
    told = []
    free = [part for part in row.parts if row.command(part) not in stands]
    for part in free:
        values = {
            field.key: value
            for field in part.fields
            if (value := _value(form, row, field, wrong)) is not None
        }
        if not values and not (timed and part.bare):
            continue
        missing = next((field for field in part.fields if field.needed and field.key not in values), None)
        if missing is not None:
            wrong.setdefault(f"{row.name}.{missing.key}", _ASK.format(missing.label))
        told.append((part, values))
    if timed and not told and len(free) == len(row.parts):
        needed = next((field for part in row.parts for field in part.fields if field.needed), None)
        if needed is not None and len(row.parts) == 1:
            wrong[f"{row.name}.{needed.key}"] = _ASK.format(needed.label)
        else:
            wrong[f"{row.name}.time"] = "Only a time stands here. What was seen or done then?"
    return told


def _value(form: Mapping[str, Sequence[str]], row: Row, field: Field, wrong: dict[str, str]) -> Value | None:
    name = f"{row.name}.{field.key}"
    given = tuple(one.strip() for one in form.get(name, ()) if one.strip())
    if not given:
        return None
    if field.list:
        known = {code for code, _ in field.choices}
        if not set(given) <= known:
            wrong[name] = "Choose from the list."
        return given if field.many else given[0]
    if not field.is_number:
        if len(given[0]) > MOST_SIGNS:
            wrong[name] = f"At most {MOST_SIGNS} signs, please."
        return given[0]
    try:
        number = float(given[0].replace(",", "."))
    except ValueError:
        wrong[name] = "That is not a number."
        return 0
    assert field.low is not None and field.high is not None
    if not field.low <= number <= field.high:
        wrong[name] = f"Between {field.low:g} and {field.high:g}, please."
    elif field.step == 1 and number != int(number):
        wrong[name] = "A whole number, please."
    return int(number) if field.step == 1 else number


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    given = form.get(name, ())
    return given[0].strip() if given else ""


def _day(form: Mapping[str, Sequence[str]], wrong: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(_one(form, "date"))
    except ValueError:
        wrong["date"] = "Which day is it? The date stands at the top of the sheet."
        return None


def _clock(typed: str) -> time | None:
    found = _CLOCK.fullmatch(typed)
    return time(int(found[1]), int(found[2])) if found else None


def _first_clock(
    form: Mapping[str, Sequence[str]],
    filled: Sequence[tuple[Row, object]],
    stands: Mapping[str, datetime],
    zone: ZoneInfo,
) -> time | None:
    """The time at which the sheet begins: its first line, written or keyed in now."""
    if stands:
        return min(stands.values()).astimezone(zone).time()
    return next(
        (clock for row, _ in filled if (clock := _clock(_one(form, f"{row.name}.time"))) is not None), None
    )


def _moment(day: date, clock: time, first: time | None, zone: ZoneInfo) -> datetime:
    at = datetime.combine(day, clock, zone)
    if first is not None and datetime.combine(day, first, zone) - at > NEXT_DAY_FROM:
        at = datetime.combine(day + timedelta(days=1), clock, zone)
    return at.astimezone(UTC)
