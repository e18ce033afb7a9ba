"""The house under random hands: by the rules, and with tablets that were cut off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.care.recount import recount

from bothy.care import board
from bothy.care.commands import FACTS, Actor, Refusal
from bothy.care.house import Visit
from bothy.care.snapshot import house_from_disk, lines_for_disk
from support.acting import Facility

STAGES = st.sampled_from(["waiting", "assessment", "aftercare"])
PLACES = st.integers(min_value=1, max_value=3)
MINUTES = st.sampled_from([0, 1, 3, 12, 50])


class House(RuleBasedStateMachine):
    """Commands as a careful house gives them: in order, nothing done before it was allowed."""

    @initialize()
    def doors_open(self) -> None:
        self.facility = Facility(places=3)
        self.facility.pass_minutes(60)
        self.people = [self.facility.someone() for _ in range(4)]
        self.visits: list[UUID] = []
        self.emergencies: list[UUID] = []

    def ask(self, kind: str, subject: UUID, body: object) -> object:
        """As a tablet with nothing to hide does it; the other machine is less careful."""
        answer = self.facility.ask(kind, subject, body)
        self.facts_are_taken(kind, answer)
        return answer

    def facts_are_taken(self, kind: str, answer: object) -> None:
        if kind in FACTS and isinstance(answer, Refusal):
            assert answer.code in ("unknown_visit", "unknown_subject", "unknown_referral"), answer

    def visit(self, data: st.DataObject) -> UUID:
        return data.draw(st.sampled_from(self.visits[-5:]))

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.facility.pass_minutes(minutes)

    @rule(who=st.integers(0, 3))
    def someone_comes(self, who: int) -> None:
        visit = self.facility.new_id()
        body = {"person": self.people[who], "purposes": ["use"]}
        if not isinstance(self.ask("start-visit", visit, body), Refusal):
            self.visits.append(visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), place=PLACES)
    def a_place_is_given(self, data: st.DataObject, place: int) -> None:
        self.ask("give-place", self.visit(data), {"place": place})

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), stage=STAGES)
    def a_stage_is_entered(self, data: st.DataObject, stage: str) -> None:
        self.ask("enter-stage", self.visit(data), {"stage": stage})

    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def an_episode_ends(self, data: st.DataObject) -> None:
        visit = self.visit(data)
        held = self.facility.house.visits.get(visit)
        if held is not None and held.episodes:
            self.ask("end-episode", visit, {"episode": held.episodes[-1].id})

    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def another_episode_starts(self, data: st.DataObject) -> None:
        self.ask("start-episode", self.visit(data), {})

    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def all_are_seen(self, data: st.DataObject) -> None:
        self.ask("see", self.visit(data), {"visits": self.visits[-5:], "round": True})

    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def supplies_are_given(self, data: st.DataObject) -> None:
        self.ask("give-supplies", self.visit(data), {"items": [{"item": "needle", "count": 2}]})

    @precondition(lambda self: self.visits)
    @rule(data=st.data())
    def someone_leaves(self, data: st.DataObject) -> None:
        self.ask("end-visit", self.visit(data), {"how": "left"})

    @rule(place=PLACES, status=st.sampled_from(["ready", "out_of_use"]))
    def a_place_is_cleaned_or_broken(self, place: int, status: str) -> None:
        self.ask("change-place", self.facility.id, {"place": place, "status": status})

    @rule(place=PLACES)
    def an_emergency_is_raised_without_a_pin(self, place: int) -> None:
        self.emergencies.append(self.facility.new_id())
        body = {"where": "place", "place": place}
        answer = self.facility.ask("raise-emergency", self.emergencies[-1], body, actor=Actor())
        assert not isinstance(answer, Refusal), answer

    @rule(known=st.booleans(), act=st.sampled_from(["observe", "act", "close-emergency", "join-emergency"]))
    def an_emergency_goes_on_without_a_pin(self, known: bool, act: str) -> None:
        subject = self.emergencies[-1] if known and self.emergencies else self.facility.new_id()
        body = {
            "observe": {"breathing": "slow"},
            "act": {"action": "naloxone", "dose_mg": 0.4},
            "close-emergency": {"outcome": "recovered_here"},
            "join-emergency": {"staff": self.facility.staff},
        }[act]
        answer = self.facility.ask(act, subject, body, actor=Actor())
        assert not isinstance(answer, Refusal), answer

    # --- what always holds ---

    def open_visits(self) -> list[Visit]:
        """Without the index that the House keeps, so that the index is held against it."""
        return [v for v in self.facility.house.visits.values() if v.started_at and not v.ended_at]

    @invariant()
    def the_index_of_open_visits_is_right(self) -> None:
        if hasattr(self, "facility"):
            assert {v.id for v in self.open_visits()} == set(self.facility.house.open_visits)

    @invariant()
    def one_person_a_place_and_one_visit_a_person(self) -> None:
        if hasattr(self, "facility"):
            self.nobody_shares_a_place_or_is_here_twice()

    def nobody_shares_a_place_or_is_here_twice(self) -> None:
        places = [v.place for v in self.open_visits() if v.place is not None]
        assert len(places) == len(set(places))
        people = [v.person for v in self.open_visits()]
        assert len(people) == len(set(people))
        assert board.contests(self.facility.house) == ()

    @invariant()
    def who_holds_a_place_is_using_and_open(self) -> None:
        if hasattr(self, "facility"):
            for visit in self.facility.house.visits.values():
                assert (visit.place is None) == (visit.place_since is None)
                if visit.place is not None:
                    assert visit.stage == "using"
                    assert visit.is_open
                if visit.started_at and not visit.is_open:
                    assert all(episode.ended_at for episode in visit.episodes)

    @invariant()
    def counts_are_those_of_a_recount(self) -> None:
        if hasattr(self, "facility"):
            counts = recount(self.facility.lines)
            people = self.facility.house.people.values()
            assert sum(person.visits for person in people) == counts.visits
            held = [v for v in self.facility.house.visits.values() if v.started_at is None]
            assert sum(p.episodes for p in people) + sum(len(v.episodes) for v in held) == counts.episodes

    def teardown(self) -> None:
        if hasattr(self, "facility"):
            self.everyone_can_be_settled_and_seen_out()

    def everyone_can_be_settled_and_seen_out(self) -> None:
        """Every visit ends in left or closed by staff; nothing is left over."""
        facility = self.facility
        for _ in range(50):
            contests = board.contests(facility.house)
            if not contests:
                break
            contest = contests[0]
            facility.tell(
                "settle-contest", contest.visits[0], {"about": contest.about, "keeps": contest.visits[0]}
            )
        assert board.contests(facility.house) == ()
        for visit in board.open_visits(facility.house):
            # The end comes after all that was said of the visit.
            facility.now = max(facility.now, visit.lines[-1].happened_at + timedelta(milliseconds=1))
            facility.tell("end-visit", visit.id, {"how": "closed_by_staff"})
        assert self.open_visits() == []
        assert board.holders(facility.house) == {}
        for visit in facility.house.visits.values():
            if visit.started_at is not None:
                assert visit.stage == "left"
                assert visit.ended_how in ("left", "closed_by_staff")
        assert house_from_disk(lines_for_disk(facility.house)) == facility.house


class HouseWithTabletsCutOff(House):
    """The same house, where some things are told late, out of order, already done, or put right."""

    @initialize(late=st.lists(st.integers(0, 25), min_size=5, max_size=5))
    def some_tablets_are_late(self, late: list[int]) -> None:
        self.late = late
        self.asked = 0

    def ask(self, kind: str, subject: UUID, body: object) -> object:
        self.asked += 1
        late = timedelta(minutes=self.late[self.asked % 5], milliseconds=self.asked)
        acted = self.late[self.asked % 5] % 2 == 1
        answer = self.facility.ask(kind, subject, body, at=self.facility.now - late, acted=acted)
        self.facts_are_taken(kind, answer)
        return answer

    @rule(data=st.data(), how=st.sampled_from(["void", "earlier", "other_place", "other_person"]))
    def a_mistake_is_put_right(self, data: st.DataObject, how: str) -> None:
        lines = [
            line
            for line in self.facility.lines[4:]
            if KINDS_TO[how] is None or line.kind in (KINDS_TO[how] or ())
        ]
        if not lines:
            return
        line = data.draw(st.sampled_from(lines[-30:]))
        body: dict[str, object] = {"entry": line.id, "reason": "wrong card"}
        if how == "void":
            body["void"] = True
        elif how == "earlier":
            body["happened_at"] = line.happened_at - timedelta(minutes=7, milliseconds=13)
        elif how == "other_place":
            told = {"place": data.draw(PLACES)}
            body["body"] = told | ({"preparations": "not_asked"} if line.kind == "episode-started" else {})
        else:
            body["body"] = {"person": data.draw(st.sampled_from(self.people)), "purposes": ["use"]}
        self.facility.ask("correct", line.subject, body)

    @precondition(lambda self: hasattr(self, "facility") and board.contests(self.facility.house))
    @rule(data=st.data())
    def a_contest_is_settled(self, data: st.DataObject) -> None:
        contest = data.draw(st.sampled_from(board.contests(self.facility.house)))
        keeps = data.draw(st.sampled_from(contest.visits))
        before = board.contests(self.facility.house)
        self.facility.tell("settle-contest", contest.visits[0], {"about": contest.about, "keeps": keeps})
        after = board.contests(self.facility.house)
        same = [c for c in after if c.about == contest.about and set(c.visits) & set(contest.visits)]
        assert not same, (contest, before, after)

    def nobody_shares_a_place_or_is_here_twice(self) -> None:
        """They may, but then an open contest names every one of them."""
        contests = {(c.about, frozenset(c.visits)) for c in board.contests(self.facility.house)}
        expected = set()
        visits = self.open_visits()
        for one in visits:
            here = frozenset(v.id for v in visits if v.place is not None and v.place == one.place)
            if len(here) > 1:
                expected.add((f"place {one.place}", here))
            again = frozenset(v.id for v in visits if v.person == one.person)
            if len(again) > 1:
                expected.add(("person", again))
            if one.said_left_at is not None:
                expected.add(("left", frozenset({one.id})))
        assert contests == expected


KINDS_TO: dict[str, tuple[str, ...] | None] = {
    "void": None,
    "earlier": None,
    "other_place": ("place-given", "episode-started"),
    "other_person": ("visit-started",),
}

calmly = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestHouse = House.TestCase
TestHouse.settings = calmly
TestHouseWithTabletsCutOff = HouseWithTabletsCutOff.TestCase
TestHouseWithTabletsCutOff.settings = calmly
