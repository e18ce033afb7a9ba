"""Random emergencies, told closely enough that every prompt, departure and duty comes up somewhere.

`told_as_json` has the form of a history (see ``histories``) whose boards are taken after each line at
several moments, so that what is due now, soon and not yet can be held against another language.
"""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import msgspec

from bothy.care.bodies_emergency import Observed
from bothy.care.canonical import canonical
from bothy.care.hours import milliseconds
from bothy.care.kinds import encode
from bothy.care.rules import SCOTLAND, EmergencyLadder, HouseRules
from bothy.care.snapshot import lines_for_screen, wire
from bothy.care.vocabulary import codes
from support.acting import Facility

READINGS: dict[str, tuple[Any, ...]] = {
    "breathing": codes("breathing"),
    "breaths_per_minute": (0, 6, 8, 9, 10, 12, 22, 30),
    "spo2_percent": (70, 88, 90, 92, 93, 94, 99),
    "on_oxygen": (True, False),
    "oxygen_litres_per_minute": (0, 2, 15),
    "consciousness": codes("consciousness"),
    "gcs_total": (3, 8, 9, 13, 14, 15),
    "skin": codes("skin"),
    "pupils": codes("pupils"),
    "pulse_per_minute": (38, 80, 112, 140),
    "systolic_mmhg": (85, 98, 120, 230),
    "temperature_celsius": (34.5, 37.2, 38.5, 39.2, 40.1),
    "glucose_mmol_per_litre": (2.9, 5.5),
    "chest_pain": (True, False),
    "stroke_signs": (True, False),
    "seizure": codes("seizure"),
    "agitation": codes("agitation"),
}
MIXES = (
    "not_asked",
    [{"substances": ["heroin"], "route": "vein"}],
    [{"substances": ["cocaine"], "route": "vein"}],
    [{"substances": ["heroin", "crack"], "route": "vein"}],
    [{"substances": ["alcohol"], "route": "swallowed"}],
)
OFFSETS_SECONDS = (0, 61, 151, 3700)


def some_rules(rng: random.Random) -> HouseRules:
    ladder = EmergencyLadder(
        ambulance=rng.choice(("always", "not_rousable_after_two_doses", "lead_decides", "lead_decides")),
        ambulance_when=tuple(code for code in codes("ambulance_condition") if rng.random() < 0.6),
        oxygen_first=rng.random() < 0.7,
        most_doses_before_review=rng.choice((1, 2, 3)),
        look_again_seconds=rng.choice((30, 60)),
        next_dose_seconds=rng.choice((120, 150)),
    )
    return msgspec.structs.replace(SCOTLAND, emergency=ladder)


class Rescue:
    """One emergency of one visit: `facility.lines` is what was written."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.facility = Facility(seed=rng.getrandbits(32), rules=some_rules(rng), places=2)
        self.facility.pass_minutes(30)
        self.visit = self.facility.visit()
        mix = rng.choice(MIXES)
        self.facility.tell("assess", self.visit, {"preparations": mix})
        self.facility.tell("give-place", self.visit, {"place": 1})
        self.facility.pass_minutes(3)
        self.emergency = self.facility.new_id()
        self.facility.tell("raise-emergency", self.emergency, self._raised())

    def _raised(self) -> dict[str, Any]:
        return self.rng.choice(
            ({}, {"where": "place", "place": 1}, {"visit": self.visit}, {"drill": True, "place": 1})
        )

    def go_on(self) -> None:
        """One more thing is told, now or dated back; at times an earlier one is put right."""
        rng, facility = self.rng, self.facility
        facility.now += timedelta(
            seconds=rng.choice((2, 10, 35, 70, 160, 320)), milliseconds=rng.randrange(900)
        )
        if rng.random() < 0.12:
            return self._correct()
        kind, body = self._told()
        back = timedelta(seconds=rng.choice((0, 0, 0, 30, 120)))
        facility.tell(kind, self.emergency, body, at=facility.now - back)
        return None

    def _told(self) -> tuple[str, dict[str, Any]]:
        rng = self.rng
        kind = rng.choices(
            ("observe", "well", "seizure", "act", "dose", "ambulance", "say", "place", "close", "after"),
            (40, 8, 9, 18, 14, 5, 5, 4, 3, 6),
        )[0]
        if kind == "observe":
            return "observe", self._look()
        if kind == "well":
            return "observe", {"breathing": "normal", "consciousness": "alert"}
        if kind == "seizure":
            return "observe", {"seizure": rng.choice(("started", "stopped"))}
        if kind == "act":
            return "act", {"action": rng.choice([code for code in codes("action") if code != "naloxone"])}
        if kind == "dose":
            return "act", {
                "action": "naloxone",
                "route": "im",
                "dose_mg": 0.4,
                "batch": rng.choice(("AB 1", "x")),
            }
        if kind == "ambulance":
            step = rng.choice(codes("ambulance_step"))
            why = {"why": rng.choice(codes("not_called_why"))} if step == "not_called" else {}
            return "move-ambulance", {"step": step, **(why if rng.random() < 0.7 else {})}
        if kind == "say":
            return "say-presentation", {"presentation": rng.choice(codes("presentation"))}
        if kind == "place":
            return "place-emergency", {"where": "recovery_area", "moved": True}
        if kind == "close":
            return "close-emergency", {"outcome": rng.choice(codes("emergency_outcome"))}
        return rng.choice(
            (
                ("explain-departure", {"rule": "dose_too_soon", "why": "clinical_judgement"}),
                ("explain-departure", {"rule": "ambulance_not_called", "why": "other"}),
                ("debrief", {"of": "staff"}),
                ("do-duty", {"duty": SCOTLAND.duties[0].name, "how": "email", "evidence": "REF 1"}),
                ("describe-substance", {"substances": ["suspected_nitazene"]}),
            )
        )

    def _look(self) -> dict[str, Any]:
        rng = self.rng
        few = rng.choice((0.1, 0.25, 0.6))
        look = {name: rng.choice(values) for name, values in READINGS.items() if rng.random() < few}
        if look.get("on_oxygen") is False:
            look.pop("oxygen_litres_per_minute", None)
        return look

    def _correct(self) -> None:
        rng, facility = self.rng, self.facility
        line = rng.choice([one for one in facility.lines if one.subject == self.emergency])
        body: dict[str, Any] = {"entry": line.id, "reason": "looked again"}
        how = rng.random()
        if how < 0.4 and line.kind != "emergency-raised":
            body["void"] = True
        elif how < 0.7 or line.kind == "corrected":
            body["happened_at"] = line.happened_at - timedelta(seconds=rng.randrange(1, 90))
        elif isinstance(line.body, Observed):
            body["body"] = self._look()
        else:
            body["body"] = json.loads(encode(line.body))
        facility.tell("correct", self.emergency, body)


def random_rescue(seed: int, steps: int = 14) -> Rescue:
    rescue = Rescue(random.Random(seed))
    for _ in range(steps):
        rescue.go_on()
    return rescue


def told_as_json(seed: int, steps: int = 14) -> dict[str, Any]:
    """A history with the boards after every line of the emergency, at several moments."""
    rescue = Rescue(random.Random(seed))
    boards: list[dict[str, Any]] = []
    for _ in range(steps):
        rescue.go_on()
        house = rescue.facility.house
        for seconds in OFFSETS_SECONDS:
            now = rescue.facility.now + timedelta(seconds=seconds)
            told = {"after": house.number, "now": milliseconds(now), "board": canonical(house, now)}
            boards.append(told)
    lines = rescue.facility.lines
    return {
        "seed": seed,
        "lines": [json.loads(wire(line)) for line in lines],
        "boards": boards,
        "screen": [json.loads(wire(line)) for line in lines_for_screen(rescue.facility.house)],
        "number": rescue.facility.house.number,
        "swept_at": None,
    }
