"""Signed publications as facts: so that whoever brings the facts up to date knows what is out."""

from bothy.care.bodies_publication import PublicationSent, PublicationSigned, PublicationWithdrawn
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject
from bothy.reports.facts.visits import Rows


def add_publication(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one publication into `out`; what was never signed is none."""
    signed = next((line for line in subject.lines if isinstance(line[4], PublicationSigned)), None)
    if signed is None:
        return
    at, number, _, _, body = signed
    assert isinstance(body, PublicationSigned)
    withdrawn = any(isinstance(line[4], PublicationWithdrawn) for line in subject.lines)
    sent = any(isinstance(line[4], PublicationSent) for line in subject.lines)
    last = max(line[1] for line in subject.lines)
    told = (body.set, body.since, body.until, body.revision, body.number, body.sha256, withdrawn, sent)
    out["publication"].append((subject.id, calendar.day_of(at), at, *told, number, last))
