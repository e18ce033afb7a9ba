"""`bothy evidence its` and `bothy evidence power`: the verbs as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bothy.cli.evidence.app import evidence_app
from support.interrupted import drawn, months

KEYS = ["step_ratio", "step_low", "step_high", "step_p", "trend_ratio_per_year", "slope_ratio", "slope_p", "dispersion", "deviance", "n"]
NAMED = ["--count", "deaths", "--time", "month", "--step", "open"]


def evidence(*words: str | Path) -> Result:
    return CliRunner().invoke(evidence_app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two areas, 72 months; something began in Calton with 2022-01."""
    counts = {"Calton": drawn(1, 72, 24, 60, 0.7, 0.02), "Govan": drawn(2, 72, 24, 80, 1.0, 0.02)}
    lines = ["area,month,deaths,people,open,lockdown"]
    for area, numbers in counts.items():
        lines += [f"{area},{month},{int(n)},50000,{int(area == 'Calton' and i >= 48)},{int(3 <= i <= 6)}" for i, (month, n) in enumerate(zip(months(72, "2018-01"), numbers, strict=True))]
    path = tmp_path / "deaths.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def one_area(file: Path, area: str = "Calton") -> Path:
    head, *rows = file.read_text("utf-8").splitlines()
    path = file.with_name(f"{area}.csv")
    path.write_text("\n".join([head, *(row for row in rows if row.startswith(area))]), "utf-8")
    return path


def test_sicily_as_the_issue_asks_for_it(shared_data: Path) -> None:
    done = evidence("its", shared_data / "sicily.csv", "--count", "aces", "--time", "time", "--step", "smokban", "--offset", "stdpop", "--harmonics", "2", "--period", "12", "--slope", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert list(found)[: len(KEYS)] == KEYS
    assert [round(found[key], 6) for key in ("step_ratio", "slope_ratio")] == [0.876464, 1.001483]
    assert round(found["slope_p"], 4) == 0.4242 and found["n"] == 59 and found["errors"] == "model" and found["family"] == "quasi"


def test_the_lag_of_hac_errors_is_stated(file: Path) -> None:
    own = one_area(file)
    by_length, given = (json.loads(evidence("its", own, *NAMED, "--errors", "hac", *more, "--bootstrap", "0", "--json").stdout) for more in ((), ("--lag", "6")))
    assert (by_length["hac_lag"], given["hac_lag"]) == (3, 6) and by_length["bootstrap"] is None
    assert "HAC errors (Bartlett, lag 3)" in evidence("its", own, *NAMED, "--errors", "hac", "--bootstrap", "0").stdout


def test_alpha_is_the_dispersion_of_the_negative_binomial_and_pearsons_stands_beside_it(file: Path) -> None:
    found = json.loads(evidence("its", one_area(file), *NAMED, "--family", "negbin", "--bootstrap", "0", "--json").stdout)
    assert 0 < found["dispersion"] < 0.1 and 0.5 < found["pearson"] < 1.5


def test_with_a_control_a_shock_days_and_a_level_for_each_month(file: Path) -> None:
    done = evidence("its", file, *NAMED, "--offset", "people", "--group", "area", "--treated", "Calton", "--shock", "lockdown", "--days", "working", "--holidays", "GB-SCT", "--calendar", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert "lockdown" in found["terms"] and "month 12" in found["terms"]
    (control,) = found["controls"]
    assert control["name"] == "Govan" and control["step_low"] < 1 < control["step_high"]
    assert control["interaction_ratio"] == pytest.approx(found["step_ratio"] / control["step_ratio"])


def test_the_words_say_what_was_found_what_the_residuals_show_when_not_to_believe_it_and_what_it_assumes(file: Path) -> None:
    told = evidence("its", file, *NAMED, "--group", "area", "--treated", "Calton").stdout
    assert "72 months, 2018-01 to 2023-12; the step begins with 2022-01." in told
    assert "more than the model's chance explains." in told
    for said in ("Beside Govan: its step is", "What the residuals show", "Autocorrelation:", "at lag 1", "Where nothing began the printed interval leaves 1 out in", "When not to believe it", "What it assumes", "Had nothing begun, level, trend and season would have gone on"):
        assert said in told


def test_no_change_shown_is_no_proof_of_none(file: Path) -> None:
    rows = one_area(file, "Govan")
    head, *lines = rows.read_text("utf-8").splitlines()
    rows.write_text("\n".join([head, *(f"{line.rsplit(',', 2)[0]},{int(i >= 48)},0" for i, line in enumerate(lines))]), "utf-8")
    assert "no change is shown. That is no proof of none" in evidence("its", rows, *NAMED, "--bootstrap", "0").stdout


def test_the_same_seed_gives_the_same_answer(file: Path) -> None:
    own = one_area(file)
    one, again, other = (evidence("its", own, *NAMED, "--bootstrap", "200", "--seed", seed, "--json").stdout for seed in ("1", "1", "2"))
    assert one == again != other


def test_pictures_are_written_by_day_and_by_night(file: Path, tmp_path: Path) -> None:
    done = evidence("its", file, *NAMED, "--group", "area", "--treated", "Calton", "--shock", "lockdown", "--pictures", tmp_path / "drawn", "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)
    names = {one.name for one in (tmp_path / "drawn").iterdir()}
    assert names == {f"{name}-{theme}.svg" for name in ("series", "residuals", "before", "controls") for theme in ("day", "night")}
    svg = (tmp_path / "drawn" / "series-day.svg").read_text("utf-8")
    assert 'role="img"' in svg and "After the step" in svg
    assert "Pictures in" in done.stderr and "series-day.svg" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--count", "deaths", "--time", "month", "--step", "lockdown"], "'lockdown' goes back to 0 at 2018-08. A step stays"),
        ([*NAMED, "--lag", "3"], "--lag is of HAC errors: add --errors hac."),
        ([*NAMED, "--holidays", "GB-SCT"], "--holidays is of working days: add --days working."),
        ([*NAMED, "--harmonics", "6"], "6 harmonics need more than 12 periods a year"),
        ([*NAMED, "--offset", "lockdown"], "has no logarithm"),
        ([*NAMED, "--treated", "Calton"], "Name both: --group"),
        (["--count", "cases", "--time", "month", "--step", "open"], "has no column 'cases'"),
    ],
)
def test_what_is_refused_is_a_sentence_and_exit_code_2(file: Path, words: list[str], says: str) -> None:
    done = evidence("its", one_area(file), *words)
    assert done.exit_code == 2 and done.stdout == "" and says in done.stderr


def test_two_areas_without_a_group_are_a_period_twice(file: Path) -> None:
    done = evidence("its", file, *NAMED)
    assert done.exit_code == 2 and "comes twice in 'month' (lines 2 and 74)" in done.stderr and "name the column that tells them apart with --group" in done.stderr


def test_a_missing_period_is_named(file: Path) -> None:
    own = one_area(file)
    own.write_text("\n".join(line for line in own.read_text("utf-8").splitlines() if "2019-05" not in line), "utf-8")
    done = evidence("its", own, *NAMED)
    assert done.exit_code == 2 and "has no row for 2019-05" in done.stderr


# Power


def test_power_of_a_file_is_of_the_rows_before_its_step(file: Path) -> None:
    done = evidence("power", one_area(file), *NAMED, "--fall", "30", "--fall", "50", "--most", "18", "--replications", "300", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["before"] == 48 and found["starts"] == "2022-01" and [case["fall"] for case in found["cases"]] == [0.3, 0.3, 0.5, 0.5]
    assert all("false_alarm" in row for case in found["cases"] for row in case["rows"])


def test_power_from_a_later_month_and_of_one_area(file: Path) -> None:
    done = evidence("power", file, "--count", "deaths", "--time", "month", "--group", "area", "--treated", "Govan", "--from", "2025-01", "--least", "12", "--most", "14", "--replications", "200", "--workers", "1")
    assert done.exit_code == 0
    assert "72 months before, to 2023-12, 12 months more taken to go on as before; the step begins with 2025-01." in done.stdout
    assert "false alarms" in done.stdout and "2025-12" in done.stdout


def test_power_of_numbers_alone(tmp_path: Path) -> None:
    done = evidence("power", "--level", "200", "--fall", "20", "--family", "poisson", "--most", "24", "--replications", "300", "--pictures", tmp_path)
    assert done.exit_code == 0 and "The series: 60 periods before" in done.stdout
    assert {one.name for one in tmp_path.iterdir()} == {"power-day.svg", "power-night.svg"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "or --level, the counts a period just before the step"),
        (["--level", "20", "--fall", "120"], "A fall is above 0 % and below 100 %; 120 is asked for"),
        (["--level", "20", "--scatter", "0.2"], "--scatter 0.2: of quasi it is 1 or more"),
        (["--level", "20", "--most", "0"], "after 1 to 0 periods"),
        (["--level", "20", "--lag", "2"], "--lag is of HAC errors"),
    ],
)
def test_power_that_cannot_be_told_is_refused(words: list[str], says: str) -> None:
    done = evidence("power", *words)
    assert done.exit_code == 2 and says in done.stderr


def test_a_file_needs_its_columns_named_and_no_level(file: Path) -> None:
    assert "Name the columns of the file: --count and --time." in evidence("power", file).stderr
    done = evidence("power", file, "--level", "20")
    assert done.exit_code == 2 and "--level is for want of a file" in done.stderr
