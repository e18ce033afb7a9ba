"""A file becomes a series: rows in any order, times as they are written, days, shocks and areas."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from bothy.evidence.its.design import design_of
from bothy.evidence.its.groups import as_control, split_groups
from bothy.evidence.its.model import Model
from bothy.evidence.its.periods import time_of
from bothy.evidence.its.series import read_series
from bothy.evidence.table import BadTable, read_csv
from support.interrupted import COLUMNS, months, series, table

COUNTS = [30 + (i * 7) % 11 for i in range(24)]


def test_rows_come_in_any_order() -> None:
    mixed = read_csv(b"step,count,time\n1,5,2020-03\n0,9,2020-01\n0,8,2020-02\n1,6,2020-04\n", "mixed.csv")
    found = read_series(mixed, COLUMNS)
    assert found.counts.tolist() == [9, 8, 5, 6] and found.step.tolist() == [0, 0, 1, 1]
    assert found.periods.labels == ("2020-01", "2020-02", "2020-03", "2020-04")
    assert found.period == 12 and found.first_after == 2


def test_quarters_have_four_a_year_and_may_be_written_with_a_dash() -> None:
    found = read_series(table(COUNTS[:4], 2, ["2023Q3", "2023-Q4", "2024Q1", "2024q2"]), COLUMNS)
    assert found.period == 4 and found.periods.labels == ("2023Q3", "2023Q4", "2024Q1", "2024Q2")


@pytest.mark.parametrize("text", ["2020-00", "2020Q5", "0000-05", "nan", "inf", "1e30", "", "2020-1"])
def test_what_is_no_time(text: str) -> None:
    assert time_of(text)[1] is None


def test_the_slope_begins_with_the_last_period_before_so_that_the_step_is_the_jump_there() -> None:
    found = series(COUNTS, 3)
    assert found.since_step.tolist() == [0] * 21 + [1, 2, 3]
    quarterly = read_series(table(COUNTS[:8], 2, [3, 6, 9, 12, 15, 18, 21, 24]), msgspec.structs.replace(COLUMNS, period=12.0))
    assert quarterly.since_step.tolist() == [0] * 6 + [3, 6] and quarterly.per_year == 4


def test_harmonics_are_of_the_time_as_it_stands() -> None:
    found = series(COUNTS, 8)
    design = design_of(found, Model(harmonics=2))
    assert design.names == ("level", "time", "step", "sin1", "cos1", "sin2", "cos2")
    times = np.arange(1, 25)
    assert np.allclose(design.matrix[:, 5], np.sin(2 * np.pi * 2 * times / 12))
    assert np.allclose(design.matrix[:, 4], np.cos(2 * np.pi * times / 12))


def test_a_level_for_each_month_but_the_first() -> None:
    design = design_of(read_series(table(COUNTS, 6, months(24, "2020-03")), COLUMNS), Model(calendar=True))
    assert design.names[3:] == tuple(f"month {m}" for m in range(2, 13))
    assert design.matrix[:, design.at("month 3")].nonzero()[0].tolist() == [0, 12]


def test_days_and_working_days_multiply_what_is_the_exposure() -> None:
    times = months(12, "2024-01")
    by_day = msgspec.structs.replace(COLUMNS, days="every")
    assert read_series(table(COUNTS[:12], 2, times), by_day).exposure.tolist() == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    with_people = msgspec.structs.replace(by_day, offset="pop")
    assert read_series(table(COUNTS[:12], 2, times, pop=[10] * 12), with_people).exposure[:2].tolist() == [310, 290]


def test_working_days_know_weekends_and_the_places_bank_holidays() -> None:
    def december(place: str) -> float:
        asked = msgspec.structs.replace(COLUMNS, days="working", place=place)
        return float(read_series(table(COUNTS[:4], 1, ["2024-09", "2024-10", "2024-11", "2024-12"]), asked).exposure[-1])

    assert december("") == 22
    assert december("GB-SCT") == 19, "St Andrew’s Day on the Monday after, Christmas and Boxing Day"


def test_quarters_add_their_months_up() -> None:
    found = read_series(table(COUNTS[:4], 1, ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]), msgspec.structs.replace(COLUMNS, days="every"))
    assert found.exposure.tolist() == [90, 91, 92, 92]


def test_a_shock_is_a_column_or_a_window() -> None:
    strike = [0] * 3 + [1, 1] + [0] * 19
    asked = msgspec.structs.replace(COLUMNS, shocks=("strike", "9:10:flood", "12:13"))
    found = series(COUNTS, 6, asked, strike=strike)
    assert [one.name for one in found.shocks] == ["strike", "flood", "12 to 13"]
    assert found.shocks[0].values.tolist() == strike
    assert found.shocks[1].values.nonzero()[0].tolist() == [8, 9]
    assert design_of(found, Model()).names == ("level", "time", "step", "strike", "flood", "12 to 13")


def test_before_the_step_only_those_shocks_stay_that_happened_then() -> None:
    asked = msgspec.structs.replace(COLUMNS, shocks=("3:4:early", "22:23:late"))
    assert [one.name for one in series(COUNTS, 6, asked).until_step().shocks] == ["early"]


AREAS = "area,time,count,step,local\n" + "\n".join(
    f"{area},{t},{20 + t % 5},{int(t > 8) if area == 'Calton' else 0},{int(t == 4) if area == 'Calton' else 0}" for area in ("Calton", "Govan") for t in range(1, 13)
)


def test_areas_are_series_of_their_own_with_the_treated_ones_step() -> None:
    own, others = split_groups(read_csv(AREAS.encode(), "areas.csv"), "area", "Calton")
    asked = msgspec.structs.replace(COLUMNS, shocks=("local",))
    treated = read_series(own, asked)
    ((name, rows),) = others
    control = as_control(treated, rows, asked)
    assert name == "Govan" and control.name == "areas.csv (Govan)"
    assert control.step.tolist() == treated.step.tolist() == [0] * 8 + [1] * 4
    assert control.shocks == (), "a shock that was not there is left out, not refused"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("Govan,12,22,0,0", ""), "areas.csv (Govan) has no row for 12, and areas.csv (Calton) has"),
        (("Calton,12,22,1,0", ""), "areas.csv (Calton) has no row for 12, and areas.csv (Govan) has"),
        (("Govan,12,22,0,0", "Govan,12,22,1,0"), "areas.csv (Govan): 'step' steps otherwise than in areas.csv (Calton)"),
    ],
)
def test_a_control_has_the_same_periods_and_no_step_of_its_own(change: tuple[str, str], says: str) -> None:
    own, others = split_groups(read_csv(AREAS.replace(*change).encode(), "areas.csv"), "area", "Calton")
    treated = read_series(own, COLUMNS)
    with pytest.raises(BadTable) as told:
        as_control(treated, others[0][1], COLUMNS)
    assert says in str(told.value)
