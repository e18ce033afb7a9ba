"""The answer in words: what was found, what the residuals show, when not to believe it, and what it assumes."""

from __future__ import annotations

from collections.abc import Iterator

from bothy.evidence.its.answer import Judged
from bothy.evidence.its.bootstrap import Bootstrap
from bothy.evidence.its.controlled import Beside
from bothy.evidence.its.diagnostics import Diagnostics
from bothy.evidence.its.ratio import Ratio
from bothy.evidence.its.words import many, number, p_value, percent

ASSUMES = (
    "Had nothing begun, level, trend and season would have gone on as they were before the step. No test can show that; a control can make it more or less likely.",
    "Nothing else began at the same time, unless it is named as a shock or shared by the control.",
    "The step is where the file says, and was not put there after a look at the counts.",
    "Counting did not change: same definition, same place, same delay.",
    "It is a change in what was counted, and says of no single person and of no death that it was prevented.",
)
NO_CAUTION = "The figures themselves give no reason for doubt. What is assumed below they cannot show."


def said(judged: Judged) -> str:
    """The whole answer."""
    lines = [*_found(judged), "", "What the residuals show", *_residuals(judged), "", "When not to believe it"]
    lines += [f"  - {one}" for one in judged.cautions or (NO_CAUTION,)]
    lines += ["", "What it assumes", *(f"  - {one}" for one in ASSUMES)]
    return "\n".join(lines) + "\n"


def verdict(step: Ratio) -> str:
    """What may be said of a step, and no more."""
    if step.high < 1:
        return f"That is lower by {percent(1 - step.ratio)}, and more than the model's chance explains."
    if step.low > 1:
        return f"That is higher by {percent(step.ratio - 1)}, and more than the model's chance explains."
    return "The interval holds 1: no change is shown. That is no proof of none; it holds everything between its ends."


def limits(one: Ratio) -> str:
    """0.839 to 0.933, p 0.002."""
    return f"{number(one.low)} to {number(one.high)}, p {p_value(one.p)}"


def how(judged: Judged) -> str:
    """The family and the errors in words."""
    fitted = judged.fitted
    family = {"quasi": "quasi-Poisson", "poisson": "Poisson", "negbin": "negative binomial (NB2)"}[fitted.model.family]
    errors = "the model's errors" if fitted.hac_lag is None else f"HAC errors (Bartlett, lag {fitted.hac_lag})"
    return f"{family}, log link, {errors}; terms: {', '.join(fitted.design.names)}"


def _found(judged: Judged) -> Iterator[str]:
    series, ahead = judged.fitted.series, judged.counterfactual
    unit, labels = series.periods.unit, series.periods.labels
    yield f"{series.count} in {series.name}: {many(len(series), unit)}, {labels[0]} to {labels[-1]}; the step begins with {labels[series.first_after]}."
    yield f"Model: {how(judged)}."
    yield ""
    yield f"Step: {number(judged.step.ratio)} times what the line before says ({limits(judged.step)}). {verdict(judged.step)}"
    if judged.slope:
        yield f"Slope: after the step each {unit} brings {number(judged.slope.ratio)} times what a {unit} brought before ({limits(judged.slope)})."
    yield f"Trend before: {number(judged.trend.ratio)} times a year ({limits(judged.trend)})."
    yield (
        f"After the step {ahead.observed_after:,.0f} were counted; the line before says {ahead.expected_after:,.0f} "
        f"({ahead.expected_after_low:,.0f} to {ahead.expected_after_high:,.0f}), if it had gone on."
    )
    for one in judged.controls:
        yield from _beside(one)


def _beside(one: Beside) -> Iterator[str]:
    yield ""
    yield f"Beside {one.name}: its step is {number(one.step.ratio)} ({limits(one.step)}); treated over it {number(one.interaction.ratio)} ({limits(one.interaction)})."
    if one.slope_interaction:
        yield f"  Its slope: treated over it {number(one.slope_interaction.ratio)} ({limits(one.slope_interaction)})."
    if one.trend_interaction:
        yield f"  Before the step the treated trend was {number(one.trend_interaction.ratio)} times its trend a year ({limits(one.trend_interaction)})."
    if one.residual_correlation is not None:
        yield f"  Their residuals go together by {number(one.residual_correlation)}; " + (
            "the model's errors take them not to." if one.fitted.hac_lag is None else "HAC errors allow for it."
        )


def _residuals(judged: Judged) -> Iterator[str]:
    fitted, seen, again = judged.fitted, judged.diagnostics, judged.bootstrap
    yield f"  Dispersion (Pearson): {number(fitted.pearson)} over {fitted.df} degrees of freedom; deviance {number(fitted.deviance)}." + (
        "" if fitted.alpha is None else f" Alpha {number(fitted.alpha)}."
    )
    if seen.correlations is None:
        yield "  Autocorrelation: too few periods to see any."
    else:
        shown = ", ".join(f"{number(one)} at lag {k}" for k, one in enumerate(seen.correlations.lags[:4], 1))
        yield f"  Autocorrelation: {shown}; by chance alone under {number(seen.correlations.limit)} 19 times in 20. Ljung and Box's p {p_value(seen.correlations.ljung_box_p)} over {seen.correlations.ljung_box_df} lags."
    if again is not None:
        yield (
            f"  Drawn again {again.times:,} times with autocorrelation {number(again.autocorrelation)}{_held(again, seen)}: step {number(again.step_low)} to {number(again.step_high)}. "
            f"Where nothing began the printed interval leaves 1 out in {percent(again.false_alarm)} ({percent(again.false_alarm_low)} to {percent(again.false_alarm_high)}); 5 % is meant."
        )
    tried = judged.pre_trend.placebos
    if tried:
        yield f"  Steps that never were, placed before the true one: {judged.pre_trend.shown} of {len(tried)} show (about {0.05 * len(tried):.1f} are meant; neighbours are not independent)."
    known = [one for one in seen.without or () if one is not None]
    if known:
        yield f"  Each period left out in turn: the step goes from {number(min(known))} to {number(max(known))}."


def _held(again: Bootstrap, seen: Diagnostics) -> str:
    """Said where the draws hang together less than the residuals say: a negative one is no ground for a narrower interval."""
    return " (a negative one is taken as none)" if again.autocorrelation == 0 and seen.correlations and seen.correlations.lags[0] < 0 else ""
