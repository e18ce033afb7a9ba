"""Emergencies of a random day: raised, worked on at any reading, described, closed, drilled, raised in error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from care.histories import Day, Tablet


def an_act(day: Day, tablet: Tablet) -> tuple[str, UUID, Any]:
    """What is done next in an emergency: its kind, whose it is, its body."""
    rng = day.rng
    place = rng.randrange(1, len(day.facility.house.specs) + 1)
    visit = rng.choice(day.visits) if day.visits else None
    if not day.emergencies or rng.random() < 0.2:
        day.emergencies.append(day.facility.new_id())
        body = rng.choice(({}, {"where": "place", "place": place}, {"visit": visit}, {"drill": True}))
        return "raise-emergency", day.emergencies[-1], body
    kind, body = rng.choice(
        (
            ("place-emergency", {"where": "place", "place": place}),
            ("place-emergency", {"where": "aftercare", "visit": visit}),
            ("join-emergency", {"staff": tablet.actor.staff}),
            ("observe", {"breathing": "slow", "spo2_percent": 84, "consciousness": "pain"}),
            ("observe", {"breathing": "normal", "consciousness": "alert", "temperature_celsius": 36.5}),
            ("observe", {"on_oxygen": True}),
            ("act", {"action": "oxygen", "litres_per_minute": 15}),
            ("act", {"action": "naloxone", "dose_mg": 0.4, "route": "im"}),
            ("move-ambulance", {"step": rng.choice(("called", "arrived", "not_called"))}),
            (
                "describe-substance",
                {"substances": ["heroin"], "appearances": rng.choice((["green"], []))},
            ),
            ("close-emergency", {"outcome": "recovered_here", "presentation": "opioid"}),
            ("close-emergency", {"outcome": "raised_in_error"}),
            *_told_in_full(day, tablet),
        )
    )
    return kind, rng.choice(day.emergencies[-3:]), body


def _told_in_full(day: Day, tablet: Tablet) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every reading there is, each at times absent, and what is said afterwards."""
    rng = day.rng
    readings: dict[str, Any] = {
        "breaths_per_minute": rng.choice((0, 4, 9, 10, 16, 30)),
        "spo2_percent": rng.choice((70, 89, 91, 93, 97)),
        "oxygen_litres_per_minute": rng.choice((2, 15)),
        "consciousness": rng.choice(("alert", "confused", "voice", "unresponsive")),
        "pulse_per_minute": rng.choice((38, 80, 140)),
        "systolic_mmhg": rng.choice((85, 120, 230)),
        "temperature_celsius": rng.choice((34.5, 37.2, 38.5, 40.1)),
        "glucose_mmol_per_litre": rng.choice((2.9, 5.5)),
        "chest_pain": rng.choice((True, False)),
        "stroke_signs": rng.choice((True, False)),
        "seizure": rng.choice(("started", "stopped", "none")),
        "agitation": rng.choice(("calm", "agitated", "danger_to_self_or_others")),
        "breathing": rng.choice(("normal", "gasping", "absent")),
    }
    told = {name: value for name, value in readings.items() if rng.random() < 0.3}
    gcs = {
        "gcs_eye": rng.randrange(1, 5),
        "gcs_verbal": rng.randrange(1, 6),
        "gcs_motor": rng.randrange(1, 7),
    }
    actions = ("stimulation", "bag_and_mask", "oxygen_stopped", "cpr", "aed_shock", "cooling", "calming")
    rule = rng.choice(("ambulance_not_called", "dose_too_soon", "naloxone_before_oxygen"))
    return (
        ("observe", told),
        ("observe", told),
        ("observe", gcs),
        ("observe", {"gcs_total": rng.randrange(3, 16)}),
        ("say-presentation", {"presentation": rng.choice(("opioid", "stimulant", "mixed", "seizure"))}),
        ("act", {"action": rng.choice(actions)}),
        (
            "act",
            {"action": "naloxone", "route": "nasal", "batch": rng.choice(("AB 123", "Lark gave it"))},
        ),
        ("move-ambulance", {"step": "not_called", "why": rng.choice(("recovering", "lead_decided"))}),
        ("move-ambulance", {"step": rng.choice(("declined_by_person", "left_with_person"))}),
        ("place-emergency", {"where": rng.choice(("recovery_area", "outside")), "moved": True}),
        ("explain-departure", {"rule": rule, "why": rng.choice(("clinical_judgement", "other"))}),
        ("debrief", {"of": rng.choice(("staff", "person")), "outcome": rng.choice(("done", "declined"))}),
        ("debrief", {"of": "staff", "led_by": tablet.actor.staff}),
        ("do-duty", {"duty": "notice", "how": "email", "evidence": rng.choice(("REF 77/2", None))}),
    )
