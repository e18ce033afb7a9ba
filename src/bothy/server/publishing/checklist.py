"""What somebody looks at before figures are checked: worked out from the record, nothing typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from bothy.care.board import contests
from bothy.care.house import House
from bothy.journal import Reader
from bothy.reports.disclosure.outsider import Impossible, Sum, ranges
from bothy.reports.facts.opened import Facts
from bothy.reports.publish.changes import months_of
from bothy.reports.release import Release
from bothy.reports.whose import Whose
from bothy.reports.wording import month_name, period_name


class Item(msgspec.Struct, frozen=True):
    """`good`: nothing to do. `mind`: worth knowing before it is signed. `look`: something is still open."""

    state: Literal["good", "mind", "look"]
    what: str
    said: str


def checklist(release: Release, facts: Facts, house: House, reader: Reader) -> list[Item]:
    """The list, in the order in which one works through it."""
    months = months_of(f"{release.since}/{release.until}")
    return [
        _complete(release, facts),
        _newer(release, facts),
        _contests(house),
        _emergencies(facts, months),
        _not_looked_up(facts, months),
        _missing(release),
        _hidden(release),
        _differences(release),
    ]


def _complete(release: Release, facts: Facts) -> Item:
    if facts.complete(release.until):
        return Item("good", "The months are over", f"{period_name(release.since, release.until)} is complete: nothing but late entries can come.")
    return Item("look", "The months are over", f"{month_name(release.until)} still runs.")


def _newer(release: Release, facts: Facts) -> Item:
    more = facts.number - release.number
    if not more:
        return Item("good", "The record", f"The draft rests on entry {release.number:,}, the last there is.")
    return Item(
        "mind",
        "The record",
        f"{more:,} {'entry has' if more == 1 else 'entries have'} come since entry {release.number:,}, on which this draft rests. "
        "If any is about these months, make the draft again.",
    )


def _contests(house: House) -> Item:
    open_ones = len(contests(house))
    reviews = sum(bool(one.reviews) for one in (*house.visits.values(), *house.emergencies.values()))
    if not open_ones and not reviews:
        return Item("good", "Contested and to be looked at", "Nothing on the board waits to be settled or looked at.")
    return Item("look", "Contested and to be looked at", f"{open_ones} contested, {reviews} with an entry to look at: on the board, under what needs settling.")


def _emergencies(facts: Facts, months: Sequence[str]) -> Item:
    table = facts.table("emergency", months, ["closed_at"])
    still = table["closed_at"].null_count
    if not still:
        return Item("good", "Emergencies", f"All {len(table):,} emergencies of these months are closed." if len(table) else "There was no emergency in these months.")
    return Item("look", "Emergencies", f"{still} of {len(table)} are not closed: their outcome is missing from the figures.")


def _not_looked_up(facts: Facts, months: Sequence[str]) -> Item:
    whose = Whose(facts.table("person", None, ["subject", "age_band", "sex", "looked_up", "same_as", "said"]))
    came = set(facts.table("visit", months, ["person"])["person"].to_pylist())
    still = len(whose.open & came)
    if not still:
        return Item("good", "People not looked up", "Of everybody who came it is known who they are.")
    return Item("look", "People not looked up", f"Of {still} it is not said yet who they are, so counts of people are ranges. The desk can link them.")


def _missing(release: Release) -> Item:
    worst, of = 0.0, ""
    for grid in release.grids:
        for row in grid.rows:
            for column, one in zip(grid.columns, row.figures, strict=True):
                whole = (one.missing or 0) + (one.n if one.n is not None else one.k or 0)
                if one.missing and whole and one.missing / whole > worst:
                    worst, of = one.missing / whole, f"{column.label}, {row.label}"
    if not worst:
        return Item("good", "Not recorded", "No figure had to leave anything out for want of a record.")
    return Item("mind", "Not recorded", f"Of no figure more than {_percent(worst)} was not recorded; most of {of}.")


def _percent(share: float) -> str:
    """A share that is not nought never reads as nought."""
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{max(100 * share, 0.1):.1f} %"


def _hidden(release: Release) -> Item:
    below = release.rules.suppress_below
    if below is None:
        return Item("mind", "Kept back", "The house rules name this publication as exempt: every count is shown as it is.")
    given_away = len(_given_away(release, below))
    if given_away:
        return Item("look", "Kept back", f"{given_away} small {'count' if given_away == 1 else 'counts'} can be worked out from these tables, exactly. Do not sign.")
    if not release.hidden:
        return Item("good", "Kept back", f"Counts under {below} would be kept back; there are none.")
    return Item(
        "good" if release.proven else "mind",
        "Kept back",
        f"{release.hidden} figures are kept back{'' if release.proven else ', perhaps more than need be'}. "
        "The auditor, who knows these tables and their sums, cannot work out any small count exactly.",
    )


def _given_away(release: Release, below: int) -> list[str]:
    """Small counts that are not shown and that the sums tell exactly."""
    names = list(release.numbers)
    at = {name: i for i, name in enumerate(names)}
    sums = [
        Sum({at[name]: -1 if n == 0 else 1 for n, name in enumerate(one)})
        for one in release.sums
        if all(name in at for name in one)
    ]
    shown = list(release.numbers.values())
    try:
        found = ranges([number or 0 for number in shown], shown, sums)
    except Impossible:
        return []  # what is rounded does not add up, and tells nothing exactly
    return [
        name
        for name, number, (low, high) in zip(names, shown, found, strict=True)
        if number is None and low == high and 0 < low < below
    ]


def _differences(release: Release) -> Item:
    count = len(release.changes)
    unexplained = sum("not_explained" in one.why for one in release.changes)
    if unexplained:
        return Item("look", "Against what was published", f"{count} figures differ, and {unexplained} of them nothing in the journal explains. Find out before signing.")
    if count:
        return Item("mind", "Against what was published", f"{count} figures differ from what was published; the note says which and why.")
    return Item("good", "Against what was published", "No figure differs from what was published before.")
