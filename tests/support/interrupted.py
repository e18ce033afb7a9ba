"""Small series with a step, as a table somebody would bring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.series import Columns, Series, read_series
from bothy.evidence.table import Table, read_csv

COLUMNS = Columns(count="count", time="time", step="step")


def months(n: int, first: str = "2020-01") -> list[str]:
    """n months one after the other, as 2020-01."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(start, start + n)]


def table(counts: Sequence[object], after: int, times: Sequence[object] | None = None, **more: Sequence[object]) -> Table:
    """``after``: how many of the last rows are after the step. ``more``: further columns."""
    n = len(counts)
    columns = {"time": times or range(1, n + 1), "count": counts, "step": [int(i >= n - after) for i in range(n)], **more}
    lines = [",".join(columns)] + [",".join(str(cell) for cell in row) for row in zip(*columns.values(), strict=True)]
    return read_csv("\n".join(lines).encode(), "counts.csv")


def series(counts: Sequence[object] | NDArray[np.float64], after: int, columns: Columns = COLUMNS, **more: Sequence[object]) -> Series:
    return read_series(table([int(one) for one in counts], after, **more), columns)


def drawn(seed: int, n: int = 60, after: int = 24, level: float = 30.0, ratio: float = 0.8, alpha: float = 0.0, trend: float = 0.002) -> NDArray[np.float64]:
    """(n,) counts with a trend and a step; ``alpha``: over-dispersion of NB2."""
    chance = np.random.default_rng(seed)
    mean = level * np.exp(trend * np.arange(n)) * np.where(np.arange(n) >= n - after, ratio, 1.0)
    if alpha:
        mean = mean * chance.gamma(1 / alpha, alpha, n)
    return chance.poisson(mean).astype(float)
