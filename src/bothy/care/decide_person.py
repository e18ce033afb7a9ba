"""Who somebody is: registering, and saying of one who was not looked up who it was."""

from datetime import timedelta
from uuid import UUID

from bothy.care import links
from bothy.care.bodies import PersonLinked, PersonRegistered
from bothy.care.commands import Refusal
from bothy.care.house import House
from bothy.care.wish import Case, Outcome, Wish, refuse


def register_person(case: Case) -> Outcome:
    assert isinstance(case.body, PersonRegistered)
    return (case.wish("person-registered", case.body),)


def link_person(case: Case) -> Outcome:
    """The desk says who it was; what was said before gives way, whatever the clocks of the tablets said."""
    body = case.body
    assert isinstance(body, PersonLinked)
    person = case.house.people.get(case.subject)
    if person is None or person.registered_at is None:
        return refuse("unknown_person")
    if person.looked_up:
        return refuse("was_looked_up")
    if person.linked_at is not None and person.same_as == body.same_as:
        return refuse("linked_already")
    objection = cannot_be(case.house, case.subject, body.same_as)
    if objection is not None:
        return objection
    after = (
        max(case.at, person.lines[-1].happened_at + timedelta(milliseconds=1)) if person.lines else case.at
    )
    return (Wish("person-linked", case.subject, body, after),)


def cannot_be(house: House, person: UUID, same_as: UUID | None) -> Refusal | None:
    """Why this person cannot be that one: itself, nobody, or one of whom it is not known who they are.

    A link leads to somebody who stands for themselves, so nobody has to follow one through others.
    """
    if same_as is None:
        return None
    if same_as == person:
        return refuse("link_to_itself")
    known = house.people.get(same_as)
    if known is None or known.registered_at is None:
        return refuse("unknown_person")
    if known.same_as is not None:
        return refuse("link_to_linked")
    if links.is_open(known):
        return refuse("link_to_open")
    if any(other == person for other in house.not_looked_up.values()):
        return refuse("others_linked_here")
    return None
