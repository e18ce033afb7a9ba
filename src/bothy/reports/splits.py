"""Can published shares come from a published count? Whole numbers decide.

A share printed with one decimal is k/n for some whole k, rounded. Where no k fits n, the share was
taken of another number than the one printed beside it (docs/published-shares.md).
"""

import math
from collections.abc import Sequence

SEARCH = 60
"""How far from the printed count another n is looked for."""


def rounds_to(k: int, n: int, share_pct: float) -> bool:
    """Whether k of n, in per cent, rounds to the share at one decimal (a half may go either way)."""
    return abs(1000 * k - round(share_pct * 10) * n) * 2 <= n


def feasible_split(n: int, shares_pct: Sequence[float]) -> tuple[int, ...] | None:
    """A whole-number split of n into the shares and a last part "other"; None where there is none.

    Shares are per cent with one decimal. Of several k that round to a share, the nearest is taken
    unless the parts would then be more than n: then smaller ones that still round to it.
    """
    ranges = []
    for share in shares_pct:
        tenths = round(share * 10)
        low = max(0, math.ceil((2 * tenths - 1) * n / 2000))
        high = math.floor((2 * tenths + 1) * n / 2000)
        fitting = [k for k in range(low - 1, high + 2) if 0 <= k <= n and rounds_to(k, n, share)]
        if not fitting:
            return None
        ranges.append(sorted(fitting, key=lambda k, tenths=tenths: (abs(1000 * k - tenths * n), k)))
    parts = [fitting[0] for fitting in ranges]
    for i, fitting in enumerate(ranges):
        if sum(parts) > n:
            parts[i] = max((k for k in fitting if sum(parts) - parts[i] + k <= n), default=min(fitting))
    return (*parts, n - sum(parts)) if sum(parts) <= n else None


def nearest_split(n: int, shares_pct: Sequence[float], search: int = SEARCH) -> tuple[int, tuple[int, ...]] | None:
    """The n nearest to the printed one from which the shares can come, and its split.

    Of two equally near, the smaller. None when there is none within `search`. A candidate only:
    several n fit, and nothing says which was used.
    """
    for distance in range(search + 1):
        for candidate in (n - distance, n + distance):
            if candidate > 0:
                split = feasible_split(candidate, shares_pct)
                if split is not None:
                    return candidate, split
    return None
