"""When the house rules ask for an ambulance: each condition that is met, and since when.

A condition that has been met stays met: a person who stopped breathing once did. Whether to call is for
people to decide; not calling is recorded with its reason.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bothy.care import history
from bothy.care.bodies_emergency import Acted, Observed
from bothy.care.house import Emergency
from bothy.care.rules import EmergencyLadder
from bothy.care.signs import awake, not_breathing
from bothy.care.vocabulary import AmbulanceCondition

ON_THE_WAY = frozenset(
    {"called", "arrived", "handed_over", "left_with_person", "declined_by_person", "left_without"}
)
"""Steps that say an ambulance was called."""

Met = tuple[AmbulanceCondition, datetime]


def conditions(ladder: EmergencyLadder, emergency: Emergency, now: datetime) -> tuple[Met, ...]:
    """The conditions of the rules that are met by `now`, those met first first, each with since when."""
    asked: set[str] = set(ladder.ambulance_when)
    if ladder.ambulance == "not_rousable_after_two_doses":
        asked.add("not_rousable_after_two_doses")
    first: dict[AmbulanceCondition, datetime] = {}
    if ladder.ambulance == "always" and emergency.raised_at is not None:
        first["every_emergency"] = emergency.raised_at
    for code, since in _met(ladder, emergency, now):
        if code in asked and since <= now and (code not in first or since < first[code]):
            first[code] = since
    return tuple(sorted(first.items(), key=lambda met: (met[1], met[0])))


def _met(ladder: EmergencyLadder, emergency: Emergency, now: datetime) -> Iterator[Met]:
    given = 0
    temperature: float | None = None
    state: str | None = None
    seizure_at: datetime | None = None
    seizures = 0
    long = timedelta(seconds=ladder.long_seizure_seconds)
    for line in history.standing(emergency.lines):
        body, at = line.body, line.happened_at
        if isinstance(body, Acted):
            if body.action in ("cpr", "aed_shock"):
                yield "cpr", at
            if body.action == "naloxone":
                given += 1
                if given == ladder.most_doses_before_review:
                    yield "most_doses_given", at
        if not isinstance(body, Observed):
            continue
        if not_breathing(body):
            yield "not_breathing", at
        state = awake(body) or state
        if given >= 2 and awake(body) in ("pain", "unresponsive"):
            yield "not_rousable_after_two_doses", at
        if body.chest_pain:
            yield "chest_pain", at
        if body.stroke_signs:
            yield "stroke_signs", at
        if body.agitation == "danger_to_self_or_others":
            yield "danger_to_self_or_others", at
        temperature = temperature if body.temperature_celsius is None else body.temperature_celsius
        if temperature is not None and temperature >= ladder.hot_from_celsius:
            yield "hot", at
        if (
            temperature is not None
            and temperature >= ladder.cool_from_celsius
            and state not in (None, "alert")
        ):
            yield "hot_and_confused", at
        if body.seizure == "started" and seizure_at is None:
            seizures += 1
            seizure_at = at
            yield ("seizure" if seizures == 1 else "second_seizure"), at
        elif body.seizure in ("stopped", "none") and seizure_at is not None:
            if at - seizure_at >= long:
                yield "long_seizure", seizure_at + long
            seizure_at = None
    if seizure_at is not None and now - seizure_at >= long:
        yield "long_seizure", seizure_at + long
