"""Adding one of the facility's own lines to the House, and letting old ones go."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from immutables import Map
from msgspec.structs import replace

from bothy.care import history
from bothy.care.bodies import (
    ClockSet,
    Corrected,
    FacilityFounded,
    FloorClosed,
    FloorOpened,
    PlaceChanged,
    RulesSigned,
    StaffCame,
    StaffWent,
    StockNoted,
)  # fmt: skip
from bothy.care.bodies_batch import BatchFlagEnded, BatchFlagged
from bothy.care.house import Batch, Flag, House, Line, OnFloor, PlaceNow, SignedRules


def empty(house: House) -> House:
    """The House without what its facility lines say; visits, people and the rest stay."""
    return replace(
        house,
        facility=None,
        name="",
        time_zone="UTC",
        demo=False,
        clock=None,
        specs=(),
        rules=(),
        floor_open=False,
        floor_since=None,
        on_floor=Map(),
        places=Map(),
        turned_away=(),
        flags=(),
        stock=(),
    )


def add(house: House, line: Line) -> House:
    """The House after `line`, which happened last of the facility's own."""
    step = _STEPS.get(line.kind)
    return house if step is None else step(house, line)


def _founded(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, FacilityFounded)
    return replace(
        house,
        facility=line.subject,
        name=body.name,
        time_zone=body.time_zone,
        demo=body.demo,
        clock=house.clock or body.clock,
        specs=body.places,
    )


def _clock_set(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, ClockSet)
    return replace(house, clock=body.clock)


def _rules_signed(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, RulesSigned)
    signed = SignedRules(body.rules, body.effective_from, body.signer, line.number)
    # Of rules that hold from the same moment, those signed last come last and hold.
    rules = sorted((*house.rules, signed), key=lambda one: one.effective_from)
    return replace(house, rules=tuple(rules))


def _floor_opened(house: House, line: Line) -> House:
    assert isinstance(line.body, FloorOpened)
    return replace(house, floor_open=True, floor_since=line.happened_at)


def _floor_closed(house: House, line: Line) -> House:
    assert isinstance(line.body, FloorClosed)
    return replace(house, floor_open=False, floor_since=line.happened_at)


def _place_changed(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, PlaceChanged)
    now = PlaceNow(body.status, line.happened_at, body.reason)
    return replace(house, places=house.places.set(body.place, now))


def _staff_came(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, StaffCame)
    here = OnFloor(body.staff, body.role, line.happened_at, True)
    return replace(house, on_floor=house.on_floor.set(body.staff, here))


def _staff_went(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, StaffWent)
    before = house.on_floor.get(body.staff)
    role = "worker" if before is None else before.role
    return replace(
        house, on_floor=house.on_floor.set(body.staff, OnFloor(body.staff, role, line.happened_at, False))
    )


def _turned_away(house: House, line: Line) -> House:
    return replace(house, turned_away=(*house.turned_away, line.happened_at))


def _stock_noted(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, StockNoted)
    others = tuple(one for one in house.stock if (one.item, one.batch) != (body.item, body.batch))
    noted = Batch(body.item, body.batch, body.expires, body.status, line.happened_at)
    return replace(house, stock=(*others, noted))


def _batch_flagged(house: House, line: Line) -> House:
    assert isinstance(line.body, BatchFlagged)
    return replace(house, flags=(*house.flags, Flag(line.id, line.happened_at, line.body)))


def _flag_ended(house: House, line: Line) -> House:
    body = line.body
    assert isinstance(body, BatchFlagEnded)
    flags = tuple(
        replace(one, ended_at=line.happened_at) if one.id == body.flag and one.ended_at is None else one
        for one in house.flags
    )
    return replace(house, flags=flags)


def flags_since(flags: tuple[Flag, ...], since: datetime) -> tuple[Flag, ...]:
    """The flags that stand, or were raised or taken down since."""
    return tuple(one for one in flags if one.ended_at is None or one.ended_at >= since or one.at >= since)


def keep(lines: tuple[Line, ...], since: datetime) -> tuple[Line, ...]:
    """The lines that are younger than `since` or without which the House would say something else."""
    last: dict[object, Line] = {}
    for line in history.standing(lines):
        about = _about(line)
        if about is not None:
            last[about] = line
    kept = {line.id for line in last.values()} | {line.id for line in lines if line.happened_at >= since}
    kept |= _of_flags(lines, since, kept)
    # A correction stays with the line that it puts right, and that line with it.
    grew = True
    while grew:
        grew = False
        for line in lines:
            if isinstance(line.body, Corrected) and (line.id in kept) != (line.body.entry in kept):
                kept.add(line.id)
                kept.add(line.body.entry)
                grew = True
    return tuple(line for line in lines if line.id in kept)


def _of_flags(lines: tuple[Line, ...], since: datetime, kept: set[UUID]) -> set[UUID]:
    """The lines of flags that stand or were taken down since; of one that stays for its age also its end."""
    raised: set[UUID] = set()
    ended: dict[UUID, Line] = {}
    for line in history.standing(lines):
        if isinstance(line.body, BatchFlagged):
            raised.add(line.id)
        elif isinstance(line.body, BatchFlagEnded) and line.body.flag in raised:
            ended.setdefault(line.body.flag, line)
    more: set[UUID] = set()
    for flag in raised:
        end = ended.get(flag)
        if end is None or end.happened_at >= since or flag in kept:
            more |= {flag} if end is None else {flag, end.id}
    return more


def _about(line: Line) -> object:
    """Of lines about the same thing only the last one counts; None: none of them does any more."""
    body = line.body
    if isinstance(body, PlaceChanged):
        return ("place", body.place)
    if isinstance(body, StaffCame):
        return ("came", body.staff)
    if isinstance(body, StaffWent):
        return ("went", body.staff)
    if isinstance(body, StockNoted):
        return ("stock", body.item, body.batch)
    if isinstance(body, FloorOpened | FloorClosed):
        return "floor"
    if isinstance(body, ClockSet):
        return "clock"
    if isinstance(body, FacilityFounded | RulesSigned):
        return line.id
    return None


_STEPS: dict[str, Callable[[House, Line], House]] = {
    "facility-founded": _founded,
    "clock-set": _clock_set,
    "rules-signed": _rules_signed,
    "floor-opened": _floor_opened,
    "floor-closed": _floor_closed,
    "place-changed": _place_changed,
    "staff-came": _staff_came,
    "staff-went": _staff_went,
    "turned-away": _turned_away,
    "stock-noted": _stock_noted,
    "batch-flagged": _batch_flagged,
    "batch-flag-ended": _flag_ended,
}
