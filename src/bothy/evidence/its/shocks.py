"""Something else that was in force for a while: a lockdown, a strike, a change of recording. Declared, never searched for.

Either a column of the table (1 while it lasted, 0 otherwise; or any measure of it), or a window of its periods.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.periods import Periods
from bothy.evidence.table import BadTable, Table


class Shock(msgspec.Struct, frozen=True, eq=False):
    """``values``: (n,), a column of the design; its coefficient is estimated with the rest."""

    name: str
    values: NDArray[np.float64]

    def rows(self, which: slice) -> Shock:
        return Shock(self.name, self.values[which])

    @property
    def told_apart(self) -> bool:
        """Whether it changes at all in these rows."""
        return bool(np.ptp(self.values) > 0) if self.values.size else False


def read_shock(table: Table, periods: Periods, order: NDArray[np.intp], text: str) -> Shock:
    """``COLUMN``, or ``from:to`` or ``from:to:name`` in the series' own times; ``order``: of the table's rows in time.

    BadTable where it is none of these.
    """
    return _column(table, order, text) if text in table.columns or ":" not in text else _window(periods, text)


def refuse_unchanging(name: str, periods: Periods, shocks: Sequence[Shock]) -> None:
    """BadTable for the first that is the same in every period of the series."""
    for shock in shocks:
        if not shock.told_apart:
            raise BadTable(
                f"{name}: the shock {shock.name!r} is {shock.values[0]:g} in every period, so nothing can be said of it. "
                f"The series goes from {periods.labels[0]} to {periods.labels[-1]}."
            )


def _column(table: Table, order: NDArray[np.intp], text: str) -> Shock:
    if text not in table.columns:
        raise BadTable(f"--shock {text}: {table.name} has no such column. It has: {', '.join(table.columns)}. A window of time is written as from:to or from:to:name.")
    return Shock(text, table.numbers(text)[order])


def _window(periods: Periods, text: str) -> Shock:
    first, _, rest = text.partition(":")
    last, _, name = rest.partition(":")
    labels = periods.labels
    if not first.strip() or not last.strip():
        raise BadTable(f"--shock {text} is not understood. Name a column, or write from:to or from:to:name, as in {labels[0]}:{labels[min(2, len(labels) - 1)]}:strike.")
    start, end = periods.read(first.strip()), periods.read(last.strip())
    times = periods.times
    return Shock(name.strip() or f"{first.strip()} to {last.strip()}", ((times >= start) & (times <= end)).astype(float))
