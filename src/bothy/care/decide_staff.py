"""Those who work here: what they are trained for, what they may, and guesses at their PINs."""

from bothy.care.bodies_staff import AccessChanged, CompetenceNoted, GuessingNoticed
from bothy.care.wish import Case, Outcome, refuse


def note_competence(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, CompetenceNoted)
    if body.until is not None and body.until < body.on:
        return refuse("ends_before_it_begins")
    return (case.wish("competence-noted", body),)


def note_access(case: Case) -> Outcome:
    assert isinstance(case.body, AccessChanged)
    return (case.wish("access-changed", case.body),)


def notice_guessing(case: Case) -> Outcome:
    assert isinstance(case.body, GuessingNoticed)
    if not case.actor.system:
        return refuse("house_only")
    return (case.wish("guessing-noticed", case.body),)
