"""What the invented staff do next: read off the House each time, so that a visitor's taps are respected.

Nothing is remembered that the House does not say, but for the course of an emergency and who stands
at the door. Pure apart from that: no clock, no I/O; ``now`` is facility time, ``wall`` seconds of the
visitor's own time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bothy.care import board
from bothy.care.bodies import (
    EpisodeEnded,
    PersonRegistered,
    PlaceChanged,
    ServiceGiven,
    StaffCame,
    StaffWent,
)  # fmt: skip
from bothy.care.commands import (
    CloseFloor,
    EndVisit,
    EnterStage,
    GivePlace,
    GiveSupplies,
    See,
    StartVisit,
)  # fmt: skip
from bothy.care.house import Emergency, House, Visit
from bothy.demo import live_emergency
from bothy.demo.live_door import Caller, Door
from bothy.demo.live_emergency import Act, Course
from bothy.demo.live_intent import Intent, intent_of
from bothy.demo.plan import Plan
from bothy.demo.plan_day import CLOSES
from bothy.demo.plan_staff import Roster
from bothy.demo.plan_streams import stream
from bothy.demo.plan_write import facility_time

ROUND_MINUTES, ROUND_AFTERCARE_MINUTES = 3.8, 7.5
CLEAN_MINUTES = 2.5
MOST_AT_ONCE = 3
MOST_IN_ASSESSMENT = 3
WRAP_UP_MINUTES = 14
NALOXONE_WATCH_MINUTES = 62


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


class Brain:
    """The invented staff of one live day."""

    def __init__(self, plan: Plan, now: datetime, house: House) -> None:
        self.plan = plan
        self.day = now.astimezone(facility_time(now.date(), 720).tzinfo).date()
        self.closes = facility_time(self.day, CLOSES)
        self.roster = Roster(plan.seed, self.day, plan.staff)
        coming = [p for p in plan.people if p.id in house.people]
        self.door = Door(plan.seed, self.day, coming, now - minutes(0.5))
        self.courses: dict[UUID, Course] = {}
        self.alarm_at: datetime | None = None
        self._rng = stream(plan.seed, "live", self.day)
        self._by_id = {p.id: p for p in plan.people}

    # --- one step --------------------------------------------------------------------------------

    def step(self, house: House, now: datetime, wall: float, taken_over: bool) -> list[Act]:
        """Everything that is due now. The list is short: the House is looked at again right after."""
        self.door.settle(house, now)
        acts = self._alarm(house, now, wall)
        acts += self._emergencies(house, now, wall, taken_over)
        if taken_over:
            return acts
        acts += self._shifts(house, now)
        if not house.floor_open:
            return acts
        acts += self._let_in(house, now)
        moves: list[Act] = []
        given: set[int] = set()
        for visit in board.open_visits(house):
            due = self._next(house, visit, now)
            places = {act.body.place for act in due if isinstance(act.body, GivePlace)}
            # Two who are ready in the same moment are not led to the same place: the other goes a moment later.
            if not places & given:
                moves += due
            given |= places
        # A few hands: not everything that is due is done in the same moment.
        acts += moves[:MOST_AT_ONCE]
        acts += self._rounds(house, now)
        acts += self._places(house, now)
        empty, late = not board.in_house(house), now >= self.closes + minutes(8)
        if now >= self.closes and (empty or (late and not self.looked_after(house, now))):
            acts.append(
                Act(
                    "close-floor",
                    self._facility(house),
                    CloseFloor(),
                    self._who(house, "shift_lead", "nurse"),
                )
            )
            acts += self._home(house, acts)
        return acts

    def _home(self, house: House, acts: list[Act]) -> list[Act]:
        """Once the floor is closed nobody has to stay, whenever their shift would have ended."""
        going = {act.body.staff for act in acts if isinstance(act.body, StaffWent)}
        invented = {worker.id for worker in self.plan.staff}
        return [
            Act("go-off-shift", self._facility(house), StaffWent(staff=one.staff), one.staff)
            for one in house.on_floor.values()
            if one.here and one.staff in invented - going
        ]

    def looked_after(self, house: House, now: datetime) -> bool:
        """Whether somebody here may not be left: an emergency is open, or a watch after naloxone runs."""
        if any(emergency.is_open for emergency in house.emergencies.values()):
            return True
        return any(_naloxone_watch(house, visit, now) for visit in board.open_visits(house))

    def asks(self, house: House, now: datetime) -> list[dict[str, str]]:
        """What people on the floor would like, for a visitor who works it alone."""
        found = []
        for visit in board.open_visits(house):
            intent = self._intent(visit)
            if board.emergency_of(house, visit) is not None:
                continue
            if (
                visit.stage == "using"
                and visit.place_since
                and now - visit.place_since >= minutes(intent.sits)
            ):
                found.append({"visit": str(visit.id), "says": "has finished"})
            elif visit.stage == "aftercare" and self._may_go(house, visit, intent, now):
                found.append({"visit": str(visit.id), "says": "would like to go"})
        return found

    # --- emergencies -----------------------------------------------------------------------------

    def _alarm(self, house: House, now: datetime, wall: float) -> list[Act]:
        """Now and then somebody collapses, whoever has the floor: it is seen, and the alarm is raised."""
        if self.alarm_at is None or now < self.alarm_at or now > self.closes - minutes(75):
            return []
        sitting = [v for v in board.open_visits(house) if v.stage == "using" and v.person in self._by_id]
        sitting = [v for v in sitting if board.emergency_of(house, v) is None]
        if any(e.is_open for e in house.emergencies.values()) or not sitting:
            return []
        visit = live_emergency.likeliest(house, sitting)
        assert visit.person is not None
        nurse, worker = self._who(house, "nurse"), self._who(house, "worker")
        if nurse is None or worker is None:
            return []
        first, course = live_emergency.begin(
            self.plan.seed, visit, self._by_id[visit.person], now, wall, nurse, worker
        )
        self.courses[first[0].subject] = course
        self.alarm_at = now + minutes(float(self._rng.uniform(55, 120)))
        return first

    def _emergencies(self, house: House, now: datetime, wall: float, taken_over: bool) -> list[Act]:
        acts: list[Act] = []
        for emergency in house.emergencies.values():
            if not emergency.is_open:
                self.courses.pop(emergency.id, None)
                continue
            course = self.courses.get(emergency.id)
            if course is None:
                # Raised by the visitor, or before a restart: theirs, until they leave it lying.
                course = self.courses[emergency.id] = Course(self._plain_course(house, emergency), wall)
            acts += live_emergency.go_on(course, emergency, now, wall, taken_over)
        return acts

    def _plain_course(self, house: House, emergency: Emergency) -> list[tuple[float, Act]]:
        nurse, worker = self._who(house, "nurse"), self._who(house, "worker")
        return live_emergency.plain(emergency.id, nurse, worker)

    # --- the door --------------------------------------------------------------------------------

    def _let_in(self, house: House, now: datetime) -> list[Act]:
        acts: list[Act] = []
        if board.in_house(house) >= 16:
            return acts
        desk = self._who(house, "reception", "worker")
        for caller in self.door.due(now):
            # Whoever came in with the visitor's help has been struck off already.
            self.door.gone(caller)
            if caller.person is not None and board.person_visits(house, caller.person):
                continue
            acts += _arrives(caller, desk)
        return acts

    # --- one visit -------------------------------------------------------------------------------

    def _next(self, house: House, visit: Visit, now: datetime) -> list[Act]:
        if visit.stage_since is None or board.emergency_of(house, visit) is not None:
            return []
        intent, since = self._intent(visit), now - visit.stage_since
        # Closing time sends nobody away who had naloxone: they stay until that watch is over.
        closing = now >= self.closes - minutes(WRAP_UP_MINUTES)
        watched = _naloxone_watch(house, visit, now)
        if watched and visit.stage in ("waiting", "assessment"):
            return []
        step = {
            "waiting": self._waiting,
            "assessment": self._assessment,
            "using": self._using,
            "aftercare": self._aftercare,
        }
        return step[visit.stage](house, visit, intent, since, closing, now) if visit.stage in step else []

    def _waiting(
        self, house: House, visit: Visit, intent: Intent, since: timedelta, closing: bool, now: datetime
    ) -> list[Act]:
        uses = "use" in visit.purposes
        if closing:
            return [self._end(house, visit, "left_before_use" if uses else "left", "closing")]
        talking = sum(v.stage == "assessment" for v in board.open_visits(house))
        if since >= minutes(intent.waits) and talking < MOST_IN_ASSESSMENT:
            carer = self._who(house, "worker", "nurse")
            return [Act("enter-stage", visit.id, EnterStage(stage="assessment", with_staff=carer), carer)]
        return []

    def _serve(
        self, house: House, visit: Visit, intent: Intent, since: timedelta, closing: bool
    ) -> list[Act]:
        carer = self._who(house, "worker", "nurse")
        if intent.service and not visit.services and since >= minutes(intent.rests * 0.4):
            return [Act("give-service", visit.id, ServiceGiven(service=intent.service), carer)]
        if intent.kit and not visit.supplies and since >= minutes(intent.rests * 0.6):
            return [Act("give-supplies", visit.id, GiveSupplies(items=intent.kit), carer)]
        if closing or since >= minutes(min(intent.rests, 18)):
            return [self._end(house, visit, "left")]
        return []

    def _assessment(
        self, house: House, visit: Visit, intent: Intent, since: timedelta, closing: bool, now: datetime
    ) -> list[Act]:
        if "use" not in visit.purposes:
            return self._serve(house, visit, intent, since, closing)
        if closing:
            return [self._end(house, visit, "left_before_use", "closing")]
        carer = visit.with_staff or self._who(house, "worker", "nurse")
        if visit.assessment is None:
            if since >= minutes(intent.talks * 0.5):
                return [Act("assess", visit.id, intent.assessed, carer)]
            return []
        ready = [number for number, shown in board.place_statuses(house).items() if shown == "ready"]
        if since >= minutes(intent.talks) and ready:
            place = ready[int(intent.place_draw * len(ready))]
            return [Act("give-place", visit.id, GivePlace(place=place), carer)]
        return []

    def _using(
        self, house: House, visit: Visit, intent: Intent, since: timedelta, closing: bool, now: datetime
    ) -> list[Act]:
        had_emergency = any(
            e.visit == visit.id and e.closed_at is not None for e in house.emergencies.values()
        )
        carried = any(e.visit == visit.id and e.outcome == "to_hospital" for e in house.emergencies.values())
        episode = next((e for e in visit.episodes if e.ended_at is None), None)
        sat = now - (visit.place_since or now)
        if not (closing or had_emergency or sat >= minutes(intent.sits)):
            return []
        nurse = self._who(house, "nurse", "worker")
        if carried:
            return [self._end(house, visit, "to_hospital")]
        if episode is not None:
            return [Act("end-episode", visit.id, EpisodeEnded(episode=episode.id), nurse)]
        return [Act("enter-stage", visit.id, EnterStage(stage="aftercare", with_staff=nurse), nurse)]

    def _aftercare(
        self, house: House, visit: Visit, intent: Intent, since: timedelta, closing: bool, now: datetime
    ) -> list[Act]:
        carer = self._who(house, "worker", "nurse")
        if any(e.visit == visit.id and e.outcome == "to_hospital" for e in house.emergencies.values()):
            return [self._end(house, visit, "to_hospital")]
        if intent.service and not visit.services and since >= minutes(intent.rests * 0.4):
            return [Act("give-service", visit.id, ServiceGiven(service=intent.service), carer)]
        if intent.kit and not visit.supplies and since >= minutes(intent.rests * 0.7):
            return [Act("give-supplies", visit.id, GiveSupplies(items=intent.kit), carer)]
        last_call = now >= self.closes - minutes(1) and not _naloxone_watch(house, visit, now)
        if self._may_go(house, visit, intent, now) or last_call:
            early = since < minutes(15)
            return [self._end(house, visit, "left", "closing" if early else "")]
        return []

    def _may_go(self, house: House, visit: Visit, intent: Intent, now: datetime) -> bool:
        if _naloxone_watch(house, visit, now):
            return False
        return visit.stage_since is not None and now - visit.stage_since >= minutes(intent.rests)

    # --- the house -------------------------------------------------------------------------------

    def _rounds(self, house: House, now: datetime) -> list[Act]:
        due, near = [], []
        for visit in board.open_visits(house):
            every = {"using": ROUND_MINUTES, "aftercare": ROUND_AFTERCARE_MINUTES}.get(visit.stage)
            if every is None or board.emergency_of(house, visit) is not None:
                continue
            if board.last_naloxone(house, visit) is not None:
                every = ROUND_MINUTES
            ago = now - (board.last_look(house, visit) or visit.stage_since or now)
            if ago >= minutes(every):
                due.append(visit.id)
            elif ago >= minutes(every * 0.5):
                near.append(visit.id)
        if not due:
            return []
        who = self._who(house, "nurse", "worker", turn=int(now.timestamp()) // 240)
        return [Act("see", due[0], See(visits=(*due, *near), round=True), who)]

    def _places(self, house: House, now: datetime) -> list[Act]:
        vacated = {place: at for visit in house.visits.values() for place, at in visit.vacated}
        worker = self._who(house, "worker", "nurse")
        return [
            Act("change-place", self._facility(house), PlaceChanged(place=number, status="ready"), worker)
            for number, shown in board.place_statuses(house).items()
            if shown == "being_cleaned" and now - vacated.get(number, now) >= minutes(CLEAN_MINUTES)
        ]

    def _shifts(self, house: House, now: datetime) -> list[Act]:
        acts = []
        stay = now >= self.closes and self.looked_after(house, now)
        for shift in self.roster.shifts:
            comes, goes = facility_time(self.day, shift.comes), facility_time(self.day, shift.goes)
            who, held = shift.worker, house.on_floor.get(shift.worker.id)
            here = held is not None and held.here
            was_here = held is not None and held.since >= comes - minutes(60)
            if not here and not was_here and comes <= now < goes:
                acts.append(
                    Act(
                        "come-on-shift", self._facility(house), StaffCame(staff=who.id, role=who.role), who.id
                    )
                )
            elif here and now >= goes and not stay:
                acts.append(Act("go-off-shift", self._facility(house), StaffWent(staff=who.id), who.id))
        return acts

    def _end(self, house: House, visit: Visit, how: str, reason: str = "") -> Act:
        return Act(
            "end-visit", visit.id, EndVisit(how=how, reason=reason), self._who(house, "reception", "worker")
        )

    def _intent(self, visit: Visit) -> Intent:
        return intent_of(self.plan.seed, visit.id, visit.purposes)

    def _who(self, house: House, *roles: str, turn: int = 0) -> UUID | None:
        """Somebody invented who is on the floor in one of these roles; they take turns."""
        invented = {worker.id for worker in self.plan.staff}
        for role in roles:
            there = sorted(
                s.staff for s in house.on_floor.values() if s.here and s.role == role and s.staff in invented
            )
            if there:
                return there[(turn + house.number // 7) % len(there)]
        return None

    @staticmethod
    def _facility(house: House) -> UUID:
        assert house.facility is not None
        return house.facility


def _naloxone_watch(house: House, visit: Visit, now: datetime) -> bool:
    """Whether the person is still under the watch that follows naloxone."""
    naloxone = board.last_naloxone(house, visit)
    return naloxone is not None and now - naloxone < minutes(NALOXONE_WATCH_MINUTES)


def _arrives(caller: Caller, desk: UUID | None) -> Iterable[Act]:
    person = caller.person or caller.id
    if caller.person is None:
        body = PersonRegistered(age_band=caller.age_band, sex=caller.sex)
        private: dict[str, object] = {"name": caller.name, "code": caller.code, "card": None}
        yield Act("register-person", person, body, desk, private)
    yield Act("start-visit", uuid4(), StartVisit(person=person, purposes=(caller.wants,)), desk)
