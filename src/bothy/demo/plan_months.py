"""The months: who comes on which day, who uses, what, and when it goes wrong, to the digit of the table."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from bothy.demo.plan_people import Invented
from bothy.demo.plan_shares import nearest_split
from bothy.demo.plan_streams import made_id, stream, top

CATEGORIES = ("cocaine", "heroin", "heroin_and_cocaine", "other")
WEEKDAYS = (1.04, 1.02, 1.0, 1.05, 1.13, 0.92, 0.84)
REGULAR_SHARE = 0.068
"""The share of all accesses that the most frequent visitor has. Reported: 262 uses by one man in four months."""
MOST_A_DAY = 4
SLOTS = np.array([0.0, -1.2, -2.6, -4.2])

CLUSTERS: dict[tuple[int, int], tuple[float, tuple[date, ...]]] = {
    (2025, 2): (400.0, tuple(date(2025, 2, 10) + timedelta(days=i) for i in range(7))),
    (2025, 3): (9.0, (date(2025, 3, 11), date(2025, 3, 12), date(2025, 3, 13))),
    (2025, 4): (9.0, (date(2025, 4, 8), date(2025, 4, 9), date(2025, 4, 10))),
}
"""Days on which emergencies crowd: none in the first weeks, then five in one (as reported), then two bad batches."""

PLAIN_MIX = {"cocaine": 0.65, "heroin": 0.25, "heroin_and_cocaine": 0.07, "other": 0.03}
"""The mixes of a day that owes nothing to a published figure."""

ODDS_OF_EMERGENCY = {"cocaine": 1.0, "heroin": 4.2, "heroin_and_cocaine": 4.0, "other": 1.6}


@dataclass(frozen=True)
class Month:
    """What was published of one month. ``shares``: per cent of episodes with cocaine, heroin, both."""

    first: date
    last: date
    accesses: int
    episodes: int
    emergencies: int
    shares: tuple[float, float, float]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]


@dataclass
class Stay:
    """One visit to be: who, when, what for. ``arrives``: where the minute of the day is not left to chance.

    ``minutes``: local minutes since midnight of each step, once there is a plan of the day.
    """

    id: UUID
    person: Invented
    day: date
    category: str | None = None
    emergency: str | None = None
    arrives: float | None = None
    again: str | None = None
    minutes: dict[str, float] = field(default_factory=dict)
    place: int = 0


def pay_day(day: date) -> float:
    """Benefits reach most people in the last days of a month and around its middle: busier for two days."""
    after_end = (day + timedelta(days=2)).month != day.month or day.day == 1
    return 1.35 if after_end else 1.15 if day.day in (14, 15) else 1.0


def draw_month(seed: int, month: Month, number: int, people: list[Invented]) -> list[Stay]:
    """All visits of one month in no order, exactly as many as published, each person at most four a day."""
    key = month.first.isoformat()
    stays: list[Stay] = []
    for index, count in enumerate(_visits_each(seed, month, number, people)):
        if count:
            stays += _spread(seed, month, people[index], index, int(count))
    _mark_use(seed, key, month, stays)
    _mark_emergencies(seed, key, month, stays)
    return stays


def _visits_each(seed: int, month: Month, number: int, people: list[Invented]) -> np.ndarray:
    rng = stream(seed, "frequency", month.first)
    counts = np.array([1 if person.first_month == number else 0 for person in people])
    regular = min(round(month.accesses * REGULAR_SHARE), len(month.days) * 3)
    counts[0] = max(counts[0], regular)
    active = np.array([p.first_month <= number <= p.last_month for p in people])
    weights = np.array([p.weight for p in people]) * active * rng.lognormal(0, 0.35, len(people))
    weights[0] = 0
    cap = len(month.days) * 2
    left = month.accesses - int(counts.sum())
    if left < 0:
        raise ValueError(f"{month.first:%B %Y}: more newcomers than accesses")
    while left:
        more = rng.multinomial(left, weights / weights.sum())
        room = np.maximum(cap - counts, 0)
        room[0] = 0
        more = np.minimum(more, room)
        counts += more
        left -= int(more.sum())
    return counts


def _spread(seed: int, month: Month, person: Invented, index: int, count: int) -> list[Stay]:
    rng = stream(seed, "days", month.first, index)
    days = month.days
    base = np.array([math.log(WEEKDAYS[d.weekday()] * pay_day(d)) for d in days])
    chosen = top(rng, (base[:, None] + SLOTS[None, :]).ravel(), count)
    return [
        Stay(
            id=made_id(seed, "visit", month.first, index, n), person=person, day=days[int(slot) // MOST_A_DAY]
        )
        for n, slot in enumerate(sorted(chosen))
    ]


def _mark_use(seed: int, key: str, month: Month, stays: list[Stay]) -> None:
    rng = stream(seed, "use", key)
    # Now and then one visit holds two episodes, which is why the two are counted apart.
    twice = min(month.episodes // 90, month.accesses)
    single = month.episodes - twice
    users = top(rng, np.array([s.person.use_lean for s in stays]), single)
    rng = stream(seed, "substances", key)
    counts = nearest_split(month.episodes, month.shares)
    episodes = [(int(i), False) for i in users] + [(int(i), True) for i in users[:twice]]
    open_ones = np.ones(len(episodes), bool)
    for category in (3, 2, 1, 0):
        lean = np.array([stays[i].person.drugs[category] for i, _ in episodes])
        lean = np.where(open_ones, lean, -np.inf)
        for which in top(rng, lean, counts[category]):
            index, second = episodes[int(which)]
            open_ones[which] = False
            if second:
                stays[index].again = CATEGORIES[category]
            else:
                stays[index].category = CATEGORIES[category]


def _mark_emergencies(seed: int, key: str, month: Month, stays: list[Stay]) -> None:
    rng = stream(seed, "emergencies", key)
    if not month.emergencies:
        return
    factor, days = CLUSTERS.get((month.first.year, month.first.month), (1.0, ()))
    able = [s for s in stays if s.category and not s.again]
    odds = np.log(
        [ODDS_OF_EMERGENCY[s.category or "other"] * (factor if s.day in days else 1.0) for s in able]
    )
    met: set[tuple[UUID, date]] = set()
    chosen: list[Stay] = []
    for which in top(rng, odds, len(able)):
        stay = able[int(which)]
        if (stay.person.id, stay.day) not in met and len(chosen) < month.emergencies:
            met.add((stay.person.id, stay.day))
            chosen.append(stay)
    for stay in chosen:
        stay.emergency = "aftercare" if rng.random() < 0.07 else "place"
    _twins(chosen, days)


def _twins(chosen: list[Stay], days: tuple[date, ...]) -> None:
    """Two alarms within the hour, once in each cluster (as reported of the real house)."""
    for day in days:
        pair = [s for s in chosen if s.day == day][:2]
        if len(pair) == 2:
            for n, stay in enumerate(pair):
                stay.arrives = 772.0 + 31.0 * n
            return
