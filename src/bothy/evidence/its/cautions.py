"""When not to believe it: the reasons that the figures themselves give, each a sentence with its figure.

The limits are rules of thumb, named here so that they can be quarrelled with. None of them is a test that clears a series.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from scipy.special import gammaincc

from bothy.evidence.its.bootstrap import Bootstrap
from bothy.evidence.its.controlled import Beside
from bothy.evidence.its.diagnostics import Diagnostics
from bothy.evidence.its.fit import Fitted
from bothy.evidence.its.pretrend import PreTrend
from bothy.evidence.its.ratio import Ratio
from bothy.evidence.its.words import many, number, percent

RARE = 0.05
"""A p under it is named."""
FEW_EXPECTED = 5.0
"""Of events a period: under it the normal interval is no good guide."""
FEW_ROWS = 8
"""On either side of the step."""
SHORT_HAC = 60
"""Rows under which HAC errors are known to say too little."""
TWICE = 2.0
"""As many false alarms as are meant, and more: of independent series of eight years 1 in 20 is told so by chance."""
MANY_PLACEBOS = 0.2
"""Of steps that never were: neighbours hang together, so that straight lines show 1 in 10 often enough."""
WORSE = 1.25
"""A bootstrap interval so many times as wide as the printed one."""


class Seen(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a caution may be about."""

    fitted: Fitted
    step: Ratio
    controls: tuple[Beside, ...]
    diagnostics: Diagnostics
    pre_trend: PreTrend
    bootstrap: Bootstrap | None


def cautions_of(seen: Seen) -> tuple[str, ...]:
    """In the order in which they matter; empty where none applies."""
    return tuple(sentence for look in (_alarms, _together, _scatter, _before, _single, _short, _season, _small, _controls) for sentence in look(seen))


def _alarms(seen: Seen) -> Iterator[str]:
    again = seen.bootstrap
    if again is None:
        return
    if again.false_alarm_low > RARE and again.false_alarm >= TWICE * RARE:
        yield (
            f"The interval is too narrow: in series like this one in which nothing began it leaves 1 out in {percent(again.false_alarm)} "
            f"({percent(again.false_alarm_low)} to {percent(again.false_alarm_high)}), where 5 % is meant. Read it as wider than it is printed."
        )
    if again.step_low is None or again.step_high is None:
        yield f"{again.failed} of {again.times} series drawn from the fit could not be fitted again: the estimate hangs by a thread."
    elif again.step_high / again.step_low > (seen.step.high / seen.step.low) ** WORSE:
        yield f"Drawn again from the fit, the step ranges from {number(again.step_low)} to {number(again.step_high)}: wider than the printed interval."


def _together(seen: Seen) -> Iterator[str]:
    found = seen.diagnostics.correlations
    if found is None:
        return
    first = found.lags[0]
    if abs(first) > found.limit or found.ljung_box_p < RARE:
        told = "HAC errors allow for some of it." if seen.fitted.hac_lag is not None else "The model's errors know nothing of it: ask for --errors hac, and believe neither blindly."
        yield f"Neighbouring periods hang together: the residuals' autocorrelation is {number(first)} at lag 1 (Ljung and Box's p {number(found.ljung_box_p)} over {found.ljung_box_df} lags). {told}"


def _scatter(seen: Seen) -> Iterator[str]:
    fitted = seen.fitted
    if fitted.model.family == "poisson" and fitted.model.errors == "model":
        p = float(gammaincc(fitted.df / 2, fitted.pearson * fitted.df / 2))
        if p < RARE:
            yield f"The counts scatter {number(fitted.pearson)} times as much as Poisson's: the interval is too narrow. Use --family quasi or negbin."


def _before(seen: Seen) -> Iterator[str]:
    tried, shown = len(seen.pre_trend.placebos), seen.pre_trend.shown
    if tried == 0:
        yield "There are too few periods before the step to see whether the line was straight then."
    elif shown > MANY_PLACEBOS * tried:
        yield f"A step that never was shows at {shown} of {tried} places before the true one: the line was not straight before, so it is no good guide to after."


def _single(seen: Seen) -> Iterator[str]:
    without = seen.diagnostics.without
    if without is None or not seen.step.shown:
        return
    labels = seen.fitted.series.periods.labels
    known = [(one, label) for one, label in zip(without, labels, strict=True) if one is not None]
    limit = seen.step.high if seen.step.ratio < 1 else seen.step.low
    hinge = [(one, label) for one, label in known if (one > limit if seen.step.ratio < 1 else one < limit)]
    for one, label in hinge[:1]:
        yield f"It hangs on single periods: without {label} the step is {number(one)}, outside the interval."


def _short(seen: Seen) -> Iterator[str]:
    series = seen.fitted.series
    before, after = series.first_after, len(series) - series.first_after
    unit = series.periods.unit
    for rows, side in ((before, "before"), (after, "after")):
        if rows < FEW_ROWS:
            yield f"There {'is' if rows == 1 else 'are'} {many(rows, unit)} {side} the step: trend and step can hardly be told apart."
    if after > before:
        yield f"The trend of {many(before, unit)} is carried on over {many(after, unit)}: the longer, the more it is a guess."
    if seen.fitted.hac_lag is not None and len(series) < SHORT_HAC:
        yield f"HAC errors need long series; with {many(len(series), unit)} they say too little."


def _season(seen: Seen) -> Iterator[str]:
    series, model = seen.fitted.series, seen.fitted.model
    year = series.per_year
    if model.harmonics or model.calendar:
        if series.first_after < 2 * year:
            yield "The season is learnt from less than two years before the step."
    elif year > 1 and (len(series) - series.first_after) % year:
        yield "No season is in the model, and the periods after the step are no whole years: a season would look like a step. Ask for --harmonics 2."


def _small(seen: Seen) -> Iterator[str]:
    least = min(float(seen.fitted.mean.min()), float(seen.fitted.series.counts.mean()))
    if least < FEW_EXPECTED:
        yield f"Counts are small (as few as {number(least)} expected a period): an interval on the log scale is rough. Add periods up, or see `bothy evidence rates`."


def _controls(seen: Seen) -> Iterator[str]:
    for one in seen.controls:
        if one.trend_interaction is not None and one.trend_interaction.p < RARE:
            yield f"{one.name} did not go alike before (trends differ {number(one.trend_interaction.ratio)} times a year, p {number(one.trend_interaction.p)}): a poor control."
