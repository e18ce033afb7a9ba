"""`bothy evidence …`: keys as promised, and nothing that somebody types or brings makes it fall over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bothy.cli import evidence as verbs  # noqa: F401 (adds them)
from bothy.cli.main import app

CHANGE = ["rate_before", "rate_after", "ratio", "ratio_low", "ratio_high", "ratio_p", "exact_low", "exact_high", "mid_p",
          "difference", "difference_low", "difference_high", "difference_p"]  # fmt: skip
BESIDE = ["interaction_ratio", "interaction_ratio_chi2", "interaction_ratio_p", "interaction_difference_z", "interaction_difference_p",
          "difference_warning"]  # fmt: skip


def evidence(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evidence", *map(str, words)])


def refused(done: Result) -> str:
    assert done.exit_code == 2, (done.output, done.exception)
    assert "Traceback" not in done.output and (done.exception is None or isinstance(done.exception, SystemExit))
    return done.output


SYDNEY = ("rates", "--before", "626/36", "--after", "210/60", "--control", "adjacent=338/36,311/60", "--control", "7117/36,4693/60")


def test_rates_has_the_keys_that_were_promised() -> None:
    told = json.loads(evidence(*SYDNEY, "--json").stdout)
    assert set(CHANGE) <= set(told)
    assert [set(CHANGE) | set(BESIDE) <= set(one) for one in told["controls"]] == [True, True]
    assert round(told["ratio"], 5) == 0.20128 and round(told["controls"][0]["interaction_ratio_chi2"], 4) == 81.228


def test_rates_in_words_says_both_scales_and_what_it_assumes() -> None:
    told = evidence(*SYDNEY).stdout
    assert "ratio 0.2013 (0.1722 to 0.2353)" in told
    assert "lower on the ratio scale" in told and "Warning:" in told and "A change is not an effect" in told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rates",), "Give --before n/t and --after n/t"),
        (("rates", "--before", "626", "--after", "210/60"), "is not n/t"),
        (("rates", "--before", "6.5/36", "--after", "210/60"), "Counts are whole"),
        (("rates", "--before", "-6/36", "--after", "210/60"), "Counts are whole"),
        (("rates", "--before", "6/0", "--after", "210/60"), "must be above 0"),
        (("rates", "--before", "6/nan", "--after", "210/60"), "no number that can be used"),
        (("rates", "--before", "1,626/36", "--after", "210/60"), "Write numbers without commas"),
        (("rates", "--before", "6/36", "--after", "210/60", "--control", "3/36"), "is not n/t,n/t"),
        (("rates", "--before", "6/36", "--after", "210/60", "--control", "=3/36,4/60"), "no name stands before"),
        (("rates", "--before", "6/36", "--after", "210/60", "--treated", "x"), "--treated names an area"),
        (("rates", "--monthly", "nowhere.csv"), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(words: tuple[str, ...], says: str) -> None:
    assert says in refused(evidence(*words))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=25), st.sampled_from(["--before", "--after", "--control"]))
def test_nothing_that_is_typed_makes_rates_fall_over(text: str, where: str) -> None:
    words = {"--before": "6/36", "--after": "210/60"} | {where: text}
    done = evidence("rates", *(f"{option}={value}" for option, value in words.items()), "--json")
    assert done.exit_code in (0, 2), (text, done.exception)
    if done.exit_code == 0:
        json.loads(done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ("rates", "--monthly", "FILE", "--treated", "a"),
        ("likely-range", "FILE"),
        ("synthetic", "FILE", "--unit", "u", "--time", "t", "--outcome", "y", "--treated", "a", "--from", "2000"),
    ],
    ids=lambda words: words[0],
)
def test_no_file_makes_a_verb_fall_over(words: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "brought.csv"
    cells = st.sampled_from(["u", "t", "y", "a", "year", "deaths", "month", "area", "period", "count", "2000", "2000-01", "before", "-1", "1e308", "nan", "", '"', "\n", ",", "0"])

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.binary(max_size=200), st.lists(cells, max_size=40).map(lambda them: ",".join(them).replace(",\n,", "\n").encode())))
    def brought(raw: bytes) -> None:
        file.write_bytes(raw)
        refused(evidence(*(str(file) if word == "FILE" else word for word in words)))

    brought()


def test_the_likely_range_has_the_keys_that_were_promised(tmp_path: Path) -> None:
    file = tmp_path / "deaths.csv"
    file.write_text("year,deaths\n" + "".join(f"{1996 + n},{240 + 10 * n}\n" for n in range(9)))
    rows = json.loads(evidence("likely-range", file, "--json").stdout)
    assert len(rows) == 9 and set(rows[0]) >= {"year", "mean", "lower", "upper", "predicted", "predicted_low", "predicted_high"}
    assert rows[0]["mean"] is None and rows[2]["mean"] == 260
    assert "likely range" in evidence("likely-range", file).stdout


def test_synthetic_has_words_and_json(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    lines = [f"{u},{t},{10 * n + t % 3 + (n * t) % 5 - (4 if u == 'a' and t >= 2008 else 0)}" for n, u in enumerate("abcdef", 1) for t in range(2000, 2012)]
    file.write_text("u,t,y\n" + "\n".join(lines))
    words = ("synthetic", file, "--unit", "u", "--time", "t", "--outcome", "y", "--treated", "a", "--from", "2008")
    told = json.loads(evidence(*words, "--json").stdout)
    assert {"weights", "mean_gap", "rank", "p", "smallest_p"} <= set(told)
    assert "smallest" in evidence(*words).stdout
