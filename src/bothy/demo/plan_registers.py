"""What stands in the registers of the demo: bags left behind, incidents, restrictions, visitors, duties. All invented.

Drawn from a stream of its own and written after everything else of a day, so no visit, id or figure moves by it.
"""

import hashlib
from datetime import date, timedelta
from uuid import UUID

from numpy.random import Generator

from bothy.care.bodies_register import (
    DutyKept,
    IncidentMoved,
    IncidentOpened,
    ItemFound,
    ItemMoved,
    ItemsCounted,
    RestrictionSet,
    VisitorCame,
    VisitorWent,
)  # fmt: skip
from bothy.care.commands import Note
from bothy.care.register_duties import first_day
from bothy.demo.plan_months import Stay
from bothy.demo.plan_streams import made_id, pick, stream
from bothy.demo.plan_write import Scribe

ITEMS_A_DAY, INCIDENTS_A_DAY, VISITORS_A_DAY, RESTRICTIONS_A_DAY = 0.24, 0.16, 0.3, 0.09
LOOKS = {"powder": 0.45, "tablets": 0.2, "wrap_unopened": 0.15, "plant": 0.08, "equipment_used": 0.07, "not_known": 0.05}
FOUND = {"place": 0.35, "toilet": 0.35, "aftercare": 0.15, "entrance": 0.15}
HAPPENED = {
    "dealing_suspected": 0.2, "violence_or_threat": 0.22, "complaint": 0.16, "sharing_suspected": 0.1, "theft": 0.08,
    "equipment_failed": 0.1, "needlestick": 0.04, "complaint_of_neighbour": 0.1,
}  # fmt: skip
DONE = {
    "dealing_suspected": ("talked_to", "asked_to_leave", "reported"), "violence_or_threat": ("talked_to", "asked_to_leave"),
    "sharing_suspected": ("talked_to",), "theft": ("looked_into",), "equipment_failed": ("put_right",),
    "needlestick": ("reported", "looked_into"),
}  # fmt: skip
VISITS = {
    "contractor repair": 0.4, "student teaching": 0.2, "health_board meeting": 0.1, "councillor_or_politician looking_round": 0.1,
    "neighbour enquiry": 0.1, "researcher meeting": 0.1,
}  # fmt: skip
NAMES = ("A. Moray", "B. Laird", "C. Innes", "D. Rennie", "E. Shaw", "F. Geddes", "G. Tulloch", "H. Baird")
COMPLAINTS = ("complaint", "complaint_of_neighbour")
WEEKLY = "count of what was left behind"
ALARM = "test of the alarm and the defibrillator"
RETURN = "return of incidents to the health and social care partnership"
HAND_OVER_DAY, INSPECTED_MONTHS = 12, (3, 7)


class Registers:
    """What the house remembers of its registers from one day to the next."""

    def __init__(self) -> None:
        self.safe: dict[UUID, str] = {}
        self.made = 0
        self.to_answer: list[tuple[date, UUID, str]] = []

    def write(self, scribe: Scribe, stays: list[Stay]) -> None:
        """All that a day adds."""
        rng = stream(scribe.seed, "registers", scribe.day)
        self._answers(scribe, rng)
        for _ in range(int(rng.poisson(ITEMS_A_DAY))):
            self._item(scribe, rng)
        for _ in range(int(rng.poisson(INCIDENTS_A_DAY))):
            self._incident(scribe, rng)
        for _ in range(int(rng.poisson(VISITORS_A_DAY))):
            kind, _, purpose = pick(rng, VISITS).partition(" ")
            self._visitor(scribe, rng, kind, purpose, float(rng.uniform(570, 1080)))
        if rng.random() < RESTRICTIONS_A_DAY and stays:
            self._restriction(scribe, rng, stays)
        if scribe.day.day == HAND_OVER_DAY and self.safe:
            self._hand_over(scribe, rng)
        if scribe.day.day == 20 and scribe.day.month in INSPECTED_MONTHS:
            self._visitor(scribe, rng, "inspector", "inspection", 610.0)
        self._duties(scribe, rng)

    def _id(self, scribe: Scribe, what: str) -> UUID:
        self.made += 1
        return made_id(scribe.seed, what, scribe.day, self.made)

    def _two(self, scribe: Scribe, rng: Generator, minute: float) -> tuple[UUID, UUID]:
        """Two who are on the floor then."""
        first = scribe.roster.one(rng, minute, "nurse", "shift_lead").id
        return first, scribe.roster.one(rng, minute, "worker").id

    def _item(self, scribe: Scribe, rng: Generator) -> None:
        minute = float(rng.uniform(560, 1150))
        by, second = self._two(scribe, rng, minute)
        id = self._id(scribe, "item")
        bag = f"NG {10000 + scribe.day.toordinal() % 1000 * 8 + self.made % 8}"
        where = pick(rng, FOUND)
        found = ItemFound(
            where=where, looks=pick(rng, LOOKS), bag=bag, second=second,  # type: ignore[arg-type]
            place=int(rng.integers(1, 9)) if where == "place" else None,
        )  # fmt: skip
        scribe.write(minute, "find-item", id, found, by)
        later = minute + float(rng.uniform(4, 25))
        by, second = self._two(scribe, rng, later)
        scribe.write(later, "move-item", id, ItemMoved(to="safe", bag=bag, second=second), by)
        self.safe[id] = bag

    def _hand_over(self, scribe: Scribe, rng: Generator) -> None:
        """The police come for what lies in the safe, and give a receipt for each bag."""
        minute = 1190.0
        self._visitor(scribe, rng, "police", "handing_over_items", minute - 3)
        by, second = self._two(scribe, rng, minute)
        for n, (id, bag) in enumerate(self.safe.items()):
            receipt = f"PS {scribe.day:%y%m%d}-{n + 1}"
            scribe.write(
                minute + n * 0.4, "move-item", id, ItemMoved(to="police", bag=bag, second=second, receipt=receipt), by
            )
        self.safe.clear()

    def _incident(self, scribe: Scribe, rng: Generator) -> None:
        minute = float(rng.uniform(560, 1200))
        by = scribe.roster.one(rng, minute, "worker", "reception").id
        id, what = self._id(scribe, "incident"), pick(rng, HAPPENED)
        inside = bool(rng.random() < 0.6) if what == "dealing_suspected" else None
        opened = IncidentOpened(what=what, where="entrance" if inside is False else "waiting", inside=inside)  # type: ignore[arg-type]
        scribe.write(minute, "open-incident", id, opened, by)
        if what in COMPLAINTS:
            self.to_answer.append((scribe.day + timedelta(days=1), id, "acknowledged"))
            self.to_answer.append((scribe.day + timedelta(days=int(rng.integers(4, 17))), id, "answered"))
            return
        for n, act in enumerate(DONE[what]):
            scribe.write(minute + 3 + 4 * n, "move-incident", id, IncidentMoved(act=act), by)  # type: ignore[arg-type]
        lead = scribe.roster.one(rng, minute + 30, "shift_lead").id
        scribe.write(minute + 30, "move-incident", id, IncidentMoved(act="closed", outcome="no_finding"), lead)

    def _answers(self, scribe: Scribe, rng: Generator) -> None:
        """Complaints are acknowledged and answered by the lead, and closed with the answer."""
        for one in [one for one in self.to_answer if one[0] <= scribe.day]:
            self.to_answer.remove(one)
            _, id, act = one
            minute = float(rng.uniform(620, 860))
            lead = scribe.roster.one(rng, minute, "shift_lead").id
            evidence = f"L {scribe.day:%y%m%d}" if act == "answered" else None
            scribe.write(minute, "move-incident", id, IncidentMoved(act=act, evidence=evidence), lead)  # type: ignore[arg-type]
            if act == "answered":
                outcome = pick(rng, {"upheld": 0.3, "partly_upheld": 0.3, "not_upheld": 0.4})
                closed = IncidentMoved(act="closed", outcome=outcome)  # type: ignore[arg-type]
                scribe.write(minute + 2, "move-incident", id, closed, lead)

    def _restriction(self, scribe: Scribe, rng: Generator, stays: list[Stay]) -> None:
        """Somebody who was here may come only accompanied, or at agreed hours, for a while."""
        stay = stays[int(rng.integers(len(stays)))]
        minute = min(stay.minutes["leaves"] + 1, 1250.0)
        since = scribe.at(minute)
        body = RestrictionSet(
            what=pick(rng, {"accompanied_only": 0.7, "hours": 0.3}),  # type: ignore[arg-type]
            why=pick(rng, {"violence_or_threat": 0.4, "dealing": 0.3, "sharing": 0.2, "rules_broken": 0.1}),  # type: ignore[arg-type]
            since=since, until=since + timedelta(days=int(rng.integers(3, 29))), told=bool(rng.random() < 0.8),
            review_on=scribe.day + timedelta(days=7),
        )  # fmt: skip
        lead = scribe.roster.one(rng, min(minute, 1250.0), "shift_lead").id
        scribe.write(minute, "set-restriction", stay.person.id, body, lead)

    def _visitor(self, scribe: Scribe, rng: Generator, what: str, purpose: str, minute: float) -> None:
        by = scribe.roster.one(rng, minute, "reception").id
        id = self._id(scribe, "visitor")
        came = VisitorCame(what=what, purpose=purpose, accompanied=bool(rng.random() < 0.9))  # type: ignore[arg-type]
        scribe.write(minute, "let-visitor-in", id, came, by)
        name = NAMES[int(rng.integers(len(NAMES)))]
        salt = made_id(scribe.seed, "salt", id).hex
        digest = hashlib.sha256(bytes.fromhex(salt) + name.encode()).hexdigest()
        scribe.write(minute + 0.2, "note", id, Note(about="name", digest=digest), by, {"text": name, "salt": salt})
        goes = min(minute + float(rng.uniform(15, 120)), 1250.0)
        scribe.write(goes, "let-visitor-out", id, VisitorWent(), scribe.roster.one(rng, goes, "reception").id)

    def _duties(self, scribe: Scribe, rng: Generator) -> None:
        """The safe is counted and the alarm tested every Friday; the month's return goes on the fifth. Twice it was late."""
        day, minute = scribe.day, 660.0
        lead = scribe.roster.one(rng, minute, "shift_lead").id
        if day.weekday() == 4:
            by, second = self._two(scribe, rng, 1200.0)
            counted = ItemsCounted(bags=tuple(self.safe.values()), second=second)
            scribe.write(1200.0, "count-items", scribe.facility, counted, by)
            week = first_day("week", day)
            done = DutyKept(duty=WEEKLY, period=week, how="in_person", evidence=f"C {day:%y%m%d}")
            scribe.write(1202.0, "keep-duty", scribe.facility, done, scribe.roster.one(rng, 1202.0, "shift_lead").id)
            if day.day > 7 or day.month % 3:
                scribe.write(minute, "keep-duty", scribe.facility, DutyKept(duty=ALARM, period=week, how="in_person"), lead)
        if day.day == (5 if day.month != 6 else 14):
            month = first_day("month", first_day("month", day) - timedelta(days=1))
            done = DutyKept(duty=RETURN, period=month, how="email", evidence=f"HSCP {month:%y-%m}")
            scribe.write(minute + 5, "keep-duty", scribe.facility, done, lead)
