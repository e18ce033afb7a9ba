"""Was the line straight before? Steps placed where nothing began, in the periods before the true one alone."""

from __future__ import annotations

import msgspec
import numpy as np

from bothy.evidence.its.design import design_of
from bothy.evidence.its.model import Model
from bothy.evidence.its.ratio import Ratio, ratio_of
from bothy.evidence.its.series import Series
from bothy.evidence.its.steps import steps_of
from bothy.evidence.table import BadTable

LEAST_EACH_SIDE = 6
MOST_PLACEBOS = 60


class Placebo(msgspec.Struct, frozen=True):
    """``time``: the first period after a step that never was."""

    time: str
    step: Ratio


class PreTrend(msgspec.Struct, frozen=True):
    """``placebos``: in order of time; empty where the periods before are too few. ``shown``: how many intervals leave 1 out."""

    placebos: tuple[Placebo, ...]

    @property
    def shown(self) -> int:
        return sum(one.step.shown for one in self.placebos)


def pre_trend_of(series: Series, model: Model) -> PreTrend:
    """A step at each period before the true one with at least six periods on each side (at most 60 places, evenly spread).

    The model is the one asked for without its slope. Places where it cannot be fitted are left out.
    """
    before = series.until_step()
    times = before.periods.times
    plain = msgspec.structs.replace(model, slope=False)
    places = np.arange(LEAST_EACH_SIDE, len(before) - LEAST_EACH_SIDE + 1)
    if len(places) > MOST_PLACEBOS:
        places = places[np.unique(np.linspace(0, len(places) - 1, MOST_PLACEBOS).round().astype(int))]
    found = []
    for place in places:
        step = _step_at(before, plain, int(place))
        if step is not None:
            found.append(Placebo(before.periods.label(times[place]), step))
    return PreTrend(tuple(found))


def _step_at(before: Series, model: Model, place: int) -> Ratio | None:
    series = before.with_step((np.arange(len(before)) >= place).astype(float))
    try:
        design = design_of(series, model)
    except BadTable:
        return None
    found = steps_of(series.counts[None], design, series.exposure, model)
    return ratio_of(float(found.estimate[0]), float(found.error[0]) ** 2) if found.stands[0] else None
