"""Monthly counts: scatter beyond Poisson, with statsmodels beside, and files that cannot be used."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from bothy.evidence.rates import BadFigures, areas_of, combined_by_month, compared, compared_by_month, split
from bothy.evidence.table import BadTable, read_csv


def file_of(rows: list[str], header: str = "month,area,period,count") -> bytes:
    return "\n".join([header, *rows]).encode()


def drawn(seed: int, before: int = 24, after: int = 18) -> tuple[list[str], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    is_after = np.arange(before + after) >= before
    counts = rng.negative_binomial(3, 3 / (3 + np.where(is_after, 9.0, 14.0)))
    beside = rng.poisson(30, before + after)
    rows = []
    for month, (late, one, other) in enumerate(zip(is_after, counts, beside, strict=True)):
        when = f"{2020 + month // 12}-{month % 12 + 1:02}"
        period = "after" if late else "before"
        rows += [f"{when},near,{period},{one}", f"{when},far,{period},{other}"]
    return rows, counts, is_after


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_quasi_and_negative_binomial_are_those_of_statsmodels(seed: int) -> None:
    rows, counts, is_after = drawn(seed)
    treated, others = split(areas_of(read_csv(file_of(rows))), "near")
    found = compared_by_month(treated, others).overdispersed
    design = sm.add_constant(is_after.astype(float))
    quasi = sm.GLM(counts, design, family=sm.families.Poisson()).fit(scale="X2")
    assert found is not None and found.negbin is not None and found.alpha is not None
    assert found.dispersion == pytest.approx(quasi.scale)
    assert (found.quasi.ratio, found.quasi.ratio_low, found.quasi.ratio_high) == pytest.approx(np.exp([quasi.params[1], *quasi.conf_int()[1]]), rel=1e-6)
    # The scatter is where Pearson's X² is the degrees of freedom; for that alpha statsmodels has the same rates and errors.
    nb = sm.GLM(counts, design, family=sm.families.NegativeBinomial(alpha=found.alpha)).fit()
    assert nb.pearson_chi2 == pytest.approx(len(counts) - 2, rel=1e-6)
    assert found.negbin.ratio == pytest.approx(float(np.exp(nb.params[1])), rel=1e-6)
    assert (found.negbin.ratio_low, found.negbin.ratio_high) == pytest.approx(np.exp(nb.conf_int()[1]), rel=1e-4)


def test_months_that_scatter_less_than_poisson_shorten_no_interval() -> None:
    rows = [f"{2020 + m // 12}-{m % 12 + 1:02},near,{'after' if m >= 12 else 'before'},{20 if m < 12 else 15}" for m in range(24)]
    treated, others = split(areas_of(read_csv(file_of(rows))), "")
    found = compared_by_month(treated, others)
    assert found.overdispersed is not None and found.overdispersed.dispersion == 0
    assert found.overdispersed.quasi.ratio_low == found.ratio_low


def test_totals_of_months_are_judged_as_totals_are() -> None:
    rows, _, _ = drawn(5)
    treated, others = split(areas_of(read_csv(file_of(rows))), "near")
    by_month, plain = compared_by_month(treated, others), compared(treated.total, [others[0].total])
    assert (by_month.ratio, by_month.exact_low, by_month.controls[0].interaction_ratio_chi2) == (
        plain.ratio, plain.exact_low, plain.controls[0].interaction_ratio_chi2,
    )  # fmt: skip
    (both,) = combined_by_month(treated, others)
    assert both.rate_before == pytest.approx((treated.total.before.n + others[0].total.before.n) / 24)


GOOD = drawn(1)[0]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([*GOOD, GOOD[0]], "2020-01 of near stands in line 2 too"),
        (GOOD[:10] + GOOD[12:], "2020-06 is missing"),
        (GOOD[:10] + GOOD[11:], "2020-06 is missing for near"),
        (["2020-1,near,before,3", *GOOD[2:]], "'2020-1' is no month"),
        (["2020-01,near,during,3", *GOOD[1:]], "It is before or after"),
        (["2020-01,near,after,3", *GOOD[1:]], "A month has one period"),
        (["2020-01,near,before,-3", *GOOD[1:]], "less than 0"),
        (["2020-01,near,before,2.5", *GOOD[1:]], "not a whole number"),
        (["2020-01,near,before,", *GOOD[1:]], "nothing stands there"),
        (GOOD[:6], "months after"),
    ],
)
def test_months_that_cannot_be_used_are_named(rows: list[str], says: str) -> None:
    with pytest.raises(BadTable, match=says):
        areas_of(read_csv(file_of(rows)))


def test_which_area_is_the_treated_one_is_not_guessed() -> None:
    areas = areas_of(read_csv(file_of(GOOD)))
    with pytest.raises(BadFigures, match="Say with --treated"):
        split(areas, "")
    with pytest.raises(BadFigures, match="No area is called 'middle'"):
        split(areas, "middle")
