"""Forgetting a person, letting old words go, and showing them what is held: both are done in the office, where the rows lie."""

from uuid import UUID

from bothy.care import board, links
from bothy.care.bodies_people import HeldShown, PersonForgotten, WordsErased
from bothy.care.wish import Case, Outcome, Wish, refuse, whole_milliseconds


def forget_person(case: Case) -> Outcome:
    """One entry for every id under which they were entered, so that no later parting brings one of them back.

    Dated now: what was entered before it and is heard of later is counted, and its words are not kept.
    """
    body = case.body
    assert isinstance(body, PersonForgotten)
    person = case.house.people.get(case.subject)
    if person is None or person.registered_at is None:
        return refuse("unknown_person")
    if board.person_visits(case.house, case.subject):
        return refuse("person_is_here")
    ids = [one for one in links.family(case.house, case.subject) if _still_known(case, one)]
    if not ids:
        return refuse("forgotten_already")
    now = whole_milliseconds(case.now)
    return tuple(Wish("person-forgotten", one, body, now) for one in ids)


def _still_known(case: Case, one: UUID) -> bool:
    person = case.house.people.get(one)
    return person is not None and person.forgotten_at is None


def erase_words(case: Case) -> Outcome:
    assert isinstance(case.body, WordsErased)
    return (case.wish("words-erased", case.body),)


def note_held_shown(case: Case) -> Outcome:
    assert isinstance(case.body, HeldShown)
    if case.subject not in case.house.people:
        return refuse("unknown_person")
    return (case.wish("held-shown", case.body),)
