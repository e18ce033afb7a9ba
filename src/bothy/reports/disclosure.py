"""Keeping small counts back, so that nobody can be picked out of a table.

First, a count from 1 to below the house's limit is hidden. Then, wherever counts add up to another
that is shown, a hidden one could be reckoned as the total less the rest: the next smallest is hidden
with it, until what is hidden in a sum is at least two counts that together are not small. A house
switches this off for a publication by naming it in its rules.

This is one complementary cell a sum, not the fewest cells over all sums at once
(docs/decisions/2026-11-23-small-counts.md).
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable

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


class Cells:
    """Counts that a reader sees or can reckon, and the sums that bind them."""

    def __init__(self, below: int) -> None:
        self.below = below
        self.counts: dict[Key, int] = {}
        self._sums: list[tuple[Key, ...]] = []
        self._with: dict[Key, tuple[Key, ...]] = {}

    def count(self, key: Key, k: int) -> Key:
        """A cell with its count."""
        self.counts[key] = int(k)
        return key

    def adds_up(self, parts: Iterable[Key], total: Key) -> None:
        """These cells add up to that one. A single part means that the two are the same number."""
        self._sums.append((total, *parts))

    def goes_with(self, key: Key, others: Iterable[Key]) -> None:
        """Where this cell is hidden the others cannot be shown: they are printed with it."""
        self._with[key] = (*self._with.get(key, ()), *others)

    def settle(self) -> frozenset[Key]:
        """The cells that are kept back."""
        hidden: set[Key] = set()
        sums: dict[Key, list[tuple[Key, ...]]] = defaultdict(list)
        for one in self._sums:
            for key in one:
                sums[key].append(one)
        waiting = deque(key for key, k in self.counts.items() if small(k, self.below))
        while waiting:
            key = waiting.popleft()
            if key not in hidden:
                hidden.add(key)
                waiting.extend(self._with.get(key, ()))
            for one in sums[key]:
                more = self._complement(one, hidden)
                if more is not None:
                    # The sum is looked at again once the second cell is hidden, and the cell's other sums with it.
                    waiting.append(more)
        return frozenset(hidden)

    def _complement(self, one: tuple[Key, ...], hidden: set[Key]) -> Key | None:
        total, *parts = one
        inside = [key for key in one if key in hidden]
        together = sum(self.counts[key] for key in inside)
        if len(inside) > 1 and (total in hidden or together == 0 or together >= self.below):
            return None
        shown = [key for key in parts if key not in hidden]
        counted = [key for key in shown if self.counts[key]]
        if counted:
            return min(counted, key=lambda key: self.counts[key])
        return total if total not in hidden else next(iter(shown), None)
