"""Every figure against a plain recount with pandas, whole and divided in every way that it allows."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bothy.reports import facts
from bothy.reports.engine.arrow import count, evaluate
from bothy.reports.figures import Figure
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import INDICATORS, Indicator
from reports.fitted import fitted
from reports.histories import histories
from reports.journals import write
from reports.recount import Told, recount
from reports.recount_rows import COUNTING, Record


def agrees(figure: Figure, told: Told | None) -> bool:
    """Whether a figure is what pandas says; what pandas does not know must not be known."""
    if told is None:
        return figure == Figure(value=None)
    if (figure.k, figure.n, figure.missing, figure.least) != (told.k, told.n, told.missing, told.least):
        return False
    return figure.value == told.value or figure.value == pytest.approx(told.value, rel=1e-5)


def differing(opened: facts.Facts, months: list[str], indicators: tuple[Indicator, ...] = INDICATORS) -> list[str]:
    """Every figure that is not what pandas says, in words."""
    record = Record(opened, months)
    found = []
    for one in indicators:
        for by in ("", *one.groupings):
            ours, theirs = evaluate(opened, one, months, by or None), recount(one.name, record, by)
            for group in {*ours, *theirs}:
                figure = ours.get(group)
                if figure is None or not agrees(figure, theirs.get(group)):
                    told = theirs.get(group)
                    found.append(f"{one.name} by {by} {group}: {figure} is not {told and vars(told)}")
    return found


def test_every_indicator_has_a_recount_and_every_grouping_an_indicator():
    assert {one.name for one in INDICATORS} == set(COUNTING)
    used = {by for one in INDICATORS for by in one.groupings}
    assert used <= set(GROUPINGS)


@given(histories(length=60))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # An example has a hundred figures in it: what differs is said, and making it smaller takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_every_figure_of_a_random_history_is_what_pandas_counts(drafts):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), drafts)
        opened = facts.fresh(Path(folder))
        assert differing(opened, opened.months) == []
        for month in opened.months[:2]:
            assert differing(opened, [month], INDICATORS[:12]) == []


@pytest.fixture(scope="module")
def thistle(tmp_path_factory):
    home = tmp_path_factory.mktemp("recount")
    write(home, fitted().drafts)
    return facts.fresh(home)


def test_every_figure_of_eight_months_is_what_pandas_counts(thistle):
    assert differing(thistle, ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08"]) == []


def test_months_add_up_where_they_may_and_people_do_not(thistle):
    year = [f"2025-0{n}" for n in range(1, 9)]
    for one in INDICATORS:
        whole = evaluate(thistle, one, year)[""]
        months = [evaluate(thistle, one, [month])[""] for month in year]
        if one.additive and whole.value is not None:
            assert whole.value == sum(month.value or 0 for month in months), one.name
        if one.kind == "people" and whole.value:
            assert max(month.value for month in months) <= whole.value < sum(month.value for month in months), one.name
        assert not (one.additive and one.kind not in ("count", "sum")), f"{one.name} may not be added up"


def test_groups_that_are_parts_add_up_to_the_whole(thistle):
    year = ["2025-02", "2025-03"]
    for one in INDICATORS:
        for by in one.groupings:
            for measure in one.measures:
                if measure.how in ("rows", "sum") and GROUPINGS[by].parts:
                    counted = count(thistle, measure, year, by)
                    whole = counted.pop("")
                    assert abs(sum(counted.values()) - whole) <= len(counted) / 2, (one.name, by)


def test_a_grouping_that_an_indicator_does_not_allow_is_refused_with_those_it_does(thistle):
    people = next(one for one in INDICATORS if one.name == "people")
    with pytest.raises(ValueError, match=r"cannot be divided by reason\. It can be divided by: sex, age_band"):
        evaluate(thistle, people, ["2025-02"], "reason")
    with pytest.raises(ValueError, match="not recorded of turned_away"):
        count(thistle, next(one for one in INDICATORS if one.name == "turned_away").top, ["2025-02"], "sex")
