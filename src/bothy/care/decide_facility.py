"""What may happen to the facility itself: founding, rules, doors, places, staff, people at the door."""

from zoneinfo import ZoneInfo

import msgspec

from bothy.care import board, fold
from bothy.care.bodies import (
    ClockSet,
    FacilityFounded,
    FloorClosed,
    FloorOpened,
    Noted,
    PlaceChanged,
    PlaceSpec,
    RulesSigned,
    StaffCame,
    StaffWent,
    StockNoted,
    TurnedAway,
)  # fmt: skip
from bothy.care.commands import CloseFloor, Note, OpenFloor, Refusal
from bothy.care.leads import not_theirs_to_sign
from bothy.care.sign_rules import signed_otherwise
from bothy.care.wish import Case, Outcome, departure, refuse


def found_facility(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, FacilityFounded)
    if case.house.facility is not None:
        return refuse("already_founded")
    if not known_time_zone(body.time_zone):
        return refuse("unknown_time_zone", time_zone=body.time_zone)
    if not numbered_once(body.places):
        return refuse("places_not_numbered")
    if body.clock is not None and not body.demo:
        return refuse("clock_is_for_demos")
    return (case.wish("facility-founded", body),)


def numbered_once(places: tuple[PlaceSpec, ...]) -> bool:
    """Whether there are places, and no two of them have the same number on the wall."""
    numbers = [spec.number for spec in places]
    return bool(numbers) and len(set(numbers)) == len(numbers)


def known_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


def set_clock(case: Case) -> Outcome:
    assert isinstance(case.body, ClockSet)
    if not case.house.demo:
        return refuse("clock_is_for_demos")
    return (case.wish("clock-set", case.body),)


def sign_rules(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RulesSigned)
    if not known_time_zone(body.rules.time_zone):
        return refuse("unknown_time_zone", time_zone=body.rules.time_zone)
    objection = not_theirs_to_sign(case, body.signer)
    if objection is not None:
        return objection
    if case.house.rules and body.effective_from < case.at:
        return refuse("rules_backdated")
    departures = signed_otherwise(case, body)
    if isinstance(departures, Refusal):
        return departures
    return (case.wish("rules-signed", msgspec.structs.replace(body, departures=departures)),)


def open_floor(case: Case) -> Outcome:
    assert isinstance(case.body, OpenFloor)
    contested = case.house.floor_open
    if contested and not case.command.acted:
        return refuse("floor_already_open", since=case.clock(case.house.floor_since))
    return (case.wish("floor-opened", FloorOpened(contested=contested)),)


def close_floor(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, CloseFloor)
    contested = not case.house.floor_open
    if contested and not case.command.acted:
        return refuse("floor_already_closed")
    still_here = board.in_house(case.house) > 0
    departures = (departure("closed_with_people_here", body.reason),) if still_here else ()
    closed = FloorClosed(reason=body.reason, departures=departures, contested=contested)
    return (case.wish("floor-closed", closed),)


def change_place(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, PlaceChanged)
    objection = no_such_place(case, body.place)
    return objection or (case.wish("place-changed", body),)


def no_such_place(case: Case, place: int) -> Refusal | None:
    if any(spec.number == place for spec in case.house.specs):
        return None
    return refuse("no_such_place", place=place)


def come_on_shift(case: Case) -> Outcome:
    assert isinstance(case.body, StaffCame)
    return (case.wish("staff-came", case.body),)


def go_off_shift(case: Case) -> Outcome:
    assert isinstance(case.body, StaffWent)
    return (case.wish("staff-went", case.body),)


def turn_away(case: Case) -> Outcome:
    assert isinstance(case.body, TurnedAway)
    return (case.wish("turned-away", case.body),)


def note_stock(case: Case) -> Outcome:
    assert isinstance(case.body, StockNoted)
    return (case.wish("stock-noted", case.body),)


def note(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, Note)
    if not fold.find_lines(case.house, case.subject, case.recall):
        return refuse("unknown_subject")
    return (case.wish("noted", Noted(about=body.about, digest=body.digest)),)
