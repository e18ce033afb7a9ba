"""The roster: an early and a late team every day, each with a lead, nurses, workers and reception."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from numpy.random import Generator

from bothy.demo.names import STAFF
from bothy.demo.plan_streams import made_id, stream

TEAM = {"shift_lead": 1, "nurse": 2, "worker": 2, "reception": 1}


@dataclass(frozen=True)
class Worker:
    """One invented member of staff."""

    id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class Shift:
    """When somebody came on the floor and went, in local minutes since midnight."""

    worker: Worker
    comes: float
    goes: float


def staff(seed: int) -> list[Worker]:
    """Everybody who works there, in the house's order."""
    return [Worker(made_id(seed, "staff", n), name, role) for n, (name, role) in enumerate(STAFF)]


class Roster:
    """Who is on the floor on one day."""

    def __init__(self, seed: int, day: date, everybody: list[Worker]) -> None:
        rng = stream(seed, "roster", day)
        self.shifts: list[Shift] = []
        for role, need in TEAM.items():
            able = [w for w in everybody if w.role == role]
            order = [able[i] for i in rng.permutation(len(able))]
            for i in range(need):
                early, late = order[i % len(able)], order[(i + need) % len(able)]
                self.shifts.append(Shift(early, 516 + rng.uniform(0, 18), 900 + rng.uniform(5, 15)))
                self.shifts.append(Shift(late, 870 + rng.uniform(0, 20), 1263 + rng.uniform(0, 15)))
        self._shift = {s.worker.id: s for s in self.shifts}
        self._by_role = {role: [s for s in self.shifts if s.worker.role == role] for role in TEAM}

    def on(self, minute: float, *roles: str) -> list[Worker]:
        """Those on the floor at that minute, in the order of the roles asked for."""
        return [s.worker for role in roles for s in self._by_role[role] if s.comes < minute < s.goes]

    def one(self, rng: Generator, minute: float, *roles: str) -> Worker:
        """Somebody on the floor in one of these roles. The roster always has one between 09:00 and 21:00."""
        there = self.on(minute, *roles)
        return there[int(rng.integers(len(there)))]

    def holds(self, id: UUID, minute: float) -> UUID:
        """That person, or whoever of the same role has taken over from them by then."""
        shift = self._shift.get(id)
        if shift is None or shift.comes <= minute <= shift.goes:
            return id
        there = self.on(minute, shift.worker.role)
        return there[0].id if there else id
