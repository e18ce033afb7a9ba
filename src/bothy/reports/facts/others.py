"""People and the facility's own lines as facts: registrations, who was turned away, opening and closing."""

from bothy.care.bodies import FloorClosed, FloorOpened, PersonRegistered, TurnedAway
from bothy.care.bodies_batch import BatchFlagged
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject
from bothy.reports.facts.visits import Rows


def add_person(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one registration into `out`: the first that stands."""
    for at, number, _, _, body in subject.lines:
        if isinstance(body, PersonRegistered):
            last = subject.last(number)
            out["person"].append((subject.id, calendar.day_of(at), at, body.age_band, body.sex, number, last))
            return


def add_facility(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put the facility's lines into `out`. Each stands for itself, so the row's subject is the entry."""
    for at, number, _, id, body in subject.lines:
        day, last = calendar.day_of(at), subject.last(number)
        if isinstance(body, TurnedAway):
            out["turned_away"].append((id, day, at, body.reason, body.purpose, number, last))
        elif isinstance(body, BatchFlagged):
            cases = [one.bytes for one in body.emergencies]
            out["flag"].append((id, day, at, body.about, body.code, cases, number, last))
        elif isinstance(body, FloorOpened):
            out["opening"].append((id, day, at, "opened", None, number, last))
        elif isinstance(body, FloorClosed):
            out["opening"].append((id, day, at, "closed", body.reason, number, last))
