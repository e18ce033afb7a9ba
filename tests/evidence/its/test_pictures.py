"""Pictures: the same figures give the same bytes, each says in words what it shows, and odd series draw too."""

from __future__ import annotations

from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest

from bothy.evidence.its.answer import Judged, judge
from bothy.evidence.its.model import Model
from bothy.evidence.its.past import invented
from bothy.evidence.its.pictures import pictures_of
from bothy.evidence.its.plan import plan_of, planned
from bothy.evidence.its.power_pictures import curves
from bothy.evidence.its.series import read_series
from bothy.reports.charts import THEMES
from support.interrupted import COLUMNS, drawn, months, series, table

SVG = "{http://www.w3.org/2000/svg}"


def with_control() -> Judged:
    treated = read_series(table(list(drawn(1).astype(int)), 24, months(60)), msgspec.structs.replace(COLUMNS, shocks=("2020-03:2020-06:lockdown",)))
    control = read_series(table(list(drawn(2, level=3).astype(int)), 24, months(60)), COLUMNS)
    return judge(treated, Model(harmonics=1), [("Govan", control)], times=0)


def words(svg: bytes) -> str:
    found = ElementTree.fromstring(svg).find(f"{SVG}desc")
    assert found is not None and found.text
    return found.text


def test_every_picture_of_a_series_draws_in_both_themes_and_is_told_in_words() -> None:
    judged = with_control()
    made = dict(pictures_of(judged))
    assert list(made) == ["series", "residuals", "before", "controls"]
    for draw in made.values():
        day, night = (draw(theme) for theme in THEMES)
        assert day == draw("day") != night
    assert f"After the step {judged.counterfactual.observed_after:,.0f} were counted" in words(made["series"]("day"))
    assert "treated over it" in words(made["controls"]("day"))


@pytest.mark.parametrize(
    ("counts", "after"),
    [
        (drawn(3, 12, 4), 4),
        (drawn(3, 40, 1), 1),
        (np.where(drawn(3, 40, 12, level=2) > 0, drawn(3, 40, 12, level=2), 0), 12),
        (drawn(3, 40, 12, level=500_000), 12),
    ],
)
def test_short_small_and_large_series_draw(counts: np.ndarray, after: int) -> None:
    for _, draw in pictures_of(judge(series(counts, after), Model(), times=0)):
        assert draw("day").startswith(b"<?xml")


def test_power_is_drawn_with_its_false_alarms() -> None:
    past = invented(level=40, periods=48, trend=1, season=1, period=12, model=Model(family="poisson"), scatter=None, autocorrelation=0)
    plan = plan_of(past, falls_percent=[10, 40], autocorrelations=(), least=1, most=12, starts="", target_percent=80, replications=300, seed=1)
    svg = curves(planned(past, plan), "night")
    assert "A fall of 10 % with autocorrelation 0: not within 12 periods." in words(svg)
    assert "A fall of 40 % with autocorrelation 0: after" in words(svg)
