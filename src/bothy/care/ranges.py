"""What a reading can be, and the sentence for one that cannot be.

The limits are those of the bodies themselves, so that there is one place for each; the browser's pad
has the same table (``house/ranges.js``, held against this one by a test).
"""

import typing
from typing import Any

import msgspec

from bothy.care.bodies_emergency import Acted, Observed
from bothy.care.commands import Refusal
from bothy.care.wish import refuse
from bothy.care.words import label


def _ranges(struct: type[msgspec.Struct]) -> dict[str, tuple[float, float]]:
    found = {}
    for name, hint in typing.get_type_hints(struct, include_extras=True).items():
        for part in (hint, *typing.get_args(hint)):
            metas = [one for one in getattr(part, "__metadata__", ()) if isinstance(one, msgspec.Meta)]
            for meta in metas:
                if meta.ge is not None and meta.le is not None:
                    found[name] = (meta.ge, meta.le)
    return found


RANGES: dict[str, tuple[float, float]] = _ranges(Observed)
"""Least and most of every number that can be observed, by field."""
_ACTED = _ranges(Acted)


def out_of_range(kind: str, data: bytes) -> Refusal | None:
    """For a command that could not be read: the sentence for the first number that cannot be, if that is why."""
    limits = {"observe": RANGES, "act": _ACTED}.get(kind)
    if limits is None:
        return None
    try:
        told: Any = msgspec.json.decode(data)
    except msgspec.MsgspecError:
        return None
    if not isinstance(told, dict):
        return None
    for field, (least, most) in limits.items():
        value = told.get(field)
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        if not least <= value <= most:
            return refuse("out_of_range", what=label("sign", field), least=least, most=most, value=value)
    return None


def wrong(seen: Observed) -> Refusal | None:
    """What readings of one moment cannot say together."""
    if (
        seen.systolic_mmhg is not None
        and seen.diastolic_mmhg is not None
        and seen.diastolic_mmhg > seen.systolic_mmhg
    ):
        return refuse("pressure_upside_down", systolic=seen.systolic_mmhg, diastolic=seen.diastolic_mmhg)
    parts = (seen.gcs_eye, seen.gcs_verbal, seen.gcs_motor)
    if seen.gcs_total is not None:
        told = [part for part in parts if part is not None]
        missing = len(parts) - len(told)
        # What is not told is at least 1 each, and at most 4, 5 and 6.
        most = sum(told) + sum(top for part, top in zip(parts, (4, 5, 6), strict=True) if part is None)
        if not sum(told) + missing <= seen.gcs_total <= most:
            return refuse("gcs_does_not_add_up", total=seen.gcs_total)
    if seen.oxygen_litres_per_minute and seen.on_oxygen is False:
        return refuse("oxygen_on_air", litres=seen.oxygen_litres_per_minute)
    return None
