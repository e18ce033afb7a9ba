"""How long until a fall would show: as formulas say where there are formulas, the same however it is worked out, and honest."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from scipy.special import ndtr

from bothy.evidence.its.design import design_of
from bothy.evidence.its.fit import fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.past import Past, carried_on, invented, level_of, past_from, past_of
from bothy.evidence.its.plan import Planned, plan_of, planned
from bothy.evidence.its.power import Asked, At, Power, power
from bothy.evidence.its.power_keys import as_keys
from bothy.evidence.its.power_said import OVERSTATES, said
from bothy.evidence.normal import Z95
from bothy.evidence.table import BadTable
from support.interrupted import COLUMNS, drawn, months, series, table


def past(**changed: object) -> Past:
    asked = {"level": 40.0, "periods": 48, "trend": 1.0, "season": 1.0, "period": 12.0, "model": Model(family="poisson"), "scatter": None, "autocorrelation": 0.0}
    return invented(**(asked | changed))  # type: ignore[arg-type]


def asked(**changed: object) -> Asked:
    return Asked(**({"fall": 0.2, "least": 6, "most": 24, "replications": 2000, "seed": 3} | changed))  # type: ignore[arg-type]


def by_formula(one: Past, after: int, fall: float, dispersion: float = 1.0) -> float:
    """Power of Wald's test from the information of the series as it is expected."""
    whole = carried_on(one.series, 0, after)
    design = design_of(whole, one.model)
    mean = level_of(one, whole, design) * np.where(whole.step == 1, 1 - fall, 1.0)
    error = np.sqrt(dispersion * np.linalg.inv(design.matrix.T @ (mean[:, None] * design.matrix))[2, 2])
    return float(ndtr(-np.log(1 - fall) / error - Z95))


@pytest.mark.parametrize(
    ("changed", "fall", "dispersion"),
    [
        ({}, 0.2, 1.0),
        ({"level": 12.0}, 0.4, 1.0),
        ({"trend": 1.2, "season": 1.6}, 0.2, 1.0),
        ({"model": Model(), "scatter": 2.5, "periods": 96, "level": 100.0}, 0.2, 2.5),
    ],
)
def test_power_is_what_the_formula_says_of_simple_designs(changed: dict[str, object], fall: float, dispersion: float) -> None:
    one = past(**changed)
    found = power(one, asked(fall=fall))
    for row in (found.rows[0], found.rows[-1]):
        assert row.power == pytest.approx(by_formula(one, row.after, fall, dispersion), abs=0.035)
        assert row.low <= row.power <= row.high and row.failed == 0


@pytest.mark.parametrize(("model", "scatter"), [(Model(family="poisson"), None), (Model(), 2.0), (Model(family="negbin"), 0.03)])
def test_of_independent_periods_false_alarms_are_near_1_in_20(model: Model, scatter: float | None) -> None:
    found = power(past(model=model, scatter=scatter, periods=72), asked(least=36, most=36, replications=3000))
    assert 0.04 < found.rows[0].false_alarm < 0.068
    assert found.rows[0].widened == pytest.approx(found.rows[0].power, abs=0.06)


def test_where_periods_hang_together_false_alarms_and_what_power_is_left_without_them_are_told() -> None:
    together = power(past(autocorrelation=0.3, periods=72), asked(least=36, most=36))
    row = together.rows[0]
    assert row.false_alarm > 0.1 and row.overstated and together.overstated
    assert row.wide > 2.2 and row.widened < row.power - 0.1
    assert not power(past(periods=72), asked(least=36, most=36)).overstated


def test_widened_to_where_nothing_began_the_interval_is_wrong_1_time_in_20() -> None:
    """What was learnt from one half of the series holds in the other."""
    one = past(autocorrelation=0.4, periods=60)
    wide = power(one, asked(least=30, most=30, seed=1)).rows[0].wide
    other = power(one, asked(least=30, most=30, seed=2)).rows[0]
    assert wide == pytest.approx(other.wide, rel=0.06) and wide > 2.5


def test_the_answer_does_not_depend_on_workers_and_does_on_the_seed() -> None:
    one, two, other = (power(past(), asked(replications=900, seed=seed), workers=workers) for seed, workers in ((3, 1), (3, 3), (4, 2)))
    assert one == two != other


def test_a_row_is_the_same_whatever_else_is_asked() -> None:
    among = power(past(), asked(least=12, most=40)).rows
    assert power(past(), asked(least=12, most=12)).rows[0] == among[0]
    assert power(past(), asked(least=40, most=40)).rows[0] == among[-1]


def test_the_larger_the_fall_the_sooner_it_shows() -> None:
    found = [power(past(level=100.0), asked(fall=fall, least=1, most=48)) for fall in (0.1, 0.2, 0.3)]
    assert found[0].needed_widened is None
    assert found[1].needed_widened is not None and found[2].needed_widened is not None
    assert found[1].needed_widened > found[2].needed_widened
    assert [one.rows[-1].power for one in found] == sorted(one.rows[-1].power for one in found)


def test_around_the_answer_every_period_is_looked_at() -> None:
    found = power(past(level=100.0), asked(fall=0.2, least=1, most=80))
    assert found.needed is not None and found.needed > 1
    looked = {row.after: row for row in found.rows}
    assert len(looked) < 40 and found.needed - 1 in looked
    assert looked[found.needed - 1].power < 0.8 <= looked[found.needed].power
    assert all(row.power >= 0.8 for row in found.rows if row.after >= found.needed)


def test_no_answer_within_the_time_is_an_answer() -> None:
    found = power(past(level=4.0), asked(fall=0.1, least=1, most=24))
    assert found.needed is None and found.needed_widened is None


def test_a_series_that_cannot_be_fitted_counts_as_not_shown() -> None:
    found = power(past(level=1.0, periods=24), asked(fall=0.9, least=2, most=2))
    row = found.rows[0]
    assert row.failed > 0 and row.power <= 1 - row.failed / 2000


# The past


def test_a_past_from_a_file_ends_with_the_step_and_takes_its_scatter_from_the_residuals() -> None:
    counts = drawn(5, 60, 12, alpha=0.1)
    rows = table([int(one) for one in counts], 12, months(60))
    one = past_from(rows, COLUMNS, Model())
    early = fit(series(counts, 12).until_step(), Model())
    assert len(one.series) == 48 and one.scatter == pytest.approx(early.pearson)
    assert one.coefficients == pytest.approx(early.coefficients)
    assert past_of(early, scatter=2.0, autocorrelation=0.1).scatter == 2.0


def test_what_is_carried_on_has_the_exposure_of_its_last_year_and_the_step_after_the_wait() -> None:
    asked = msgspec.structs.replace(COLUMNS, step=None, days="every", shocks=("2020-03:2020-05:lockdown",))
    own = past_from(table(list(drawn(5, 24, 0).astype(int)), 0, months(24)), asked, Model()).series
    whole = carried_on(own, 3, 14)
    assert whole.periods.labels[-1] == "2023-05" and whole.step.tolist() == [0] * 27 + [1] * 14
    assert whole.exposure[24:36].tolist() == own.exposure[12:].tolist() and whole.exposure[36] == own.exposure[12]
    assert whole.shocks[0].values.sum() == 3


def test_an_invented_past_has_its_level_just_before_the_step() -> None:
    one = past(trend=1.5, periods=36)
    whole = carried_on(one.series, 0, 12)
    level = level_of(one, whole, design_of(whole, one.model))
    assert level[35] == pytest.approx(40) and level[47] == pytest.approx(60)
    seasonal = past(season=2.0)
    whole = carried_on(seasonal.series, 0, 12)
    year = level_of(seasonal, whole, design_of(whole, seasonal.model))[-12:]
    assert year.max() / year.min() == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"level": 0.0}, "--level 0: it is above 0"),
        ({"trend": -1.0}, "--trend -1"),
        ({"season": 0.5}, "--season 0.5: the highest over the lowest of a year is 1 or more"),
        ({"scatter": 2.0}, "Poisson has no scatter of its own"),
        ({"model": Model(), "scatter": 0.5}, "--scatter 0.5: of quasi it is 1 or more"),
        ({"model": Model(family="negbin"), "scatter": -0.5}, "--scatter -0.5: of negbin it is 0 or more"),
    ],
)
def test_numbers_that_make_no_series_are_refused(changed: dict[str, object], says: str) -> None:
    with pytest.raises(BadTable) as told:
        past(**changed)
    assert says in str(told.value)


def test_a_trend_that_runs_away_is_refused() -> None:
    with pytest.raises(BadTable, match="A trend may run away"):
        power(past(trend=50.0), asked(least=1, most=100))


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(BadTable, match="There must be more rows than terms"):
        power(past(periods=3, model=Model(family="poisson", harmonics=2)), asked(least=1, most=2))


# What is asked, and what is said


def answered(one: Past, **changed: object) -> Planned:
    wanted = {"falls_percent": [20.0], "autocorrelations": (), "least": 6, "most": 30, "starts": "", "target_percent": 80.0, "replications": 500, "seed": 1}
    return planned(one, plan_of(one, **(wanted | changed)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"falls_percent": [0.0]}, "A fall is above 0 % and below 100 %; 0 is asked for"),
        ({"falls_percent": [20.0, 100.0]}, "20, 100 is asked for"),
        ({"target_percent": 100.0}, "Power is above 0 % and below 100 %"),
        ({"least": 0}, "the first must be 1 or more"),
        ({"least": 9, "most": 8}, "after 9 to 8 periods"),
        ({"most": 5000}, "no more than 1,200"),
        ({"autocorrelations": (1.0,)}, "from 0 to 0.95"),
        ({"autocorrelations": (-0.2,)}, "from 0 to 0.95"),
        ({"starts": "48"}, "--from 48: the step lies after the series, which ends with 48"),
        ({"starts": "2025-01"}, "'2025-01' is no time of this series"),
    ],
)
def test_a_question_without_an_answer_is_refused(changed: dict[str, object], says: str) -> None:
    with pytest.raises(BadTable) as told:
        answered(past(), **changed)
    assert says in str(told.value)


def test_power_is_told_as_the_residuals_are_and_with_more_autocorrelation() -> None:
    found = answered(past(), falls_percent=[20.0, 30.0])
    assert [(case.fall, case.autocorrelation) for case in found.cases] == [(0.2, 0.0), (0.2, 0.2), (0.3, 0.0), (0.3, 0.2)]
    assert [case.autocorrelation for case in answered(past(), autocorrelations=(0.1,)).cases] == [0.1]


def test_the_wait_before_the_step_is_counted_as_before() -> None:
    found = answered(past(), starts="51")
    assert found.plan.wait == 2 and found.starts == "51" and found.until(1) == "51"
    assert as_keys(found)["before"] == 50
    straight = answered(past(periods=50))
    assert [row.power for row in found.cases[0].power.rows] == pytest.approx([row.power for row in straight.cases[0].power.rows], abs=0.06)


def test_when_false_alarms_are_well_above_5_percent_it_says_that_power_is_overstated() -> None:
    together = said(answered(past(periods=72), autocorrelations=(0.4,), least=24, most=26))
    assert OVERSTATES in together and "* above 5 % by more than chance: power overstates there." in together
    apart = said(answered(past(periods=72), autocorrelations=(0.0,), least=24, most=26))
    assert OVERSTATES not in apart and "*" not in apart


def test_the_words_say_when_or_not_within() -> None:
    late = said(answered(past(level=4.0)))
    assert "A fall of 20 % would show with 80 % power, autocorrelation 0: not within 30 periods (until period 78; power is" in late
    soon = said(answered(past(level=400.0), autocorrelations=(0.0,)))
    assert "autocorrelation 0: after 6 periods, at the end of period 54." in soon
    assert "That nothing shows is no proof that nothing happened." in soon


def test_the_sooner_answer_of_an_interval_that_is_wrong_too_often_is_named_as_that() -> None:
    row = {"power": 0.9, "low": 0.88, "high": 0.92, "false_alarm": 0.2, "false_alarm_low": 0.18, "false_alarm_high": 0.22, "wide": 3.0, "failed": 0}
    rows = (At(after=6, widened=0.5, **row), At(after=7, widened=0.85, **row))  # type: ignore[arg-type]
    found = answered(past())
    case = msgspec.structs.replace(found.cases[0], power=Power(rows=rows, needed=6, needed_widened=7))
    told = said(msgspec.structs.replace(found, cases=(case,)))
    assert "after 7 periods, at the end of period 55; after 6 periods by an interval that is wrong too often." in told


def test_for_programs_every_row_has_its_false_alarms_beside_its_power() -> None:
    found = as_keys(answered(past(level=100.0)))
    case = found["cases"][0]
    assert case["needed_widened"] is not None and case["needed_widened_until"] == str(48 + case["needed_widened"])
    assert {"after", "until", "power", "low", "high", "false_alarm", "false_alarm_low", "wide", "widened", "overstated"} <= set(case["rows"][0])
    assert found["unit"] == "period" and found["autocorrelation_seen"] == 0.0
