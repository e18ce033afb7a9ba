"""The briefing of a house, from its journal as it stands or stood on a day: what the command line and the page share.

Facts are folded up to the last entry of that day, and the publications that were out by then are made again where their bytes
are gone: so the same record gives the same bytes, whenever it is asked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from bothy import __version__
from bothy.evidence.briefing.carried import awaited_of, city_of, place_of
from bothy.evidence.briefing.house import pairs
from bothy.evidence.briefing.making import Record, brief
from bothy.evidence.briefing.pdf import as_pdf
from bothy.evidence.briefing.published import Published
from bothy.evidence.briefing.told import Brief
from bothy.evidence.claims.estimate import Estimate
from bothy.evidence.claims.judging import judge
from bothy.journal import JournalError, Reader
from bothy.journal.errors import JournalMissing
from bothy.journal.lean import digest_at
from bothy.reports.departed import first_since
from bothy.reports.facts.opened import Facts, fresh
from bothy.reports.near import NotThere
from bothy.reports.publish.entries import Publication, signed
from bothy.reports.publish.making import Asked, Before, CannotPublish, make
from bothy.reports.publish.store import NotAsSigned
from bothy.reports.publish.verify import past_of
from bothy.reports.release import Release
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home

Tell = Callable[[int, int], None]

MONTHS_SHOWN = 12
"""Of a longer record the last so many are shown."""

TABLE = "thistle"
"""The set whose publication stands in a briefing, where it is published; else whichever was signed last."""


class NotMade(Exception):
    """There is no briefing; the message says why and what to do. ``record``: something is wrong with the record, not with the question."""

    def __init__(self, sentence: str, record: bool = False) -> None:
        super().__init__(sentence)
        self.record = record


class Made(msgspec.Struct, frozen=True):
    """``number``, ``digest``: the last entry that it rests on."""

    told: Brief
    number: int
    digest: str

    def pdf(self) -> bytes:
        """Four pages."""
        return as_pdf(self.told)


def made_of(
    home: Home,
    at: date | int | None = None,
    cost: str = "",
    estimates: Sequence[Estimate] = (),
    place: str = "",
    tell: Tell | None = None,
) -> Made:
    """The briefing, as the record stood ``at`` the end of a day or at an entry (None: as it stands). Raises `NotMade`; writes no entry.

    ``place``: the police division whose figures are shown, of those that are carried. BadTable for another.
    """
    try:
        reader = open_journal(home)
        try:
            if at is None:
                return _made(fresh(home.folder, reader, tell), reader, cost, estimates, place, tell)
            number = _at_entry(reader, at) if isinstance(at, int) else _at_day(fresh(home.folder, reader, tell), reader, at)
            with tempfile.TemporaryDirectory(prefix="bothy-briefing-") as folder:
                facts = fresh(Path(folder), reader, tell, upto=number)
                return _made(facts, reader, cost, estimates, place, tell)
        finally:
            reader.close()
    except (NotThere, CannotPublish, JournalMissing) as fault:
        raise NotMade(str(fault)) from fault
    except (JournalError, NotAsSigned) as fault:
        raise NotMade(str(fault), record=True) from fault


def _at_entry(reader: Reader, number: int) -> int:
    if not 1 <= number <= reader.head().number:
        raise NotMade(f"There is no entry {number:,}: the record ends with entry {reader.head().number:,}.")
    return number


def _at_day(facts: Facts, reader: Reader, at: date) -> int:
    """The last entry that was written before the end of a day of the house."""
    ends = datetime.combine(at + timedelta(days=1), time(), tzinfo=_zone(facts)).astimezone(UTC)
    number = first_since(reader, ends)
    if number == 0:
        raise NotMade(f"Nothing was recorded by {at.isoformat()}: the record begins later. Choose a later day.")
    return number


def _zone(facts: Facts) -> ZoneInfo:
    return facts.calendar.latest.zone


def _made(facts: Facts, reader: Reader, cost: str, estimates: Sequence[Estimate], place: str, tell: Tell | None) -> Made:
    digest = digest_at(reader, facts.number)
    assert digest is not None
    entry = next(iter(reader.entries(facts.number - 1, facts.number)))
    past = past_of(facts, reader, facts.number, tell)
    record = Record(
        facility=facts.name,
        demo=facts.demo,
        number=facts.number,
        digest=digest.hex(),
        day=entry.recorded_at.astimezone(_zone(facts)).date(),
        made_with=__version__,
        pairs=pairs(facts.calendar.latest.rules, facts.calendar.places),
    )
    rules = facts.calendar.latest.rules
    area = place_of("" if rules is None else rules.jurisdiction, place)
    verdicts = judge(estimates, awaited=() if area is None else awaited_of(area))
    city = None if area is None else city_of(area, _opened(facts), record.day, facts.demo)
    told = brief(record, tables_of(facts, reader, past), verdicts, _published(facts, reader, past), city, cost)
    return Made(told, record.number, record.digest)


def _opened(facts: Facts) -> date | None:
    """The first day of service."""
    span = facts.span()
    return facts.first_day(span[0]) if span else None


def tables_of(facts: Facts, reader: Reader, past: Sequence[Before]) -> Release | None:
    """The briefing's own tables, settled beside everything that is out already. None where no month is over."""
    over = [month for month in facts.span() if facts.complete(month)]
    if not over:
        return None
    span = facts.span()
    shown = span[: span.index(over[-1]) + 1][-MONTHS_SHOWN:]
    return make(facts, reader, Asked("briefing", shown[0], shown[-1]), past)


def _published(facts: Facts, reader: Reader, past: Sequence[Before]) -> Published | None:
    """The publication that was signed last, of the set that is the house's own page where there is one."""
    by_digest = {one.sha256: one.release for one in past}
    out: list[Publication] = [one for one in signed(facts, reader, facts.number) if one.withdrawn is None and one.sha256 in by_digest]
    chosen = [one for one in out if one.set == TABLE] or out
    if not chosen or chosen[-1].signed is None:
        return None
    last, act = chosen[-1], chosen[-1].signed
    return Published(release=by_digest[last.sha256], sha256=last.sha256, signed_on=act.at.astimezone(_zone(facts)).date(), entry=act.number)
