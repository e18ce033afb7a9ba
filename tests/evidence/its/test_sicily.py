"""Sicily's smoking ban (Lopez Bernal, Cummins and Gasparrini 2017), to the digit."""

from __future__ import annotations

from pathlib import Path

import pytest

from bothy.evidence.its.answer import Judged, judge
from bothy.evidence.its.keys import as_keys
from bothy.evidence.its.model import Model
from bothy.evidence.its.series import Columns, Series, read_series
from bothy.evidence.table import read_csv


@pytest.fixture(scope="module")
def sicily(shared_data: Path) -> Series:
    return read_series(read_csv(shared_data / "sicily.csv"), Columns(count="aces", time="time", step="smokban", offset="stdpop"))


def keys(judged: Judged) -> dict[str, float]:
    return as_keys(judged)


def six(value: float) -> float:
    return round(value, 6)


def test_the_file_is_the_published_one(sicily: Series) -> None:
    assert len(sicily) == 59 and sicily.first_after == 36
    assert sicily.counts[:36].sum() == 29_191 and sicily.counts[36:].sum() == 19_723


def test_poisson_step(sicily: Series) -> None:
    found = keys(judge(sicily, Model(family="poisson"), times=0))
    assert [six(found[key]) for key in ("step_ratio", "step_low", "step_high")] == [0.894377, 0.864686, 0.925086]
    assert round(found["deviance"], 4) == 197.3096 and found["n"] == 59
    assert six(found["dispersion"]) == 3.559187, "told of Poisson too, though it is not used"


def test_quasi_poisson_step(sicily: Series) -> None:
    found = keys(judge(sicily, Model(), times=0))
    assert [six(found[key]) for key in ("step_ratio", "step_low", "step_high", "dispersion")] == [0.894377, 0.839189, 0.953193, 3.559187]
    assert round(found["deviance"], 4) == 197.3096


def test_with_season(sicily: Series) -> None:
    found = keys(judge(sicily, Model(harmonics=2), times=0))
    assert [six(found[key]) for key in ("step_ratio", "step_low", "step_high", "dispersion")] == [0.885072, 0.839401, 0.933227, 2.262183]
    assert six(found["trend_ratio_per_year"]) == 1.066808
    assert [round(found[key], 3) for key in ("step_ratio", "step_low", "step_high")] == [0.885, 0.839, 0.933], "as the paper prints it"
    assert found["slope_ratio"] is None and found["slope_p"] is None and found["hac_lag"] is None


def test_with_season_and_slope(sicily: Series) -> None:
    found = keys(judge(sicily, Model(harmonics=2, slope=True), times=0))
    assert six(found["step_ratio"]) == 0.876464
    assert six(found["slope_ratio"]) == 1.001483 and round(found["slope_p"], 4) == 0.4242
