"""Who comes to the door on a live day, and when; at take-over, who stands there and waits."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from bothy.care import board
from bothy.care.house import House
from bothy.demo.names import BIRDS, CREATURES
from bothy.demo.plan_day import HOURS, OPENS
from bothy.demo.plan_people import Invented
from bothy.demo.plan_streams import made_id, pick, stream
from bothy.demo.plan_visit import OTHER_PURPOSES
from bothy.demo.plan_write import facility_time

VISITS_A_DAY = 110
"""Some three times the busiest month that was published: a day to watch, not a day to plan by. Invented."""
USE_SHARE = 0.68
NEW_SHARE = 0.05
PATIENCE_MINUTES = 25
LAST_ARRIVAL = 1222.0
TAKE_OVER_SECONDS = 10
"""So soon after a visitor took over somebody stands at the door."""
__all__ = ["Caller", "Door"]


@dataclass(frozen=True)
class Caller:
    """Someone at the door. ``person`` None: never here before; they give ``name`` when asked."""

    id: UUID
    at: datetime
    person: UUID | None
    name: str
    code: str
    sex: str
    age_band: str
    wants: str


class Door:
    """The callers of one day, drawn at once, in order of time."""

    def __init__(self, seed: int, day: date, people: list[Invented], since: datetime) -> None:
        rng = stream(seed, "live door", day)
        edges = np.concatenate([[0.0], np.cumsum(HOURS)]) / sum(HOURS)
        minutes = np.sort(OPENS + np.interp(rng.random(VISITS_A_DAY), edges, np.arange(13) * 60.0))
        weights = np.array([p.weight for p in people])
        self.day = day
        self._callers: list[Caller] = []
        for number, minute in enumerate(minutes):
            person = people[int(rng.choice(len(people), p=weights / weights.sum()))]
            new = rng.random() < NEW_SHARE
            name = (BIRDS + CREATURES)[int(rng.integers(len(BIRDS) + len(CREATURES)))] if new else person.name
            wants = "use" if rng.random() < USE_SHARE else pick(rng, OTHER_PURPOSES)
            at = facility_time(day, float(minute))
            if at < since or minute > LAST_ARRIVAL:
                continue
            self._callers.append(
                Caller(
                    id=made_id(seed, "caller", day, number),
                    at=at,
                    person=None if new else person.id,
                    name=name,
                    code=f"{person.code}-{number}" if new else person.code,
                    sex=person.sex,
                    age_band=person.age_band,
                    wants=wants,
                )  # fmt: skip
            )

    def due(self, now: datetime) -> list[Caller]:
        """Everyone who has come to the door by now and has not been let in or gone."""
        return [caller for caller in self._callers if caller.at <= now]

    def hurry(self, now: datetime) -> None:
        """A visitor has taken the floor, where the clock is slow: somebody known comes now, another soon after."""
        for seconds in (TAKE_OVER_SECONDS, 8 * TAKE_OVER_SECONDS):
            soon = now + timedelta(seconds=seconds)
            if any(caller.person is not None and now <= caller.at <= soon for caller in self._callers):
                continue
            later = [caller for caller in self._callers if caller.at > soon and caller.person is not None]
            if later:
                self.gone(later[0])
                self._callers.append(replace(later[0], at=soon))
                self._callers.sort(key=lambda caller: caller.at)

    def gone(self, caller: Caller) -> None:
        """Let in, or tired of waiting."""
        self._callers = [each for each in self._callers if each.id != caller.id]

    def settle(self, house: House, now: datetime) -> None:
        """Strike off those who are in by now, and those who waited too long and went."""
        inside = {visit.person: visit for visit in board.open_visits(house)}
        fresh = [
            visit
            for person, visit in inside.items()
            if person is not None and house.people[person].visits == 1 and visit.started_at is not None
        ]
        standing: set[UUID] = set()
        for caller in self.due(now):
            twice = caller.person is not None and caller.person in standing
            standing |= {caller.person} if caller.person is not None else set()
            if twice or caller.person in inside or now - caller.at > timedelta(minutes=PATIENCE_MINUTES):
                self.gone(caller)
            elif caller.person is None:
                let_in = next(
                    (v for v in fresh if v.started_at is not None and v.started_at >= caller.at), None
                )
                if let_in is not None:
                    fresh.remove(let_in)
                    self.gone(caller)
