"""Adding one line to an emergency. Nothing is ever refused here; what does not fit gets a review."""

from collections.abc import Callable

from msgspec.structs import replace

from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    Debriefed,
    DepartureExplained,
    DutyDone,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    Observed,
    PresentationSaid,
    StaffJoined,
    WatchMissed,
)  # fmt: skip
from bothy.care.bodies_batch import SubstanceDescribed
from bothy.care.house import Debrief, DutyKept, Emergency, Explained, Line, Review


def add(emergency: Emergency, line: Line) -> Emergency:
    """The emergency after `line`, which happened last. Lines and corrections are the caller's."""
    step = _STEPS.get(line.kind)
    return emergency if step is None else step(emergency, line)


def _review(emergency: Emergency, line: Line, why: str) -> Emergency:
    return replace(emergency, reviews=(*emergency.reviews, Review(line.id, why)))


def _if_closed(emergency: Emergency, line: Line) -> Emergency:
    return emergency if emergency.closed_at is None else _review(emergency, line, "after_close")


def _raised(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, EmergencyRaised)
    if emergency.raised_at is not None:
        return _review(emergency, line, "raised_twice")
    return replace(
        emergency,
        raised_at=line.happened_at,
        raised_by=line.staff,
        where=body.where,
        place=body.place,
        visit=body.visit,
        drill=body.drill,
    )


def _placed(emergency: Emergency, line: Line) -> Emergency:
    """Where it is, and who: the person is kept where only the place is said."""
    body = line.body
    assert isinstance(body, EmergencyPlaced)
    same_place = body.where == "place" and body.place is None
    return replace(
        _if_closed(emergency, line),
        where=body.where,
        place=emergency.place if same_place else body.place,
        visit=emergency.visit if body.visit is None else body.visit,
        moved_at=line.happened_at if body.moved else emergency.moved_at,
    )


def _joined(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, StaffJoined)
    if body.staff in emergency.staff:
        return emergency
    return replace(_if_closed(emergency, line), staff=(*emergency.staff, body.staff))


def _observed(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, Observed)
    on_oxygen = body.on_oxygen is True or bool(body.oxygen_litres_per_minute)
    seizure_at = emergency.seizure_at
    if body.seizure is not None:
        seizure_at = (seizure_at or line.happened_at) if body.seizure == "started" else None
    return replace(
        _if_closed(emergency, line),
        last_look_at=line.happened_at,
        oxygen_at=line.happened_at if on_oxygen and emergency.oxygen_at is None else emergency.oxygen_at,
        seizure_at=seizure_at,
    )


def _presentation_said(emergency: Emergency, line: Line) -> Emergency:
    assert isinstance(line.body, PresentationSaid)
    return replace(emergency, presentation=line.body.presentation)


def _acted(emergency: Emergency, line: Line) -> Emergency:
    """``oxygen_at`` is the first oxygen, ``naloxone_at`` the last dose: the next is reckoned from it."""
    body = line.body
    assert isinstance(body, Acted)
    emergency = _if_closed(emergency, line)
    if body.action == "naloxone":
        return replace(emergency, naloxone_at=line.happened_at, naloxone_doses=emergency.naloxone_doses + 1)
    if body.action == "oxygen" and emergency.oxygen_at is None:
        return replace(emergency, oxygen_at=line.happened_at)
    return emergency


def _ambulance(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, AmbulanceMoved)
    return replace(
        _if_closed(emergency, line),
        ambulance=body.step,
        ambulance_at=line.happened_at,
        ambulance_why=body.why,
        departures=(*emergency.departures, *body.departures),
    )


def _described(emergency: Emergency, line: Line) -> Emergency:
    """What a substance looked like is often said when all is over: that needs no review."""
    assert isinstance(line.body, SubstanceDescribed)
    return replace(emergency, described=line.body)


def _watch_missed(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, WatchMissed)
    return replace(emergency, watches_missed=(*emergency.watches_missed, (body.watch, body.level)))


def _closed(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, EmergencyClosed)
    if emergency.closed_at is not None:
        return _review(emergency, line, "closed_twice")
    return replace(
        emergency,
        closed_at=line.happened_at,
        outcome=body.outcome,
        presentation=_said_last(emergency, body),
        departures=(*emergency.departures, *body.departures),
    )


def _said_last(emergency: Emergency, body: EmergencyClosed) -> str:
    """A closing that does not know what it was takes nothing back that was said before."""
    said = emergency.presentation
    return body.presentation if said is None or body.presentation != "not_known" else said


# What follows is said when all is over: it needs no review.


def _explained(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, DepartureExplained)
    others = tuple(one for one in emergency.explained if one.rule != body.rule)
    return replace(emergency, explained=(*others, Explained(body.rule, body.why, line.happened_at)))


def _debriefed(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, Debriefed)
    said = Debrief(body.of, body.outcome, line.happened_at, body.led_by or line.staff)
    return replace(emergency, debriefs=(*emergency.debriefs, said))


def _duty_done(emergency: Emergency, line: Line) -> Emergency:
    body = line.body
    assert isinstance(body, DutyDone)
    kept = DutyKept(body.duty, body.how, line.happened_at, body.evidence)
    return replace(emergency, duties_kept=(*emergency.duties_kept, kept))


_STEPS: dict[str, Callable[[Emergency, Line], Emergency]] = {
    "emergency-raised": _raised,
    "emergency-placed": _placed,
    "staff-joined": _joined,
    "observed": _observed,
    "presentation-said": _presentation_said,
    "acted": _acted,
    "ambulance-moved": _ambulance,
    "substance-described": _described,
    "watch-missed": _watch_missed,
    "emergency-closed": _closed,
    "departure-explained": _explained,
    "debriefed": _debriefed,
    "duty-done": _duty_done,
}
