"""What is still missing to say, later, whether an emergency was reversed.

Computed live, so that staff see the gap before they close it. It needs a look at breathing or
consciousness before the first action, an action, and a look after the last one; numbers count as much
as words (breaths a minute, SpO2, AVPU, GCS). The answer is about the record, not about medicine.
"""

from collections.abc import Sequence
from typing import Literal, TypeVar

import msgspec

from bothy.care import history
from bothy.care.bodies_emergency import Acted, Observed
from bothy.care.house import Emergency, Line
from bothy.care.signs import awake, breathing_poor
from bothy.care.words import sentence

ENDINGS = frozenset({"oxygen_stopped", "cpr_stopped"})
"""Acts that only end one: nobody expects them to change anything."""

Reversed = Literal["confirmed", "probable", "not", "not_enough_information"]
V = TypeVar("V")


class Completeness(msgspec.Struct, frozen=True):
    """``missing``: codes of what is not recorded; ``sentences``: the same for people. ``acts``: how many there were."""

    reversed: Reversed
    missing: tuple[str, ...] = ()
    acts: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence(f"missing.{code}") for code in self.missing)


def completeness(emergency: Emergency) -> Completeness:
    """Whether what is recorded shows the emergency reversed, and what is missing to say so."""
    return of_record(history.standing(emergency.lines), emergency.outcome)


def of_record(lines: Sequence[Line], outcome: str | None = None) -> Completeness:
    """The same of standing lines, in the order in which they happened. A death was not reversed."""
    return of_bodies([line.body for line in lines], outcome)


def of_bodies(bodies: Sequence[object], outcome: str | None = None) -> Completeness:
    """The same of bodies alone, in the order in which they happened."""
    before: list[Observed] = []
    after: list[Observed] = []
    acts = 0
    for body in bodies:
        if isinstance(body, Acted) and body.action not in ENDINGS:
            acts += 1
            after = []
        elif isinstance(body, Observed) and (breathing_poor(body) is not None or awake(body) is not None):
            (after if acts else before).append(body)
    if outcome == "died":
        return Completeness("not", acts=acts)
    missing = []
    if not before:
        missing.append("look_before")
    if not acts:
        missing.append("action")
    if acts and not after:
        missing.append("look_after")
    if missing:
        return Completeness("not_enough_information", tuple(missing), acts)
    if not any(_bad(look) for look in before):
        return Completeness("not_enough_information", ("what_was_wrong",), acts)
    poor = _last([breathing_poor(look) for look in after])
    state = _last([awake(look) for look in after])
    if poor or state in ("pain", "unresponsive"):
        return Completeness("not", acts=acts)
    if poor is None or state is None:
        missing_after = "breathing_after" if poor is None else "consciousness_after"
        return Completeness("probable", (missing_after,), acts)
    return Completeness("confirmed", acts=acts)


def _bad(look: Observed) -> bool:
    return bool(breathing_poor(look)) or awake(look) in ("voice", "pain", "unresponsive")


def _last(values: Sequence[V | None]) -> V | None:
    said = [value for value in values if value is not None]
    return said[-1] if said else None
