"""The guides' figures are those that the commands give: a guide that says otherwise is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bothy.evidence.figures import bundled
from bothy.evidence.its.answer import judge, read
from bothy.evidence.its.model import Model
from bothy.evidence.its.past import Past, past_from
from bothy.evidence.its.plan import Planned, plan_of, planned
from bothy.evidence.its.series import Columns
from bothy.evidence.pages.series_fields import divisions
from bothy.evidence.table import Table, read_csv

GUIDES = Path(__file__).parents[3] / "docs" / "evidence"
DEATHS = {"count": "deaths", "time": "quarter"}
AREA = {"group": "police_division", "treated": "G: Greater Glasgow"}


@pytest.fixture(scope="module")
def deaths() -> Table:
    assert any(one.key.endswith("police-division") for one in bundled.carried())
    return read_csv(divisions(), "deaths.csv")


@pytest.fixture(scope="module")
def guide() -> str:
    return " ".join((GUIDES / "power.md").read_text("utf-8").split())


def glasgow(deaths: Table, model: Model) -> Past:
    return past_from(deaths, Columns(**DEATHS), model, **AREA)


def asked(past: Past, fall: float, together: float, least: int, most: int) -> Planned:
    return planned(
        past,
        plan_of(past, falls_percent=[fall], autocorrelations=[together], least=least, most=most, starts="2025Q1", target_percent=80, replications=2000, seed=1),
        workers=2,
    )


def test_the_counts_by_year(deaths: Table, guide: str) -> None:
    counts = glasgow(deaths, Model()).series.counts
    years = [int(counts[i : i + 4].sum()) for i in range(0, 28, 4)]
    assert f"| {' | '.join(map(str, years))} |" in guide and f"{int(counts.sum()):,} suspected deaths" in guide
    assert round(100 * (years[3] / years[0] - 1)) == 60 and round(100 * (1 - years[5] / years[3])) == 44


def test_what_a_trend_leaves_unexplained(deaths: Table, guide: str) -> None:
    past = glasgow(deaths, Model())
    assert f"{past.scatter:.1f} times Poisson's" in guide and f"autocorrelation of {past.autocorrelation:.2f}" in guide


@pytest.mark.parametrize(
    ("family", "fall", "together", "around", "says"),
    [
        ("poisson", 20, 0.0, (3, 6), "| 4 (end of 2025) |"),
        ("poisson", 30, 0.0, (1, 4), "| 2 (mid-2025) |"),
        ("quasi", 30, 0.0, (25, 30), "| 26 (mid-2031) |"),
        ("quasi", 20, 0.0, (88, 92), "| 90 (mid-2047) |"),
        ("poisson", 10, 0.0, (94, 98), "| 96 (end of 2048) |"),
        ("quasi", 30, 0.578, (139, 143), "**141 (early 2060)** |"),
    ],
)
def test_from_when_a_fall_would_show(deaths: Table, guide: str, family: str, fall: float, together: float, around: tuple[int, int], says: str) -> None:
    """Looked at around the answer only; the whole way takes the command a minute."""
    found = asked(glasgow(deaths, Model(family=family)), fall, together, *around).cases[0].power  # type: ignore[arg-type]
    assert says in guide and found.needed_widened == int(says.strip("|* ").split()[0])


@pytest.mark.parametrize(("fall", "together", "power"), [(10, 0.578, "14 %"), (20, 0.578, "45 %"), (10, 0.778, "10 %"), (20, 0.778, "27 %"), (30, 0.778, "55 %")])
def test_what_would_not_show_by_2064(deaths: Table, guide: str, fall: float, together: float, power: str) -> None:
    row = asked(glasgow(deaths, Model()), fall, together, 160, 160).cases[0].power.rows[0]
    assert f"{100 * row.widened:.0f} %" == power and f"{power}" in guide and row.widened < 0.8


def test_a_fall_found_where_nothing_opened(deaths: Table) -> None:
    text = " ".join((GUIDES / "interrupted-time-series.md").read_text("utf-8").split())
    series, controls = read(deaths, Columns(**DEATHS, starts="2022Q1"), **AREA, controls=["E: Edinburgh City", "Q: Lanarkshire"])
    found = judge(series, Model(), controls)
    assert f"a step of {found.step.ratio:.3f} ({found.step.low:.3f} to {found.step.high:.3f}" in text
    assert found.bootstrap is not None and f"leaves 1 out in {100 * found.bootstrap.false_alarm:.0f} %" in text
    assert f"ranges from {found.bootstrap.step_low:.3f} to {found.bootstrap.step_high:.3f}" in text
    lanarkshire = found.controls[1].interaction
    assert f"against Lanarkshire it is {lanarkshire.ratio:.3f} ({lanarkshire.low:.3f} to {lanarkshire.high:.3f})" in text
