"""A visit by file, of a house: a demo's own day, or one that never happened, drawn from what may leave the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from bothy.evidence.pages.of_house import tables_of
from bothy.evidence.visit.day import Day, NoDay, Place
from bothy.evidence.visit.drawn import drawn_day
from bothy.evidence.visit.page import as_html
from bothy.evidence.visit.recorded import recorded_day
from bothy.journal import Reader
from bothy.reports.facts.opened import Facts, fresh
from bothy.reports.publish.verify import past_of
from bothy.server.briefing import NotMade, looking
from bothy.server.home import Home

Tell = Callable[[int, int], None]


class Made(msgspec.Struct, frozen=True):
    """``day``: as it is played."""

    html: bytes
    day: Day


def made_of(home: Home, asked: date | None = None, drawn: bool = False, seed: int = 1, tell: Tell | None = None) -> Made:
    """The file. ``asked``: a day of a demo's record; ``drawn``: also of a demo a day that never happened. Raises `NotMade`."""
    with looking(home) as reader:
        facts = fresh(home.folder, reader, tell)
        try:
            day = _day(facts, reader, asked, drawn, seed, tell)
        except NoDay as fault:
            raise NotMade(str(fault)) from fault
    what = f"drawn (seed {seed}) from the tables of “briefing”, as they may leave the house," if day.drawn else "read"
    trace = f"This day was {what} from entries 1 to {facts.number:,} of the journal, digest {facts.digest.hex()}."
    return Made(as_html(day, facts.name, facts.demo, trace), day)


def _day(facts: Facts, reader: Reader, asked: date | None, drawn: bool, seed: int, tell: Tell | None) -> Day:
    if not drawn and (facts.demo or asked is not None):
        return recorded_day(facts, asked)
    release = tables_of(facts, reader, past_of(facts, reader, facts.number, tell))
    if release is None:
        raise NoDay("No month of this house is over yet, and a day is drawn from whole months only.")
    return drawn_day(release, facts.calendar.latest.rules, _places(facts), seed)


def _places(facts: Facts) -> tuple[Place, ...]:
    return tuple(sorted((Place(one.number, one.kind) for one in facts.calendar.places.values()), key=lambda one: one.number))
