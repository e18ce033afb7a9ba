"""The registers. What was found, seen or done is a fact and always taken where hands did it; a restriction is a decision.

Nobody here receives, weighs, prepares, tests or hands on a drug: a sealed bag lies somewhere, and goes to the
police or is destroyed. Where two are asked for, the second is somebody who confirmed with a PIN or a password of their own.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from bothy.care import fold_register, register_duties, register_incidents, register_items, register_visitors
from bothy.care.bodies_register import (
    DutyKept,
    IncidentMoved,
    IncidentOpened,
    ItemFound,
    ItemMoved,
    ItemsCounted,
    RestrictionMoved,
    RestrictionSet,
    VisitorCame,
    VisitorWent,
)  # fmt: skip
from bothy.care.body import Departure
from bothy.care.commands import Refusal
from bothy.care.fold_register import GONE
from bothy.care.hours import business_day
from bothy.care.house import Line
from bothy.care.register_items import Item, same_bag
from bothy.care.wish import Case, Outcome, departure, refuse


def find_item(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ItemFound)
    there = next((one for one in register_items.items_of(case.house) if same_bag(one.bag, body.bag)), None)
    if there is not None and not case.command.acted:
        return refuse("bag_taken", bag=body.bag, at=case.clock(there.found_at))
    second = _second(case, body.second)
    if isinstance(second, Refusal):
        return second
    twice = () if there is None else (departure("bag_twice", ""),)
    departures = (*body.departures, *_alone(case, "find-item", second), *twice)
    return (case.wish("item-found", msgspec.structs.replace(body, second=second, departures=departures)),)


def move_item(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ItemMoved)
    item = register_items.item(_file(case))
    if item is None:
        return refuse("unknown_item")
    if item.gone and not case.command.acted:
        return refuse("item_gone", at=case.clock(item.since))
    second = _second(case, body.second)
    if isinstance(second, Refusal):
        return second
    departures = (*body.departures, *_alone(case, "move-item", second), *_does_not_fit(item, body))
    return (case.wish("item-moved", msgspec.structs.replace(body, second=second, departures=departures)),)


def _does_not_fit(item: Item, body: ItemMoved) -> tuple[Departure, ...]:
    """What the record says of a move that is not as it should be. It is kept, and shown."""
    found = []
    if not same_bag(item.bag, body.bag):
        found.append(departure("bag_differs", ""))
    if body.to in GONE and body.receipt is None:
        found.append(departure("no_receipt", ""))
    if item.gone:
        found.append(departure("item_was_gone", ""))
    return tuple(found)


def count_items(case: Case) -> Outcome:
    """The house itself works out what is missing and what nobody knows: whoever counts says only what lies there."""
    body = case.body
    assert isinstance(body, ItemsCounted)
    second = _second(case, body.second)
    if isinstance(second, Refusal):
        return second
    should = register_items.in_safe(register_items.items_of(case.house), case.at)
    missing, unknown = register_items.compare(should, body.bags)
    counted = ItemsCounted(
        bags=body.bags,
        second=second,
        finding="differs" if missing or unknown else "as_it_should_be",
        missing=missing,
        unknown=unknown,
        departures=(*body.departures, *_alone(case, "count-items", second)),
    )
    return (case.wish("items-counted", counted),)


def open_incident(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, IncidentOpened)
    if body.about is not None and body.about not in case.house.people:
        return refuse("unknown_person")
    return (case.wish("incident-opened", body),)


def move_incident(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, IncidentMoved)
    incident = register_incidents.incident(_file(case))
    if incident is None:
        return refuse("unknown_incident")
    if incident.closed_at is not None and body.act != "opened_again" and not case.command.acted:
        return refuse("incident_closed", at=case.clock(incident.closed_at))
    return (case.wish("incident-moved", body),)


def set_restriction(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RestrictionSet)
    if case.subject not in case.house.people:
        return refuse("unknown_person")
    objection = _no_end(body.since, body)
    if objection is not None:
        return objection
    second = _second(case, body.second)
    if isinstance(second, Refusal):
        return second
    departures = (*body.departures, *_alone(case, "set-restriction", second))
    return (
        case.wish("restriction-set", msgspec.structs.replace(body, second=second, departures=departures)),
    )


def move_restriction(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RestrictionMoved)
    person = case.house.people.get(case.subject)
    if person is None:
        return refuse("unknown_person")
    restriction = next((one for one in person.restrictions if one.id == body.restriction), None)
    if restriction is None:
        return refuse("unknown_restriction")
    if body.step != "told" and restriction.over(case.at) and not case.command.acted:
        return refuse("restriction_over")
    if body.step == "changed":
        objection = _no_end(restriction.since, body)
        if objection is not None:
            return objection
    return (case.wish("restriction-moved", body),)


def _no_end(since: datetime, body: RestrictionSet | RestrictionMoved) -> Refusal | None:
    """Nobody is shut out without a day on which it ends or is looked at again."""
    if body.until is None and body.review_on is None:
        return refuse("restriction_needs_end")
    if body.until is not None and body.until <= since:
        return refuse("ends_before_it_begins")
    return None


def let_visitor_in(case: Case) -> Outcome:
    assert isinstance(case.body, VisitorCame)
    return (case.wish("visitor-came", case.body),)


def let_visitor_out(case: Case) -> Outcome:
    assert isinstance(case.body, VisitorWent)
    visitor = register_visitors.visitor(_file(case))
    if visitor is None:
        return refuse("unknown_visitor")
    if visitor.went_at is not None and not case.command.acted:
        return refuse("visitor_gone", at=case.clock(visitor.went_at))
    return (case.wish("visitor-went", case.body),)


def keep_duty(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, DutyKept)
    duty = register_duties.known(case.rules, body.duty)
    if duty is None or duty.every is None:
        return refuse("unknown_duty", duty=body.duty)
    first = register_duties.first_day(duty.every, body.period)
    if first > business_day(case.house, case.now):
        return refuse("period_not_begun")
    return (case.wish("duty-kept", msgspec.structs.replace(body, period=first)),)


def _file(case: Case) -> tuple[Line, ...]:
    """The lines of the subject, in the House or recalled."""
    held = case.house.registers.get(case.subject)
    if held is not None:
        return held.lines
    return (
        () if case.recall is None else fold_register.recalled(case.subject, case.recall(case.subject)).lines
    )


def _second(case: Case, second: UUID | None) -> UUID | Refusal | None:
    """The second person, where they confirmed it themselves. What was done already is kept without them."""
    if second is None or case.actor.system:
        return second
    if second == case.actor.staff:
        return None if case.command.acted else refuse("second_is_first")
    if second not in case.actor.beside:
        return None if case.command.acted else refuse("second_not_confirmed")
    return second


def _alone(case: Case, act: str, second: UUID | None) -> tuple[Departure, ...]:
    """What the record says where one did what takes two."""
    if act not in case.rules.two_person_acts or second is not None:
        return ()
    return (departure("done_by_one", ""),)
