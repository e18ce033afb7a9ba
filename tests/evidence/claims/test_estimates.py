"""Figures of one's own city: read with what is wrong said, put right for being several, and never read too early."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bothy.evidence.claims.claim import read_claims
from bothy.evidence.claims.estimate import Estimate, findings_of, read_estimates
from bothy.evidence.claims.judging import judge
from bothy.evidence.table import BadTable

CLAIMS = read_claims()
HEADER = "claim,outcome,place,design,scale,value,low,high"
ROW = "reduces_overdose_deaths,deaths within 500 m,Glasgow,interrupted time series,ratio,0.8,0.7,0.9"


def estimate(**given: object) -> Estimate:
    plain: dict[str, object] = {
        "claim": "reduces_overdose_deaths", "outcome": "deaths", "place": "Glasgow", "design": "interrupted time series", "scale": "ratio",
        "value": 0.8, "low": 0.7, "high": 0.9,
    }  # fmt: skip
    return Estimate(**{**plain, **given})  # type: ignore[arg-type]


def vote(*estimates: Estimate) -> list[str]:
    return [one.vote for each in findings_of(estimates, CLAIMS).values() for one in each]


def test_a_file_is_read_with_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    file = tmp_path / "estimates.csv"
    file.write_text(f"{HEADER},p,months_to_power,proxy,provisional,source\n{ROW},0.001,,no,yes,NRS\n{ROW.replace('deaths within', 'calls within')},,18,,,\n")
    first, second = read_estimates(file, CLAIMS)
    assert (first.p, first.months_to_power, first.provisional, first.source) == (0.001, None, True, "NRS")
    assert (second.p, second.months_to_power, second.provisional) == (None, 18, False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("claim\nx\n", "has no column 'outcome'"),
        (f"{HEADER},colour\n{ROW},red\n", "nothing is known of the column 'colour'"),
        (f"{HEADER}\n{ROW.replace('reduces_overdose_deaths', 'x')}\n", "line 2, claim: 'x' is not known. It is one of: reduces_overdose_deaths"),
        (f"{HEADER}\n{ROW.replace('interrupted time series', 'model')}\n", "line 2, design: 'model' is not known"),
        (f"{HEADER}\n{ROW.replace('ratio', 'odds')}\n", "line 2, scale: 'odds' is not known. It is one of: ratio, difference"),
        (f"{HEADER}\n{ROW.replace('0.8,', '0.95,')}\n", "line 2: 0.95 does not lie between 0.7 and 0.9"),
        (f"{HEADER}\n{ROW.replace('0.7', '-0.1')}\n", "line 2: a ratio is above 0"),
        (f"{HEADER}\n{ROW.replace('0.7', '')}\n", "line 2, low: nothing stands there"),
        (f"{HEADER},p\n{ROW},2\n", "p is 2, and a p-value"),
        (f"{HEADER},p\n{ROW},often\n", "line 2, p: 'often' is no number"),
        (f"{HEADER},months_to_power\n{ROW},-3\n", "line 2, months_to_power: '-3' is no number of at least 0"),
        (f"{HEADER},months_to_power\n{ROW},inf\n", "'inf' is no number"),
        (f"{HEADER},proxy\n{ROW},perhaps\n", "line 2, proxy: write yes or no"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "stands there twice for one claim"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(BadTable) as told:
        read_estimates(text.encode(), CLAIMS, "estimates.csv")
    assert says in str(told.value) and "estimates.csv" in str(told.value)


def test_a_p_value_that_is_not_given_is_the_intervals() -> None:
    # Sicily's smoking ban (published_results 6): ratio 0.894377 (0.839189-0.953193), quasi-Poisson.
    assert estimate(value=0.894377, low=0.839189, high=0.953193).p_two_sided == pytest.approx(0.000597, abs=2e-5)
    assert estimate(scale="difference", value=1.0, low=0.0, high=2.0).p_two_sided == pytest.approx(0.05, abs=1e-6)
    assert estimate(p=0.2).p_two_sided == 0.2
    assert estimate(scale="difference", value=0.0, low=0.0, high=0.0).p_two_sided == 1.0


def test_a_fall_is_for_a_claim_of_less_and_against_a_charge_of_more() -> None:
    assert vote(estimate()) == ["for"]
    assert vote(estimate(value=1.3, low=1.1, high=1.5)) == ["against"]
    assert vote(estimate(claim="brings_violence_and_crime")) == ["against"]
    assert vote(estimate(claim="brings_people_to_treatment", value=1.3, low=1.1, high=1.5)) == ["for"]
    assert vote(estimate(scale="difference", value=-2, low=-3, high=-1)) == ["for"]
    assert vote(estimate(low=0.6, high=1.05)) == ["null"]


def test_several_outcomes_shown_together_are_put_right_for_that() -> None:
    near = estimate(value=0.85, low=0.725, high=0.997)
    assert vote(near) == ["for"]
    others = [estimate(outcome=f"crime {n}", claim="brings_violence_and_crime", value=1.0, low=0.8, high=1.25) for n in range(3)]
    assert vote(near, *others) == ["null"] * 4
    assert vote(replace(near, p=0.01), *others)[0] == "for"


def test_a_clear_result_out_of_too_little_is_not_read_yet() -> None:
    early = estimate(months_to_power=31.5)
    assert vote(early) == ["unknown"] and vote(replace(early, months_to_power=0)) == ["for"]
    verdict = judge([early])[0]
    assert (verdict.here.weight.reading, verdict.here.months) == ("not_yet", 31.5)


def test_provisional_figures_and_neighbouring_outcomes_come_down_a_rung() -> None:
    def rung(**given: object) -> int:
        return findings_of([estimate(**given)], CLAIMS)["reduces_overdose_deaths"][0].rung

    assert (rung(), rung(provisional=True), rung(provisional=True, proxy=True)) == (2, 1, 0)
    assert (rung(design="synthetic control"), rung(design="case study", proxy=True)) == (3, 0)


wide = st.floats(0, 3)


@given(st.floats(-2, -0.01), st.floats(0.01, 1), wide, st.floats(0, 1))
def test_a_wider_interval_or_one_more_outcome_never_makes_a_verdict_of_our_own_stronger(value: float, half: float, more: float, p: float) -> None:
    first = estimate(scale="difference", value=value, low=value - half, high=value + half)
    wider = replace(first, low=value - half - more, high=value + half + more)
    other = estimate(outcome="calls", claim="fewer_ambulance_calls", scale="difference", value=0.0, low=-1, high=1, p=p)
    at = judge([first])[0].here.weight
    for given_ in ([wider], [first, other], [replace(first, months_to_power=1)], [replace(first, provisional=True)]):
        made = judge(given_)[0].here.weight
        assert made.level <= at.level
