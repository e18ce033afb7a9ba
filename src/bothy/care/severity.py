"""How severe an emergency was: derived from what is recorded, with its reasons, never asked.

Limits of the readings are those that score 3 ("red", here severe) and 2 (here moderate) for one reading in
the National Early Warning Score 2 (Royal College of Physicians, London 2017); levels of consciousness are
those of the Glasgow Coma Scale as commonly graded (3 to 8 severe, 9 to 12 moderate, 13 to 15 mild), AVPU by
the medians of McNarry and Goldhill (Anaesthesia 2004;59:34). That breathing that stops, CPR and a shock are
life-threatening, and that naloxone makes it at least moderate, is this record's own grading. The worst
reason decides; docs/emergency.md says it in words.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from bothy.care import history
from bothy.care.bodies_emergency import Acted, Observed
from bothy.care.house import Emergency
from bothy.care.signs import awake, gcs, not_breathing
from bothy.care.vocabulary import Severity
from bothy.care.words import WORDS, label

LEVELS: tuple[Severity, ...] = ("life_threatening", "severe", "moderate", "mild")

LIMITS: tuple[tuple[str, Severity, str, float], ...] = (
    ("breaths_per_minute", "severe", "<=", 8),
    ("breaths_per_minute", "severe", ">=", 25),
    ("breaths_per_minute", "moderate", "<=", 11),
    ("breaths_per_minute", "moderate", ">=", 21),
    ("spo2_percent", "severe", "<=", 91),
    ("spo2_percent", "moderate", "<=", 93),
    ("pulse_per_minute", "severe", "<=", 40),
    ("pulse_per_minute", "severe", ">=", 131),
    ("pulse_per_minute", "moderate", ">=", 111),
    ("systolic_mmhg", "severe", "<=", 90),
    ("systolic_mmhg", "severe", ">=", 220),
    ("systolic_mmhg", "moderate", "<=", 100),
    ("temperature_celsius", "severe", "<=", 35.0),
    ("temperature_celsius", "severe", ">=", 40.0),
    ("temperature_celsius", "moderate", ">=", 39.1),
    ("gcs_total", "severe", "<=", 8),
    ("gcs_total", "moderate", "<=", 12),
)
"""(sign, level, which side, limit). For one reading the first that fits holds."""

_AWAKE: dict[str, Severity] = {
    "unresponsive": "severe",
    "pain": "severe",
    "voice": "moderate",
    "confused": "moderate",
}
_SAID: dict[tuple[str, object], Severity] = {
    ("breathing", "slow"): "moderate",
    ("breathing", "shallow"): "moderate",
    ("skin", "blue"): "moderate",
    ("chest_pain", True): "moderate",
    ("stroke_signs", True): "severe",
    ("seizure", "started"): "moderate",
    ("agitation", "danger_to_self_or_others"): "moderate",
}


class Reason(msgspec.Struct, frozen=True):
    """``sign``: what of the record says so; ``limit``: the side and limit it crossed, for numbers."""

    level: Severity
    sign: str
    value: str | float | bool
    at: datetime
    limit: str = ""


class Judged(msgspec.Struct, frozen=True):
    """``reasons``: those of the level, one a sign (the first), in the order in which they happened."""

    level: Severity
    reasons: tuple[Reason, ...] = ()


def severity(emergency: Emergency) -> Judged:
    """The worst that is recorded; "not_known" where nothing is recorded to say it from."""
    told = [(line.happened_at, line.body) for line in history.standing(emergency.lines)]
    died_at = emergency.closed_at if emergency.outcome == "died" else None
    return of_told(told, died_at)


def of_told(told: Sequence[tuple[datetime, object]], died_at: datetime | None) -> Judged:
    """The same of what was told, with when, in the order in which it happened."""
    reasons = list(_reasons(told, died_at))
    looked = any(isinstance(body, Observed) for _, body in told)
    for level in LEVELS:
        first: dict[str, Reason] = {}
        for reason in reasons:
            if reason.level == level:
                first.setdefault(reason.sign, reason)
        if first:
            return Judged(level, tuple(first.values()))
    return Judged("mild" if looked else "not_known")


def _reasons(told: Sequence[tuple[datetime, object]], died_at: datetime | None) -> Iterator[Reason]:
    doses = 0
    for at, body in told:
        if isinstance(body, Observed):
            yield from _of_look(body, at)
        elif isinstance(body, Acted):
            if body.action in ("cpr", "aed_shock"):
                yield Reason("life_threatening", "action", body.action, at)
            if body.action == "naloxone":
                doses += 1
                yield Reason("severe" if doses > 1 else "moderate", "doses", doses, at)
    if died_at is not None:
        yield Reason("life_threatening", "outcome", "died", died_at)


def _of_look(look: Observed, at: datetime) -> Iterator[Reason]:
    if not_breathing(look):
        yield Reason(
            "life_threatening", "breathing", "gasping" if look.breathing == "gasping" else "absent", at
        )
    passed: set[str] = set()
    for sign, level, side, limit in LIMITS:
        value = gcs(look) if sign == "gcs_total" else getattr(look, sign)
        if value is None or sign in passed:
            continue
        if (value <= limit) if side == "<=" else (value >= limit):
            passed.add(sign)
            yield Reason(level, sign, value, at, f"{side} {limit:g}")
    state = awake(look)
    if state in _AWAKE and gcs(look) is None:
        yield Reason(_AWAKE[state], "consciousness", state, at)
    for (sign, said), level in _SAID.items():
        if getattr(look, sign) == said:
            yield Reason(level, sign, said, at)  # type: ignore[arg-type]


def in_words(reason: Reason) -> str:
    """A reason for people: "SpO₂ in per cent 84 (91 or less)"."""
    if reason.sign == "doses":
        return f"naloxone, {reason.value} {'dose' if reason.value == 1 else 'doses'}"
    if reason.sign == "outcome":
        return label("emergency_outcome", str(reason.value))
    if reason.limit:
        side, limit = reason.limit.split()
        return (
            f"{label('sign', reason.sign)} {reason.value:g} ({limit} or {'less' if side == '<=' else 'more'})"
        )
    if f"{reason.sign}.{reason.value}" in WORDS:
        said = label(reason.sign, str(reason.value))
        return (
            said
            if reason.sign in ("action", "seizure", "agitation")
            else f"{label('sign', reason.sign)}: {said}"
        )
    return label("sign", reason.sign)
