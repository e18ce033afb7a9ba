"""Synthetic control: California's cigarettes to the digit, pysyncon and a general solver beside, ranks, and what the answer hangs on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from bothy.evidence.synthetic.answer import Answer, judge
from bothy.evidence.synthetic.intervals import constant_effects
from bothy.evidence.synthetic.panel import Panel, read_panel
from bothy.evidence.synthetic.placebo import fit_all
from bothy.evidence.synthetic.weights import most_above_least, simplex_weights
from bothy.evidence.table import BadTable, read_csv


@pytest.fixture(scope="module")
def smoking(shared_data: Path) -> Panel:
    table = read_csv(shared_data / "prop99_california_smoking.csv")
    return read_panel(table, unit="state", time="year", outcome="cigsale", treated="California", since="1989")


@pytest.fixture(scope="module")
def california(smoking: Panel) -> Answer:
    return judge(smoking)


def random_panel(seed: int, units: int = 12, times: int = 20, before: int = 12) -> Panel:
    rng = np.random.default_rng(seed)
    common = np.cumsum(rng.normal(0, 1, times))
    outcome = rng.uniform(5, 20, (units, 1)) + rng.uniform(0.5, 1.5, (units, 1)) * common + rng.normal(0, 1, (units, times))
    return Panel("y", tuple(f"unit {n}" for n in range(units)), tuple(range(times)), outcome, 0, before)


def test_californias_weights_gap_and_rank(california: Answer) -> None:
    assert [(name, round(share, 3)) for name, share in california.shares()[:4]] == [
        ("Utah", 0.394), ("Montana", 0.232), ("Nevada", 0.205), ("Connecticut", 0.109),
    ]  # fmt: skip
    own = california.panel.treated
    assert round(float(california.fits.pre[own]), 4) == 1.6564
    assert round(california.mean_gap, 2) == -19.51
    assert (california.rank, len(california.panel.units), california.smallest_p) == (3, 39, 1 / 39)
    assert california.p == pytest.approx(3 / 39)


def test_californias_weights_are_those_of_pysyncon(california: Answer, smoking: Panel) -> None:
    from pysyncon import Dataprep, Synth

    long = pd.DataFrame(
        [(unit, int(time), value) for unit, row in zip(smoking.units, smoking.outcome, strict=True) for time, value in zip(smoking.times, row, strict=True)],
        columns=["state", "year", "cigsale"],
    )  # fmt: skip
    years = [int(time) for time in smoking.times[: smoking.before]]
    data = Dataprep(
        foo=long, predictors=["cigsale"], predictors_op="mean", dependent="cigsale", unit_variable="state", time_variable="year",
        treatment_identifier="California", controls_identifier=[unit for unit in smoking.units if unit != "California"],
        time_predictors_prior=years, time_optimize_ssr=years,
        special_predictors=[("cigsale", [year], "mean") for year in years],
    )  # fmt: skip
    theirs = Synth()
    # It divides each predictor by its standard deviation over the units; this V takes that back.
    spread = smoking.outcome[:, : smoking.before].std(axis=0, ddof=1) ** 2
    theirs.fit(dataprep=data, custom_V=np.array([0.0, *spread / spread.sum()]))
    ours = dict(california.shares())
    shares = {str(unit): float(share) for unit, share in theirs.weights(round=12).items()}
    # Its optimiser stops a little short of the least error, where weights may still trade places.
    assert all(abs(share - ours.get(unit, 0.0)) < 0.05 for unit, share in shares.items())
    before = smoking.outcome[:, : smoking.before]
    gap = before[smoking.treated] - sum(share * before[smoking.units.index(unit)] for unit, share in shares.items())
    own = float(california.fits.pre[smoking.treated])
    assert own <= float(np.sqrt(np.mean(gap**2))) <= own * 1.001


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 15), st.integers(1, 12))
def test_no_general_solver_finds_a_smaller_error(seed: int, donors: int, periods: int) -> None:
    rng = np.random.default_rng(seed)
    before = rng.normal(10, 3, (donors + 1, periods))
    lenders = np.arange(donors + 1) != 0
    (weights,) = simplex_weights(before, np.array([0]), lenders[None])
    assert weights[0] == 0 and weights.min() >= 0 and weights.sum() == pytest.approx(1)

    def error(share: np.ndarray) -> float:
        return float(np.mean((before[0] - share @ before[1:]) ** 2))

    theirs = minimize(
        error, np.full(donors, 1 / donors), method="SLSQP", bounds=[(0, 1)] * donors, constraints={"type": "eq", "fun": lambda share: share.sum() - 1},
        options={"maxiter": 500, "ftol": 1e-14},
    )  # fmt: skip
    assert error(weights[1:]) <= theirs.fun + 1e-8
    (above,) = most_above_least(before, np.array([0]), lenders[None], weights[None])
    assert above <= 1e-8


@pytest.mark.parametrize("seed", range(5))
def test_every_unit_goes_through_the_same_lines(seed: int) -> None:
    """Who is called treated changes nobody's ratio, so the rank is a fair one."""
    panel = random_panel(seed)
    other = Panel(panel.measure, panel.units, panel.times, panel.outcome, 5, panel.before)
    one, two = fit_all(panel), fit_all(other)
    assert np.allclose(one.gaps, two.gaps) and list(one.ranks) == list(two.ranks)
    assert sorted(one.ranks) == list(range(1, len(panel.units) + 1))


def test_a_tie_counts_against_the_treated_unit() -> None:
    panel = random_panel(1, units=6)
    outcome = panel.outcome.copy()
    outcome[1] = outcome[0]
    tied = fit_all(Panel("y", panel.units, panel.times, outcome, 0, panel.before))
    assert tied.ranks[0] == tied.ranks[1]
    assert tied.ranks[0] >= 2


def test_placebos_kept_clear_of_the_effect_borrow_nothing_from_the_treated_unit() -> None:
    panel = random_panel(3)
    assert fit_all(panel, "exclude").weights[1:, 0].max() == 0 < fit_all(panel, "include").weights[1:, 0].max()


@pytest.mark.parametrize("seed", range(4))
def test_the_constant_effects_that_stay_are_those_that_the_test_does_not_reject(seed: int) -> None:
    panel = random_panel(seed, units=24)
    found = constant_effects(panel, fit_all(panel))
    assert found.level == pytest.approx(1 - 1 / 24)
    for effect in np.linspace(-15, 15, 121):
        moved = panel.outcome.copy()
        moved[0, panel.before :] -= effect
        rejected = fit_all(Panel("y", panel.units, panel.times, moved, 0, panel.before)).ranks[0] <= 1
        inside = any((low is None or low <= effect) and (high is None or effect <= high) for low, high in found.pieces)
        assert inside != rejected, effect


def test_a_true_effect_is_found_and_leaving_one_donor_out_is_said() -> None:
    panel = random_panel(8, units=24)
    outcome = panel.outcome.copy()
    outcome[0, panel.before :] -= 12
    answer = judge(Panel("y", panel.units, panel.times, outcome, 0, panel.before))
    assert answer.rank == 1 and -16 < answer.mean_gap < -8
    assert {one.donor for one in answer.without} == {name for name, _ in answer.shares()}
    assert answer.earlier and all(one.p > 1 / 24 or one.rank == 1 for one in answer.earlier)


def test_few_units_and_a_poor_fit_are_warned_of() -> None:
    few = judge(random_panel(2, units=6))
    assert any("0.17" in one or "1/6" in one or "6 units" in one for one in few.cautions), few.cautions
    panel = random_panel(2, units=24)
    outcome = panel.outcome.copy()
    outcome[0] += 60
    assert any("fit" in one.lower() or "outside" in one.lower() for one in judge(Panel("y", panel.units, panel.times, outcome, 0, panel.before)).cautions)


GOOD = [f"{unit},{year},{n + year % 4}" for n, unit in enumerate("abcd") for year in range(2000, 2008)]


@pytest.mark.parametrize(
    ("rows", "treated", "since", "says"),
    [
        (GOOD[:-1], "a", "2004", "2007"),
        ([*GOOD, GOOD[0]], "a", "2004", "a"),
        (GOOD, "z", "2004", "'z'"),
        (GOOD, "a", "1990", "no period before"),
        (GOOD, "a", "2020", "no period from"),
        (GOOD[:16], "a", "2004", "at least 2 donors"),
        (["a,2000,x", *GOOD[1:]], "a", "2004", "'x' is no number"),
        (["a,spring,3", *GOOD[1:]], "a", "2004", "not written as the other periods"),
    ],
)
def test_panels_that_cannot_be_used_are_named(rows: list[str], treated: str, since: str, says: str) -> None:
    with pytest.raises(BadTable, match=says):
        read_panel(read_csv("\n".join(["u,t,y", *rows]).encode()), unit="u", time="t", outcome="y", treated=treated, since=since)
