"""What a house lets happen, in the sentences of the floor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bothy.care import board
from bothy.care.bodies import (
    EpisodeStarted,
    PlaceGiven,
    StageEntered,
    SuppliesGiven,
    VisitEnded,
    VisitStarted,
)
from bothy.care.commands import COMMANDS, FACTS, Actor, Refusal
from bothy.care.decide import DECIDERS, decide
from bothy.care.rules import EMERGENCY_ACTS, INHALATION, ROLES_FOR_ACTS, SCOTLAND
from bothy.care.wish import contested
from support.acting import SYSTEM, Facility


@pytest.fixture
def house() -> Facility:
    facility = Facility()
    facility.pass_minutes(60)
    return facility


def departures(body: object) -> list[str]:
    return [said.rule for said in body.departures]  # type: ignore[attr-defined]


# --- places ---


def test_a_place_is_never_given_twice(house: Facility) -> None:
    house.in_place(3)
    no = house.refused("give-place", house.visit(), {"place": 3})
    assert no == Refusal("place_taken", "Place 3 is taken by another person since 10:00. Give another place.")


def test_a_place_given_twice_by_tablets_cut_off_is_contested_until_settled(house: Facility) -> None:
    first = house.in_place(3)
    second = house.visit()
    given = house.tell("give-place", second, {"place": 3}, acted=True)
    assert isinstance(given[0].body, PlaceGiven)
    assert given[0].body.contested
    (contest,) = board.contests(house.house)
    assert contest.about == "place 3"
    assert set(contest.visits) == {first, second}
    # Later facts attach to both.
    house.tell("see", second, {"visits": [first, second], "round": True})
    house.tell("settle-contest", first, {"about": "place 3", "keeps": second})
    assert board.contests(house.house) == ()
    assert board.holders(house.house) == {3: (second,)}
    assert house.house.visits[first].is_open


def test_settling_comes_after_all_that_it_settles(house: Facility) -> None:
    """The tablet on which it is settled may run behind those that gave the place."""
    first, second = house.in_place(3), house.visit()
    house.tell("give-place", second, {"place": 3}, acted=True)
    given = house.lines[-1].happened_at
    body = {"about": "place 3", "keeps": first}
    (settled,) = house.tell("settle-contest", first, body, at=given - timedelta(minutes=5))
    assert settled.happened_at > given
    assert board.contests(house.house) == ()
    assert board.holders(house.house) == {3: (first,)}
    assert house.house.visits[second].reviews == ()


def test_a_contest_ends_when_one_of_them_moves_on(house: Facility) -> None:
    first = house.in_place(3)
    house.tell("give-place", house.visit(), {"place": 3}, acted=True)
    house.tell("give-place", first, {"place": 5})
    assert board.contests(house.house) == ()


def test_there_is_no_place_that_is_not_in_the_house(house: Facility) -> None:
    assert house.refused("give-place", house.visit(), {"place": 9}, acted=True).code == "no_such_place"


def test_a_place_out_of_use_is_not_given(house: Facility) -> None:
    house.tell("change-place", house.id, {"place": 2, "status": "out_of_use"})
    assert house.refused("give-place", house.visit(), {"place": 2}).code == "place_out_of_use"


def test_a_place_is_cleaned_between_two_people(house: Facility) -> None:
    visit = house.in_place(4)
    assert board.place_status(house.house, 4) == "taken"
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    assert board.place_status(house.house, 4) == "being_cleaned"
    early = house.tell("give-place", house.visit(), {"place": 4, "reason": "wiped"})
    assert departures(early[0].body) == ["place_not_cleaned"]


def test_a_place_said_to_be_ready_is_ready(house: Facility) -> None:
    visit = house.in_place(4)
    house.tell("end-visit", visit)
    house.tell("change-place", house.id, {"place": 4, "status": "ready"})
    assert board.place_status(house.house, 4) == "ready"
    given = house.tell("give-place", house.visit(), {"place": 4})
    assert departures(given[0].body) == []


def test_ready_told_late_does_not_clean_what_was_used_since(house: Facility) -> None:
    at = house.now
    house.pass_minutes(5)
    house.tell("end-visit", house.in_place(4))
    house.tell("change-place", house.id, {"place": 4, "status": "ready"}, at=at)
    assert board.place_status(house.house, 4) == "being_cleaned"


def test_moving_to_another_place_goes_on_with_the_episode(house: Facility) -> None:
    visit = house.in_place(1)
    lines = house.tell("give-place", visit, {"place": 2})
    assert [line.kind for line in lines] == ["place-given"]
    assert len(house.house.visits[visit].episodes) == 1
    assert board.place_status(house.house, 1) == "being_cleaned"


def test_smoking_in_an_injecting_place_is_recorded_not_blocked(house: Facility) -> None:
    body = {"place": 1, "preparations": [{"substances": ["crack"], "route": "pipe"}], "reason": "insisted"}
    given = house.tell("give-place", house.visit(), body)
    assert departures(given[0].body) == ["route_not_allowed", "route_not_for_place"]
    assert given[0].body.departures[0].reason == "insisted"  # type: ignore[attr-defined]


def test_where_the_rules_allow_it_smoking_in_a_smoking_place_is_no_departure() -> None:
    house = Facility(rules=INHALATION)
    house.pass_minutes(120)
    specs = tuple(
        msgspec.structs.replace(spec, kind="smoke") if spec.number == 1 else spec
        for spec in house.house.specs
    )
    house.house = msgspec.structs.replace(house.house, specs=specs)
    body = {"place": 1, "preparations": [{"substances": ["crack"], "route": "pipe"}]}
    assert departures(house.tell("give-place", house.visit(), body)[0].body) == []


# --- episodes and stages ---


def test_the_episode_starts_with_the_place_and_what_was_said_in_the_assessment(house: Facility) -> None:
    visit = house.visit()
    house.tell("assess", visit, {"preparations": [{"substances": ["heroin", "cocaine"], "route": "vein"}]})
    _, started = house.tell("give-place", visit, {"place": 1})
    assert isinstance(started.body, EpisodeStarted)
    assert started.body.preparations[0].substances == ("heroin", "cocaine")  # type: ignore[union-attr]


def test_nobody_guesses_what_was_not_asked(house: Facility) -> None:
    _, started = house.tell("give-place", house.visit(), {"place": 1})
    assert started.body.preparations == "not_asked"  # type: ignore[attr-defined]


def test_a_house_may_start_the_episode_by_itself_later() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, episode_starts_with_place=False))
    house.pass_minutes(60)
    visit = house.in_place(1)
    assert house.house.visits[visit].episodes == ()
    house.tell("start-episode", visit)
    assert house.refused("start-episode", visit).code == "episode_open"
    assert len(house.house.visits[visit].episodes) == 1


def test_ending_the_episode_leads_to_aftercare_and_frees_the_place(house: Facility) -> None:
    visit = house.in_place(1)
    episode = house.house.visits[visit].episodes[0].id
    house.pass_minutes(20)
    lines = house.tell("end-episode", visit, {"episode": episode, "used": "no"})
    assert [line.kind for line in lines] == ["episode-ended", "stage-entered"]
    held = house.house.visits[visit]
    assert (held.stage, held.place, held.episodes[0].used) == ("aftercare", None, "no")


def test_ending_an_episode_long_ended_moves_nobody(house: Facility) -> None:
    visit = house.in_place(1)
    first = house.house.visits[visit].episodes[0].id
    house.tell("end-episode", visit, {"episode": first})
    house.tell("give-place", visit, {"place": 2})
    assert [line.kind for line in house.tell("end-episode", visit, {"episode": first})] == ["episode-ended"]
    assert house.house.visits[visit].place == 2


def test_leaving_the_place_ends_the_episode_without_a_guess(house: Facility) -> None:
    visit = house.in_place(1)
    lines = house.tell("enter-stage", visit, {"stage": "aftercare"})
    assert [line.kind for line in lines] == ["episode-ended", "stage-entered"]
    assert house.house.visits[visit].episodes[0].used == "not_known"


def test_nobody_uses_without_a_place(house: Facility) -> None:
    visit = house.visit()
    assert house.refused("enter-stage", visit, {"stage": "using"}).code == "give_a_place"
    assert house.refused("start-episode", visit).code == "give_a_place"


def test_too_long_in_a_place_is_recorded(house: Facility) -> None:
    visit = house.in_place(1)
    house.pass_minutes(46)
    entered = house.tell("enter-stage", visit, {"stage": "aftercare"})[-1].body
    assert isinstance(entered, StageEntered)
    assert departures(entered) == ["over_place_limit"]


# --- arriving and leaving ---


def test_a_person_never_has_two_open_visits(house: Facility) -> None:
    person = house.someone()
    house.visit(person)
    no = house.refused("start-visit", house.new_id(), {"person": person, "purposes": ["use"]})
    assert no.code == "already_here"
    assert "10:00" in no.sentence


def test_two_visits_of_one_person_are_contested_until_settled(house: Facility) -> None:
    person = house.someone()
    first, second = house.visit(person), house.visit(person, acted=True)
    (contest,) = board.contests(house.house)
    assert (contest.about, set(contest.visits)) == ("person", {first, second})
    assert house.refused("settle-contest", first, {"about": "person"}).code == "say_which_visit_stays"
    house.tell("settle-contest", first, {"about": "person", "keeps": first})
    assert [visit.id for visit in board.open_visits(house.house)] == [first]
    assert house.house.visits[second].ended_how == "closed_by_staff"


def test_leaving_said_twice_departs_from_no_rule_twice(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(30)
    house.tell("end-visit", visit)
    house.pass_minutes(1)
    ended = house.tell("end-visit", visit, acted=True)[-1].body
    assert isinstance(ended, VisitEnded)
    assert (ended.contested, ended.departures) == (True, ())
    assert house.house.visits[visit].departures == ()


def test_nobody_comes_in_while_the_floor_is_closed() -> None:
    house = Facility(opened=False)
    house.pass_minutes(60)
    body = {"person": house.someone(), "purposes": ["shower"]}
    assert house.refused("start-visit", house.new_id(), body).code == "floor_closed"
    house.tell("open-floor", house.id)
    house.tell("start-visit", house.new_id(), body)


def test_someone_nobody_registered_is_registered_first(house: Facility) -> None:
    body = {"person": house.new_id(), "purposes": ["use"]}
    assert house.refused("start-visit", house.new_id(), body).code == "unknown_person"


def test_a_visit_for_other_things_than_use_is_a_visit(house: Facility) -> None:
    visit = house.new_id()
    house.tell("start-visit", visit, {"person": house.someone(), "purposes": ["shower", "wound_care"]})
    house.tell("give-service", visit, {"service": "shower"})
    ended = house.tell("end-visit", visit)[-1].body
    assert isinstance(ended, VisitEnded)
    assert ended.departures == ()
    assert house.house.visits[visit].services == ("shower",)


def test_a_full_house_is_departed_from_with_a_reason() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, capacity_people=1))
    house.pass_minutes(60)
    house.visit()
    body = {"person": house.someone(), "purposes": ["use"], "reason": "raining"}
    started = house.tell("start-visit", house.new_id(), body)[0].body
    assert isinstance(started, VisitStarted)
    assert [(one.rule, one.reason) for one in started.departures] == [("over_capacity", "raining")]


@pytest.mark.parametrize(
    ("at", "rule"),
    [("08:59", "outside_opening_hours"), ("20:45", "after_last_entry"), ("21:00", "outside_opening_hours")],
)
def test_coming_when_the_doors_should_be_shut_is_recorded(house: Facility, at: str, rule: str) -> None:
    # Clocks in Glasgow are an hour ahead of UTC in September.
    hour, minute = int(at[:2]) - 1, int(at[3:])
    house.now = datetime(2025, 9, 2, hour, minute, tzinfo=UTC)
    started = house.tell("start-visit", house.new_id(), {"person": house.someone(), "purposes": ["use"]})
    assert departures(started[0].body) == [rule]


def test_leaving_before_the_aftercare_minimum_is_recorded(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(14)
    ended = house.tell("end-visit", visit, {"how": "left", "reason": "had a bus to catch"})[-1].body
    assert departures(ended) == ["before_aftercare_minimum"]


def test_leaving_after_the_aftercare_minimum_is_not(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(15)
    assert departures(house.tell("end-visit", visit)[-1].body) == []


def test_going_to_hospital_waits_for_no_aftercare(house: Facility) -> None:
    visit = house.in_place(1)
    assert departures(house.tell("end-visit", visit, {"how": "to_hospital"})[-1].body) == []


def test_leaving_soon_after_naloxone_is_recorded(house: Facility) -> None:
    visit = house.in_place(1)
    emergency = house.new_id()
    house.tell("raise-emergency", emergency, {"visit": visit})
    house.tell("act", emergency, {"action": "naloxone", "dose_mg": 0.4})
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(20)
    assert departures(house.tell("end-visit", visit)[-1].body) == ["before_naloxone_watch_over"]


def test_barred_things_given_are_recorded_not_blocked(house: Facility) -> None:
    body = {"items": [{"item": "tourniquet", "count": 1}], "reason": "own one broke"}
    given = house.tell("give-supplies", house.visit(), body)[0].body
    assert isinstance(given, SuppliesGiven)
    assert departures(given) == ["barred_supply"]


def test_closing_with_people_here_is_recorded(house: Facility) -> None:
    house.visit()
    assert departures(house.tell("close-floor", house.id)[0].body) == ["closed_with_people_here"]
    assert not house.house.floor_open


# --- after the end ---


def test_nothing_is_decided_on_a_visit_that_ended(house: Facility) -> None:
    visit = house.visit()
    house.tell("end-visit", visit)
    for kind, body in (
        ("give-place", {"place": 1}),
        ("enter-stage", {"stage": "aftercare"}),
        ("end-visit", {}),
    ):
        no = house.refused(kind, visit, body)
        assert no.code == "visit_ended"
        assert "10:00" in no.sentence


def test_a_fact_after_the_end_is_kept_for_review(house: Facility) -> None:
    visit = house.visit()
    house.tell("end-visit", visit)
    told = house.tell("give-service", visit, {"service": "wound_care"})
    held = house.house.visits[visit]
    assert held.services == ("wound_care",)
    assert [(one.entry, one.why) for one in held.reviews] == [(told[0].id, "after_end")]
    assert not held.is_open


@pytest.mark.parametrize("stays", [True, False])
def test_left_or_here_is_settled_by_a_person(house: Facility, stays: bool) -> None:
    visit = house.visit()
    ended = house.tell("end-visit", visit, {"how": "asked_to_leave"})[-1]
    house.pass_minutes(2)
    house.tell("give-place", visit, {"place": 2}, acted=True)
    assert [one.about for one in board.contests(house.house)] == ["left"]
    assert house.house.visits[visit].place == 2
    house.tell("settle-contest", visit, {"about": "left", "keeps": visit if stays else None})
    held = house.house.visits[visit]
    assert board.contests(house.house) == ()
    assert held.is_open == stays
    if not stays:
        assert (held.ended_at, held.ended_how, held.place) == (ended.happened_at, "asked_to_leave", None)


# --- who may ---


@pytest.mark.parametrize("kind", sorted(set(COMMANDS) - EMERGENCY_ACTS))
def test_an_act_needs_a_claim_and_a_role(kind: str, house: Facility) -> None:
    assert ROLES_FOR_ACTS[kind], "every act names who may do it"
    subject = house.id
    for actor, code in ((Actor(), "no_claim"), (Actor(staff=house.staff, role="inspector"), "role")):
        command = house.command(kind, subject, _BODIES[kind])
        no = decide(house.house, command, actor, house.now)
        assert isinstance(no, Refusal)
        assert no.code == code, no


def test_the_house_rules_say_who_may() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, roles_for_acts={"give-place": ("shift_lead",)}))
    house.pass_minutes(60)
    no = house.refused("give-place", house.visit(), {"place": 1})
    assert no == Refusal("role", "A nurse may not do this. Ask one of: shift lead.")


def test_a_correction_needs_the_role_of_what_it_corrects(house: Facility) -> None:
    rules = next(line for line in house.lines if line.kind == "rules-signed")
    body = {"entry": rules.id, "reason": "stricter", "void": True}
    assert house.refused("correct", house.id, body).code == "role"


_BODIES: dict[str, object] = {
    "found-facility": {"name": "x", "time_zone": "UTC", "places": [{"number": 1}]},
    "set-clock": {"clock": {"origin": "2025-09-01T00:00:00Z", "wall": "2025-09-01T00:00:00Z"}},
    "sign-rules": {
        "rules": msgspec.to_builtins(SCOTLAND),
        "effective_from": "2025-10-01T00:00:00Z",
        "signer": "00000000-0000-4000-8000-000000000001",
    },
    "open-floor": {}, "close-floor": {}, "change-place": {"place": 1, "status": "ready"},
    "come-on-shift": {"staff": "00000000-0000-4000-8000-000000000001", "role": "nurse"},
    "go-off-shift": {"staff": "00000000-0000-4000-8000-000000000001"},
    "turn-away": {"reason": "full"}, "note": {"about": "visit", "digest": "ab" * 32},
    "register-person": {}, "link-person": {}, "enter-stage": {"stage": "waiting"}, "assess": {"preparations": "not_asked"},
    "start-visit": {"person": "00000000-0000-4000-8000-000000000001", "purposes": ["use"]},
    "give-place": {"place": 1}, "start-episode": {},
    "end-episode": {"episode": "00000000-0000-4000-8000-000000000001"},
    "see": {"visits": ["00000000-0000-4000-8000-000000000001"]}, "give-service": {"service": "shower"},
    "give-supplies": {"items": []}, "end-visit": {},
    "miss-watch": {
        "watch": "00000000-0000-4000-8000-000000000001", "rule": "seen", "level": 1,
        "due_at": "2025-09-01T00:00:00Z",
    },
    "settle-contest": {"about": "person"},
    "offer-referral": {"person": "00000000-0000-4000-8000-000000000001", "to": "housing"},
    "move-referral": {"step": "made"},
    "correct": {"entry": "00000000-0000-4000-8000-000000000001", "reason": "x", "void": True},
    "raise-emergency": {}, "place-emergency": {"where": "toilet"},
    "join-emergency": {"staff": "00000000-0000-4000-8000-000000000001"},
    "note-stock": {"item": "naloxone_im", "batch": "AB 123"}, "say-presentation": {"presentation": "opioid"},
    "explain-departure": {"rule": "dose_too_soon", "why": "clinical_judgement"},
    "debrief": {"of": "staff"}, "do-duty": {"duty": "notice", "how": "email"},
    "observe": {"breathing": "slow"}, "act": {"action": "oxygen"}, "move-ambulance": {"step": "called"},
    "close-emergency": {"outcome": "recovered_here"}, "describe-substance": {"appearances": ["green"]},
    "flag-batch": {
        "about": "any", "code": "any", "since": "2025-09-01T00:00:00Z", "uses": 9, "expected": 0.1,
        "emergencies": ["00000000-0000-4000-8000-000000000001"], "usual_per_1000": 10.0, "tested": 12,
        "baseline_emergencies": 1, "baseline_uses": 100, "false_alarm_years": 12.0,
    },
    "end-flag": {"flag": "00000000-0000-4000-8000-000000000001", "why": "found_harmless"},
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(EMERGENCY_ACTS))
@pytest.mark.parametrize("known", [True, False])
def test_an_emergency_never_waits_for_a_pin(kind: str, known: bool, house: Facility) -> None:
    emergency = house.new_id()
    if known:
        house.tell("raise-emergency", emergency, {}, actor=Actor())
    house.tell(kind, emergency, _BODIES[kind], actor=Actor())
    assert house.house.emergencies[emergency].raised_at is not None, "it is on every screen"


def test_every_command_has_a_decider() -> None:
    assert set(DECIDERS) == set(COMMANDS)
    assert set(COMMANDS) >= FACTS
    assert set(ROLES_FOR_ACTS) | EMERGENCY_ACTS == set(COMMANDS)


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("observe", {"spo2_percent": "high"}),
        ("observe", {"breathing": "fine"}),
        ("give-place", {"place": 0}),
        ("give-place", {"place": "3"}),
        ("give-place", {"place": 3, "colour": "red"}),
        ("give-place", []),
        ("give-place", {}),
        ("give-supplies", {"items": [{"item": "needle", "count": 501}]}),
        ("start-visit", {"person": "x", "purposes": ["use"]}),
        ("assess", {"preparations": [{"substances": ["heroin"] * 99}]}),
        ("correct", {"entry": "00000000-0000-4000-8000-000000000001", "reason": "x", "happened_at": "2025-09-01T10:00:00"}),
        ("sell", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(kind: str, body: object, house: Facility) -> None:
    no = house.refused(kind, house.visit(), body)
    assert no.code == "unreadable"
    assert "Nothing was recorded" in no.sentence


@pytest.mark.parametrize("raw", [b"", b"{", b"nul", b"\xff\xfe", b'{"place":1e999}', b"[" * 100_000])
def test_broken_json_is_refused_not_raised(raw: bytes, house: Facility) -> None:
    command = house.command("give-place", house.visit(), {})
    command = msgspec.structs.replace(command, body=msgspec.Raw(raw))
    no = decide(house.house, command, house.nurse, house.now)
    assert isinstance(no, Refusal)
    assert no.code == "unreadable"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z"]
)
def test_a_tablet_with_an_impossible_clock_loses_no_fact(at: str, house: Facility) -> None:
    visit = house.visit()
    when = msgspec.convert(at, datetime)
    (line,) = house.tell("give-service", visit, {"service": "shower"}, at=when)
    assert abs(line.happened_at - house.now) < timedelta(seconds=1)
    answer = house.ask("enter-stage", visit, {"stage": "aftercare"}, at=when)
    assert isinstance(answer, Refusal) == (when.year < 2000)
    body = {"entry": line.id, "reason": "late", "happened_at": at}
    answer = house.ask("correct", visit, body)
    assert isinstance(answer, Refusal) == (when.year < 2000)


def test_time_ahead_is_pulled_to_now_and_older_is_kept_as_told(house: Facility) -> None:
    visit = house.visit()
    now = house.now
    (line,) = house.tell("give-service", visit, {"service": "shower"}, at=now + timedelta(hours=2))
    assert line.happened_at == now
    (line,) = house.tell("give-service", visit, {"service": "shower"}, at=now - timedelta(minutes=20))
    assert line.happened_at == now - timedelta(minutes=20)


# --- the facility ---


def test_only_a_demo_runs_off_real_time(house: Facility) -> None:
    no = house.refused("set-clock", house.id, _BODIES["set-clock"], actor=SYSTEM)
    assert no.code == "clock_is_for_demos"
    body = dict(_BODIES["found-facility"])  # type: ignore[call-overload]
    body["clock"] = {"origin": "2025-09-01T00:00:00Z", "wall": "2025-09-01T00:00:00Z", "rate": 20}
    empty = Facility.__new__(Facility)
    empty.__init__(opened=False)  # type: ignore[misc]
    command = empty.command("found-facility", empty.new_id(), body)
    from bothy.care.house import House

    no_demo = decide(House(), command, SYSTEM, empty.now)
    assert isinstance(no_demo, Refusal)
    assert no_demo.code == "clock_is_for_demos"


def test_a_facility_is_founded_once(house: Facility) -> None:
    assert (
        house.refused("found-facility", house.id, _BODIES["found-facility"], actor=SYSTEM).code
        == "already_founded"
    )


def test_rules_hold_from_their_day_and_the_past_is_judged_by_its_own(house: Facility) -> None:
    from bothy.care.hours import rules_at

    strict = msgspec.structs.replace(SCOTLAND, capacity_people=2, name="stricter")
    starts = house.now + timedelta(days=1)
    body = {"rules": msgspec.to_builtins(strict), "effective_from": starts, "signer": house.new_id()}
    house.tell("sign-rules", house.id, body, actor=SYSTEM)
    assert rules_at(house.house, starts - timedelta(seconds=1)).capacity_people == 20
    assert rules_at(house.house, starts).capacity_people == 2
    body["effective_from"] = house.now - timedelta(days=1)
    assert house.refused("sign-rules", house.id, body, actor=SYSTEM).code == "rules_backdated"


def test_visits_episodes_and_people_are_three_counts(house: Facility) -> None:
    person = house.someone()
    visit = house.in_place(1, person)
    first = house.house.visits[visit].episodes[0].id
    house.tell("end-episode", visit, {"episode": first})
    house.tell("give-place", visit, {"place": 2})
    house.tell("end-visit", visit)
    house.visit(person)
    house.tell("turn-away", house.id, {"reason": "full"})
    house.tell("raise-emergency", house.new_id(), {})
    mistake = house.new_id()
    house.tell("raise-emergency", mistake, {})
    house.tell("close-emergency", mistake, {"outcome": "raised_in_error"})
    today = board.today(house.house, house.now)
    assert (today.visits, today.episodes, today.people) == (2, 2, 1)
    assert (today.emergencies, today.raised_in_error, today.turned_away) == (1, 1, 1)


def test_after_midnight_it_is_still_the_day_before(house: Facility) -> None:
    house.visit()
    house.now = datetime(2025, 9, 2, 3, 30, tzinfo=UTC)  # half past four in Glasgow
    assert board.today(house.house, house.now).visits == 1
    house.now = datetime(2025, 9, 2, 4, 30, tzinfo=UTC)
    assert board.today(house.house, house.now).visits == 0


def test_a_contested_answer_is_known_as_such(house: Facility) -> None:
    house.in_place(3)
    answer = house.ask("give-place", house.visit(), {"place": 3}, acted=True)
    assert not isinstance(answer, Refusal)
    assert contested(answer)
    answer = house.ask("give-place", house.visit(), {"place": 4}, acted=True)
    assert not isinstance(answer, Refusal)
    assert not contested(answer)


def test_a_round_does_not_fail_for_a_visit_that_nobody_knows(house: Facility) -> None:
    one, two = house.in_place(1), house.in_place(2)
    lines = house.tell("see", one, {"visits": [one, house.new_id(), two, one], "round": True})
    assert [line.subject for line in lines] == [one, two]


def test_referrals_are_followed_to_their_outcome(house: Facility) -> None:
    person, referral = house.someone(), house.new_id()
    house.tell("offer-referral", referral, {"person": person, "to": "drug_treatment"})
    for step in ("accepted", "made", "acknowledged", "appointment", "attended"):
        house.pass_minutes(60)
        house.tell("move-referral", referral, {"step": step, "said_by": "service"})
    body = {"step": "engaged", "said_by": "service", "engagement": "opioid_substitution_started"}
    house.tell("move-referral", referral, body)
    held = house.house.referrals[referral]
    assert (held.step, held.engagement, held.person) == ("engaged", "opioid_substitution_started", person)
    assert house.refused("move-referral", house.new_id(), {"step": "made"}).code == "unknown_referral"
