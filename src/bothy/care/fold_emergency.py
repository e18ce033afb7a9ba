"""Adding one line to an emergency. Nothing is ever refused here; what does not fit gets a review."""

from collections.abc import Callable

from msgspec.structs import replace

from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    Observed,
    StaffJoined,
    WatchMissed,
)  # fmt: skip
from bothy.care.house import Emergency, Line, Review


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
    on_oxygen = body.on_oxygen is True
    return replace(
        _if_closed(emergency, line),
        last_look_at=line.happened_at,
        oxygen_at=line.happened_at if on_oxygen and emergency.oxygen_at is None else emergency.oxygen_at,
    )


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
        departures=(*emergency.departures, *body.departures),
    )


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
        presentation=body.presentation,
        departures=(*emergency.departures, *body.departures),
    )


_STEPS: dict[str, Callable[[Emergency, Line], Emergency]] = {
    "emergency-raised": _raised,
    "emergency-placed": _placed,
    "staff-joined": _joined,
    "observed": _observed,
    "acted": _acted,
    "ambulance-moved": _ambulance,
    "watch-missed": _watch_missed,
    "emergency-closed": _closed,
}
