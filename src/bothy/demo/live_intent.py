"""What an invented visitor of the live day has come for: drawn from the visit's id alone.

So nothing is lost when Bothy is started again, and it does not matter who opened the visit.
"""

import math
from dataclasses import dataclass
from uuid import UUID

from bothy.care.bodies import Assessed, Preparation, SuppliedItem
from bothy.demo.plan_months import PLAIN_MIX
from bothy.demo.plan_streams import pick, stream
from bothy.demo.plan_visit import AFTER_USE, LAST_USED, SERVICE_FOR

MIXES = {
    "cocaine": ("cocaine",),
    "heroin": ("heroin",),
    "heroin_and_cocaine": ("heroin", "cocaine"),
    "other": ("ketamine",),
}


@dataclass(frozen=True)
class Intent:
    """Minutes that each step takes, and what is said and given."""

    waits: float
    talks: float
    sits: float
    rests: float
    assessed: Assessed
    place_draw: float
    service: str | None
    kit: tuple[SuppliedItem, ...]


def intent_of(seed: int, visit: UUID, purposes: tuple[str, ...]) -> Intent:
    """The same visit has the same intent, however often it is asked for."""
    rng = stream(seed, "live intent", visit)
    mix = pick(rng, PLAIN_MIX)
    flags = [
        flag
        for flag, chance in (
            ("benzodiazepines_today", 0.25),
            ("alcohol_today", 0.15),
            ("opioids_today", 0.2),
            ("new_supply", 0.06),
        )
        if rng.random() < chance
    ]
    assessed = Assessed(
        preparations=(Preparation(substances=MIXES[mix], route="vein", site="arm_left"),),
        last_used=pick(rng, LAST_USED),
        risk_flags=tuple(flags),
    )
    uses = "use" in purposes
    own = next((SERVICE_FOR[p] for p in purposes if p in SERVICE_FOR), None)
    service = own or (pick(rng, AFTER_USE) if uses and rng.random() < 0.4 else None)
    kit: tuple[SuppliedItem, ...] = ()
    if "supplies" in purposes or "naloxone_kit" in purposes or rng.random() < 0.25:
        kit = (SuppliedItem(item="one_piece_set", count=5), SuppliedItem(item="wipe", count=5))
        if "naloxone_kit" in purposes or rng.random() < 0.2:
            kit = (*kit, SuppliedItem(item="naloxone_kit_nasal", count=1))
    return Intent(
        waits=min(float(rng.lognormal(math.log(4.0), 0.6)), 14.0),
        talks=float(rng.uniform(2.5, 6.5)),
        sits=min(float(rng.lognormal(math.log(19.6), 0.45)), 44.0),
        rests=float(rng.uniform(15.5, 30)) if uses else float(rng.uniform(6, 30)),
        assessed=assessed,
        place_draw=float(rng.random()),
        service=service,
        kit=kit,
    )
