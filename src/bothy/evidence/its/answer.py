"""Everything that is said of one series: the step, what would have been, what the residuals show, and when not to believe it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bothy.evidence.its.bootstrap import Bootstrap, bootstrap
from bothy.evidence.its.cautions import Seen, cautions_of
from bothy.evidence.its.controlled import Beside, compare
from bothy.evidence.its.counterfactual import Counterfactual, counterfactual_of
from bothy.evidence.its.diagnostics import Diagnostics, diagnose
from bothy.evidence.its.fit import Fitted, fit
from bothy.evidence.its.groups import as_control, split_groups
from bothy.evidence.its.model import Model
from bothy.evidence.its.pretrend import PreTrend, pre_trend_of
from bothy.evidence.its.ratio import Ratio, ratio_of
from bothy.evidence.its.series import Columns, Series, read_series
from bothy.evidence.table import BadTable, Table


class Judged(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """``step``: after over before at the point of the step; ``trend``: a year, before the step; ``slope``: how many times as much the
    trend is afterwards, each unit of time, None where it was not asked for. ``bootstrap``: None where none was asked for.

    ``cautions``: sentences, the reasons to doubt that the figures themselves give.
    """

    fitted: Fitted
    step: Ratio
    trend: Ratio
    slope: Ratio | None
    controls: tuple[Beside, ...]
    counterfactual: Counterfactual
    diagnostics: Diagnostics
    pre_trend: PreTrend
    bootstrap: Bootstrap | None
    cautions: tuple[str, ...]


def read(table: Table, columns: Columns, group: str = "", treated: str = "") -> tuple[Series, list[tuple[str, Series]]]:
    """The treated series, and each control with its name: every other value of the column ``group``. BadTable."""
    if columns.step is None:
        raise BadTable("Name the column of the step: 0 before, 1 from the first period after.")
    if bool(group) != bool(treated):
        raise BadTable("Name both: --group, the column that tells areas apart, and --treated, the area in which something began.")
    if not group:
        return read_series(table, columns), []
    own, others = split_groups(table, group, treated)
    series = read_series(own, columns)
    return series, [(name, as_control(series, one, columns)) for name, one in others]


def judge(series: Series, model: Model, controls: Sequence[tuple[str, Series]] = (), times: int = 1000, seed: int = 1) -> Judged:
    """Fit and look at it from every side. ``times``: bootstrap series; 0 for none. BadTable where there is no estimate."""
    fitted = fit(series, model)
    seen = Seen(
        fitted=fitted,
        step=_ratio(fitted, "step"),
        controls=tuple(compare(fitted, name, control) for name, control in controls),
        diagnostics=diagnose(fitted),
        pre_trend=pre_trend_of(series, model),
        bootstrap=bootstrap(fitted, times, seed) if times else None,
    )
    return Judged(
        fitted=fitted,
        step=seen.step,
        trend=_ratio(fitted, "time", series.period),
        slope=_ratio(fitted, "slope") if model.slope else None,
        controls=seen.controls,
        counterfactual=counterfactual_of(fitted),
        diagnostics=seen.diagnostics,
        pre_trend=seen.pre_trend,
        bootstrap=seen.bootstrap,
        cautions=cautions_of(seen),
    )


def _ratio(fitted: Fitted, term: str, times: float = 1.0) -> Ratio:
    i = fitted.design.at(term)
    return ratio_of(float(fitted.coefficients[i]), float(fitted.covariance[i, i]), times)
