"""What may happen in an emergency: everything. Nothing here is ever refused."""

from datetime import timedelta

import msgspec
from msgspec.structs import replace

from bothy.care import ranges
from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    BatchCode,
    Debriefed,
    DepartureExplained,
    DutyDone,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    Observed,
    PresentationSaid,
    StaffJoined,
)  # fmt: skip
from bothy.care.bodies_batch import SubstanceDescribed
from bothy.care.body import Body, Departure
from bothy.care.completeness import completeness
from bothy.care.house import Emergency
from bothy.care.wish import Case, Outcome, Wish, departure, refuse


def raise_emergency(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, EmergencyRaised)
    if body.place is not None and body.where == "not_known":
        body = replace(body, where="place")
    return (case.wish("emergency-raised", body),)


def place_emergency(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, EmergencyPlaced)
    return _told(case, "emergency-placed", body)


def join_emergency(case: Case) -> Outcome:
    assert isinstance(case.body, StaffJoined)
    return _told(case, "staff-joined", case.body)


def observe(case: Case) -> Outcome:
    assert isinstance(case.body, Observed)
    return ranges.wrong(case.body) or _told(case, "observed", case.body)


def say_presentation(case: Case) -> Outcome:
    assert isinstance(case.body, PresentationSaid)
    return _told(case, "presentation-said", case.body)


def act(case: Case) -> Outcome:
    """The dose is kept whatever stands in the field for the batch; what is no batch number is not."""
    body = case.body
    assert isinstance(body, Acted)
    if body.batch is not None and not _is_batch(body.batch):
        body = replace(body, batch=None, batch_unread=body.batch.strip() != "")
    return _told(case, "acted", body)


def _is_batch(said: str) -> bool:
    try:
        msgspec.convert(said, BatchCode)
    except msgspec.ValidationError:
        return False
    return True


def describe_substance(case: Case) -> Outcome:
    assert isinstance(case.body, SubstanceDescribed)
    return _told(case, "substance-described", case.body)


def move_ambulance(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, AmbulanceMoved)
    emergency = case.emergency()
    if body.step == "not_called" and emergency is not None and asks_for_ambulance(case, emergency):
        body = replace(
            body,
            departures=_with(body.departures, departure("ambulance_not_called", body.why or body.reason)),
        )
    return _told(case, "ambulance-moved", body)


def close_emergency(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, EmergencyClosed)
    emergency = case.emergency() or Emergency(case.subject)
    departures = body.departures
    if body.outcome == "raised_in_error":
        within = timedelta(seconds=case.rules.emergency.raised_in_error_seconds)
        if emergency.raised_at is not None and case.at - emergency.raised_at > within:
            departures = _with(departures, departure("raised_in_error_late", ""))
    else:
        if emergency.ambulance is None and asks_for_ambulance(case, emergency):
            departures = _with(departures, departure("ambulance_not_called", ""))
        if completeness(emergency).reversed == "not_enough_information":
            departures = _with(departures, departure("too_little_recorded", ""))
    return _told(case, "emergency-closed", replace(body, departures=departures))


def explain_departure(case: Case) -> Outcome:
    assert isinstance(case.body, DepartureExplained)
    return _afterwards(case, "departure-explained", case.body)


def debrief(case: Case) -> Outcome:
    assert isinstance(case.body, Debriefed)
    return _afterwards(case, "debriefed", case.body)


def do_duty(case: Case) -> Outcome:
    assert isinstance(case.body, DutyDone)
    return _afterwards(case, "duty-done", case.body)


def _afterwards(case: Case, kind: str, body: Body) -> Outcome:
    """What is said after an emergency raises no new one."""
    if case.emergency() is None:
        return refuse("unknown_emergency")
    return (case.wish(kind, body),)


def asks_for_ambulance(case: Case, emergency: Emergency) -> bool:
    """Whether the house rules ask for an ambulance by now. A question of rules, not of medicine."""
    rule = case.rules.emergency.ambulance
    if rule == "always":
        return True
    if rule == "lead_decides" or emergency.naloxone_doses < 2:
        return False
    looks = [
        line.body.consciousness
        for line in emergency.lines
        if isinstance(line.body, Observed)
        and line.body.consciousness is not None
        and emergency.naloxone_at is not None
        and line.happened_at >= emergency.naloxone_at
    ]
    return not looks or looks[-1] in ("pain", "unresponsive")


def _with(departures: tuple[Departure, ...], more: Departure) -> tuple[Departure, ...]:
    """Each rule is departed from once; what staff said of it comes first."""
    return departures if any(said.rule == more.rule for said in departures) else (*departures, more)


def _told(case: Case, kind: str, body: Body) -> tuple[Wish, ...]:
    """What was told of an emergency nobody heard raised raises it: it must be on every screen."""
    told = case.wish(kind, body)
    if case.emergency() is not None:
        return (told,)
    return (case.wish("emergency-raised", EmergencyRaised()), told)
