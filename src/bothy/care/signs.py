"""What readings say of a person: whether breathing is poor, how awake, the last value of each, the doses so far.

Limits that a house may set are passed in; the others are fixed, so that records of all houses are read alike.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from bothy.care import history
from bothy.care.bodies_emergency import Acted, Observed
from bothy.care.house import Emergency, Line

LOW_BREATHS_PER_MINUTE = 10
"""Below it breathing is slow: the record's own limit, where no house rules are asked."""
LOW_SPO2_PERCENT = 90
ENOUGH_SPO2_PERCENT = 94
"""On air, from here on, enough to say that breathing is well; on oxygen SpO2 alone never says so."""

AWAKE = ("alert", "confused", "voice", "pain", "unresponsive")
"""How awake, the most awake first."""


class Reading(msgspec.Struct, frozen=True):
    value: Any
    at: datetime


class Dose(msgspec.Struct, frozen=True):
    """``nth`` is counted from the record: 1 is the first that was given."""

    nth: int
    at: datetime
    dose_mg: float | None
    route: str | None
    batch: str | None


def looks(lines: Iterable[Line]) -> Iterator[tuple[datetime, Observed]]:
    """The observations among standing lines."""
    for line in lines:
        if isinstance(line.body, Observed):
            yield line.happened_at, line.body


def last_values(emergency: Emergency) -> dict[str, Reading]:
    """The last value of every sign that was observed, by field, with when."""
    found: dict[str, Reading] = {}
    for at, seen in looks(history.standing(emergency.lines)):
        for field in Observed.__struct_fields__:
            value = getattr(seen, field)
            if value is not None:
                found[field] = Reading(value, at)
    return found


def doses(emergency: Emergency) -> tuple[Dose, ...]:
    """The doses of naloxone that stand, in the order in which they were given."""
    given = [
        (line.happened_at, line.body)
        for line in history.standing(emergency.lines)
        if isinstance(line.body, Acted) and line.body.action == "naloxone"
    ]
    return tuple(
        Dose(nth, at, body.dose_mg, body.route, body.batch) for nth, (at, body) in enumerate(given, 1)
    )


def gcs(seen: Observed) -> int | None:
    """The Glasgow Coma Scale of one look: as told, or its three parts added up."""
    if seen.gcs_total is not None:
        return seen.gcs_total
    if seen.gcs_eye is None or seen.gcs_verbal is None or seen.gcs_motor is None:
        return None
    return seen.gcs_eye + seen.gcs_verbal + seen.gcs_motor


def awake(seen: Observed) -> str | None:
    """How awake, from AVPU or the GCS, the worse where both are told; None where neither is.

    15 is alert, 14 confused, 9 to 13 voice, 4 to 8 pain, 3 unresponsive: around the medians 15, 13, 8 and 3
    of McNarry and Goldhill, Anaesthesia 2004;59:34.
    """
    total = gcs(seen)
    told = [] if seen.consciousness is None else [seen.consciousness]
    if total is not None:
        from_gcs = "alert" if total == 15 else "confused" if total == 14 else "voice" if total >= 9 else ""
        told.append(from_gcs or ("pain" if total > 3 else "unresponsive"))  # type: ignore[arg-type]
    return max(told, key=AWAKE.index) if told else None


def not_breathing(seen: Observed) -> bool:
    return seen.breathing in ("absent", "gasping") or seen.breaths_per_minute == 0


def breathing_poor(
    seen: Observed, low_breaths: int = LOW_BREATHS_PER_MINUTE, low_spo2: int = LOW_SPO2_PERCENT
) -> bool | None:
    """Whether breathing was poor in one look; None where what is told does not say."""
    slow = None if seen.breaths_per_minute is None else seen.breaths_per_minute < low_breaths
    said = None if seen.breathing is None else seen.breathing != "normal"
    low = None
    if seen.spo2_percent is not None:
        if seen.spo2_percent < low_spo2:
            low = True
        elif seen.on_oxygen is False and seen.spo2_percent >= ENOUGH_SPO2_PERCENT:
            low = False
    told = [one for one in (slow, said, low) if one is not None]
    return any(told) if told else None
