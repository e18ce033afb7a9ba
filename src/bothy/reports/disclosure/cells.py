"""Counts, the sums that bind them, and what is kept back of them."""

from collections.abc import Hashable, Iterable

import msgspec
from msgspec.structs import replace

from bothy.reports.figures import Figure

Key = Hashable


def small(k: int | None, below: int) -> bool:
    """Whether a count is one that could point at somebody."""
    return k is not None and 0 < k < below


def hide(figure: Figure, n: bool = False) -> Figure:
    """The figure without anything from which its count could be reckoned back; with `n` also without its n."""
    kept = replace(figure, value=None, k=None, low=None, high=None, missing=None, least=None, hidden=True)
    return replace(kept, n=None) if n else kept


class Settled(msgspec.Struct, frozen=True):
    """`hidden`: the cells that are kept back. `cost`: what is lost with those that are not small themselves
    (model.cost_of). `bound`: no choice that protects as much costs less than this; `proven`: `cost` is that.
    `exposed`: small counts that are public, or that public ones give away whatever is kept back now.
    """

    hidden: frozenset[Key]
    proven: bool
    bound: int
    cost: int
    exposed: frozenset[Key]


class Cells:
    """Counts that a reader sees or can reckon, and the sums that bind them."""

    def __init__(self, below: int) -> None:
        self.below = below
        self.counts: dict[Key, int] = {}
        self.public: set[Key] = set()
        self.reckoned: set[Key] = set()
        self.rests: set[Key] = set()
        self.sums: list[tuple[Key, ...]] = []
        self.together: dict[Key, tuple[Key, ...]] = {}

    def count(self, key: Key, k: int, public: bool = False, reckoned: bool = False) -> Key:
        """A cell with its count. `public`: it was released before; it cannot be hidden, and counts as known.

        `reckoned`: it is printed nowhere, though it may be told from others: nothing is lost with it.
        """
        self.counts[key] = int(k)
        if reckoned:
            self.reckoned.add(key)
        if public:
            self.public.add(key)
        return key

    def adds_up(self, parts: Iterable[Key], total: Key) -> None:
        """These cells add up to that one. A single part means that the two are the same number."""
        self.sums.append((total, *parts))

    def is_less(self, parts: Iterable[Key], total: Key, rest: Key, k: int) -> None:
        """These cells are `k` less than that one. Nobody outside knows the rest, nought or not, and it needs no protection."""
        self.counts[rest] = k
        self.reckoned.add(rest)
        self.rests.add(rest)
        self.adds_up((*parts, rest), total)

    def is_more(self, parts: Iterable[Key], total: Key, rest: Key, k: int) -> None:
        """These cells together are `k` more than that one."""
        together = ("all of", rest)
        self.is_less((total,), together, rest, k)
        self.counts[together] = self.counts[total] + k
        self.reckoned.add(together)
        self.rests.add(together)
        self.adds_up(parts, together)

    def goes_with(self, key: Key, others: Iterable[Key]) -> None:
        """Where this cell is hidden the others cannot be shown: they are printed with it."""
        self.together[key] = (*self.together.get(key, ()), *others)

    def settle(self) -> frozenset[Key]:
        """The cells that are kept back."""
        return self.solve().hidden

    def solve(self) -> Settled:
        """The cells that are kept back, what that costs, and whether it could have cost less.

        The same cells, given in the same order, settle alike on every machine: what is given up on is
        counted in steps, never in seconds.
        """
        from bothy.reports.disclosure.settle import settle

        return settle(self)
