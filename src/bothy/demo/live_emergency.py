"""An emergency of the live day: it is raised, it waits a moment for the visitor, then staff see to it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from numpy.random import Generator

from bothy.care.bodies import Acted, EmergencyClosed, Observed
from bothy.care.house import Emergency, House, Visit
from bothy.demo.plan_emergency import write_emergency
from bothy.demo.plan_months import Stay
from bothy.demo.plan_people import Invented
from bothy.demo.plan_streams import made_id, stream

WAITS_FOR_VISITOR_SECONDS = 25.0
"""Of the visitor's own time: so long can they take it before invented staff go on."""
IDLE_SECONDS = 150.0
"""When the visitor took it and then did nothing for so long, staff see to the rest."""


class Act(NamedTuple):
    """One thing that an invented member of staff does now."""

    kind: str
    subject: UUID
    body: msgspec.Struct
    staff: UUID | None
    private: dict[str, object] | None = None


@dataclass
class Course:
    """What is still to be done in one emergency: (minutes after ``since``, act)."""

    rest: list[tuple[float, Act]]
    raised_wall: float
    since: datetime | None = None
    touched_wall: float | None = None
    visitor_lines: int = 0


@dataclass
class _Rehearsal:
    """Stands in for a day's scribe, so that the live day's emergencies run as those of the history do."""

    seed: int
    day: date
    rng: Generator
    nurse: UUID
    worker: UUID
    written: list[tuple[float, Act]] = field(default_factory=list)

    def who(self, minute: float, *roles: str) -> UUID:
        return self.nurse if "nurse" in roles else self.worker

    def write(self, minute: float, kind: str, subject: UUID, body: msgspec.Struct, staff: UUID) -> UUID:
        self.written.append((minute, Act(kind, subject, body, staff)))
        return made_id(self.seed, "rehearsal", subject, len(self.written))


def begin(
    seed: int, visit: Visit, person: Invented, now: datetime, wall: float, nurse: UUID, worker: UUID
) -> tuple[list[Act], Course]:
    """The alarm of someone in a place: what is tapped at once, and the course that follows."""
    rng = stream(seed, "live emergency", visit.id)
    named = {s for p in _preparations(visit) for s in p.substances}
    category = "heroin" if "heroin" in named else "cocaine"
    stay = Stay(id=visit.id, person=person, day=now.date(), category=category, emergency="place")
    stay.place = visit.place or 0
    stay.minutes = {"alarm": 0.0, "rises": 30.0, "calm": float(rng.uniform(11, 16)), "leaves": 99.0}
    rehearsal = _Rehearsal(seed, now.date(), rng, nurse, worker)
    write_emergency(rehearsal, stay)  # type: ignore[arg-type]
    rehearsal.written.sort(key=lambda pair: pair[0])
    first = [act for minute, act in rehearsal.written if act.kind in ("raise-emergency", "place-emergency")]
    rest = [pair for pair in rehearsal.written if pair[1].kind not in ("raise-emergency", "place-emergency")]
    return first, Course(rest, wall)


def go_on(course: Course, emergency: Emergency, now: datetime, wall: float, taken_over: bool) -> list[Act]:
    """What staff do next, or nothing while the visitor has it in hand."""
    by_visitor = sum(line.device is not None for line in emergency.lines)
    if by_visitor > course.visitor_lines:
        course.visitor_lines, course.touched_wall, course.since = by_visitor, wall, None
    if taken_over:
        return []
    waited = wall - (course.touched_wall if course.touched_wall is not None else course.raised_wall)
    if waited < (IDLE_SECONDS if course.touched_wall is not None else WAITS_FOR_VISITOR_SECONDS):
        return []
    if course.since is None:
        first = course.rest[0][0] if course.rest else 0.0
        course.since = now - timedelta(minutes=first)
    due = [act for minute, act in course.rest if now >= course.since + timedelta(minutes=minute)]
    course.rest = course.rest[len(due) :]
    return due


def _preparations(visit: Visit) -> list[object]:
    said = visit.assessment.preparations if visit.assessment is not None else ()
    return [] if isinstance(said, str) else [p for p in said if not isinstance(p.substances, str)]


def likeliest(house: House, visits: list[Visit]) -> Visit:
    """The one of those in a place who most likely gets into trouble: heroin first, then who came last."""

    def odds(visit: Visit) -> tuple[bool, datetime | None]:
        named = {s for p in _preparations(visit) for s in p.substances}
        return "heroin" in named, visit.place_since

    return max(visits, key=odds)


def plain(subject: UUID, nurse: UUID | None, worker: UUID | None) -> list[tuple[float, Act]]:
    """How staff see to an emergency that nobody planned: one that the visitor raised and left."""
    steps: list[tuple[float, str, msgspec.Struct, UUID | None]] = [
        (0.3, "observe", Observed(breathing="slow", breaths_per_minute=8, consciousness="pain"), nurse),
        (0.5, "act", Acted(action="stimulation", by=worker), worker),
        (1.0, "act", Acted(action="oxygen", litres_per_minute=15.0, by=nurse), nurse),
        (
            4.0,
            "observe",
            Observed(breathing="normal", consciousness="voice", on_oxygen=True, spo2_percent=97),
            nurse,
        ),
        (11.0, "close-emergency", EmergencyClosed(outcome="recovered_here"), nurse),
    ]
    return [(minute, Act(kind, subject, body, staff)) for minute, kind, body, staff in steps]
