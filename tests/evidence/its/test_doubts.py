"""What a reader needs to doubt it: residuals, steps that never were, the line carried on, a second opinion, and the cautions."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf

from bothy.evidence.its.answer import judge
from bothy.evidence.its.bootstrap import bootstrap, lag_one
from bothy.evidence.its.counterfactual import counterfactual_of
from bothy.evidence.its.diagnostics import correlations_of, diagnose
from bothy.evidence.its.fit import fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.pretrend import pre_trend_of
from bothy.evidence.its.simulate import Quantiles, normals
from support.interrupted import drawn, series


@given(st.integers(0, 10**6), st.integers(20, 120))
def test_autocorrelations_and_ljung_box_are_statsmodels(seed: int, n: int) -> None:
    left = np.random.default_rng(seed).normal(size=n)
    found = correlations_of(left, 12)
    assert found is not None
    most = len(found.lags)
    assert most == min(24, n // 5)
    assert np.allclose(found.lags, acf(left, nlags=most, fft=False)[1:], atol=1e-10)
    theirs = acorr_ljungbox(left, lags=[most])
    assert found.ljung_box == pytest.approx(theirs["lb_stat"].iloc[0]) and found.ljung_box_p == pytest.approx(theirs["lb_pvalue"].iloc[0])


def test_too_few_or_equal_residuals_have_no_autocorrelation() -> None:
    assert correlations_of(np.array([1.0, -1.0, 0.5, 0.2]), 12) is None
    assert correlations_of(np.zeros(40), 12) is None


def test_residuals_are_over_what_the_family_expects_of_each_count() -> None:
    fitted = fit(series(drawn(3, 60, 20, alpha=0.2), 20), Model())
    assert (diagnose(fitted).residuals**np.float64(2)).sum() == pytest.approx(fitted.df, rel=1e-9), "quasi: Pearson's X² over φ is n − p"
    negbin = fit(series(drawn(3, 60, 20, alpha=0.2), 20), Model(family="negbin"))
    assert (np.array(diagnose(negbin).residuals) ** 2).sum() / negbin.df == pytest.approx(negbin.pearson, rel=1e-9)


def test_leaving_a_period_out_is_a_fit_without_it() -> None:
    own = series(drawn(4, 30, 10), 10)
    without = diagnose(fit(own, Model(family="negbin"))).without
    assert without is not None and len(without) == 30
    step, level = own.step.astype(bool), own.counts
    import statsmodels.api as sm

    kept = np.arange(30) != 12
    x = np.column_stack((np.ones(30), np.arange(30), step))[kept]
    theirs = sm.GLM(level[kept], x, family=sm.families.Poisson()).fit(tol=1e-12)
    poisson = diagnose(fit(own, Model())).without
    assert poisson is not None and poisson[12] == pytest.approx(np.exp(theirs.params[2]), rel=1e-7)


def test_leaving_the_only_period_after_out_leaves_no_step() -> None:
    without = diagnose(fit(series(drawn(4, 30, 1), 1), Model())).without
    assert without is not None and without[29] is None and without[0] is not None


def test_the_line_carried_on_is_the_fit_without_its_step() -> None:
    fitted = fit(series(drawn(6, 48, 18, trend=0.01), 18), Model(slope=True, harmonics=1))
    ahead = counterfactual_of(fitted)
    early, late = ahead.periods[:30], ahead.periods[30:]
    assert all(one.expected == pytest.approx(one.fitted) and not one.after for one in early)
    again = fit(fitted.series.until_step(), Model(harmonics=1))
    times = np.arange(48)
    turns = 2 * np.pi * (times + 1) / 12
    line = np.exp(np.column_stack((np.ones(48), times, np.sin(turns), np.cos(turns))) @ again.coefficients)
    # The season is learnt from all periods, so the two lines are near and not the same.
    assert np.allclose([one.expected for one in late], line[30:], rtol=0.1)
    assert ahead.observed_after == fitted.series.counts[30:].sum()
    assert ahead.expected_after == pytest.approx(sum(one.expected for one in late))
    assert ahead.expected_after_low < ahead.expected_after < ahead.expected_after_high


def test_the_sum_carried_on_covers_what_would_have_been() -> None:
    inside = 0
    truth = (30 * np.exp(0.002 * np.arange(60)))[36:].sum()
    for seed in range(200):
        ahead = counterfactual_of(fit(series(drawn(seed), 24), Model()))
        inside += ahead.expected_after_low < truth < ahead.expected_after_high
    assert 180 <= inside <= 198


def test_a_straight_line_shows_few_steps_that_never_were_and_a_bent_one_many() -> None:
    straight = pre_trend_of(series(drawn(8, 80, 20, level=200), 20), Model())
    assert len(straight.placebos) == 60 - 12 + 1 and straight.placebos[0].time == "7"
    bent = np.round(200 * np.exp(0.02 * np.abs(np.arange(80) - 30)))
    assert straight.shown <= 6 < 20 < pre_trend_of(series(bent, 20), Model()).shown


def test_where_the_periods_before_are_few_no_step_is_placed() -> None:
    assert pre_trend_of(series(drawn(8, 20, 9), 9), Model()).placebos == ()


def test_a_step_that_never_was_is_that_of_a_fit_of_the_periods_before() -> None:
    own = series(drawn(9, 40, 12), 12)
    one = pre_trend_of(own, Model()).placebos[3]
    early = own.until_step()
    direct = fit(early.with_step((early.periods.times >= 10).astype(float)), Model())
    assert one.time == "10" and one.step.ratio == pytest.approx(np.exp(direct.coefficients[2]), rel=1e-8)


# The second opinion


def test_a_bootstrap_series_is_the_same_whoever_draws_how_many() -> None:
    few, more = normals(5, "bootstrap", range(3), 20, 0.3), normals(5, "bootstrap", range(2, 10), 40, 0.3)
    assert np.array_equal(few[2], more[0, :20])
    assert not np.array_equal(few[2], normals(5, "power", range(2, 3), 20, 0.3)[0])
    assert not np.array_equal(few[2], normals(6, "bootstrap", range(2, 3), 20, 0.3)[0])


@pytest.mark.parametrize(("family", "scatter", "variance"), [("poisson", 0.0, 20.0), ("quasi", 3.0, 60.0), ("negbin", 0.1, 60.0)])
def test_drawn_counts_have_the_familys_mean_and_variance_and_hang_together(family: str, scatter: float, variance: float) -> None:
    counts = Quantiles(np.full(50, 20.0), family, scatter).counts(normals(1, "power", range(4000), 50, 0.4))  # type: ignore[arg-type]
    assert counts.mean() == pytest.approx(20, rel=0.01) and counts.var() == pytest.approx(variance, rel=0.03)
    left = counts - 20
    assert (left[:, 1:] * left[:, :-1]).mean() / counts.var() == pytest.approx(0.4, abs=0.03)


def test_large_means_are_drawn_as_small_ones_are() -> None:
    counts = Quantiles(np.array([3e6]), "quasi", 50.0).counts(normals(1, "power", range(20_000), 1, 0.0))
    assert counts.mean() == pytest.approx(3e6, rel=1e-4) and counts.std() == pytest.approx(np.sqrt(50 * 3e6), rel=0.03)


def test_of_independent_periods_the_second_opinion_is_near_the_first_and_false_alarms_near_1_in_20() -> None:
    fitted = fit(series(drawn(11, 96, 40, level=60), 40), Model(family="poisson"))
    assert lag_one(fitted) < 0.15
    again = bootstrap(msgspec.structs.replace(fitted), 4000, 1)
    i = fitted.design.at("step")
    low, high = np.exp(fitted.coefficients[i] + np.array([-1.96, 1.96]) * np.sqrt(fitted.covariance[i, i]))
    assert again.step_low == pytest.approx(low, rel=0.03) and again.step_high == pytest.approx(high, rel=0.03)
    assert again.false_alarm_low <= 0.065 and 0.03 < again.false_alarm < 0.09
    assert again == bootstrap(fitted, 4000, 1) and again != bootstrap(fitted, 4000, 2)


def hanging_together(seed: int = 3, n: int = 72, together: float = 0.6) -> np.ndarray:
    scores = normals(seed, "power", range(1), n, together)
    return Quantiles(np.full(n, 60.0), "quasi", 4.0).counts(scores)[0]


def test_where_periods_hang_together_the_interval_is_said_to_be_too_narrow() -> None:
    judged = judge(series(hanging_together(), 30), Model())
    assert judged.bootstrap is not None and judged.bootstrap.false_alarm > 0.12
    assert any(one.startswith("The interval is too narrow: in series like this one in which nothing began it leaves 1 out in") for one in judged.cautions)
    assert any("Neighbouring periods hang together" in one and "--errors hac" in one for one in judged.cautions)


# When not to believe it


@pytest.mark.parametrize(
    ("counts", "after", "model", "says"),
    [
        (drawn(1, 60, 20, alpha=0.3), 20, Model(family="poisson"), "Use --family quasi or negbin"),
        (drawn(1, 20, 5), 5, Model(), "There are 5 periods after the step"),
        (drawn(1, 14, 7), 7, Model(), "too few periods before the step to see whether the line was straight"),
        (drawn(1, 60, 36), 36, Model(), "The trend of 24 periods is carried on over 36 periods"),
        (drawn(1, 40, 15), 15, Model(errors="hac"), "HAC errors need long series; with 40 periods they say too little"),
        (drawn(1, 40, 20), 20, Model(harmonics=1), "The season is learnt from less than two years before the step"),
        (drawn(1, 60, 20), 20, Model(), "No season is in the model, and the periods after the step are no whole years"),
        (drawn(1, 60, 20, level=2), 20, Model(), "Counts are small"),
        (np.round(200 * np.exp(0.02 * np.abs(np.arange(80) - 30))), 20, Model(), "the line was not straight before"),
    ],
)  # fmt: skip
def test_reasons_to_doubt_are_named_with_their_figures(counts: np.ndarray, after: int, model: Model, says: str) -> None:
    assert any(says in one for one in judge(series(counts, after), model, times=0).cautions)


def test_most_sound_series_have_no_caution() -> None:
    quiet = sum(judge(series(drawn(seed, 96, 36, level=80), 36), Model(), times=300).cautions == () for seed in range(24))
    assert quiet >= 15, "about four in five"


def test_a_step_that_hangs_on_one_period_is_told_with_its_time() -> None:
    counts = np.full(40, 50.0) + np.tile([3, -3, 1, -2], 10)
    counts[39] = 400
    judged = judge(series(counts, 3), Model(family="poisson"), times=0)
    assert any("It hangs on single periods: without 40 the step is" in one for one in judged.cautions)
