"""Something counted over an exposure: "626/36" is 626 in 36, months or person-years, as given."""

from __future__ import annotations

import math
import re

import msgspec

from bothy.evidence.table import BadTable

MOST_COUNTED = 10**12
LEAST_EXPOSURE, MOST_EXPOSURE = 1e-9, 1e15
FIGURE = re.compile(r"\s*([^/\s]+)\s*/\s*([^/\s]+)\s*")


class BadFigures(BadTable):
    """Figures that cannot be used; the message says why and how to write them."""


class Counted(msgspec.Struct, frozen=True):
    """``n`` events over the exposure ``t`` (time, or persons × time, in any unit that is the same throughout)."""

    n: int
    t: float

    @property
    def rate(self) -> float:
        return self.n / self.t


class Area(msgspec.Struct, frozen=True):
    """An area before and after; ``name`` may be empty."""

    before: Counted
    after: Counted
    name: str = ""


def counted_of(text: str, called: str) -> Counted:
    """ "n/t" as Counted; ``called``: what it is called in sentences. BadFigures where it cannot be read."""
    parts = FIGURE.fullmatch(text)
    if parts is None:
        raise BadFigures(f"{called}: {text[:60]!r} is not n/t. Write what was counted, a stroke, and the exposure, as 626/36.{_commas(text)}")
    return counted(_number(parts[1], called), _number(parts[2], called), called)


def counted(n: float, t: float, called: str) -> Counted:
    """BadFigures unless n is whole and at least 0, and t above 0, both of a size that can be reckoned with."""
    if n < 0 or n != int(n):
        raise BadFigures(f"{called}: {n:g} cannot have been counted. Counts are whole and at least 0.")
    if n > MOST_COUNTED:
        raise BadFigures(f"{called}: {n:g} is too large for a count.")
    if t <= 0:
        raise BadFigures(f"{called}: the exposure is {t:g}. It must be above 0.")
    if not LEAST_EXPOSURE <= t <= MOST_EXPOSURE:
        raise BadFigures(f"{called}: the exposure {t:g} cannot be reckoned with. Choose another unit.")
    return Counted(int(n), float(t))


def control_of(text: str, number: int) -> Area:
    """ "n/t,n/t" (before, after) or "NAME=n/t,n/t" as an area. BadFigures where it cannot be read."""
    name, stands, figures = text.rpartition("=")
    name = name.strip()
    if stands and not name:
        raise BadFigures(f"Control {number}: no name stands before the = in {text[:60]!r}.")
    called = f"Control {number}{f' ({name})' if name else ''}"
    parts = figures.split(",")
    if len(parts) != 2:
        raise BadFigures(f"{called}: {figures[:60]!r} is not n/t,n/t: before and after, with one comma between them and none inside a number.")
    return Area(counted_of(parts[0], f"{called}, before"), counted_of(parts[1], f"{called}, after"), name)


def _number(text: str, called: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise BadFigures(f"{called}: {text[:40]!r} is no number.{_commas(text)}") from None
    if not math.isfinite(number):
        raise BadFigures(f"{called}: {text[:40]!r} is no number that can be used.")
    return number


def _commas(text: str) -> str:
    return " Write numbers without commas." if "," in text else ""
