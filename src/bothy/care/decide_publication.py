"""What may happen to a publication: checked, then signed once, then sent or withdrawn.

Whether the bytes are there and are those of the digest is the office's to see; here it is seen that what
is signed is what was checked.
"""

from collections.abc import Iterable

from bothy.care import fold
from bothy.care.bodies_publication import (
    PublicationChecked,
    PublicationSent,
    PublicationSigned,
    PublicationWithdrawn,
)  # fmt: skip
from bothy.care.commands import Refusal, SignPublication
from bothy.care.house import Line
from bothy.care.wish import Case, Outcome, departure, refuse


def check_publication(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, PublicationChecked)
    return _no_draft(case, body.number) or (case.wish("publication-checked", body),)


def sign_publication(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, SignPublication)
    if objection := _no_draft(case, body.number):
        return objection
    same = [
        line
        for line in _lines(case)
        if isinstance(line.body, PublicationChecked) and _what(line.body) == _what(body)
    ]
    if not same:
        return refuse("publication_not_checked")
    # Two pairs of eyes: where one person did both, the record says so, and nothing is held up.
    alone = all(line.staff == case.actor.staff for line in same)
    signed = PublicationSigned(
        departures=(departure("signed_by_checker", body.reason),) if alone else (),
        set=body.set,
        since=body.since,
        until=body.until,
        revision=body.revision,
        number=body.number,
        digest=body.digest,
        sha256=body.sha256,
        made_with=body.made_with,
        revises=body.revises,
    )
    return (case.wish("publication-signed", signed),)


def withdraw_publication(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, PublicationWithdrawn)
    return _not_here(case) or _not_out(case) or (case.wish("publication-withdrawn", body),)


def send_publication(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, PublicationSent)
    return _not_here(case) or _not_out(case) or (case.wish("publication-sent", body),)


def _what(body: PublicationChecked | SignPublication) -> tuple[object, ...]:
    return body.set, body.since, body.until, body.number, body.digest, body.sha256


def _lines(case: Case) -> tuple[Line, ...]:
    return fold.find_lines(case.house, case.subject, case.recall)


def _signed(lines: Iterable[Line]) -> Line | None:
    return next((line for line in lines if isinstance(line.body, PublicationSigned)), None)


def _not_here(case: Case) -> Refusal | None:
    """On a tablet there are no figures to look at, and no bytes to freeze."""
    return refuse("office_only") if case.actor.device is not None else None


def _no_draft(case: Case, number: int) -> Refusal | None:
    """Whether this is none of a draft that the office looks at: `number` is the entry on which its figures rest."""
    if objection := _not_here(case):
        return objection
    if number > case.house.number:
        return refuse("publication_ahead", number=number)
    return refuse("publication_already_signed") if _signed(_lines(case)) is not None else None


def _not_out(case: Case) -> Refusal | None:
    lines = _lines(case)
    if _signed(lines) is None:
        return refuse("publication_not_signed")
    withdrawn = next((line for line in lines if isinstance(line.body, PublicationWithdrawn)), None)
    if withdrawn is not None:
        return refuse("publication_withdrawn", at=case.clock(withdrawn.happened_at))
    return None
