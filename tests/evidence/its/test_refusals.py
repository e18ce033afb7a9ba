"""What cannot be judged is refused in a sentence that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pytest

from bothy.evidence.its.answer import judge, read
from bothy.evidence.its.fit import fit
from bothy.evidence.its.model import Model
from bothy.evidence.its.series import Columns, read_series
from bothy.evidence.table import BadTable, Table, read_csv
from support.interrupted import COLUMNS, drawn, months, series, table

FLAT = [30 + (i * 7) % 11 for i in range(24)]


def asked(**changed: object) -> Columns:
    return msgspec.structs.replace(COLUMNS, **changed)


def with_times(times: Sequence[object]) -> Table:
    return table(FLAT[: len(times)], 4, times)


READING: list[tuple[str, Callable[[], object]]] = [
    ("has no row for 2020-04. A missing period is not a period without events: write its count", lambda: read_series(with_times([m for m in months(12) if m != "2020-04"]), COLUMNS)),
    ("has no row for 2020Q3, 2020Q4.", lambda: read_series(with_times(["2020Q1", "2020Q2", "2021Q1", "2021Q2", "2021Q3", "2021Q4"]), COLUMNS)),
    ("has no row for 4. A missing", lambda: read_series(with_times([1, 2, 3, 5, 6, 7, 8]), COLUMNS)),
    ("has no row for 3, 4, 5, 6, 7 and 2 more", lambda: read_series(with_times([1, 2, 10, 11, 12, 13, 14]), COLUMNS)),
    ("2020-03 comes twice in 'time' (lines 4 and 8). Keep one row a period", lambda: read_series(with_times([*months(6), "2020-03"]), COLUMNS)),
    ("goes from 3 to 3.5, where others are 1 apart", lambda: read_series(with_times([1, 2, 3, 3.5, 5, 6]), COLUMNS)),
    ("line 4, time: 'spring' is no time. Write a number, a month as 2025-08", lambda: read_series(with_times(["2020-01", "2020-02", "spring", "2020-04", "2020-05"]), COLUMNS)),
    ("line 4, time: '2020-13' is no time", lambda: read_series(with_times(["2020-11", "2020-12", "2020-13", "2020-14", "2020-15"]), COLUMNS)),
    ("'2020Q2' is written otherwise than '2020-01' in line 2", lambda: read_series(with_times(["2020-01", "2020Q2", "2020-03", "2020-04", "2020-05"]), COLUMNS)),
    ("look like years, and numbers are taken as months. Say --period 1", lambda: read_series(with_times(range(2000, 2010)), COLUMNS)),
    ("line 3, step: 0.5 is neither 0 (before) nor 1 (after)", lambda: read_series(read_csv(b"time,count,step\n1,4,0\n2,5,0.5\n3,6,1\n", "counts.csv"), COLUMNS)),
    ("'step' is 0 in every row, so there is nothing after", lambda: read_series(table(FLAT, 0), COLUMNS)),
    ("'step' is 1 in every row, so there is nothing before", lambda: read_series(table(FLAT, 24), COLUMNS)),
    ("'step' goes back to 0 at 4. A step stays", lambda: read_series(read_csv(b"time,count,step\n1,4,0\n2,5,1\n3,6,1\n4,7,0\n", "counts.csv"), COLUMNS)),
    ("line 3, pop: 0 has no logarithm. What the counts are out of must be more than 0", lambda: read_series(table(FLAT, 8, pop=[5, 0, *[5] * 22]), asked(offset="pop"))),
    ("line 2, pop: -2 has no logarithm", lambda: read_series(table(FLAT, 8, pop=[-2, *[5] * 23]), asked(offset="pop"))),
    ("line 2, count: 3.5 is not a whole number, and this is counted", lambda: read_series(table([3.5, *FLAT], 8), COLUMNS)),
    ("line 2, count: -1 is less than 0", lambda: read_series(table([-1, *FLAT], 8), COLUMNS)),
    ("Counts above 1e+12 cannot be used", lambda: read_series(table([2e12, *FLAT], 8), COLUMNS)),
    ("has no column 'deaths'. It has: time, count, step", lambda: read_series(table(FLAT, 8), asked(count="deaths"))),
    ("--period -3: a year has some periods", lambda: read_series(table(FLAT, 8), asked(period=-3.0))),
    ("Days in a period are known of months and quarters only", lambda: read_series(table(FLAT, 8), asked(days="every"))),
    ("No bank holidays are known for 'XX-YY'", lambda: read_series(table(FLAT, 8, months(24)), asked(days="working", place="XX-YY"))),
    ("--shock flood: counts.csv has no such column. It has: time, count, step", lambda: read_series(table(FLAT, 8), asked(shocks=("flood",)))),
    ("--shock 3: is not understood", lambda: read_series(table(FLAT, 8), asked(shocks=("3:",)))),
    ("'2020-01' is no time of this series. Its times are written as 1", lambda: read_series(table(FLAT, 8), asked(shocks=("2020-01:2020-03",)))),
    ("the shock '90 to 95' is 0 in every period, so nothing can be said of it. The series goes from 1 to 24", lambda: read_series(table(FLAT, 8), asked(shocks=("90:95",)))),
    ("Name both: --group", lambda: read(table(FLAT, 8), COLUMNS, group="area")),
    ("nothing in 'area' is called 'Govan'. There are: Calton", lambda: read(table(FLAT, 8, area=["Calton"] * 24), COLUMNS, "area", "Govan")),
]  # fmt: skip


@pytest.mark.parametrize(("says", "done"), READING, ids=[says[:40] for says, _ in READING])
def test_a_table_that_is_no_series_is_refused(says: str, done: Callable[[], object]) -> None:
    with pytest.raises(BadTable) as told:
        done()
    assert says in str(told.value)


FITTING: list[tuple[str, Callable[[], object]]] = [
    ("'count' is 0 in every row after the step, so the ratio has no limit. `bothy evidence rates` gives an exact interval", lambda: fit(series([*FLAT[:16], *[0] * 8], 8), Model())),
    ("'count' is 0 in every row before the step", lambda: fit(series([*[0] * 16, *FLAT[:8]], 8), Model())),
    ("'count' is 0 in every row. Nothing can be estimated", lambda: fit(series([0] * 24, 8), Model())),
    ("has 3 rows, and the model has 3 terms (level, time, step). There must be more rows than terms", lambda: fit(series([4, 5, 3], 1), Model())),
    ("'strike' cannot be told apart from 'step' in these rows", lambda: fit(series(FLAT, 8, asked(shocks=("17:24:strike",))), Model())),
    ("'twin' cannot be told apart from 'strike'", lambda: fit(series(FLAT, 8, asked(shocks=("3:5:strike", "3:5:twin"))), Model())),
    ("Two terms are called 'strike'", lambda: fit(series(FLAT, 8, asked(shocks=("3:5:strike", "7:9:strike"))), Model())),
    ("Two terms are called 'time'", lambda: fit(series(FLAT, 8, asked(shocks=("time",))), Model())),
    ("has one period after the step: a change of slope needs two or more. Leave --slope out", lambda: fit(series(FLAT, 1), Model(slope=True))),
    ("6 harmonics need more than 12 periods a year, and there are 12", lambda: fit(series(FLAT, 8), Model(harmonics=6))),
    ("Harmonics and a level for each month both describe the season", lambda: fit(series(FLAT, 8), Model(harmonics=1, calendar=True))),
    ("A lag of 24 is asked for, and the series has 24 periods", lambda: fit(series(FLAT, 8), Model(errors="hac", lag=24))),
    ("the zeros leave 'flood' without an estimate: where it would show, nothing was counted", lambda: fit(series([*FLAT[:4], 0, 0, *FLAT[6:]], 8, asked(shocks=("5:6:flood",))), Model())),
    ("the counts lie on the fitted line to the digit", lambda: fit(series([64] * 12 + [32] * 12, 12), Model())),
]  # fmt: skip


@pytest.mark.parametrize(("says", "done"), FITTING, ids=[says[:40] for says, _ in FITTING])
def test_a_series_without_an_answer_is_refused(says: str, done: Callable[[], object]) -> None:
    with pytest.raises(BadTable) as told:
        done()
    assert says in str(told.value)


def test_as_many_rows_as_terms_are_too_few_and_one_more_is_enough() -> None:
    with pytest.raises(BadTable, match="There must be more rows than terms"):
        fit(series([9, 7, 4], 1), Model())
    assert fit(series([9, 7, 8, 4], 1), Model()).df == 1


def test_zeros_here_and_there_are_counts_like_others() -> None:
    counts = drawn(2, 40, 15, level=2.0)
    assert (counts == 0).any()
    assert np.isfinite(fit(series(counts, 15), Model()).coefficients).all()


def test_one_event_after_the_step_is_enough_for_an_estimate_and_is_warned_of() -> None:
    judged = judge(series([*FLAT[:16], *[0] * 7, 1], 8), Model(), times=200)
    assert judged.step.ratio < 0.1
    assert any("Counts are small" in one for one in judged.cautions)
