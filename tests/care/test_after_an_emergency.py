"""What the record of an emergency leaves to explain and to do: departures, duties and debriefs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bothy.care.completeness import completeness
from bothy.care.duties import duties
from bothy.care.rules import SCOTLAND
from bothy.care.vocabulary import codes
from bothy.care.words import label
from care.told import COCAINE, DOSE, HEROIN, OXYGEN, SLOW, WELL, Told
from support.acting import Facility


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


def test_the_codes_that_may_be_departed_from_have_words() -> None:
    from typing import get_args

    from bothy.care.vocabulary import EmergencyRule

    for rule in get_args(EmergencyRule):
        assert label("departure", rule)
    assert set(codes("departure_why"))


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
    hanging = next(duty for duty in SCOTLAND.duties if duty.after == "emergency")

    def after_days(days: int, *, report: bool) -> bool:
        told = Told(HEROIN)
        told.at(10, "close-emergency", {"outcome": "recovered_here"})
        if report:
            told.at(20, "do-duty", {"duty": hanging.name, "how": "telephone"})
        told.facility.pass_minutes(days * 24 * 60)
        told.facility.tell("turn-away", told.facility.id, {"reason": "full"})
        return told.subject in told.facility.house.emergencies

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
