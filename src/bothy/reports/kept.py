"""What is kept back of a house that is not exempt: one answer for every page, file, chart and print.

Every count that any of them shows is a cell here, with the sums that bind it: the parts of a whole,
the months of a total, an indicator that is some rows of a breakdown. Were each table settled by
itself, two of them side by side would give away what either hides.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from msgspec.structs import replace

from bothy.care.vocabulary import codes
from bothy.reports.breakdowns import BREAKDOWNS, Breakdown, Part, stays_in_hours
from bothy.reports.disclosure import Cells, Key, hide
from bothy.reports.facts.referrals import LADDER
from bothy.reports.figures import Figure
from bothy.reports.indicators import MONTHLY, NEEDLE_ITEMS, NOT_ANSWERS, OUTSIDE
from bothy.reports.window import Window

Here = Callable[..., Key]
"""The cell of one period: `here("alone", "part", "yes")`."""

ALL = "all"
"""The period of all complete months together."""

_SAME: dict[tuple[str, str], tuple[str, ...]] = {
    ("emergency_rate", "k"): ("medical_emergencies", "k"),
    ("emergency_rate", "n"): ("injecting_episodes", "k"),
    ("share_other_or_not_recorded", "n"): ("injecting_episodes", "k"),
    ("share_heroin", "n"): ("share_cocaine", "n"),
    ("share_heroin_and_cocaine", "n"): ("share_cocaine", "n"),
    ("share_heroin", "missing"): ("share_cocaine", "missing"),
    ("share_heroin_and_cocaine", "missing"): ("share_cocaine", "missing"),
    ("emergency_naloxone", "n"): ("medical_emergencies", "k"),
    ("emergency_debriefed", "n"): ("medical_emergencies", "k"),
    ("emergency_reversed", "n"): ("reversal_known", "k"),
    ("emergency_reversed", "missing"): ("reversal_known", "rest"),
    ("would_have_used_alone", "k"): ("alone", "part", "yes"),
}
"""Numbers of an indicator that are another's too."""

_WHOLE: dict[str, tuple[str, ...]] = {
    "outcomes": ("medical_emergencies", "k"),
    "reversal": ("medical_emergencies", "k"),
    "referral_funnel": ("referral_funnel", "part", LADDER[0]),
    "referral_endings": ("referral_funnel", "part", LADDER[0]),
}
"""Whose count is the n of a breakdown, where it is not only its own."""

_NUMBERS = ("k", "n", "missing", "least")
_NO_SHARE = ("emergency_rate", "needles_back")
_MIXES = ("share_cocaine", "share_heroin", "share_heroin_and_cocaine")


def _cell(name: str, part: str) -> tuple[str, ...]:
    return _SAME.get((name, part), (name, part))


def _whole(name: str) -> tuple[str, ...]:
    return _WHOLE.get(name, (name, "n"))


class Kept:
    """The cells that are kept back, asked by what they are of."""

    def __init__(self, hidden: frozenset[Key], below: int) -> None:
        self._hidden = hidden
        self.below = below

    def hides(self, period: str, *what: object) -> bool:
        """Whether this number of this period is kept back."""
        return (period, *what) in self._hidden

    def figure(self, figure: Figure, name: str, period: str) -> Figure:
        """An indicator's figure of a period, hidden where any number printed with it is kept back."""
        told = [part for part in _NUMBERS if getattr(figure, part) is not None]
        if any(self.hides(period, *_cell(name, part)) for part in told):
            return hide(figure, n=self.hides(period, *_cell(name, "n")))
        return figure

    def person(self, part: int) -> bool:
        """Whether a part of the people (in the order of `kept_back`) is kept back, at most or at least."""
        return self.hides(ALL, "persons", part) or self.hides(ALL, "persons at least", part)

    def breakdown(self, breakdown: Breakdown, period: str) -> Breakdown:
        """A breakdown of a period: hidden counts gone, and every share where its n is kept back."""
        no_n = breakdown.n is not None and self.hides(period, *_whole(breakdown.name))
        parts = []
        for part in breakdown.parts:
            one = part.figure
            if self.hides(period, breakdown.name, "part", part.code):
                one = hide(one, n=no_n)
            elif no_n and one.n is not None:
                one = Figure(value=None, k=one.k, tag=one.tag)
            parts.append(Part(part.code, part.label, one))
        return replace(breakdown, n=None if no_n else breakdown.n, parts=tuple(parts))

    def hour(self, period: str, weekday: int, hour: int) -> bool:
        """Whether so few sat in a place in this hour of the week that its mean is theirs."""
        return self.hides(period, "occupancy", weekday, hour)


def kept_back(
    windows: Mapping[str, Window], complete: Sequence[str], below: int, people: Sequence[Figure], unregistered: int
) -> Kept:
    """Settle every count of these months. `people`: all, male, female, others over the complete months."""
    cells = Cells(below)
    for month, window in windows.items():
        _month(cells, month, window)
    _totals(cells, complete)
    if people:
        _people(cells, "persons", [one.k or 0 for one in people])
        # A range has two ends, and each is a count that a reader sees.
        _people(cells, "persons at least", [(one.k or 0) if one.least is None else one.least for one in people])
    cells.count((ALL, "unregistered"), unregistered)
    return Kept(cells.settle(), below)


def _people(cells: Cells, name: str, counts: Sequence[int]) -> None:
    everyone, *parts = (cells.count((ALL, name, i), n) for i, n in enumerate(counts))
    if counts[0] == sum(counts[1:]):
        cells.adds_up(parts, everyone)


def _month(cells: Cells, month: str, window: Window) -> None:
    def here(*what: object) -> Key:
        return (month, *what)

    for one in MONTHLY:
        figure = one.figure(window)
        numbers = {part: getattr(figure, part) for part in _NUMBERS if getattr(figure, part) is not None}
        for part, number in numbers.items():
            cells.count(here(*_cell(one.name, part)), number)
        if figure.k is not None and figure.n is not None and one.name not in _NO_SHARE:
            rest = cells.count(here(one.name, "rest"), figure.n - figure.k)
            cells.adds_up([here(*_cell(one.name, "k")), rest], here(*_cell(one.name, "n")))
    for make in BREAKDOWNS.values():
        _breakdown(cells, here, make(window))
    cells.count(here("mix", "other"), window.mixes["other"])
    _mixes(cells, here)
    _same_as_rows(cells, here)
    for (weekday, hour), n in np.ndenumerate(stays_in_hours(window)):
        cells.count(here("occupancy", weekday, hour), n)


def _breakdown(cells: Cells, here: Here, breakdown: Breakdown) -> None:
    name = breakdown.name
    keys = [cells.count(here(name, "part", part.code), part.figure.k or 0) for part in breakdown.parts]
    if name == "referral_funnel":
        # Rungs are no parts, but who stopped between two of them is what one is more than the next.
        for i, (more, fewer) in enumerate(pairwise(keys)):
            stopped = cells.count(here(name, "stopped", i), cells.counts[more] - cells.counts[fewer])
            cells.adds_up([stopped, fewer], more)
    elif breakdown.n is not None:
        whole = cells.count(here(*_whole(name)), breakdown.n)
        cells.adds_up(keys, whole)


def _mixes(cells: Cells, here: Here) -> None:
    """Substances: the rows of the table overlap in what was not recorded, so they are bound through it."""
    shares = [here(name, "k") for name in _MIXES]
    recorded, missing, other = here("share_cocaine", "n"), here("share_cocaine", "missing"), here("mix", "other")
    injecting, other_row = here("injecting_episodes", "k"), here("share_other_or_not_recorded", "k")
    cells.adds_up([*shares, other], recorded)
    cells.adds_up([other, missing], other_row)
    cells.adds_up([recorded, missing], injecting)
    cells.adds_up([*shares, other_row], injecting)
    # No share is printed without its n.
    cells.goes_with(injecting, [recorded, other_row])
    cells.goes_with(recorded, shares)


def _same_as_rows(cells: Cells, here: Here) -> None:
    """Indicators that are some rows of a breakdown."""
    def rows(name: str, chosen: Sequence[str]) -> list[Key]:
        return [key for code in chosen if (key := here(name, "part", code)) in cells.counts]

    def bind(parts: Sequence[Key], total: Key) -> None:
        if parts and total in cells.counts:
            cells.adds_up(parts, total)

    for indicator, name, kept in (
        ("would_have_used_outside", "otherwise", OUTSIDE), ("would_have_used_alone", "alone", ("yes",)),
    ):  # fmt: skip
        listed = codes(name)
        said = [code for code in listed if code not in NOT_ANSWERS]
        if indicator == "would_have_used_outside":
            bind(rows(name, kept), here(indicator, "k"))
        bind(rows(name, [code for code in said if code not in kept]), here(indicator, "rest"))
        bind(rows(name, NOT_ANSWERS), here(indicator, "missing"))
        bind([here(indicator, "n"), here(indicator, "missing")], here(name, "n"))
    emergencies = here("medical_emergencies", "k")
    for indicator in ("emergency_oxygen", "emergency_ambulance"):
        bind([here(indicator, "n"), here(indicator, "missing")], emergencies)
    bind(rows("reversal", ("confirmed", "probable", "not")), here("reversal_known", "k"))
    bind(rows("reversal", ("not_enough_information",)), here("reversal_known", "rest"))
    bind([here("reversal_known", "n"), *rows("reversal", ("not_treated",))], emergencies)
    bind(rows("reversal", ("confirmed", "probable")), here("emergency_reversed", "k"))
    bind(rows("reversal", ("not",)), here("emergency_reversed", "rest"))
    bind(rows("supplies", NEEDLE_ITEMS), here("needles_out", "k"))
    engaged = [here("referral_funnel", "part", "engaged"), here("referral_endings", "part", "engaged")]
    if cells.counts.get(engaged[0], -1) == cells.counts.get(engaged[1], -2):
        cells.adds_up(engaged[:1], engaged[1])


_ADD_UP = {
    ("service_accessed", "k"), ("injecting_episodes", "k"), ("medical_emergencies", "k"), ("share_cocaine", "n"),
    ("share_cocaine", "missing"), ("mix", "other"), *((name, "k") for name in (*_MIXES, "share_other_or_not_recorded")),
    *((name, "n") for name in BREAKDOWNS),
}  # fmt: skip


def _totals(cells: Cells, complete: Sequence[str]) -> None:
    """The complete months together: each number that is also shown as their sum."""
    summed: dict[tuple[object, ...], list[Key]] = {}
    for key in cells.counts:
        month, *what = key  # type: ignore[misc]
        kind = tuple(what)
        if month in complete and (kind in _ADD_UP or "part" in kind or "stopped" in kind or "occupancy" in kind):
            summed.setdefault(kind, []).append(key)
    for kind, keys in summed.items():
        total = cells.count((ALL, *kind), sum(cells.counts[key] for key in keys))
        cells.adds_up(keys, total)
    if not summed:
        return

    def here(*what: object) -> Key:
        return (ALL, *what)

    by_name: dict[str, list[Key]] = {}
    for kind in summed:
        if len(kind) == 3 and kind[1] == "part":
            by_name.setdefault(str(kind[0]), []).append(here(*kind))
    for name, parts in by_name.items():
        if name != "referral_funnel" and here(*_whole(name)) in cells.counts:
            cells.adds_up(parts, here(*_whole(name)))
    rungs = [here("referral_funnel", "part", step) for step in LADDER]
    for i, (more, fewer) in enumerate(pairwise(rungs)):
        if more in cells.counts and fewer in cells.counts:
            cells.adds_up([here("referral_funnel", "stopped", i), fewer], more)
    _mixes(cells, here)
