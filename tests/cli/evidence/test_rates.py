"""`bothy evidence rates`: keys and exit codes are a contract; what cannot be used is told in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.asked import ask, keys, refused

SYDNEY = ["--before", "626/36", "--after", "210/60", "--control", "338/36,311/60", "--control", "7117/36,4693/60"]
CHANGE = [
    "rate_before", "rate_after", "ratio", "ratio_low", "ratio_high", "ratio_p", "exact_low", "exact_high", "mid_p",
    "difference", "difference_low", "difference_high", "difference_p",
]  # fmt: skip
BESIDE = ["interaction_ratio", "interaction_ratio_chi2", "interaction_ratio_p", "interaction_difference_z", "interaction_difference_p", "difference_warning"]


def test_sydney_has_every_key_and_its_figures() -> None:
    answer = keys("rates", *SYDNEY)
    assert [key for key in CHANGE if key not in answer] == []
    assert (answer["ratio"], answer["ratio_low"], answer["ratio_high"]) == (
        pytest.approx(0.20128, abs=5e-6), pytest.approx(0.1722, abs=5e-5), pytest.approx(0.2353, abs=5e-5),
    )  # fmt: skip
    adjacent, rest = answer["controls"]
    assert [key for key in [*CHANGE, *BESIDE] if key not in adjacent or key not in rest] == []
    assert round(adjacent["interaction_ratio_chi2"], 4) == 81.2280 and round(rest["interaction_ratio_chi2"], 4) == 68.0394
    assert adjacent["difference_warning"] is None and "not comparable" in rest["difference_warning"]


def test_without_a_control_there_are_none() -> None:
    assert keys("rates", *SYDNEY[:4])["controls"] == []


def test_a_zero_count_is_null_on_the_log_scale_and_exact_beside() -> None:
    answer = keys("rates", "--before", "5/36", "--after", "0/60", "--control", "0/36,3/60")
    assert answer["ratio_low"] is answer["ratio_high"] is answer["ratio_p"] is None
    assert answer["exact_low"] == 0 and answer["exact_high"] == pytest.approx(0.6548, abs=5e-5)
    control = answer["controls"][0]
    assert control["exact_high"] is None and control["exact_low"] > 0
    assert control["interaction_ratio_chi2"] is control["interaction_ratio_p"] is None
    assert control["interaction_difference_z"] is not None


def test_combined_is_given_when_it_is_asked_for() -> None:
    assert "combined" not in keys("rates", *SYDNEY)
    first, second = keys("rates", *SYDNEY, "--combine")["combined"]
    assert first["rate_before"] == pytest.approx((626 + 338) / 36) and second["rate_before"] == pytest.approx((626 + 7117) / 36)


def test_what_exposure_is_can_be_said() -> None:
    assert keys("rates", *SYDNEY, "--exposure", "person-time")["controls"][1]["difference_warning"] is None


def test_monthly_counts_bring_the_wider_intervals(tmp_path: Path) -> None:
    file = tmp_path / "months.csv"
    rows = [
        f"2025-{month:02},{area},{'before' if month < 7 else 'after'},{count}"
        for area, base in (("near", 30), ("far", 50))
        for month, count in zip(range(1, 13), [base + step for step in (9, -12, 14, -8, 11, -14, -9, 2, -19, 3, -22, -1)], strict=True)
    ]
    file.write_text("\n".join(["month,area,period,count", *rows]))
    answer = keys("rates", "--monthly", file, "--treated", "near")
    assert answer["overdispersed"]["dispersion"] > 1
    assert answer["overdispersed"]["quasi"]["ratio_low"] < answer["ratio_low"]
    assert answer["controls"][0]["overdispersed"]["quasi"]["interaction"]["interaction_ratio_chi2"] is not None
    assert "by month (12)" in ask("rates", "--monthly", file, "--treated", "near").stdout
    assert "--treated" in refused(ask("rates", "--monthly", file))
    assert "the totals" in refused(ask("rates", "--monthly", file, *SYDNEY))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Give --before n/t and --after n/t"),
        (["--before", "1/2"], "Give --before n/t and --after n/t"),
        (["--before", "626", "--after", "210/60"], "Before: '626' is not n/t"),
        (["--before", "626/36", "--after", "x/60"], "After: 'x' is no number"),
        ([*SYDNEY[:4], "--control", "1/2"], "Control 1: '1/2' is not n/t,n/t"),
        ([*SYDNEY, "--control", "b=5/0,1/60"], "Control 3 (b), before: the exposure is 0"),
        ([*SYDNEY[:4], "--treated", "near"], "--treated names an area of the file of --monthly"),
        ([*SYDNEY[:4], "--control", "1/36,1/48", "--combine", "--exposure", "time"], "watched for different times"),
        (["--monthly", "none.csv"], "none.csv cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(words: list[str], says: str) -> None:
    assert says in refused(ask("rates", *words))


HOSTILE = st.one_of(
    st.text(max_size=30),
    st.text("0123456789/.,-+eE= naif", max_size=20),
    st.builds("{}/{}".format, st.integers(), st.integers()),
    st.builds("{}/{}".format, st.floats(), st.floats()),
)


@settings(max_examples=150, deadline=None)
@given(before=HOSTILE, after=HOSTILE, control=HOSTILE, as_json=st.booleans())
def test_whatever_is_written_is_answered_or_refused(before: str, after: str, control: str, as_json: bool) -> None:
    done = ask("rates", f"--before={before}", f"--after={after}", f"--control={control}", *(["--json"] if as_json else []))
    if done.exit_code == 0:
        assert not as_json or json.loads(done.stdout)["rate_before"] >= 0
    else:
        refused(done)


@settings(max_examples=100, deadline=None)
@given(raw=st.one_of(st.binary(max_size=200), st.text("month,aepriodcunt\n2025-01before\"'0;", max_size=200).map(str.encode)))
def test_whatever_file_is_brought_is_refused(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("brought") / "months.csv"
    file.write_bytes(raw)
    refused(ask("rates", "--monthly", file))
