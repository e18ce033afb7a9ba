"""The design matrix of a model, each column with the name that a reader sees; and what no regression can tell apart."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.model import Model
from bothy.evidence.its.series import Series
from bothy.evidence.table import BadTable

_DEPENDENT = 1e-9


class Design(msgspec.Struct, frozen=True, eq=False):
    """``matrix``: (n, p), one column a name."""

    names: tuple[str, ...]
    matrix: NDArray[np.float64]

    def at(self, name: str) -> int:
        return self.names.index(name)

    def without_step(self) -> NDArray[np.float64]:
        """(n, p) the same rows as if nothing had begun: step and slope 0."""
        plain = self.matrix.copy()
        for name in ("step", "slope"):
            if name in self.names:
                plain[:, self.at(name)] = 0.0
        return plain


def design_of(series: Series, model: Model) -> Design:
    """level, time, step, slope, season, shocks. A series without a step has no step column.

    `time` counts from the first period (so the level is the one there); harmonics are sin and cos(2πk·time/period) of the time as
    it stands. BadTable for a season that cannot be, for too few rows, and for columns that say the same.
    """
    times, n = series.periods.times, len(series)
    columns: dict[str, NDArray[np.float64]] = {"level": np.ones(n), "time": times - times[0]}
    if series.step.any():
        columns["step"] = series.step
        if model.slope:
            if n - series.first_after < 2:
                raise BadTable(f"{series.name} has one period after the step: a change of slope needs two or more. Leave --slope out.")
            columns["slope"] = series.since_step
    columns |= _season(series, model)
    for shock in series.shocks:
        if shock.name in columns:
            raise BadTable(f"Two terms are called {shock.name!r}. Give each --shock a name of its own.")
        columns[shock.name] = shock.values
    design = Design(tuple(columns), np.column_stack(list(columns.values())))
    if n <= len(columns):
        raise BadTable(f"{series.name} has {n} rows, and the model has {len(columns)} terms ({', '.join(columns)}). There must be more rows than terms: ask for fewer, or bring a longer series.")
    _told_apart(series.name, design)
    return design


def _season(series: Series, model: Model) -> dict[str, NDArray[np.float64]]:
    if model.harmonics and model.calendar:
        raise BadTable("Harmonics and a level for each month both describe the season. Ask for one of them.")
    times, period = series.periods.times, series.period
    if model.harmonics:
        if 2 * model.harmonics * series.periods.spacing >= period:
            raise BadTable(
                f"{model.harmonics} harmonics need more than {2 * model.harmonics} periods a year, and there are {period / series.periods.spacing:g}. "
                "Ask for fewer, or for --calendar, or say with --period how many periods make a year."
            )
        turns = 2 * np.pi * times / period
        return {f"{wave}{k}": made(k * turns) for k in range(1, model.harmonics + 1) for wave, made in (("sin", np.sin), ("cos", np.cos))}
    if model.calendar:
        if period != int(period) or period < 2 or (times != np.floor(times)).any():
            raise BadTable("A level for each month needs whole times and a whole number of periods a year (two or more). Use --harmonics.")
        phase = np.mod(times, period)
        word = series.periods.unit
        first = {"month": 1, "quarter": 1, "period": 0}[word]
        return {f"{word} {int(one) + first}": (phase == one).astype(float) for one in np.unique(phase)[1:]}
    return {}


def _told_apart(name: str, design: Design) -> None:
    """BadTable that names the first column which the ones before it already say."""
    scaled = design.matrix / np.maximum(np.linalg.norm(design.matrix, axis=0), np.finfo(float).tiny)
    for j in range(1, scaled.shape[1]):
        before, column = scaled[:, :j], scaled[:, j]
        weights = np.linalg.lstsq(before, column, rcond=None)[0]
        if np.linalg.norm(column - before @ weights) < _DEPENDENT:
            same = [design.names[i] for i in np.flatnonzero(np.abs(weights) > 1e-6)] or ["nothing"]
            raise BadTable(f"{name}: {design.names[j]!r} cannot be told apart from {' and '.join(map(repr, same))} in these rows. Leave one of them out, or bring a longer series.")
