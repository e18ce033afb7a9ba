"""Several outcomes shown together: p-values put right for having looked more than once (Holm 1979, Scand J Stat 6:65)."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values in the order given. Each is at least what it was; raising one lowers none. ValueError outside 0 to 1."""
    if any(not 0 <= one <= 1 for one in p):
        raise ValueError("A p-value is from 0 to 1.")
    order = sorted(range(len(p)), key=lambda at: p[at])
    adjusted = [0.0] * len(p)
    most = 0.0
    for rank, at in enumerate(order):
        most = max(most, min(1.0, (len(p) - rank) * p[at]))
        adjusted[at] = most
    return tuple(adjusted)
