"""What a register's page is made of, and how moments, people and words are shown on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care import history
from bothy.care.bodies import Noted
from bothy.care.hours import business_day, local
from bothy.care.house import House, Line
from bothy.care.words import label
from bothy.people.devices import devices
from bothy.people.models import Note
from bothy.people.names import names_for

FORGOTTEN = "(forgotten)"


class Row(msgspec.Struct, frozen=True):
    """One line of a table. ``subject``: whose page or form it is; ``warn``: something on it needs a person."""

    cells: tuple[str, ...]
    subject: UUID | None = None
    href: str = ""
    warn: bool = False
    state: str = ""
    act: str = ""


class Table(msgspec.Struct, frozen=True):
    """A register over a period. ``lead``: how it stands now; ``notes``: what else there is to say of the period, ``findings`` what does not add up."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str
    lead: str = ""
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Look(msgspec.Struct, frozen=True):
    """Who looks at what: the period by the facility's days, and whether names may be seen."""

    house: House
    now: datetime
    since: date
    until: date
    named: bool

    def inside(self, *moments: datetime | None) -> bool:
        """Whether one of these lies in the period."""
        return any(self.since <= business_day(self.house, at) <= self.until for at in moments if at is not None)

    def when(self, at: datetime | None) -> str:
        """A moment as clocks here show it; the day is not broken over two lines."""
        return "" if at is None else local(self.house, at).strftime("%-d\N{NO-BREAK SPACE}%b\N{NO-BREAK SPACE}%Y, %H:%M")

    def staff(self, *who: UUID | None) -> str:
        known = devices.staff()
        return " and ".join(known[id]["name"] if id in known else "somebody" for id in who if id is not None)

    def person(self, person: UUID | None) -> str:
        """A chosen name, for those who may see it."""
        if person is None or not self.named:
            return ""
        found = names_for([person]).get(person)
        return FORGOTTEN if found is None else f"{found.name} {found.tag}".strip()


def said(name: str, code: str | None) -> str:
    return "" if code is None else label(name, code)


def yes_no(value: bool | None, yes: str = "yes", no: str = "no") -> str:
    return "" if value is None else yes if value else no


def words_of(lines: Iterable[Line], about: Sequence[str]) -> dict[UUID, list[str]]:
    """The notes of each subject about these things, the first first; of a forgotten one that it was."""
    standing = [one for one in _standing(lines) if isinstance(one.body, Noted) and one.body.about in about]
    digests = [one.body.digest for one in standing if isinstance(one.body, Noted)]
    texts = dict(Note.objects.filter(digest__in=digests).values_list("digest", "text"))
    found: dict[UUID, list[str]] = {}
    for one in standing:
        assert isinstance(one.body, Noted)
        found.setdefault(one.subject, []).append(texts.get(one.body.digest, FORGOTTEN))
    return found


def _standing(lines: Iterable[Line]) -> list[Line]:
    return history.standing(history.in_order(lines))


def period(house: House, now: datetime, told_since: str, told_until: str) -> tuple[date, date]:
    """The days that were asked for; the last four weeks where they were not, or cannot be read."""
    today = business_day(house, now)
    until = _day(told_until) or today
    since = _day(told_since) or until - timedelta(days=27)
    return (since, until) if since <= until else (until, since)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None
