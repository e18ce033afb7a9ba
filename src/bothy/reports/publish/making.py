"""A publication in the making: which months, which releases came before, and what differs from them."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from bothy.journal import Reader
from bothy.reports.draft import draft
from bothy.reports.facts.opened import Facts
from bothy.reports.protect import protect
from bothy.reports.publish.changes import changes
from bothy.reports.release import Change, Release
from bothy.reports.sets import SETS, ReportSet
from bothy.reports.wording import month_name, period_name

Months = Literal["so_far", "period"]


class CannotPublish(ValueError):
    """What was asked for cannot be published; the message says why and what to do."""


class Asked(msgspec.Struct, frozen=True):
    """What is to be published: a set by name, from the first month to the last."""

    set: str
    since: str
    until: str


class Before(msgspec.Struct, frozen=True):
    """A release that was signed, with the SHA-256 of its bytes as they were signed."""

    sha256: str
    release: Release


def set_named(name: str) -> ReportSet:
    """The set of that name. `CannotPublish` where there is none."""
    if name not in SETS:
        raise CannotPublish(f"There is no set of tables called {name!r}. There are: {', '.join(sorted(SETS))}.")
    return SETS[name]


def asked(facts: Facts, set: str, until: str = "", since: str = "", months: Months = "so_far") -> Asked:
    """What is meant. Without `until` the last month that is over; without `since` the year so far.

    A record that is younger than a year is printed from its beginning. `CannotPublish`.
    """
    set_named(set)
    span = facts.span()
    over = [month for month in span if facts.complete(month)]
    if not over:
        raise CannotPublish("No month of this house is over yet. The first can be published once it is.")
    until = until or over[-1]
    if until not in span:
        raise CannotPublish(
            f"Nothing is recorded for {_named(until)}: the record runs from {month_name(span[0])} to {month_name(span[-1])}."
        )
    if until not in over:
        raise CannotPublish(f"{month_name(until)} is not over. What still grows is not published; the last whole month is {month_name(over[-1])}.")
    if since and since not in span:
        raise CannotPublish(f"Nothing is recorded for {_named(since)}: the record begins in {month_name(span[0])}.")
    if not since:
        here = span[: span.index(until) + 1]
        so_far = here if len(here) <= 12 else [month for month in here if month[:4] == until[:4]]
        since = until if months == "period" else so_far[0]
    if since > until:
        raise CannotPublish(f"{month_name(since)} is after {month_name(until)}: give the earlier month first.")
    return Asked(set, since, until)


def _named(month: str) -> str:
    try:
        return month_name(month)
    except ValueError:
        return f"{month!r} (a month is written 2025-08)"


def make(facts: Facts, reader: Reader, asked: Asked, past: Sequence[Before]) -> Release:
    """The release of what was asked, with its revision note. `past`: all that were signed, in that order.

    The same facts and the same releases before give the same bytes.
    """
    earlier = [one.release for one in past]
    made = protect(draft(facts, set_named(asked.set), asked.since, asked.until), earlier)
    what = (made.set, made.since, made.until)
    same = [one for one in past if (one.release.set, one.release.since, one.release.until) == what]
    differing = changes(made, earlier, facts, reader)
    made = replace(
        made,
        revision=len(same),
        revises=same[-1].sha256 if same else "",
        changes=differing,
    )
    return replace(made, notes=(*_said(made, earlier, differing), *made.notes))


def _said(made: Release, earlier: Sequence[Release], differing: Sequence[Change]) -> list[str]:
    """What a reader of a revision must know before anything else."""
    said = []
    count = len(differing)
    figures = "1 figure differs" if count == 1 else f"{count:,} figures differ"
    if made.revision:
        what = f"Revision {made.revision} of {period_name(made.since, made.until)}: "
        rest = f"{figures} from what was published before; the revision note names each and why." if count else "no figure differs from what was published before."
        said.append(what + rest)
    elif count:
        said.append(f"{figures} from what was published before for the same months; the revision note names each and why.")
    said += _redefined(made, earlier)
    return said


def _redefined(made: Release, earlier: Sequence[Release]) -> list[str]:
    """Definitions whose words are not those of the release before."""
    before = [one for one in earlier if one.set == made.set]
    if not before:
        return []
    words = {one.name: one for one in before[-1].definitions}
    changed = [one.label for one in made.definitions if one.name in words and words[one.name] != one]
    return [f"Defined otherwise than in the publication before: {', '.join(changed)}."] if changed else []
