"""The form for a phone: what was typed, read into finds, with every fault beside its field."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

import msgspec

from bothy.evidence.finds.grid import NoSquare, Square, of_text
from bothy.evidence.finds.reading import FIRST_DAY, MOST_COUNT, MOST_EFFORT
from bothy.evidence.finds.shape import EFFORTS, FOUND_BY, WHATS, EffortIn, Find, FoundBy, What

FIELDS = ("on", "square", "near", *WHATS, "effort", "effort_in", "found_by", "entry")


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """``typed``: by field as it was typed. ``wrong``: by field what is wrong with it; no message repeats a place.

    The square of a place that was typed finer has taken its place in ``typed``: the finer one goes no further than here.
    """

    typed: dict[str, str]
    wrong: dict[str, str] = {}
    finds: tuple[Find, ...] = ()

    @property
    def entry(self) -> UUID:
        """The id of the form: sent twice, it is written down once."""
        return UUID(self.typed["entry"])


def empty(today: date, square: str = "", found_by: FoundBy = "facility") -> Form:
    """The form before anything is typed."""
    return Form(typed={"on": today.isoformat(), "square": square, "effort_in": "minutes", "found_by": found_by, "entry": str(uuid4())})


def read(given: Mapping[str, str], today: date) -> Form:
    """The finds of a form, one for each thing that was looked for; or what is wrong with it."""
    typed = {name: given.get(name, "").replace("\0", "").strip()[:60] for name in FIELDS}
    wrong: dict[str, str] = {}
    typed["entry"] = _id(typed["entry"])
    # A tap on the grid says the square; what was typed beside it counts where nothing was tapped.
    square = _square(typed["near"] or typed["square"], wrong)
    typed["square"], typed["near"] = ("" if square is None else square.name), ""
    on = _day(typed["on"], today, wrong)
    counts = _counts(typed, wrong)
    effort_in, effort = _effort(typed, wrong)
    found_by: FoundBy = next((code for code in FOUND_BY if code == typed["found_by"]), "not_known")
    if typed["found_by"] not in FOUND_BY:
        typed["found_by"] = "not_known"
    if wrong or square is None or on is None:
        return Form(typed=typed, wrong=wrong)
    return Form(
        typed=typed,
        finds=tuple(Find(on=on, square=square, what=what, count=count, found_by=found_by, effort_in=effort_in, effort=effort) for what, count in counts.items()),
    )


def _id(told: str) -> str:
    try:
        return str(UUID(told))
    except ValueError:
        return str(uuid4())


def _square(told: str, wrong: dict[str, str]) -> Square | None:
    if not told:
        wrong["square"] = "Say the square: tap one, or let the phone find it."
        return None
    try:
        return of_text(told)
    except NoSquare as fault:
        wrong["square"] = str(fault)
        return None


def _day(told: str, today: date, wrong: dict[str, str]) -> date | None:
    try:
        on = date.fromisoformat(told)
    except ValueError:
        wrong["on"] = "Say the day: 2025-01-31."
        return None
    if on > today:
        wrong["on"] = "That day has not come yet."
    elif on < FIRST_DAY:
        wrong["on"] = "That is before 1990; look at the year."
    return on


def _counts(typed: Mapping[str, str], wrong: dict[str, str]) -> dict[What, int]:
    counts: dict[What, int] = {}
    for what in WHATS:
        told = typed[what]
        if not told:
            continue
        if not (told.isascii() and told.isdigit()):
            wrong[what] = "Write a whole number; 0 where it was looked for and none was found."
        elif len(told) > 6 or int(told) > MOST_COUNT:
            wrong[what] = f"That is more than {MOST_COUNT:,}; look at it again."
        else:
            counts[what] = int(told)
    if not counts and not any(what in wrong for what in WHATS):
        wrong["needles"] = "Write what was found, or 0 where it was looked for and none was found."
    return counts


def _effort(typed: Mapping[str, str], wrong: dict[str, str]) -> tuple[EffortIn, float | None]:
    told = typed["effort"].replace(",", ".")
    unit: EffortIn = next((code for code in EFFORTS if code == typed["effort_in"]), "not_known")
    if not told or unit == "not_known":
        return "not_known", None
    try:
        amount = float(told)
    except ValueError:
        amount = math.nan
    if not 0 < amount <= MOST_EFFORT:
        wrong["effort"] = "Write a number above nought; leave it empty where nobody knows it."
        return "not_known", None
    return unit, amount
