"""Emergencies: everything is taken, and the record says what it can and cannot say."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from bothy.care import board
from bothy.care.completeness import completeness
from bothy.care.rules import SCOTLAND
from support.acting import Facility

WRONG = {"breathing": "slow", "consciousness": "pain"}
WELL = {"breathing": "normal", "consciousness": "alert"}
NALOXONE = {"action": "naloxone", "dose_mg": 0.4, "route": "im"}


def emergency(house: Facility, *told: tuple[str, dict[str, object]]) -> UUID:
    subject = house.new_id()
    house.tell("raise-emergency", subject, {})
    for kind, body in told:
        house.tell(kind, subject, body)
    return subject


@pytest.mark.parametrize(
    ("told", "answer", "missing"),
    [
        ([], "not_enough_information", ("look_before", "action")),
        ([("act", NALOXONE)], "not_enough_information", ("look_before", "look_after")),
        ([("observe", WRONG), ("act", NALOXONE)], "not_enough_information", ("look_after",)),
        ([("observe", WRONG), ("observe", WELL)], "not_enough_information", ("action",)),
        (
            [("observe", WELL), ("act", NALOXONE), ("observe", WELL)],
            "not_enough_information",
            ("what_was_wrong",),
        ),
        (
            [("observe", {"pulse_per_minute": 120}), ("act", NALOXONE), ("observe", WELL)],
            "not_enough_information",
            ("look_before",),
        ),
        # Numbers say as much as words: SpO2, breaths a minute, the Glasgow Coma Scale.
        ([("observe", {"spo2_percent": 80}), ("act", NALOXONE), ("observe", WELL)], "confirmed", ()),
        (
            [
                ("observe", {"breaths_per_minute": 4, "gcs_total": 6}),
                ("act", {"action": "bag_and_mask"}),
                ("observe", {"breaths_per_minute": 14, "gcs_eye": 4, "gcs_verbal": 4, "gcs_motor": 6}),
            ],
            "confirmed",
            (),
        ),
        (
            [
                ("observe", {"breaths_per_minute": 4}),
                ("act", NALOXONE),
                ("observe", {"breaths_per_minute": 14, "gcs_total": 7}),
            ],
            "not",
            (),
        ),
        # On oxygen SpO2 alone does not say that breathing is well; on air it does.
        (
            [
                ("observe", WRONG),
                ("act", {"action": "oxygen"}),
                ("observe", {"spo2_percent": 98, "on_oxygen": True, "consciousness": "alert"}),
            ],
            "probable",
            ("breathing_after",),
        ),
        (
            [
                ("observe", WRONG),
                ("act", {"action": "oxygen"}),
                ("observe", {"spo2_percent": 98, "on_oxygen": False, "consciousness": "alert"}),
            ],
            "confirmed",
            (),
        ),
        # Taking the mask off is no act that could change anything.
        (
            [
                ("observe", WRONG),
                ("act", NALOXONE),
                ("observe", WELL),
                ("act", {"action": "oxygen_stopped"}),
            ],
            "confirmed",
            (),
        ),
        ([("observe", WRONG), ("act", NALOXONE), ("observe", WELL)], "confirmed", ()),
        ([("observe", WRONG), ("act", NALOXONE), ("observe", WRONG)], "not", ()),
        (
            [("observe", WRONG), ("act", NALOXONE), ("observe", {"breathing": "normal"})],
            "probable",
            ("consciousness_after",),
        ),
        # A look between two actions is no look after the last.
        (
            [("observe", WRONG), ("act", NALOXONE), ("observe", WELL), ("act", NALOXONE)],
            "not_enough_information",
            ("look_after",),
        ),
    ],
)  # fmt: skip
def test_whether_it_was_reversed_is_said_only_from_what_is_recorded(
    house: Facility, told: list[tuple[str, dict[str, object]]], answer: str, missing: tuple[str, ...]
) -> None:
    subject = emergency(house, *told)
    whole = completeness(house.house.emergencies[subject])
    assert (whole.reversed, whole.missing) == (answer, missing)
    assert len(whole.sentences) == len(missing)


def test_closing_with_too_little_recorded_is_a_departure(house: Facility) -> None:
    subject = emergency(house, ("act", NALOXONE))
    house.tell("close-emergency", subject, {"outcome": "recovered_here", "presentation": "opioid"})
    held = house.house.emergencies[subject]
    assert [one.rule for one in held.departures] == ["too_little_recorded"]
    assert not held.is_open


def test_raised_in_error_is_kept_as_such(house: Facility) -> None:
    subject = emergency(house)
    house.tell("close-emergency", subject, {"outcome": "raised_in_error"})
    assert house.house.emergencies[subject].departures == ()
    late = emergency(house)
    house.pass_minutes(1)
    house.tell("close-emergency", late, {"outcome": "raised_in_error"})
    assert [one.rule for one in house.house.emergencies[late].departures] == ["raised_in_error_late"]


@pytest.mark.parametrize(
    ("rule", "doses", "asked"),
    [("always", 0, True), ("lead_decides", 3, False), ("not_rousable_after_two_doses", 1, False),
     ("not_rousable_after_two_doses", 2, True)],
)  # fmt: skip
def test_no_ambulance_though_the_rules_ask_for_one(rule: str, doses: int, asked: bool) -> None:
    ladder = msgspec.structs.replace(SCOTLAND.emergency, ambulance=rule)
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, emergency=ladder))
    house.pass_minutes(60)
    subject = emergency(house, ("observe", WRONG), *[("act", NALOXONE)] * doses, ("observe", WRONG))
    house.tell("move-ambulance", subject, {"step": "not_called", "reason": "lead said so"})
    departures = [(one.rule, one.reason) for one in house.house.emergencies[subject].departures]
    assert departures == ([("ambulance_not_called", "lead said so")] if asked else [])


def test_roused_after_two_doses_needs_no_ambulance() -> None:
    ladder = msgspec.structs.replace(SCOTLAND.emergency, ambulance="not_rousable_after_two_doses")
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, emergency=ladder))
    house.pass_minutes(60)
    subject = emergency(house, ("observe", WRONG), ("act", NALOXONE), ("act", NALOXONE), ("observe", WELL))
    house.tell("move-ambulance", subject, {"step": "not_called"})
    assert house.house.emergencies[subject].departures == ()


def test_place_and_person_follow_with_the_next_taps(house: Facility) -> None:
    visit = house.in_place(4)
    subject = emergency(house, ("place-emergency", {"where": "place", "place": 4}))
    assert board.emergency_of(house.house, house.house.visits[visit]) is not None
    house.tell("place-emergency", subject, {"where": "place", "visit": visit})
    held = house.house.emergencies[subject]
    assert (held.place, held.visit) == (4, visit)
    house.tell("place-emergency", subject, {"where": "aftercare"})
    held = house.house.emergencies[subject]
    assert (held.where, held.place, held.visit) == ("aftercare", None, visit)


def test_an_emergency_in_a_contested_place_is_nobodys_until_said(house: Facility) -> None:
    one = house.in_place(4)
    two = house.visit()
    house.tell("give-place", two, {"place": 4}, acted=True)
    emergency(house, ("place-emergency", {"where": "place", "place": 4}))
    visits = house.house.visits
    assert board.emergency_of(house.house, visits[one]) is None
    assert board.emergency_of(house.house, visits[two]) is None


def test_what_is_told_after_closing_is_kept_for_review(house: Facility) -> None:
    subject = emergency(house, ("observe", WRONG))
    house.tell("close-emergency", subject, {"outcome": "to_hospital"})
    told = house.tell("act", subject, NALOXONE)[0]
    held = house.house.emergencies[subject]
    assert held.naloxone_doses == 1
    assert [(one.entry, one.why) for one in held.reviews] == [(told.id, "after_close")]


def test_a_dose_told_late_counts_in_its_place(house: Facility) -> None:
    subject = emergency(house)
    at = house.now
    house.pass_minutes(3)
    second = house.tell("act", subject, NALOXONE)[0]
    house.tell("act", subject, NALOXONE, at=at)
    held = house.house.emergencies[subject]
    assert (held.naloxone_doses, held.naloxone_at) == (2, second.happened_at)
