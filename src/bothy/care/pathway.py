"""Which way an emergency is handled: as of an opioid, of a stimulant, of both, or not known yet.

From what staff say it looks like, and from what the person said they use: together, because a mixture
is both, and what is missed by one is caught by the other.
"""

from uuid import UUID

from bothy.care import board
from bothy.care.bodies import Preparation
from bothy.care.house import Emergency, House, Visit
from bothy.care.vocabulary import Pathway, Substance, Unasked

OPIOIDS: frozenset[Substance] = frozenset(
    {
        "heroin", "methadone", "buprenorphine", "other_opioid_medicine", "suspected_nitazene",
        "fentanyl_type",
    }
)  # fmt: skip
STIMULANTS: frozenset[Substance] = frozenset({"cocaine", "crack", "amphetamine", "methamphetamine"})

_LOOKS: dict[str, tuple[bool, bool]] = {
    "opioid": (True, False),
    "sedative": (True, False),
    "stimulant": (False, True),
    "mixed": (True, True),
}
"""What it looks like: (like an opioid, like a stimulant). A sedative slows breathing as an opioid does."""


def pathway(house: House, emergency: Emergency) -> Pathway:
    """``both`` where either what is seen or what was used says so."""
    opioid, stimulant = _LOOKS.get(emergency.presentation or "", (False, False))
    used = substances(house, emergency)
    opioid = opioid or not OPIOIDS.isdisjoint(used)
    stimulant = stimulant or not STIMULANTS.isdisjoint(used)
    if opioid and stimulant:
        return "both"
    return "opioid" if opioid else "stimulant" if stimulant else "not_known"


def substances(house: House, emergency: Emergency) -> frozenset[Substance]:
    """As described in the emergency, and as said for the last episode of the visit (or in its assessment)."""
    found: set[Substance] = set()
    if emergency.described is not None and isinstance(emergency.described.substances, tuple):
        found.update(emergency.described.substances)
    visit = _visit(house, emergency)
    if visit is not None:
        used = _of(visit.episodes[-1].preparations) if visit.episodes else set()
        if not used and visit.assessment is not None:
            used = _of(visit.assessment.preparations)
        found.update(used)
    return frozenset(found)


def _visit(house: House, emergency: Emergency) -> Visit | None:
    """The visit that is named, or the one that alone holds the place."""
    named: UUID | None = emergency.visit
    if named is None and emergency.place is not None and not emergency.drill:
        held = board.holders(house).get(emergency.place, ())
        named = held[0] if len(held) == 1 else None
    return None if named is None else house.visits.get(named)


def _of(preparations: tuple[Preparation, ...] | Unasked) -> set[Substance]:
    if not isinstance(preparations, tuple):
        return set()
    return {
        substance for one in preparations if isinstance(one.substances, tuple) for substance in one.substances
    }
