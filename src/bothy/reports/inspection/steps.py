"""Numbers over time, exact: from each moment on so many. Times are microseconds since 1970."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]
Numbers = NDArray[np.int64]


class Steps:
    """`values[n]` holds from `at[n]` until `at[n + 1]`, the last for ever; before the first it is 0."""

    def __init__(self, at: Sequence[int] | Numbers, values: Sequence[int] | Numbers) -> None:
        self.at = np.asarray(at, np.int64)
        self.values = np.asarray(values, np.int64)

    def before(self, at: Numbers) -> Numbers:
        """The value that holds at each of these moments."""
        if not len(self.at):
            return np.zeros(len(at), np.int64)
        n = np.searchsorted(self.at, at, side="right") - 1
        return np.where(n >= 0, self.values[np.maximum(n, 0)], 0)

    def one(self, at: int) -> int:
        return int(self.before(np.array([at], np.int64))[0])

    def pieces(self, since: int, until: int) -> list[tuple[int, int, int]]:
        """(from, to, value) within a time, in order, without gaps."""
        inner = self.at[(self.at > since) & (self.at < until)]
        edges = np.concatenate([[since], inner, [until]]).astype(np.int64)
        values = self.before(edges[:-1])
        return [
            (a, b, v) for (a, b), v in zip(pairwise(edges.tolist()), values.tolist(), strict=True) if a < b
        ]

    def most(self, edges: Numbers) -> Numbers:
        """The greatest value between each two edges; one fewer than there are edges."""
        return self._over(edges, np.maximum)

    def least(self, edges: Numbers) -> Numbers:
        return self._over(edges, np.minimum)

    def _over(self, edges: Numbers, of: np.ufunc) -> Numbers:
        inner = self.at[(self.at > edges[0]) & (self.at < edges[-1])]
        grid = np.union1d(edges, inner)
        values = self.before(grid[:-1])
        found: Numbers = of.reduceat(values, np.searchsorted(grid[:-1], edges[:-1]))
        return found


def counted(spans: Iterable[Span]) -> Steps:
    """How many of these spans hold at each time. Who comes as another goes makes no peak; empty spans count nowhere."""
    every = np.array([span for span in spans if span[0] < span[1]], np.int64).reshape(-1, 2)
    if not len(every):
        return Steps([], [])
    at = np.concatenate([every[:, 0], every[:, 1]])
    change = np.repeat(np.array([1, -1], np.int64), len(every))
    order = np.argsort(at, kind="stable")
    moments, first = np.unique(at[order], return_index=True)
    return Steps(moments, np.cumsum(np.add.reduceat(change[order], first)))


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time as few spans that do not touch, in order."""
    found: list[Span] = []
    for since, until in sorted(span for span in spans if span[0] < span[1]):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def gaps(spans: Sequence[Span], within: Span) -> list[Span]:
    """The time of ``within`` that no span covers. ``spans`` as `union` gives them."""
    found, at = [], within[0]
    for since, until in spans:
        if until <= at:
            continue
        if since >= within[1]:
            break
        if since > at:
            found.append((at, since))
        at = max(at, until)
    if at < within[1]:
        found.append((at, within[1]))
    return found


__all__ = ["Numbers", "Span", "Steps", "counted", "gaps", "union"]
