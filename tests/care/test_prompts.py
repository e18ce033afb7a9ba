"""The house rules prompt, the record explains: what comes next, how severe it was, what was not kept, what is due."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.care import board
from bothy.care.completeness import completeness
from bothy.care.departures import departed
from bothy.care.duties import duties
from bothy.care.house import Emergency
from bothy.care.kinds import encode
from bothy.care.pathway import pathway
from bothy.care.prompts import Prompt, prompts
from bothy.care.rules import GENERIC, SCOTLAND, Duty, EmergencyLadder, HouseRules
from bothy.care.severity import LEVELS, in_words, severity
from bothy.care.signs import doses, last_values
from bothy.care.vocabulary import codes
from bothy.care.watches import due, missed
from bothy.care.words import WORDS, label
from care.emergencies import Rescue
from support.acting import Facility

HEROIN = [{"substances": ["heroin"], "route": "vein"}]
COCAINE = [{"substances": ["cocaine"], "route": "vein"}]
SNOWBALL = [{"substances": ["heroin", "cocaine"], "route": "vein"}]
DOSE = {"action": "naloxone", "dose_mg": 0.4, "route": "im"}
OXYGEN = {"action": "oxygen", "litres_per_minute": 15}
SLOW = {"breaths_per_minute": 6, "consciousness": "pain"}
WELL = {"breaths_per_minute": 14, "consciousness": "alert"}


class Told:
    """One emergency of a visit whose assessment said `mix`, told as a list of lines with their seconds."""

    def __init__(self, mix: object = "not_asked", rules: HouseRules = SCOTLAND, **raised: Any):
        self.facility = Facility(rules=rules)
        self.facility.pass_minutes(60)
        self.visit = self.facility.in_place(4)
        self.facility.tell("assess", self.visit, {"preparations": mix})
        self.facility.tell("start-episode", self.visit, {}) if not self._episodes() else None
        self.subject = self.facility.new_id()
        self.start = self.facility.now
        self.facility.tell("raise-emergency", self.subject, {"visit": self.visit, "place": 4, **raised})

    def _episodes(self) -> tuple[object, ...]:
        return self.facility.house.visits[self.visit].episodes

    def at(self, seconds: float, kind: str, body: dict[str, Any]) -> UUID:
        self.facility.now = max(self.facility.now, self.start + timedelta(seconds=seconds))
        return self.facility.tell(kind, self.subject, body, at=self.start + timedelta(seconds=seconds))[0].id

    @property
    def emergency(self) -> Emergency:
        return self.facility.house.emergencies[self.subject]

    def prompts(self, seconds: float) -> dict[str, Prompt]:
        now = self.start + timedelta(seconds=seconds)
        return {one.code: one for one in prompts(self.facility.house, self.emergency, now)}

    def departed(self, seconds: float = 7200) -> dict[str, bool]:
        now = self.start + timedelta(seconds=seconds)
        return {one.rule: one.is_open for one in departed(self.facility.house, self.emergency, now)}


def test_oxygen_comes_first_then_naloxone_then_the_next_dose_not_before() -> None:
    told = Told(HEROIN)
    assert told.prompts(0)["look"].level == "soon"
    assert told.prompts(61)["look"].level == "now"
    told.at(10, "observe", SLOW)
    asked = told.prompts(11)
    assert {"ventilate", "oxygen"} <= set(asked)
    assert "naloxone" not in asked
    told.at(20, "act", OXYGEN)
    asked = told.prompts(21)
    assert "oxygen" not in asked
    assert asked["naloxone"].level == "now"
    told.at(30, "act", DOSE)
    assert told.prompts(40)["next_dose"].level == "wait"
    assert told.prompts(40)["next_dose"].due_at == told.start + timedelta(seconds=30 + 150)
    assert "next_dose" not in told.prompts(200), "nobody has looked since: look first"
    told.at(200, "observe", SLOW)
    assert told.prompts(201)["next_dose"].level == "now"
    told.at(210, "act", DOSE)
    told.at(400, "observe", WELL)
    after = told.prompts(401)
    assert "next_dose" not in after
    assert after["naloxone_watch"].due_at == told.start + timedelta(seconds=210, minutes=60)
    assert "naloxone_watch" not in told.prompts(210 + 3600)


def test_a_house_without_the_rule_does_not_wait_for_oxygen() -> None:
    rules = msgspec.structs.replace(SCOTLAND, emergency=EmergencyLadder(oxygen_first=False))
    told = Told(HEROIN, rules)
    told.at(10, "observe", SLOW)
    assert "naloxone" in told.prompts(11)
    assert "oxygen" not in told.prompts(11)


def test_after_as_many_doses_as_the_rules_say_think_again() -> None:
    told = Told(HEROIN)
    for n in range(3):
        told.at(10 + 160 * n, "act", DOSE)
        told.at(100 + 160 * n, "observe", SLOW)
    assert told.prompts(500)["doses_review"].values == (("doses", 3),)
    assert "next_dose" not in told.prompts(700)


@pytest.mark.parametrize(
    ("mix", "looks_like", "way"),
    [
        (HEROIN, None, "opioid"), (COCAINE, None, "stimulant"), (SNOWBALL, None, "both"),
        ("not_asked", None, "not_known"), ("not_asked", "stimulant", "stimulant"),
        (COCAINE, "opioid", "both"), (HEROIN, "faint", "opioid"), ("declined", "mixed", "both"),
    ],
)  # fmt: skip
def test_the_way_comes_from_what_it_looks_like_and_from_what_was_used(
    mix: object, looks_like: str | None, way: str
) -> None:
    told = Told(mix)
    if looks_like is not None:
        told.at(5, "say-presentation", {"presentation": looks_like})
    assert pathway(told.facility.house, told.emergency) == way


def test_heat_chest_pain_and_a_long_seizure_are_prompts_of_a_stimulant() -> None:
    told = Told(COCAINE)
    told.at(10, "observe", {"temperature_celsius": 38.7, "agitation": "agitated", "seizure": "started"})
    asked = told.prompts(11)
    assert {"cool", "calm", "seizure"} <= set(asked)
    assert asked["seizure"].level == "soon"
    assert "call_ambulance" not in asked
    asked = told.prompts(10 + 301)
    assert asked["seizure"].level == "now"
    assert asked["call_ambulance"].values == (("conditions", "long_seizure"),)
    told.at(400, "observe", {"chest_pain": True, "temperature_celsius": 40.3, "seizure": "stopped"})
    met = dict(told.prompts(401)["call_ambulance"].values)["conditions"]
    assert met == "long_seizure chest_pain hot"
    told.at(410, "act", {"action": "cooling"})
    assert "cool" not in told.prompts(411)
    only_opioid = Told(HEROIN)
    only_opioid.at(10, "observe", {"temperature_celsius": 38.7})
    assert "cool" not in only_opioid.prompts(11)


def test_a_mixture_gets_both_sets_of_prompts_and_a_stimulant_gets_naloxone_in_doubt() -> None:
    for mix, naloxone in ((SNOWBALL, "naloxone"), (COCAINE, "naloxone_if_mixed")):
        told = Told(mix)
        told.at(10, "observe", {**SLOW, "temperature_celsius": 39})
        told.at(11, "act", OXYGEN)
        assert {naloxone, "cool"} <= set(told.prompts(12))


def test_an_ambulance_is_asked_for_once_and_again_for_something_new() -> None:
    told = Told(COCAINE)
    told.at(10, "observe", {"chest_pain": True})
    assert "call_ambulance" in told.prompts(11)
    told.at(20, "move-ambulance", {"step": "not_called", "why": "person_declined"})
    assert "call_ambulance" not in told.prompts(21)
    told.at(30, "observe", {"breathing": "absent"})
    assert dict(told.prompts(31)["call_ambulance"].values)["conditions"] == "not_breathing"
    told.at(40, "move-ambulance", {"step": "called"})
    assert "call_ambulance" not in told.prompts(41)


def test_without_rules_of_its_own_a_house_is_asked_for_no_ambulance() -> None:
    told = Told(COCAINE, GENERIC)
    told.at(10, "observe", {"chest_pain": True, "breathing": "absent"})
    assert "call_ambulance" not in told.prompts(11)


def test_glucose_is_measured_and_given() -> None:
    told = Told(HEROIN)
    told.at(10, "observe", {"consciousness": "voice"})
    assert told.prompts(11)["measure_glucose"].level == "info"
    told.at(20, "observe", {"glucose_mmol_per_litre": 2.8})
    assert "measure_glucose" not in told.prompts(21)
    assert told.prompts(21)["give_glucose"].level == "now"
    told.at(30, "act", {"action": "glucose"})
    assert "give_glucose" not in told.prompts(31)


def test_what_was_not_kept_is_read_from_the_record_and_a_correction_takes_it_back() -> None:
    told = Told(HEROIN)
    told.at(10, "observe", SLOW)
    told.at(20, "act", DOSE)
    second = told.at(60, "act", DOSE)
    told.at(70, "act", OXYGEN)
    assert told.departed() == {"naloxone_before_oxygen": True, "dose_too_soon": True}
    told.facility.pass_minutes(2)
    told.facility.tell(
        "explain-departure", told.subject, {"rule": "dose_too_soon", "why": "clinical_judgement"}
    )
    assert told.departed() == {"naloxone_before_oxygen": True, "dose_too_soon": False}
    when = told.start + timedelta(seconds=180)
    told.facility.pass_minutes(5)
    told.facility.tell(
        "correct", told.subject, {"entry": second, "reason": "wrong time", "happened_at": when}
    )
    assert told.departed() == {"naloxone_before_oxygen": True}


def test_no_ambulance_is_a_departure_until_a_reason_is_said_and_blocks_nothing() -> None:
    told = Told(COCAINE)
    told.at(10, "observe", {"chest_pain": True, "breathing": "slow"})
    told.at(20, "act", {"action": "calming"})
    told.at(30, "observe", {"breathing": "normal", "consciousness": "alert"})
    assert told.departed() == {}, "it may still be called"
    told.at(40, "close-emergency", {"outcome": "recovered_here"})
    assert told.departed() == {"ambulance_not_called": True}
    told.at(50, "explain-departure", {"rule": "ambulance_not_called", "why": "person_declined"})
    assert told.departed() == {"ambulance_not_called": False}
    said_so = Told(COCAINE)
    said_so.at(10, "observe", {"chest_pain": True})
    said_so.at(20, "move-ambulance", {"step": "not_called", "why": "clinician_here"})
    assert said_so.departed() == {"ambulance_not_called": False}


def test_too_little_recorded_goes_when_the_gap_is_filled_afterwards() -> None:
    told = Told(HEROIN)
    told.at(20, "act", OXYGEN)
    told.at(30, "act", DOSE)
    told.at(90, "close-emergency", {"outcome": "recovered_here"})
    assert told.departed() == {"too_little_recorded": True}
    told.at(10, "observe", SLOW)
    told.at(80, "observe", WELL)
    assert told.departed() == {}
    assert completeness(told.emergency).reversed == "confirmed"


def test_duties_hang_on_an_emergency_a_call_and_a_death_with_their_deadlines() -> None:
    told = Told(HEROIN)
    (first,) = duties(told.facility.house, told.emergency)
    assert (first.after, first.due_at) == ("emergency", told.start + timedelta(hours=24))
    told.at(60, "move-ambulance", {"step": "called"})
    told.at(900, "close-emergency", {"outcome": "died"})
    named = {one.duty: one for one in duties(told.facility.house, told.emergency)}
    assert {one.after for one in named.values()} == {"emergency", "ambulance", "death"}
    call = next(one for one in named.values() if one.after == "ambulance")
    assert call.due_at == told.start + timedelta(seconds=60, hours=48)
    assert not call.overdue(told.start)
    assert call.overdue(told.start + timedelta(hours=49))
    told.at(1000, "do-duty", {"duty": call.duty, "how": "email", "evidence": "HSCP 2025/14"})
    kept = next(one for one in duties(told.facility.house, told.emergency) if one.after == "ambulance")
    assert (kept.how, kept.evidence) == ("email", "HSCP 2025/14")
    assert not kept.overdue(told.start + timedelta(hours=49))


def test_an_emergency_stays_on_the_board_while_something_is_to_be_reported() -> None:
    def after_days(days: int, *, report: bool) -> bool:
        told = Told(HEROIN)
        told.at(10, "close-emergency", {"outcome": "recovered_here"})
        if report:
            told.at(20, "do-duty", {"duty": SCOTLAND.duties[1].name, "how": "telephone"})
        told.facility.pass_minutes(days * 24 * 60)
        told.facility.tell("turn-away", told.facility.id, {"reason": "full"})
        return told.subject in told.facility.house.emergencies

    assert SCOTLAND.duties[1].after == "emergency"
    assert after_days(3, report=False)
    assert not after_days(3, report=True)
    assert not after_days(20, report=False), "after that it is only in the record"


@pytest.mark.parametrize("evidence", ["sent to Lark", "", "x" * 41, "7" + " " * 50])
def test_evidence_is_a_reference_and_never_a_name(evidence: str) -> None:
    told = Told()
    body = {"duty": "notice", "how": "email", "evidence": evidence}
    assert told.facility.refused("do-duty", told.subject, body).code == "unreadable"


def test_what_is_said_afterwards_raises_no_emergency() -> None:
    facility = Facility()
    for kind, body in (
        ("debrief", {"of": "staff"}),
        ("explain-departure", {"rule": "dose_too_soon", "why": "other"}),
        ("do-duty", {"duty": "notice", "how": "email"}),
    ):
        assert facility.refused(kind, facility.new_id(), body).code == "unknown_emergency"


def test_debriefs_stand_with_their_time_and_by_whom() -> None:
    told = Told()
    told.at(10, "close-emergency", {"outcome": "recovered_here"})
    told.at(600, "debrief", {"of": "staff"})
    told.at(900, "debrief", {"of": "person", "outcome": "declined"})
    said = [(one.of, one.outcome, one.by, one.at) for one in told.emergency.debriefs]
    nurse = told.facility.staff
    assert said == [
        ("staff", "done", nurse, told.start + timedelta(seconds=600)),
        ("person", "declined", nurse, told.start + timedelta(seconds=900)),
    ]
    assert told.emergency.reviews == (), "what is said afterwards needs no review"


def test_severity_is_derived_and_says_why() -> None:
    told = Told(HEROIN)
    assert severity(told.emergency).level == "not_known"
    told.at(5, "observe", {"pulse_per_minute": 88})
    assert severity(told.emergency).level == "mild"
    told.at(10, "observe", {"spo2_percent": 92})
    assert [in_words(one) for one in severity(told.emergency).reasons] == ["SpO₂ in per cent 92 (93 or less)"]
    told.at(20, "observe", {"spo2_percent": 84, "gcs_eye": 1, "gcs_verbal": 2, "gcs_motor": 4})
    judged = severity(told.emergency)
    assert judged.level == "severe"
    assert [in_words(one) for one in judged.reasons] == [
        "SpO₂ in per cent 84 (91 or less)",
        "GCS in total 7 (8 or less)",
    ]
    told.at(30, "observe", {"breathing": "absent"})
    told.at(40, "act", {"action": "cpr"})
    assert [in_words(one) for one in severity(told.emergency).reasons] == ["breathing: not breathing", "CPR"]


def test_doses_are_counted_from_the_record_and_last_values_kept() -> None:
    told = Told()
    told.at(100, "act", {**DOSE, "batch": "AB 123"})
    told.at(20, "act", {**DOSE, "batch": "given by Lark"})
    told.at(30, "observe", {"spo2_percent": 0, "breaths_per_minute": 8})
    told.at(90, "observe", {"spo2_percent": 91})
    assert [(one.nth, one.batch) for one in doses(told.emergency)] == [(1, None), (2, "AB 123")]
    unread = [line.body for line in told.emergency.lines if getattr(line.body, "batch_unread", False)]
    assert len(unread) == 1
    values = last_values(told.emergency)
    assert {name: one.value for name, one in values.items()} == {"spo2_percent": 91, "breaths_per_minute": 8}


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({"spo2_percent": 101}, "out_of_range", "SpO₂ in per cent can be 0 to 100; 101 was entered"),
        ({"temperature_celsius": 366}, "out_of_range", "temperature in °C can be 15 to 50; 366 was entered"),
        ({"gcs_eye": 5}, "out_of_range", "GCS, eyes can be 1 to 4; 5 was entered"),
        (
            {"systolic_mmhg": 80, "diastolic_mmhg": 120},
            "pressure_upside_down",
            "(120) is above the upper (80)",
        ),
        (
            {"gcs_eye": 1, "gcs_verbal": 1, "gcs_motor": 1, "gcs_total": 9},
            "gcs_does_not_add_up",
            "a GCS of 9",
        ),
        ({"gcs_eye": 4, "gcs_total": 5}, "gcs_does_not_add_up", "a GCS of 5"),
        ({"on_oxygen": False, "oxygen_litres_per_minute": 10}, "oxygen_on_air", "10 litres"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_with_its_own_sentence(
    body: dict[str, Any], code: str, said: str
) -> None:
    told = Told()
    no = told.facility.refused("observe", told.subject, body)
    assert no.code == code
    assert said in no.sentence
    right = told.at(5, "observe", {"spo2_percent": 90})
    again = {"entry": right, "reason": "misread", "body": body}
    assert told.facility.refused("correct", told.subject, again).code in (code, "unreadable")


def test_a_drill_touches_nobody_and_misses_nothing() -> None:
    told = Told(HEROIN, drill=True)
    told.at(10, "observe", SLOW)
    told.at(20, "act", DOSE)
    house = told.facility.house
    visit = house.visits[told.visit]
    later = told.start + timedelta(minutes=30)
    assert board.emergency_of(house, visit) is None
    assert board.last_naloxone(house, visit) is None
    assert board.today(house, later).emergencies == 0
    assert told.prompts(61)["look"].level == "soon" and told.prompts(200)["look"].level == "now"
    assert any(one.subject == told.subject for one in due(house, later)), "screens say it is time to look"
    assert not any(one.subject == told.subject for one in missed(house, later)), "nothing real was missed"
    assert any(one.subject == told.visit for one in missed(house, later)), "the visit is watched as ever"
    assert duties(house, told.emergency) == ()


def test_stock_is_known_by_its_batch_and_the_last_word_on_it_holds() -> None:
    facility = Facility()
    facility.tell(
        "note-stock", facility.id, {"item": "naloxone_im", "batch": "AB 123", "expires": "2026-02-28"}
    )
    facility.tell("note-stock", facility.id, {"item": "naloxone_nasal", "batch": "77/3"})
    facility.tell("note-stock", facility.id, {"item": "naloxone_nasal", "batch": "77/3", "status": "used_up"})
    assert {(one.item, one.batch, str(one.expires), one.status) for one in facility.house.stock} == {
        ("naloxone_im", "AB 123", "2026-02-28", "open"),
        ("naloxone_nasal", "77/3", "None", "used_up"),
    }
    facility.pass_minutes(60 * 24 * 90)
    facility.tell("turn-away", facility.id, {"reason": "full"})
    assert len(facility.house.stock) == 2, "stock outlives the days for which lines are kept"
    for name in ("Lark", "", "x1" * 13):
        no = facility.refused("note-stock", facility.id, {"item": "naloxone_im", "batch": name})
        assert no.code == "unreadable"


def test_every_prompt_condition_and_duty_has_words() -> None:
    for code in ("call_ambulance", "look", "next_dose", "naloxone_watch"):
        assert label("prompt", code)
    assert {key.split(".", 1)[1] for key in WORDS if key.startswith("prompt.")} == set(
        Prompt.__annotations__ and msgspec.inspect.type_info(Prompt).fields[0].type.values  # type: ignore[attr-defined]
    )
    names = [duty.name for duty in SCOTLAND.duties]
    assert len(set(names)) == len(names)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "x", "within_hours": 0}, Duty)


# --- whatever is told ---

rescues = st.builds(
    lambda seed, steps: (Rescue(random.Random(seed)), steps), st.integers(0, 2**32), st.integers(1, 14)
)


@settings(max_examples=40, deadline=None)
@given(rescues)
def test_more_record_never_makes_it_less_severe_and_closing_ends_every_prompt(
    told: tuple[Rescue, int],
) -> None:
    rescue, steps = told
    order = (*LEVELS, "not_known")
    before = "not_known"
    corrected = False
    for _ in range(steps):
        rescue.go_on()
        emergency = rescue.facility.house.emergencies[rescue.emergency]
        level = severity(emergency).level
        corrected = corrected or emergency.corrected
        if not corrected:
            assert order.index(level) <= order.index(before)
        before = level
        asked = prompts(rescue.facility.house, emergency, rescue.facility.now)
        assert (asked == ()) == (emergency.closed_at is not None or emergency.raised_at is None)
        levels = [("now", "soon", "wait", "info").index(one.level) for one in asked]
        assert levels == sorted(levels)
        assert len({one.code for one in asked}) == len(asked)


@settings(max_examples=40, deadline=None)
@given(rescues)
def test_voiding_all_that_was_told_leaves_what_a_bare_emergency_has(told: tuple[Rescue, int]) -> None:
    """A missing reading is never a zero: with nothing recorded nothing is asked but a look, or an ambulance by rule."""
    rescue, steps = told
    for _ in range(steps):
        rescue.go_on()
    facility = rescue.facility
    for line in [one for one in facility.lines if one.subject == rescue.emergency]:
        if line.kind not in ("emergency-raised", "corrected"):
            void = {"entry": line.id, "reason": "did not happen", "void": True}
            facility.now += timedelta(milliseconds=1)
            facility.tell("correct", rescue.emergency, void)
    emergency = facility.house.emergencies[rescue.emergency]
    assert severity(emergency).level == "not_known"
    assert last_values(emergency) == {}
    assert doses(emergency) == ()
    asked = {one.code for one in prompts(facility.house, emergency, facility.now)}
    assert asked <= {"look", "call_ambulance"}
    assert completeness(emergency).missing == ("look_before", "action")
    assert encode(emergency.lines[0].body)


def test_the_codes_that_may_be_departed_from_have_words() -> None:
    from typing import get_args

    from bothy.care.vocabulary import EmergencyRule

    for rule in get_args(EmergencyRule):
        assert label("departure", rule)
    assert set(codes("departure_why"))
