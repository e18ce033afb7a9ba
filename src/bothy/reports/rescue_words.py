"""What each line of an emergency says, in words, for its printed record."""

from collections.abc import Callable
from uuid import UUID

from bothy.care import bodies as b
from bothy.care.bodies_batch import SubstanceDescribed
from bothy.care.body import Body
from bothy.care.words import WORDS, label

Who = Callable[[UUID | None], str]
"""What somebody of the staff is called on paper; "" for nobody."""


def in_words(body: Body, nth: int, who: Who) -> str:
    """One line in words. `nth`: of a dose of naloxone, which one it is."""
    said = _say(body, nth, who)
    return said[:1].upper() + said[1:]


def kind_of(body: Body) -> str:
    """How the line stands on paper: "look", "act", "dose", "ambulance" or "other"."""
    if isinstance(body, b.Observed):
        return "look"
    if isinstance(body, b.Acted):
        return "dose" if body.action == "naloxone" else "act"
    return "ambulance" if isinstance(body, b.AmbulanceMoved) else "other"


def _say(body: Body, nth: int, who: Who) -> str:
    if isinstance(body, b.EmergencyRaised):
        return _list("emergency raised", _where(body.where, body.place))
    if isinstance(body, b.EmergencyPlaced):
        there = _where(body.where, body.place)
        return f"moved to: {there}" if body.moved else f"where: {there}"
    if isinstance(body, b.StaffJoined):
        return f"{who(body.staff) or 'staff'} with the person"
    if isinstance(body, b.Observed):
        return _list(*signs(body)) or "looked"
    if isinstance(body, b.Acted):
        return _acted(body, nth)
    if isinstance(body, b.AmbulanceMoved):
        why = label("not_called_why", body.why) if body.why else body.reason
        return _list(f"ambulance: {label('ambulance_step', body.step)}", why)
    if isinstance(body, b.PresentationSaid):
        return f"looks like: {label('presentation', body.presentation)}"
    if isinstance(body, b.EmergencyClosed):
        return f"closed: {label('emergency_outcome', body.outcome)}"
    if isinstance(body, b.WatchMissed):
        return f"overdue: {label('rule', body.rule)} (level {body.level})" if f"rule.{body.rule}" in WORDS else "overdue"
    if isinstance(body, b.DepartureExplained):
        return f"explained: {label('departure', body.rule)}: {label('departure_why', body.why)}"
    if isinstance(body, b.Debriefed):
        return f"debrief, {label('debrief_of', body.of)}: {label('debrief_outcome', body.outcome)}"
    if isinstance(body, b.DutyDone):
        return _list(f"done: {body.duty}", label("duty_how", body.how), body.evidence or "")
    if isinstance(body, b.Noted):
        return "a note was written"
    if isinstance(body, SubstanceDescribed):
        names = body.substances if isinstance(body.substances, tuple) else ()
        told = [label("substance", one) for one in names] + [label("appearance", one) for one in body.appearances]
        return "substance described: " + (", ".join(told) or "not known")
    return label("kind", type(body).__name__)


def signs(seen: b.Observed) -> list[str]:
    """Each reading of a look in words, with its unit; what was not told is not among them."""
    told = []
    if seen.breathing is not None:
        said = label("breathing", seen.breathing)
        told.append(said if seen.breathing == "absent" else f"breathing {said}")
    if seen.breaths_per_minute is not None:
        told.append(f"{seen.breaths_per_minute} breaths/min")
    if seen.spo2_percent is not None:
        told.append(f"SpO₂ {seen.spo2_percent} %")
    if seen.oxygen_litres_per_minute:
        told.append(f"on oxygen {seen.oxygen_litres_per_minute:g} l/min")
    elif seen.on_oxygen is not None:
        told.append("on oxygen" if seen.on_oxygen else "on air")
    if seen.consciousness is not None:
        told.append(label("consciousness", seen.consciousness))
    told.extend(_gcs(seen))
    told += [
        f"{name} {label(name, getattr(seen, name))}" for name in ("skin", "pupils") if getattr(seen, name) is not None
    ]
    if seen.pulse_per_minute is not None:
        told.append(f"pulse {seen.pulse_per_minute}")
    if seen.systolic_mmhg is not None or seen.diastolic_mmhg is not None:
        upper, lower = ("?" if one is None else one for one in (seen.systolic_mmhg, seen.diastolic_mmhg))
        told.append(f"{upper}/{lower} mmHg")
    if seen.temperature_celsius is not None:
        told.append(f"{seen.temperature_celsius:g} °C")
    if seen.glucose_mmol_per_litre is not None:
        told.append(f"glucose {seen.glucose_mmol_per_litre:g} mmol/l")
    for name in ("chest_pain", "stroke_signs"):
        value = getattr(seen, name)
        if value is not None:
            told.append(label("sign", name) if value else f"no {label('sign', name)}")
    told += [label(name, getattr(seen, name)) for name in ("seizure", "agitation") if getattr(seen, name) is not None]
    return told


def _gcs(seen: b.Observed) -> list[str]:
    parts = (("E", seen.gcs_eye), ("V", seen.gcs_verbal), ("M", seen.gcs_motor))
    told = " ".join(f"{name}{value}" for name, value in parts if value is not None)
    if seen.gcs_total is not None:
        return [f"GCS {seen.gcs_total}" + (f" ({told})" if told else "")]
    if not told:
        return []
    if all(value is not None for _, value in parts):
        return [f"GCS {sum(value or 0 for _, value in parts)} ({told})"]
    return [f"GCS {told}"]


def _acted(body: b.Acted, nth: int) -> str:
    dose = f"dose {nth}" if body.action == "naloxone" else ""
    return _list(
        label("action", body.action) + (f", {dose}" if dose else ""),
        f"{body.dose_mg:g} mg" if body.dose_mg is not None else "",
        label("naloxone_route", body.route) if body.route else "",
        f"{body.litres_per_minute:g} l/min" if body.litres_per_minute is not None else "",
        f"batch {body.batch}" if body.batch else "batch not read" if body.batch_unread else "",
    )


def _where(where: str, place: int | None) -> str:
    return f"place {place}" if place is not None else label("emergency_where", where)


def _list(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
