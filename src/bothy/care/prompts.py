"""What the house rules say comes next in an emergency: prompts for the pad. Pure; nothing is ever enforced.

Every number is a rule of the house (``EmergencyLadder``, and the watch after naloxone of ``Limits``); the
browser has the same steps in ``house/prompts.js``. A prompt goes away by what is recorded, not by a tap.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bothy.care import history
from bothy.care.ambulance import ON_THE_WAY, conditions
from bothy.care.bodies_emergency import Acted, Observed
from bothy.care.hours import rules_at
from bothy.care.house import Emergency, House
from bothy.care.pathway import pathway
from bothy.care.rules import EmergencyLadder, HouseRules
from bothy.care.signs import awake, breathing_poor
from bothy.care.vocabulary import VENTILATION

PromptCode = Literal[
    "call_ambulance", "ventilate", "oxygen", "naloxone", "naloxone_if_mixed", "next_dose",
    "doses_review", "seizure", "cool", "give_glucose", "calm", "look", "measure_glucose",
    "naloxone_watch",
]  # fmt: skip
Level = Literal["now", "soon", "wait", "info"]
Value = str | int | float

_ORDER = {code: n for n, code in enumerate(PromptCode.__args__)}  # type: ignore[attr-defined]
_LEVELS = {level: n for n, level in enumerate(Level.__args__)}  # type: ignore[attr-defined]


class Prompt(msgspec.Struct, frozen=True):
    """``now``: do it. ``soon``: due at ``due_at``. ``wait``: not before ``due_at``. ``info``: to be known.

    ``values``: what stands behind it, by name (conditions of an ambulance as codes joined by spaces).
    """

    code: PromptCode
    level: Level
    due_at: datetime | None = None
    values: tuple[tuple[str, Value], ...] = ()


class Seen(msgspec.Struct):
    """What prompts need of the record, added up from its lines in the order in which they happened."""

    breathing_at: datetime | None = None
    poor: bool = False
    slow: bool = False
    fine_at: datetime | None = None
    spo2: int | None = None
    state: str | None = None
    oxygen: bool = False
    ventilated_at: datetime | None = None
    temperature: float | None = None
    cooled_at: datetime | None = None
    warm_since: datetime | None = None
    agitation: str | None = None
    uneasy_since: datetime | None = None
    calmed_at: datetime | None = None
    glucose: float | None = None
    glucose_at: datetime | None = None
    sugar_at: datetime | None = None
    had_seizure: bool = False


def prompts(house: House, emergency: Emergency, now: datetime) -> tuple[Prompt, ...]:
    """What is due now, soon, not yet, and to be known; the most pressing first. None once it is closed."""
    if emergency.raised_at is None or emergency.closed_at is not None:
        return ()
    rules = rules_at(house, now)
    way = pathway(house, emergency)
    seen = add_up(emergency, rules.emergency)
    found: list[Prompt] = []
    found.extend(_ambulance(emergency, rules.emergency, now))
    found.extend(_breathing(emergency, rules.emergency, seen, way, now))
    if way != "opioid":
        found.extend(_stimulant(emergency, rules.emergency, seen, now))
    found.extend(_sugar(rules.emergency, seen))
    found.extend(_looks(emergency, rules, now))
    return tuple(sorted(found, key=lambda one: (_LEVELS[one.level], _ORDER[one.code])))


def add_up(emergency: Emergency, ladder: EmergencyLadder) -> Seen:
    """The state that the record leaves the person in, as far as it says."""
    seen = Seen()
    for line in history.standing(emergency.lines):
        if isinstance(line.body, Observed):
            _look(seen, line.body, line.happened_at, ladder)
        elif isinstance(line.body, Acted):
            _act(seen, line.body.action, line.happened_at)
    return seen


def _look(seen: Seen, look: Observed, at: datetime, ladder: EmergencyLadder) -> None:
    poor = breathing_poor(look, ladder.low_breaths_per_minute, ladder.low_spo2_percent)
    if poor is not None:
        seen.breathing_at, seen.poor = at, poor
        low_rate = (
            look.breaths_per_minute is not None and look.breaths_per_minute < ladder.low_breaths_per_minute
        )
        seen.slow = low_rate or look.breathing not in (None, "normal")
        if not poor:
            seen.fine_at = at
    seen.spo2 = seen.spo2 if look.spo2_percent is None else look.spo2_percent
    seen.state = awake(look) or seen.state
    if look.on_oxygen is not None or look.oxygen_litres_per_minute is not None:
        seen.oxygen = look.on_oxygen is True or bool(look.oxygen_litres_per_minute)
    if look.temperature_celsius is not None:
        seen.temperature = look.temperature_celsius
        warm = look.temperature_celsius >= ladder.cool_from_celsius
        seen.warm_since = (seen.warm_since or at) if warm else None
    if look.agitation is not None:
        seen.agitation = look.agitation
        seen.uneasy_since = (seen.uneasy_since or at) if look.agitation != "calm" else None
    if look.glucose_mmol_per_litre is not None:
        seen.glucose, seen.glucose_at = look.glucose_mmol_per_litre, at
    seen.had_seizure = seen.had_seizure or look.seizure in ("started", "stopped")


def _act(seen: Seen, action: str, at: datetime) -> None:
    if action == "oxygen":
        seen.oxygen = True
    elif action == "oxygen_stopped":
        seen.oxygen = False
    elif action in VENTILATION:
        seen.ventilated_at = at
    elif action == "cooling":
        seen.cooled_at = at
    elif action == "calming":
        seen.calmed_at = at
    elif action == "glucose":
        seen.sugar_at = at


def _ambulance(emergency: Emergency, ladder: EmergencyLadder, now: datetime) -> Iterator[Prompt]:
    """Not while one is on its way; not again once staff said why not, unless something new is met."""
    if emergency.ambulance in ON_THE_WAY:
        return
    said_at = emergency.ambulance_at
    met = [code for code, since in conditions(ladder, emergency, now) if said_at is None or since > said_at]
    if met:
        yield Prompt("call_ambulance", "now", None, (("conditions", " ".join(met)),))


def _breathing(
    emergency: Emergency, ladder: EmergencyLadder, seen: Seen, way: str, now: datetime
) -> Iterator[Prompt]:
    opioid = way != "stimulant"
    fine_since = seen.fine_at
    not_ventilated = seen.ventilated_at is None or (
        fine_since is not None and seen.ventilated_at < fine_since
    )
    if seen.poor and seen.slow and not_ventilated:
        yield Prompt("ventilate", "now")
    low = seen.spo2 is not None and seen.spo2 < ladder.low_spo2_percent
    drowsy = opioid and seen.state in ("voice", "pain", "unresponsive")
    if not seen.oxygen and (low or (ladder.oxygen_first and (seen.poor or drowsy))):
        yield Prompt("oxygen", "now", None, (("spo2_percent", seen.spo2),) if seen.spo2 is not None else ())
    given = emergency.naloxone_doses
    if given == 0:
        ready = seen.oxygen or seen.ventilated_at is not None or not ladder.oxygen_first
        if seen.poor and seen.slow and ready:
            yield Prompt("naloxone" if opioid else "naloxone_if_mixed", "now")
        return
    last = emergency.naloxone_at
    assert last is not None
    looked_since = seen.breathing_at is not None and seen.breathing_at > last
    if looked_since and not seen.poor:
        return
    if given >= ladder.most_doses_before_review:
        yield Prompt("doses_review", "now", None, (("doses", given),))
        return
    due_at = last + timedelta(seconds=ladder.next_dose_seconds)
    nth = (("nth", given + 1),)
    if now < due_at:
        yield Prompt("next_dose", "wait", due_at, nth)
    elif looked_since:
        yield Prompt("next_dose", "now", due_at, nth)


def _stimulant(emergency: Emergency, ladder: EmergencyLadder, seen: Seen, now: datetime) -> Iterator[Prompt]:
    if emergency.seizure_at is not None:
        due_at = emergency.seizure_at + timedelta(seconds=ladder.long_seizure_seconds)
        yield Prompt("seizure", "now" if now >= due_at else "soon", due_at)
    warm = seen.warm_since
    if (
        warm is not None
        and seen.temperature is not None
        and (seen.cooled_at is None or seen.cooled_at < warm)
    ):
        yield Prompt("cool", "now", None, (("temperature_celsius", seen.temperature),))
    uneasy = seen.uneasy_since
    if uneasy is not None and (seen.calmed_at is None or seen.calmed_at < uneasy):
        yield Prompt("calm", "now", None, (("agitation", seen.agitation or ""),))


def _sugar(ladder: EmergencyLadder, seen: Seen) -> Iterator[Prompt]:
    if seen.glucose is None:
        if seen.had_seizure or seen.state in ("confused", "voice", "pain", "unresponsive"):
            yield Prompt("measure_glucose", "info")
    elif seen.glucose < ladder.low_glucose_mmol_per_litre:
        assert seen.glucose_at is not None
        if seen.sugar_at is None or seen.sugar_at < seen.glucose_at:
            yield Prompt("give_glucose", "now", None, (("glucose_mmol_per_litre", seen.glucose),))


def _looks(emergency: Emergency, rules: HouseRules, now: datetime) -> Iterator[Prompt]:
    looked = emergency.last_look_at or emergency.raised_at
    assert looked is not None
    due_at = looked + timedelta(seconds=rules.emergency.look_again_seconds)
    yield Prompt("look", "now" if now >= due_at else "soon", due_at)
    if emergency.naloxone_at is not None:
        until = emergency.naloxone_at + timedelta(minutes=rules.limits.after_naloxone_watch_minutes)
        if now < until:
            every = rules.limits.after_naloxone_seen_every_minutes
            yield Prompt("naloxone_watch", "info", until, (("every_minutes", every),))


__all__ = ["Level", "Prompt", "PromptCode", "prompts"]
