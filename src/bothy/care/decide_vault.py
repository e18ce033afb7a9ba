"""The vault, and those who ask from outside: what is written down of them, and what needs two."""

from datetime import timedelta
from uuid import UUID

from bothy.care.bodies_vault import (
    ConsentSaid,
    LinkageExported,
    LookReviewed,
    RequestAnswered,
    RequestDecided,
    RequestReceived,
    VaultKept,
    VaultOpened,
)  # fmt: skip
from bothy.care.commands import Refusal
from bothy.care.house import Line
from bothy.care.looks import looks
from bothy.care.requests import NOTHING_TO_GIVE, Request, requests
from bothy.care.wish import Case, Outcome, refuse

BREAKS_GLASS: tuple[str, ...] = ("nurse", "shift_lead")
"""Who works clinically, and may therefore open one part of one person without the permission, for a time."""


def say_consent(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, ConsentSaid)
    if body.on is not None and body.on > case.now.date() + timedelta(days=1):
        return refuse("consent_ahead")
    return _nobody(case) or (case.wish("consent-said", body),)


def keep_in_vault(case: Case) -> Outcome:
    assert isinstance(case.body, VaultKept)
    return _nobody(case) or (case.wish("vault-kept", case.body),)


def open_vault(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, VaultOpened)
    if (objection := _nobody(case)) is not None:
        return objection
    if body.break_glass:
        if case.actor.role not in BREAKS_GLASS:
            return refuse("glass_is_for_clinical_work")
        longest = case.at + timedelta(minutes=case.rules.break_glass_minutes)
        if body.until is None or not case.at < body.until <= longest:
            return refuse("glass_too_long", minutes=case.rules.break_glass_minutes)
    elif body.until is not None:
        return refuse("glass_not_broken")
    return (case.wish("vault-opened", body),)


def review_look(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, LookReviewed)
    look = next((one for one in looks(_lines(case)) if one.id == body.look), None)
    if look is None:
        return refuse("unknown_entry")
    if not look.break_glass:
        return refuse("look_needs_no_review")
    if look.by == case.actor.staff:
        return refuse("own_look")
    return (case.wish("look-reviewed", body),)


def export_linkage(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, LinkageExported)
    if body.consent != "linkage":
        return refuse("linkage_only")
    return _alone(case, body.second) or (case.wish("linkage-exported", body),)


def receive_request(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RequestReceived)
    if body.about is not None and body.about not in case.house.people:
        return refuse("unknown_person")
    if _request(case) is not None:
        return refuse("request_known")
    return (case.wish("request-received", body),)


def decide_request(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RequestDecided)
    found = _request(case)
    if found is None:
        return refuse("unknown_subject")
    if found.state == "answered":
        return refuse("request_answered")
    if body.decision != "withdrawn" and "decide-request" in case.rules.two_person_acts:
        objection = _alone(case, body.second)
        if objection is not None:
            return objection
    return (case.wish("request-decided", body),)


def answer_request(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, RequestAnswered)
    found = _request(case)
    if found is None or not found.decisions:
        return refuse("request_not_decided")
    if found.decisions[-1].body.decision in NOTHING_TO_GIVE and body.given != "nothing":
        return refuse("request_was_refused")
    return (case.wish("request-answered", body),)


def _request(case: Case) -> Request | None:
    return next((one for one in requests(_lines(case)) if one.id == case.subject), None)


def _nobody(case: Case) -> Refusal | None:
    return refuse("unknown_person") if case.subject not in case.house.people else None


def _alone(case: Case, second: UUID | None) -> Refusal | None:
    return refuse("needs_two") if second is None or second == case.actor.staff else None


def _lines(case: Case) -> tuple[Line, ...]:
    return () if case.recall is None else tuple(case.recall(case.subject))
