"""A facility with a few emergencies of the last hours, made in a process of its own: `python -m support.past_emergencies HOME`.

Prints the ids as JSON: {"whole", "gap", "drill"}. Office sign-in: "moira" with `PASSWORD`, a manager.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

PASSWORD = "a-long-enough-word-7"

WHOLE: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (18, "observe", {"breathing": "slow", "breaths_per_minute": 4, "consciousness": "unresponsive",
                     "spo2_percent": 71, "skin": "blue", "pupils": "pinpoint"}),
    (25, "act", {"action": "stimulation"}),
    (31, "act", {"action": "airway_opened"}),
    (40, "act", {"action": "bag_and_mask"}),
    (52, "act", {"action": "oxygen", "litres_per_minute": 15}),
    (70, "act", {"action": "naloxone", "dose_mg": 0.4, "route": "im", "batch": "LOT 7731"}),
    (95, "observe", {"breaths_per_minute": 6, "spo2_percent": 82, "oxygen_litres_per_minute": 15}),
    (130, "say-presentation", {"presentation": "mixed"}),
    (160, "observe", {"breaths_per_minute": 8, "spo2_percent": 88, "consciousness": "pain",
                      "pulse_per_minute": 128, "temperature_celsius": 38.9}),
    (190, "act", {"action": "naloxone", "dose_mg": 0.4, "route": "im", "batch": "LOT 7731"}),
    (200, "act", {"action": "cooling"}),
    (205, "move-ambulance", {"step": "called"}),
    (260, "observe", {"breaths_per_minute": 11, "spo2_percent": 95, "gcs_eye": 3, "gcs_verbal": 4, "gcs_motor": 6}),
    (330, "observe", {"breaths_per_minute": 14, "spo2_percent": 97, "consciousness": "alert",
                      "glucose_mmol_per_litre": 6.1, "chest_pain": False}),
    (400, "place-emergency", {"where": "recovery_area", "moved": True}),
    (540, "move-ambulance", {"step": "arrived"}),
    (900, "move-ambulance", {"step": "declined_by_person"}),
    (960, "close-emergency", {"outcome": "recovered_here", "presentation": "mixed"}),
    (3000, "debrief", {"of": "staff"}),
    (3100, "debrief", {"of": "person", "outcome": "declined"}),
)  # fmt: skip
GAP = (
    (30, "act", {"action": "naloxone", "dose_mg": 1.8, "route": "nasal"}),
    (90, "observe", {"spo2_percent": 93}),
    (600, "close-emergency", {"outcome": "recovered_here"}),
)
DRILL = (
    (10, "observe", {"breaths_per_minute": 0, "consciousness": "unresponsive"}),
    (20, "act", {"action": "cpr"}),
    (50, "act", {"action": "aed_attached"}),
    (200, "observe", {"breaths_per_minute": 12, "consciousness": "voice"}),
    (300, "close-emergency", {"outcome": "recovered_here"}),
)


def main(home: Path) -> None:
    from bothy.server.boot import prepare
    from bothy.server.home import Home

    prepare(Home(home))
    from bothy.care.commands import Actor, Command
    from bothy.care.rules import SHIPPED
    from bothy.intake.facility import open_facility
    from bothy.people.setup import add_office_user, add_staff
    from support.open_house import founding

    nurse, manager = add_staff("Ailsa", "nurse", "2580"), add_staff("Moira", "manager", "2581")
    add_office_user(manager, "moira", PASSWORD)
    begin = datetime.now(UTC) - timedelta(hours=4)
    made: dict[str, str] = {}
    told = founding(name="Northgate", rules=SHIPPED["scotland"], at=begin)
    with open_facility(home, founding=told, watch=False) as facility:

        def say(subject: UUID, kind: str, body: dict[str, Any], at: datetime) -> None:
            one = Command(
                id=uuid4(), kind=kind, subject=subject, body=msgspec.Raw(msgspec.json.encode(body)),
                happened_at=at, staff=nurse.id,
            )  # fmt: skip
            (answer,) = facility.writer.submit([one], Actor(staff=nurse.id, role="nurse")).result()
            assert answer.answer == "recorded", answer

        for hours, name, place, lines in ((0.5, "whole", 4, WHOLE), (2, "gap", 6, GAP), (3, "drill", 2, DRILL)):
            subject, at = uuid4(), begin + timedelta(hours=hours)
            say(subject, "raise-emergency", {"place": place, "drill": name == "drill"}, at)
            say(subject, "join-emergency", {"staff": str(nurse.id)}, at + timedelta(seconds=9))
            for seconds, kind, body in lines:
                say(subject, kind, body, at + timedelta(seconds=seconds))
            made[name] = str(subject)
    print(json.dumps(made))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
