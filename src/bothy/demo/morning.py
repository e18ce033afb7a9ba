"""The morning of a live day: from nine until the visitor comes in at ten to two."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID

import numpy as np

from bothy.care.commands import Command
from bothy.demo.plan import Plan
from bothy.demo.plan_months import PLAIN_MIX, Stay
from bothy.demo.plan_streams import made_id, pick, stream, top
from bothy.demo.plan_write import LONDON

LIVE_DAY = date(2025, 9, 1)
LIVE_STARTS = time(13, 50)
SPREAD = 30
"""Visits drawn over the whole day; about half of them come before the visitor does."""
JUST_IN = (772.0, 781.0, 788.0, 795.0, 801.0, 806.0, 811.0, 817.0, 822.0, 826.5)
"""Local minutes at which some more come, so that at 13:50 the floor is neither empty nor full."""
MORNING_EMERGENCY = 3


def live_origin(day: date = LIVE_DAY) -> datetime:
    """Facility time at which a live day begins, aware UTC."""
    return datetime.combine(day, LIVE_STARTS, LONDON).astimezone(UTC)


def morning(plan: Plan, day: date = LIVE_DAY) -> list[Command]:
    """The commands of a live day up to 13:50, with people inside. Needs what ``plan.days()`` remembered."""
    until = live_origin(day)
    stays = list(_stays(plan, day))
    return [c for c in plan.write_day(day, stays, plan.memory, plan.referrals) if c.happened_at <= until]


def _stays(plan: Plan, day: date) -> Iterator[Stay]:
    rng = stream(plan.seed, "live morning", day)
    coming = [
        p for p in plan.people if p.last_month == len(plan.months) - 1 and p.id in plan.memory.registered
    ]
    drawn = top(rng, np.log([p.weight for p in coming]), min(SPREAD + len(JUST_IN), len(coming)))
    for number, index in enumerate(drawn):
        stay = Stay(id=_visit_id(plan, day, number), person=coming[int(index)], day=day)
        if rng.random() < 0.68 or number == MORNING_EMERGENCY:
            stay.category = pick(rng, PLAIN_MIX)
        if number == MORNING_EMERGENCY:
            stay.emergency, stay.arrives = "place", 590.0
        elif number >= SPREAD:
            stay.arrives = JUST_IN[number - SPREAD]
        yield stay


def _visit_id(plan: Plan, day: date, number: int) -> UUID:
    return made_id(plan.seed, "live visit", day, number)
