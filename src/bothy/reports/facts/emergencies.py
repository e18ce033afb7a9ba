"""An emergency's lines as facts: the emergency, its observations and its actions.

Whether it was reversed is never asked as a field: it is read from what was observed before the first
treatment and after the last. Where too little was recorded to say, the answer is "not_enough".
"""

from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    Observed,
)
from bothy.care.bodies_batch import SubstanceDescribed
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject
from bothy.reports.facts.visits import Rows

_MINUTE = 60_000_000
_TREATMENTS = frozenset(
    {"oxygen", "naloxone", "rescue_breaths", "airway_opened", "airway_adjunct", "cpr", "aed_shock"}
)
_POOR_BREATHING = frozenset({"slow", "shallow", "gasping", "absent"})
_POOR_CONSCIOUSNESS = frozenset({"pain", "unresponsive"})
_AMBULANCE = (
    "left_with_person",
    "handed_over",
    "arrived",
    "left_without",
    "stood_down",
    "called",
    "not_called",
)
_LOW_BREATHS_PER_MINUTE = 10
_LOW_SPO2_PERCENT = 90


def add_emergency(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one emergency's rows into `out`. Lines of an emergency that nobody raised make none."""
    raised: int | None = None
    where, place, visit = "not_known", None, None
    closed_at = outcome = presentation = debrief = oxygen_at = None
    doses = 0
    ambulance: set[str] = set()
    described: SubstanceDescribed | None = None
    drill = False
    observations: list[tuple[int, Observed]] = []
    treatments: list[int] = []
    for at, number, _, _, body in subject.lines:
        trace = (number, subject.last(number))
        if isinstance(body, EmergencyRaised):
            if raised is None:
                raised, where, place, visit, drill = at, body.where, body.place, body.visit, body.drill
        elif isinstance(body, EmergencyPlaced):
            place = place if body.where == "place" and body.place is None else body.place
            where, visit = body.where, body.visit or visit
        elif isinstance(body, Observed):
            observations.append((at, body))
            out["observation"].append(
                (
                    subject.id,
                    calendar.day_of(at),
                    at,
                    body.breathing,
                    body.breaths_per_minute,
                    body.spo2_percent,
                    body.on_oxygen,
                    body.consciousness,
                    body.pulse_per_minute,
                    body.systolic_mmhg,
                    body.temperature_celsius,
                    *trace,
                )  # fmt: skip
            )
        elif isinstance(body, Acted):
            if body.action in _TREATMENTS:
                treatments.append(at)
            if body.action == "oxygen" and oxygen_at is None:
                oxygen_at = at
            doses += body.action == "naloxone"
            out["action"].append(
                (subject.id, calendar.day_of(at), at, body.action, body.dose_mg, body.route, *trace)
            )
        elif isinstance(body, SubstanceDescribed):
            described = body
        elif isinstance(body, AmbulanceMoved):
            ambulance.add(body.step)
        elif isinstance(body, EmergencyClosed) and closed_at is None:
            closed_at, outcome, presentation, debrief = at, body.outcome, body.presentation, body.debrief_done
    if raised is None:
        return
    numbers = [line[1] for line in subject.lines]
    out["emergency"].append(
        (
            subject.id,
            calendar.day_of(raised),
            raised,
            visit.bytes if visit else None,
            where,
            place,
            closed_at,
            outcome,
            presentation,
            oxygen_at is not None,
            None if oxygen_at is None else (oxygen_at - raised) / _MINUTE,
            doses,
            next((step for step in _AMBULANCE if step in ambulance), None),
            len(observations),
            _reversed(observations, treatments, outcome),
            debrief,
            drill,
            *_described(described),
            min(numbers),
            subject.last(max(numbers)),
        )  # fmt: skip
    )


def _described(said: SubstanceDescribed | None) -> tuple[list[str] | None, list[str] | None]:
    if said is None:
        return None, None
    return (list(said.substances) if isinstance(said.substances, tuple) else None), list(said.appearances)


def _reversed(observations: list[tuple[int, Observed]], treatments: list[int], outcome: str | None) -> str:
    """yes, no, not_treated or not_enough: from the last look before treatment and the last look after it."""
    if outcome == "died":
        return "no"
    if not treatments:
        return "not_treated"
    first, last = min(treatments), max(treatments)
    before = [_poor(body) for at, body in observations if at <= first]
    after = [_poor(body) for at, body in observations if at > last]
    told_before = [poor for poor in before if poor is not None]
    told_after = [poor for poor in after if poor is not None]
    if not told_before or not told_after:
        return "not_enough"
    return "yes" if told_before[-1] and not told_after[-1] else "no"


def _poor(seen: Observed) -> bool | None:
    """Whether breathing, oxygen or consciousness were poor; None when breathing or consciousness was not told."""
    breathing = [
        None if seen.breathing is None else seen.breathing in _POOR_BREATHING,
        None if seen.breaths_per_minute is None else seen.breaths_per_minute < _LOW_BREATHS_PER_MINUTE,
    ]
    told = [poor for poor in breathing if poor is not None]
    if not told or seen.consciousness is None:
        return None
    low_oxygen = seen.spo2_percent is not None and seen.spo2_percent < _LOW_SPO2_PERCENT
    return any(told) or low_oxygen or seen.consciousness in _POOR_CONSCIOUSNESS
