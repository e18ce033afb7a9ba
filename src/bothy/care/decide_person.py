"""Who somebody is: registering, saying of one who was not looked up who it was, and that two are one."""

from datetime import timedelta
from uuid import UUID

from bothy.care import links
from bothy.care.bodies import PersonLinked, PersonRegistered
from bothy.care.commands import MergePerson, Refusal
from bothy.care.house import House, Person
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
    return _said(case, person, body)


def merge_person(case: Case) -> Outcome:
    """Somebody was registered twice, and a person who may says so: also of those who were looked up."""
    assert isinstance(case.body, MergePerson)
    person = case.house.people.get(case.subject)
    if person is None or person.registered_at is None:
        return refuse("unknown_person")
    if person.same_as == case.body.same_as:
        return refuse("linked_already")
    if person.same_as is not None:
        return refuse("merged_with_another")
    return _said(case, person, PersonLinked(same_as=case.body.same_as))


def _said(case: Case, person: Person, body: PersonLinked) -> Outcome:
    objection = cannot_be(case.house, case.subject, body.same_as)
    if objection is not None:
        return objection
    last = person.lines[-1].happened_at if person.lines else None
    after = case.at if last is None else max(case.at, last + timedelta(milliseconds=1))
    return (Wish("person-linked", case.subject, body, after),)


def cannot_be(house: House, person: UUID, same_as: UUID | None) -> Refusal | None:
    """Why this person cannot be that one: itself, nobody, or one of whom it is not known who they are.

    A link leads to somebody who stands for themselves. Whoever was looked up may be found to be another though
    others were found to be them: all of those then are that other, and taking it back parts them as they were.
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
    if known.forgotten_at is not None or house.people[person].forgotten_at is not None:
        return refuse("person_forgotten")
    if not house.people[person].looked_up and any(other == person for other in house.not_looked_up.values()):
        return refuse("others_linked_here")
    return None
