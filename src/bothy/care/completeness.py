"""What is still missing to say, later, whether an emergency was reversed.

Computed live, so that staff see the gap before they close it. It needs a look at breathing or
consciousness before the first action, an action, and a look after the last one. The answer is about
the record, not about medicine.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from bothy.care import history
from bothy.care.bodies import Acted, Observed
from bothy.care.house import Emergency
from bothy.care.words import sentence


class Completeness(msgspec.Struct, frozen=True):
    """``missing``: codes of what is not recorded; ``sentences``: the same for people."""

    reversed: Literal["confirmed", "probable", "not", "not_enough_information"]
    missing: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence(f"missing.{code}") for code in self.missing)


def completeness(emergency: Emergency) -> Completeness:
    """Whether what is recorded shows the emergency reversed, and what is missing to say so."""
    before: list[Observed] = []
    after: list[Observed] = []
    actions = 0
    for line in history.standing(emergency.lines):
        body = line.body
        if isinstance(body, Acted):
            actions += 1
            after = []
        elif isinstance(body, Observed) and (body.breathing is not None or body.consciousness is not None):
            (after if actions else before).append(body)
    missing = []
    if not before:
        missing.append("look_before")
    if not actions:
        missing.append("action")
    if actions and not after:
        missing.append("look_after")
    if missing:
        return Completeness("not_enough_information", tuple(missing))
    if not any(_bad(look) for look in before):
        return Completeness("not_enough_information", ("what_was_wrong",))
    breathing = _last([look.breathing for look in after])
    consciousness = _last([look.consciousness for look in after])
    if breathing not in (None, "normal") or consciousness in ("pain", "unresponsive"):
        return Completeness("not")
    if breathing is None or consciousness is None:
        return Completeness("probable", ("breathing_after" if breathing is None else "consciousness_after",))
    return Completeness("confirmed")


def _bad(look: Observed) -> bool:
    return look.breathing not in (None, "normal") or look.consciousness in ("voice", "pain", "unresponsive")


def _last(values: Sequence[str | None]) -> str | None:
    said = [value for value in values if value is not None]
    return said[-1] if said else None
