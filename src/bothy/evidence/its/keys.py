"""The answer for programs: the keys that every evaluation reads, and everything else beside them; numbers unrounded."""

from __future__ import annotations

from typing import Any

import msgspec

from bothy.evidence.its.answer import Judged
from bothy.evidence.its.controlled import Beside
from bothy.evidence.its.ratio import Ratio


def as_keys(judged: Judged) -> dict[str, Any]:
    """``dispersion``: Pearson's X²/df for quasi and Poisson, α for negbin; ``pearson`` is X²/df of all. ``slope_…``: null where not asked for."""
    fitted = judged.fitted
    series, slope = fitted.series, judged.slope
    return {
        "step_ratio": judged.step.ratio,
        "step_low": judged.step.low,
        "step_high": judged.step.high,
        "step_p": judged.step.p,
        "trend_ratio_per_year": judged.trend.ratio,
        "slope_ratio": slope.ratio if slope else None,
        "slope_p": slope.p if slope else None,
        "dispersion": fitted.pearson if fitted.alpha is None else fitted.alpha,
        "deviance": fitted.deviance,
        "n": len(series),
        "trend_low": judged.trend.low,
        "trend_high": judged.trend.high,
        "trend_p": judged.trend.p,
        "slope_low": slope.low if slope else None,
        "slope_high": slope.high if slope else None,
        "pearson": fitted.pearson,
        "degrees_of_freedom": fitted.df,
        "family": fitted.model.family,
        "errors": fitted.model.errors,
        "hac_lag": fitted.hac_lag,
        "terms": list(fitted.design.names),
        "period": series.period,
        "before": series.first_after,
        "first_after": series.periods.labels[series.first_after],
        "controls": [_control(one) for one in judged.controls],
        "counterfactual": msgspec.to_builtins(judged.counterfactual),
        "diagnostics": msgspec.to_builtins(judged.diagnostics),
        "pre_trend": {"tried": len(judged.pre_trend.placebos), "shown": judged.pre_trend.shown, "placebos": [{"time": one.time, **_ratio("step", one.step)} for one in judged.pre_trend.placebos]},
        "bootstrap": msgspec.to_builtins(judged.bootstrap) if judged.bootstrap else None,
        "cautions": list(judged.cautions),
    }


def _ratio(name: str, one: Ratio | None) -> dict[str, float | None]:
    values = (one.ratio, one.low, one.high, one.p) if one else (None,) * 4
    return dict(zip((f"{name}_ratio", f"{name}_low", f"{name}_high", f"{name}_p"), values, strict=True))


def _control(one: Beside) -> dict[str, Any]:
    return {
        "name": one.name,
        **_ratio("step", one.step),
        **_ratio("interaction", one.interaction),
        **_ratio("slope_interaction", one.slope_interaction),
        **_ratio("trend_interaction", one.trend_interaction),
        "dispersion": one.fitted.pearson if one.fitted.alpha is None else one.fitted.alpha,
        "rate_ratio": list(one.rate_ratio),
        "residual_correlation": one.residual_correlation,
    }
