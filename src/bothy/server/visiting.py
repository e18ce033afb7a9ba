"""A visit by file, of a house: a demo's own day, or one that never happened, drawn from what may leave the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from bothy.evidence.visit.day import Day, NoDay, Place
from bothy.evidence.visit.drawn import drawn_day
from bothy.evidence.visit.page import as_html
from bothy.evidence.visit.recorded import recorded_day
from bothy.journal import JournalError
from bothy.journal.errors import JournalMissing
from bothy.reports.facts.opened import Facts, fresh
from bothy.reports.near import NotThere
from bothy.reports.publish.making import CannotPublish
from bothy.reports.publish.store import NotAsSigned
from bothy.reports.publish.verify import past_of
from bothy.server.briefing import NotMade, tables_of
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home

Tell = Callable[[int, int], None]


class Made(msgspec.Struct, frozen=True):
    """``day``: as it is played."""

    html: bytes
    day: Day


def made_of(home: Home, asked: date | None = None, drawn: bool = False, seed: int = 1, tell: Tell | None = None) -> Made:
    """The file. ``asked``: a day of a demo's record; ``drawn``: also of a demo a day that never happened. Raises `NotMade`."""
    try:
        reader = open_journal(home)
        try:
            facts = fresh(home.folder, reader, tell)
            if asked is not None and not drawn:
                day = recorded_day(facts, asked)
            elif facts.demo and not drawn:
                day = recorded_day(facts)
            else:
                release = tables_of(facts, reader, past_of(facts, reader, facts.number, tell))
                if release is None:
                    raise NoDay("No month of this house is over yet, and a day is drawn from whole months only.")
                day = drawn_day(release, facts.calendar.latest.rules, _places(facts), seed)
        finally:
            reader.close()
    except (NoDay, NotThere, CannotPublish, JournalMissing) as fault:
        raise NotMade(str(fault)) from fault
    except (JournalError, NotAsSigned) as fault:
        raise NotMade(str(fault), record=True) from fault
    what = f"drawn (seed {seed}) from the tables of “briefing”, as they may leave the house," if day.drawn else "read"
    trace = f"This day was {what} from entries 1 to {facts.number:,} of the journal, digest {facts.digest.hex()}."
    return Made(as_html(day, facts.name, facts.demo, trace), day)


def _places(facts: Facts) -> tuple[Place, ...]:
    return tuple(sorted((Place(one.number, one.kind) for one in facts.calendar.places.values()), key=lambda one: one.number))
