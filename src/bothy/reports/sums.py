"""Which numbers add up to which, read from what they count (`boxes`).

Each pair of numbers between which somebody could reckon is bound: numbers that count the same rows, the
pieces into which numbers cut each other along one column, and the months of a longer period. A piece
that is not printed is a number too, for a reader can reckon it: 98 of 100 says that two were not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import msgspec

from bothy.reports.boxes import Box, Values
from bothy.reports.implied import implied

PASSES = 2
"""How often every column is cut: a piece in one column may be a part of what another column leaves over."""

Whole = tuple[Box, str]
Sum = tuple[str, ...]
"""Names of numbers: the total, then what adds up to it. One part alone: the two are the same number."""


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """`counts`: every number, those that can be reckoned too. `reckoned`: those that are printed nowhere."""

    counts: dict[str, int]
    reckoned: frozenset[str]
    sums: tuple[Sum, ...]


def bind(boxes: Mapping[str, Box], counts: Mapping[str, int], whole: Iterable[Whole] = ()) -> Bound:
    """The sums among these numbers.

    `boxes`: what each number counts, by its name; a number without a count is one that somebody knows of
    but not how many it is. `whole`: a box turned to no value of a column along which every value that occurs is
    among the boxes.
    """
    binding = _Binding(boxes, counts, frozenset(whole))
    for _ in range(PASSES):
        known = len(binding.names)
        for column in sorted({name for box in binding.names for name, _ in box.sides}):
            binding.cut(column)
        if len(binding.names) == known:
            break
    binding.months()
    return binding.done()


class _Binding:
    def __init__(self, boxes: Mapping[str, Box], counts: Mapping[str, int], whole: frozenset[Whole]) -> None:
        self.counts = dict(counts)
        self.whole = whole
        self.names: dict[Box, str] = {}
        self.sums: list[Sum] = []
        for name, box in boxes.items():
            first = self.names.setdefault(box, name)
            if first != name:
                self.sums.append((first, name))
                if first not in self.counts and name in self.counts:
                    self.counts[first] = self.counts[name]
        self.printed = frozenset(boxes)
        self._imply()

    def _imply(self) -> None:
        """Name the boxes that are the same rows as one of ours, where such a box meets another of ours (`implied`)."""
        ours = list(self.names.items())
        beside: dict[str, set[Box]] = {}
        for box, name in ours:
            for other, hull in implied(box):
                if hull is not None:
                    self.name(hull)
                for column, _ in other.sides:
                    if column not in beside:
                        beside[column] = {one.turned(column, Values()) for one, _ in ours}
                if hull is None and not any(other.turned(column, Values()) in beside[column] for column, _ in other.sides):
                    continue
                again = self.name(other)
                self.sums.append((name, again))
                if name in self.counts:
                    self.counts.setdefault(again, self.counts[name])

    def name(self, box: Box) -> str:
        return self.names.setdefault(box, f"reckoned: {box}")

    def cut(self, column: str) -> None:
        """Bind the boxes that differ in this column only."""
        families: dict[Box, dict[Values, Box]] = defaultdict(dict)
        for box in list(self.names):
            if box.adds_over(column):
                families[box.turned(column, Values())][box.side(column)] = box
        for family, sides in families.items():
            if len(sides) > 1:
                pieces = _pieces(list(sides), (family, column) in self.whole)
                some = next(iter(sides.values()))
                self._settle([(self.name(box), [self.name(some.turned(column, one)) for one in pieces[values]]) for values, box in sides.items()])

    def months(self) -> None:
        """Bind the same number over different months."""
        families: dict[Box, list[Box]] = defaultdict(list)
        for box in list(self.names):
            if box.adds_over_months:
                families[msgspec.structs.replace(box, since="", until="")].append(box)
        for boxes in families.values():
            if len(boxes) > 1:
                edges = sorted({box.since for box in boxes} | {after(box.until) for box in boxes})
                self._settle([(self.name(box), [self.name(one) for one in _stretches(box, edges)]) for box in boxes])

    def _settle(self, found: list[tuple[str, list[str]]]) -> None:
        """Take in sums; a piece is reckoned where it is the only one of its sum that is not known."""
        waiting = found = [(total, parts) for total, parts in found if parts and parts != [total]]
        while True:
            left = []
            for total, parts in waiting:
                unknown = [one for one in (total, *parts) if one not in self.counts]
                if len(unknown) > 1:
                    left.append((total, parts))
                elif unknown:
                    known = sum(self.counts[one] for one in parts if one in self.counts)
                    self.counts[unknown[0]] = known if unknown[0] == total else self.counts[total] - known
            if len(left) == len(waiting):
                break
            waiting = left
        lost = {total for total, _ in waiting}
        self.sums += [(total, *parts) for total, parts in found if total not in lost]

    def done(self) -> Bound:
        # A piece of nought is taken as known: that it cannot occur is often plain (a substance that is none of those listed).
        nought = {name for name, k in self.counts.items() if k == 0} - self.printed
        sums = [(total, *(part for part in parts if part not in nought)) for total, *parts in self.sums if total not in nought]
        counts = {name: k for name, k in self.counts.items() if name not in nought}
        kept = dict.fromkeys(one for one in sums if len(one) > 1)
        return Bound(counts=counts, reckoned=frozenset(counts) - self.printed, sums=tuple(kept))


def _pieces(sides: list[Values], every: bool) -> dict[Values, list[Values]]:
    """Each side as the pieces into which all of them cut each other. `every`: nothing occurs but what is listed."""
    codes = sorted({code for one in sides for code in one.listed}, key=str)
    found: dict[tuple[bool, ...], Values] = {}
    for code in codes:
        held = tuple(one.holds(code) for one in sides)
        found[held] = msgspec.structs.replace(found.get(held, Values()), listed=found.get(held, Values()).listed | {code})
    blank = tuple(one.blank for one in sides)
    found[blank] = msgspec.structs.replace(found.get(blank, Values()), blank=True)
    if not every:
        held = tuple(one.others for one in sides)
        piece = found.get(held, Values())
        found[held] = Values(frozenset(codes) - piece.listed, True, piece.blank)
    return {one: [piece for held, piece in found.items() if held[i]] for i, one in enumerate(sides)}


def _stretches(box: Box, edges: list[str]) -> list[Box]:
    """The box cut at every month at which any of its family begins or ends."""
    inside = [edge for edge in edges if box.since <= edge <= after(box.until)]
    return [msgspec.structs.replace(box, since=start, until=_before(end)) for start, end in pairwise(inside)]


def after(month: str) -> str:
    """The month after "2025-08"."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def _before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1):04}-{(number - 2) % 12 + 1:02}"
