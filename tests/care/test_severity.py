"""What was measured and given: how severe it was, and which readings cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from bothy.care.severity import in_words, severity
from bothy.care.signs import doses, last_values
from care.told import DOSE, HEROIN, Told


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
