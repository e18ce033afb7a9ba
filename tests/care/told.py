"""One emergency told by hand, with its seconds, and words for what is told most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from bothy.care.departures import departed
from bothy.care.house import Emergency
from bothy.care.prompts import Prompt, prompts
from bothy.care.rules import SCOTLAND, HouseRules
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
