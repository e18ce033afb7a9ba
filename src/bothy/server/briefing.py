"""The briefing of a home, and what it shows of itself, for verbs that have the home at hand and no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import msgspec

from bothy.evidence.claims.estimate import Estimate
from bothy.evidence.pages.of_house import Made, area_of, stood, tables_of
from bothy.journal import JournalError, Reader
from bothy.journal.errors import JournalMissing
from bothy.reports.facts.opened import fresh
from bothy.reports.near import NotThere
from bothy.reports.publish.making import CannotPublish
from bothy.reports.publish.store import NotAsSigned
from bothy.reports.publish.verify import past_of
from bothy.reports.release import Release
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home

Tell = Callable[[int, int], None]


class NotMade(Exception):
    """There is no briefing; the message says why and what to do. ``record``: something is wrong with the record, not with the question."""

    def __init__(self, sentence: str, record: bool = False) -> None:
        super().__init__(sentence)
        self.record = record


@contextmanager
def looking(home: Home) -> Iterator[Reader]:
    """The journal of a home; what goes wrong in the meantime is `NotMade`."""
    try:
        reader = open_journal(home)
        try:
            yield reader
        finally:
            reader.close()
    except (NotThere, CannotPublish, JournalMissing) as fault:
        raise NotMade(str(fault)) from fault
    except (JournalError, NotAsSigned) as fault:
        raise NotMade(str(fault), record=True) from fault


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
    with looking(home) as reader:
        return stood(home.folder, reader, at, cost, estimates, place, tell)


class Standing(msgspec.Struct, frozen=True):
    """What a house shows of itself now: its tables (None where no month is over), and the place whose figures are its city's."""

    release: Release | None
    area: str | None


def standing(home: Home, tell: Tell | None = None) -> Standing:
    """As the record stands. Raises `NotMade`."""
    with looking(home) as reader:
        facts = fresh(home.folder, reader, tell)
        return Standing(tables_of(facts, reader, past_of(facts, reader, facts.number, tell)), area_of(facts))
