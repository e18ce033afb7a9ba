"""People and the facility's own lines as facts: registrations, who was turned away, opening and closing."""

from bothy.care.bodies import (
    FloorClosed,
    FloorOpened,
    PersonLinked,
    PersonRegistered,
    PlaceChanged,
    TurnedAway,
)
from bothy.care.bodies_batch import BatchFlagged
from bothy.journal.chain import micros
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject
from bothy.reports.facts.visits import Rows


def add_person(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one registration into `out`: the first that stands, and what was said last of who it is."""
    registered: tuple[int, int, PersonRegistered] | None = None
    link: PersonLinked | None = None
    last = 0
    for at, number, _, _, body in subject.lines:
        if isinstance(body, PersonRegistered) and registered is None:
            registered = at, number, body
        elif isinstance(body, PersonLinked):
            link = body
        else:
            continue
        last = max(last, number)
    if registered is None:
        return
    at, number, body = registered
    same_as = (
        None
        if link is None or link.same_as is None or link.same_as.bytes == subject.id
        else link.same_as.bytes
    )
    said = body.looked_up or link is not None
    told = body.age_band, body.sex, body.looked_up, same_as, said
    out["person"].append((subject.id, calendar.day_of(at), at, *told, number, subject.last(last)))


def add_facility(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put the facility's lines into `out`. Each stands for itself, so the row's subject is the entry."""
    for at, number, _, id, body in subject.lines:
        day, last = calendar.day_of(at), subject.last(number)
        if isinstance(body, TurnedAway):
            out["turned_away"].append((id, day, at, body.reason, body.purpose, *calendar.wall_clock(at), number, last))
        elif isinstance(body, BatchFlagged):
            cases = [one.bytes for one in body.emergencies]
            usual = (
                body.usual_per_1000,
                body.baseline_emergencies,
                body.baseline_uses,
                body.false_alarm_years,
            )
            told = (body.about, body.code, micros(body.since), cases, body.uses, body.expected, *usual)
            out["flag"].append((id, day, at, *told, number, last))
        elif isinstance(body, FloorOpened):
            out["opening"].append((id, day, at, "opened", None, number, last))
        elif isinstance(body, PlaceChanged):
            out["place_change"].append((id, day, at, body.place, body.status, number, last))
        elif isinstance(body, FloorClosed):
            out["opening"].append((id, day, at, "closed", body.reason, number, last))
