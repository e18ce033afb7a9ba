"""The briefing of a house, from its facts and its journal as they stand or stood: what the page and the command line share.

The publications that were out by then are made again where their bytes are gone: so the same record gives the same bytes.
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
from bothy.journal import Reader
from bothy.journal.lean import digest_at
from bothy.reports.charts import Theme
from bothy.reports.departed import first_since
from bothy.reports.facts.opened import Facts, fresh
from bothy.reports.near import NotThere
from bothy.reports.publish.entries import Publication, signed
from bothy.reports.publish.making import Asked, Before, make
from bothy.reports.publish.verify import past_of
from bothy.reports.release import Release

Tell = Callable[[int, int], None]

MONTHS_SHOWN = 12
"""Of a longer record the last so many are shown."""

TABLE = "thistle"
"""The set whose publication stands in a briefing, where it is published; else whichever was signed last."""


class Made(msgspec.Struct, frozen=True):
    """``number``, ``digest``: the last entry that it rests on."""

    told: Brief
    number: int
    digest: str

    def pdf(self) -> bytes:
        """Four pages."""
        return as_pdf(self.told)


def stood(
    home: Path,
    reader: Reader,
    at: date | int | None = None,
    cost: str = "",
    estimates: Sequence[Estimate] = (),
    place: str = "",
    tell: Tell | None = None,
) -> Made:
    """The briefing as the record stood ``at`` the end of a day or at an entry (None: as it stands). `NotThere`, BadTable, JournalError, `NotAsSigned`."""
    facts = fresh(home, reader, tell)
    if at is None:
        return briefed(facts, reader, cost, estimates, place, tell)
    number = _at_entry(reader, at) if isinstance(at, int) else _at_day(facts, reader, at)
    with tempfile.TemporaryDirectory(prefix="bothy-briefing-") as folder:
        return briefed(fresh(Path(folder), reader, tell, upto=number), reader, cost, estimates, place, tell)


def _at_entry(reader: Reader, number: int) -> int:
    if not 1 <= number <= reader.head().number:
        raise NotThere(f"There is no entry {number:,}: the record ends with entry {reader.head().number:,}.")
    return number


def _at_day(facts: Facts, reader: Reader, at: date) -> int:
    """The last entry that was written before the end of a day of the house."""
    ends = datetime.combine(at, time(), tzinfo=zone_of(facts)) + timedelta(days=1)
    number = first_since(reader, ends.astimezone(UTC))
    if number == 0:
        raise NotThere(f"Nothing was recorded by {at.isoformat()}: the record begins later. Choose a later day.")
    return number


def briefed(
    facts: Facts, reader: Reader, cost: str = "", estimates: Sequence[Estimate] = (), place: str = "", tell: Tell | None = None, theme: Theme = "day"
) -> Made:
    """The briefing of these facts, up to their last entry. ``place``: the police division whose figures are shown. BadTable for another."""
    digest = digest_at(reader, facts.number)
    assert digest is not None
    entry = next(iter(reader.entries(facts.number - 1, facts.number)))
    past = past_of(facts, reader, facts.number, tell)
    record = Record(
        facility=facts.name,
        demo=facts.demo,
        number=facts.number,
        digest=digest.hex(),
        day=entry.recorded_at.astimezone(zone_of(facts)).date(),
        made_with=__version__,
        pairs=pairs(facts.calendar.latest.rules, facts.calendar.places),
    )
    rules = facts.calendar.latest.rules
    area = place_of("" if rules is None else rules.jurisdiction, place)
    verdicts = judge(estimates, awaited=() if area is None else awaited_of(area))
    city = None if area is None else city_of(area, _opened(facts), record.day, facts.demo, theme)
    told = brief(record, tables_of(facts, reader, past), verdicts, _published(facts, reader, past), city, cost, theme)
    return Made(told, record.number, record.digest)


def zone_of(facts: Facts) -> ZoneInfo:
    """The time zone by the rules that hold."""
    return facts.calendar.latest.zone


def area_of(facts: Facts) -> str | None:
    """The place whose carried figures are its city's, by its house rules; None where none are carried."""
    rules = facts.calendar.latest.rules
    return place_of("" if rules is None else rules.jurisdiction)


def _opened(facts: Facts) -> date | None:
    """The first day of service."""
    span = facts.span()
    return facts.first_day(span[0]) if span else None


def months_shown(facts: Facts) -> list[str]:
    """The last twelve months that are over, or as many as there are."""
    span = facts.span()
    over = [month for month in span if facts.complete(month)]
    return span[: span.index(over[-1]) + 1][-MONTHS_SHOWN:] if over else []


def tables_of(facts: Facts, reader: Reader, past: Sequence[Before]) -> Release | None:
    """The briefing's own tables, settled beside everything that is out already. None where no month is over."""
    shown = months_shown(facts)
    if not shown:
        return None
    return make(facts, reader, Asked("briefing", shown[0], shown[-1]), past)


def _published(facts: Facts, reader: Reader, past: Sequence[Before]) -> Published | None:
    """The publication that was signed last, of the set that is the house's own page where there is one."""
    by_digest = {one.sha256: one.release for one in past}
    out: list[Publication] = [one for one in signed(facts, reader, facts.number) if one.withdrawn is None and one.sha256 in by_digest]
    chosen = [one for one in out if one.set == TABLE] or out
    if not chosen or chosen[-1].signed is None:
        return None
    last, act = chosen[-1], chosen[-1].signed
    return Published(release=by_digest[last.sha256], sha256=last.sha256, signed_on=act.at.astimezone(zone_of(facts)).date(), entry=act.number)
