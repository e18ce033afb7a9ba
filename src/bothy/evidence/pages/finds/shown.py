"""The register as a page, its pictures and its files: what is asked of it in the address, and the answer to that."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

import msgspec
from django.http import QueryDict

from bothy.evidence.finds.grid import NoSquare, point_of
from bothy.evidence.finds.rates import of_what
from bothy.evidence.finds.shape import EFFORTS, WHATS, EffortIn, Find
from bothy.evidence.pages.answer import Answer
from bothy.evidence.pages.finds import kept
from bothy.evidence.pages.finds.answer import KINDS_SHOWN, Asked, answer

KINDS_OF_EFFORT: tuple[EffortIn, ...] = ("minutes", "km", "squares")


def asked_of(query: QueryDict) -> Asked:
    """What an address asks: anything that it does not say, or says wrongly, is what is looked at first."""
    told = {"what": query.get("what", ""), "effort_in": query.get("effort_in", ""), "kind": query.get("kind", "")}
    asked = Asked(
        what=next((one for one in WHATS if one == told["what"]), "needles"),
        effort_in=next((one for one in KINDS_OF_EFFORT if one == told["effort_in"]), _commonest()),
        kind=next((one for one in KINDS_SHOWN if one == told["kind"]), "month"),
    )
    ground = kept.ground()
    if ground is None:
        return asked
    try:
        return msgspec.structs.replace(asked, centre=point_of(ground.reference), opened=ground.opened)
    except NoSquare:
        return asked


def query_of(asked: Asked) -> str:
    """The address of the same, with what the register held: so a picture can be kept by a browser."""
    return urlencode({"what": asked.what, "effort_in": asked.effort_in, "kind": asked.kind, "register": kept.state().name})


def answered(asked: Asked) -> Answer | None:
    """None where nothing of this is written down."""
    return _answered(kept.state(), asked)


@lru_cache(maxsize=12)
def _answered(state: kept.State, asked: Asked) -> Answer | None:
    finds = every_find()
    return answer(finds, asked) if of_what(finds, asked.what) else None


def every_find() -> tuple[Find, ...]:
    """What stands, read once while the register is the same."""
    return _finds(kept.state())


@lru_cache(maxsize=1)
def _finds(state: kept.State) -> tuple[Find, ...]:
    return kept.standing()


def _commonest() -> EffortIn:
    """The kind of effort that most finds have."""
    counts = dict.fromkeys(KINDS_OF_EFFORT, 0)
    for one in every_find():
        if one.effort_in in counts:
            counts[one.effort_in] += 1
    return max(KINDS_OF_EFFORT, key=lambda unit: counts[unit])


__all__ = ["EFFORTS", "answered", "asked_of", "every_find", "query_of"]
