"""How long until it would show? Series are drawn with a fall from the step on, and without one, and judged as the real one would be.

The fall is a step that stays; everything else goes on as before. What is put in (level, trend, season, scatter, autocorrelation)
is taken as true, though it is estimated itself: power is that of a series like this, not a promise. Where the printed interval
cries wolf more often than 1 in 20 its power is bought with that; so power is told a second time, with the interval widened until
it leaves 1 out in 1 of 20 series in which nothing began.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from bothy.evidence.its.design import Design, design_of
from bothy.evidence.its.past import Past, carried_on, level_of
from bothy.evidence.its.simulate import Quantiles, normals
from bothy.evidence.its.steps import steps_of
from bothy.evidence.normal import Z95
from bothy.reports.intervals import share_interval

AT_ONCE = 250
MEANT = 0.05
"""Of series in which nothing began: so many may leave 1 out."""
_COARSE = 16
Tell = Callable[[int, int], None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """``fall``: share of the level that goes at the step, above 0 and below 1. ``least`` to ``most``: periods after the step to judge at.

    ``wait``: periods between the end of the series and the step.
    """

    fall: float
    least: int
    most: int
    replications: int
    seed: int
    target: float = 0.8
    wait: int = 0


class At(msgspec.Struct, frozen=True, kw_only=True):
    """After so many periods: how often the fall shows (interval all below 1), with the exact 95 % interval of that share.

    ``false_alarm``: how often the interval leaves 1 out where nothing changed, with its exact interval. ``wide``: by how many standard
    errors it must reach for that to be 1 in 20 (never under 1.959964), and ``widened``: power then. ``failed``: falling series that could
    not be fitted; they count as not shown.
    """

    after: int
    power: float
    low: float
    high: float
    false_alarm: float
    false_alarm_low: float
    false_alarm_high: float
    wide: float
    widened: float
    failed: int

    @property
    def overstated(self) -> bool:
        """Whether false alarms are above 1 in 20 by more than chance."""
        return self.false_alarm_low > MEANT


class Power(msgspec.Struct, frozen=True, kw_only=True):
    """``rows``: in order of time. ``needed``: the fewest periods from which power stays at the target; ``needed_widened``: the same of the
    widened interval, which is the answer to trust. None where it is not reached.
    """

    rows: tuple[At, ...]
    needed: int | None
    needed_widened: int | None

    @property
    def overstated(self) -> bool:
        return any(row.overstated for row in self.rows)


def power(past: Past, asked: Asked, *, workers: int = 1, tell: Tell = lambda *_: None) -> Power:
    """Power and false alarms from ``least`` to ``most``; of a long way about sixteen places, and every one around the answers.

    The same for any number of ``workers``. BadTable where the model cannot be fitted so soon, or a mean is above ten million.
    """
    lab = _Lab(past, asked, workers)
    lengths = _spread(asked.least, asked.most)
    found = dict(zip(lengths, lab.judged(lengths, tell), strict=True))
    for attribute in ("power", "widened"):
        between = [m for m in _around(found, attribute, asked.target) if m not in found]
        found |= dict(zip(between, lab.judged(between, tell), strict=True)) if between else {}
    rows = tuple(found[m] for m in sorted(found))
    return Power(rows=rows, needed=_needed(rows, "power", asked.target), needed_widened=_needed(rows, "widened", asked.target))


class _Shape(NamedTuple):
    """What a series that ends there is judged with."""

    n: int
    design: Design
    exposure: NDArray[np.float64]


class _Lab:
    """The two worlds, one with the fall and one without, drawn from the same chances."""

    def __init__(self, past: Past, asked: Asked, workers: int) -> None:
        self._past, self._asked, self._workers = past, asked, workers
        self._before = len(past.series) + asked.wait
        self._whole = carried_on(past.series, asked.wait, asked.most)
        level = level_of(past, self._whole, design_of(self._whole, past.model))
        fallen = np.where(self._whole.step == 1, level * (1 - asked.fall), level)
        self._worlds = [Quantiles(mean, past.model.family, past.scatter) for mean in (fallen, level)]

    def judged(self, lengths: Sequence[int], tell: Tell) -> list[At]:
        """A row for each length. BadTable where the model has too few rows there."""
        shapes = [self._shape(m) for m in lengths]
        times = self._asked.replications
        blocks = [range(start, min(start + AT_ONCE, times)) for start in range(0, times, AT_ONCE)]
        parts: list[NDArray[np.float64]] = []
        with ThreadPoolExecutor(max_workers=self._workers) as pool:
            for part in pool.map(lambda block: self._block(block, shapes), blocks):
                parts.append(part)
                tell(min(len(parts) * AT_ONCE, times), times)
        return [_row(m, falling, still) for m, falling, still in zip(lengths, *np.concatenate(parts, axis=2), strict=True)]

    def _shape(self, after: int) -> _Shape:
        part = self._whole.rows(slice(0, self._before + after))
        return _Shape(len(part), design_of(part, self._past.model), part.exposure)

    def _block(self, block: range, shapes: Sequence[_Shape]) -> NDArray[np.float64]:
        """(2, lengths, R): z of the step with the fall and without; not-a-number where there is no fit."""
        scores = normals(self._asked.seed, "power", block, len(self._whole), self._past.autocorrelation)
        found = np.empty((2, len(shapes), len(block)))
        for world, rows in zip(self._worlds, found, strict=True):
            counts = world.counts(scores)
            for row, shape in zip(rows, shapes, strict=True):
                steps = steps_of(counts[:, : shape.n], shape.design, shape.exposure, self._past.model)
                row[:] = np.where(steps.stands, steps.z, np.nan)
        return found


def _row(after: int, falling: NDArray[np.float64], still: NDArray[np.float64]) -> At:
    times, quiet = len(falling), np.abs(np.nan_to_num(still))
    shown, alarms = int((falling < -Z95).sum()), int((quiet > Z95).sum())
    low, high = share_interval(shown, times) or (0.0, 1.0)
    alarm_low, alarm_high = share_interval(alarms, times) or (0.0, 1.0)
    wide = max(Z95, float(np.quantile(quiet, 1 - MEANT, method="higher")))
    return At(
        after=after,
        power=shown / times,
        low=low,
        high=high,
        false_alarm=alarms / times,
        false_alarm_low=alarm_low,
        false_alarm_high=alarm_high,
        wide=wide,
        widened=float((falling < -wide).sum() / times),
        failed=int(np.isnan(falling).sum()),
    )


def _spread(least: int, most: int) -> list[int]:
    if most - least < _COARSE:
        return list(range(least, most + 1))
    return sorted({round(one) for one in np.linspace(least, most, _COARSE)})


def _needed(rows: Sequence[At], attribute: str, target: float) -> int | None:
    needed = None
    for row in reversed(rows):
        if getattr(row, attribute) < target:
            break
        needed = row.after
    return needed


def _around(found: dict[int, At], attribute: str, target: float) -> range:
    """The lengths between the last that is under the target and the first from which all reach it."""
    lengths = sorted(found)
    needed = _needed([found[m] for m in lengths], attribute, target)
    if needed is None or needed == lengths[0]:
        return range(0)
    return range(lengths[lengths.index(needed) - 1] + 1, needed)
