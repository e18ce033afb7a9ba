"""The pages of interrupted time series and of power: a file of one's own, and what is refused in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from evidence.pages.conftest import form_again, text
from support.interrupted import drawn, months

ITS, POWER = "/evidence/interrupted-time-series/", "/evidence/power/"
NAMED = {"count": "callouts", "time": "month", "step": "open"}


def own(n: int = 60, after: int = 18, area: str = "") -> bytes:
    rows = [f"{month},{int(count)},{int(i >= n - after)},{int(5 <= i <= 8)}" for i, (month, count) in enumerate(zip(months(n), drawn(1, n, after, 60, 0.7), strict=True))]
    return ("month,callouts,open,strike\n" + "\n".join(rows)).encode()


def sheet(visitor: Any, answer: Any, path: str, name: str) -> list[dict[str, str]]:
    told = visitor.post(f"{path}table.csv", form_again(answer) | {"sheet": name})
    return list(csv.DictReader(io.StringIO(told.content.decode())))


def test_sicily_on_the_page_is_sicily_as_published(visitor: Any) -> None:
    page = text(visitor.get(f"{ITS}?example=sicily"))
    assert "Step: 0.885 times what the line before says (0.839 to 0.933, p under 0.001)" in page
    assert "Where nothing began the printed interval leaves 1 out in" in page
    rows = list(csv.reader(io.StringIO(visitor.get(f"{ITS}table.csv?example=sicily&sheet=ratios").content.decode())))
    assert [round(float(cell), 6) for cell in rows[1][1:4]] == [0.885072, 0.839401, 0.933227]


def test_a_step_where_no_facility_opened_is_found_and_doubted(visitor: Any) -> None:
    page = text(visitor.get(f"{ITS}?example=glasgow-2022"))
    assert "That is lower by 39.0 %, and more than the model's chance explains. Reasons to doubt it are named with it." in page
    assert "To be careful of" in page and "The interval is too narrow" in page and "a poor control" in page


def test_a_file_of_ones_own_is_answered(visitor: Any, bring: Callable[..., Any]) -> None:
    answer = bring(own(), "callouts.csv", ITS, **NAMED, harmonics="1", shocks="strike", days="every")
    assert answer.status_code == 200 and "lower by" in text(answer)
    (step, *_) = sheet(visitor, answer, ITS, "ratios")
    assert float(step["Low"]) < 0.7 < float(step["High"])
    periods = sheet(visitor, answer, ITS, "periods")
    assert len(periods) == 60 and periods[-1]["Period"] == "2024-12" and periods[-1]["After the step"] == "yes"


def test_the_same_step_may_be_named_as_a_period(bring: Callable[..., Any]) -> None:
    by_column = bring(own(), "callouts.csv", ITS, **NAMED)
    by_period = bring(own(), "callouts.csv", ITS, count="callouts", time="month", **{"from": "2023-07"})
    assert by_period.status_code == 200
    assert text(by_column).split("Step:")[1][:60] == text(by_period).split("Step:")[1][:60]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"count": "deaths", "time": "month", "step": "open"}, "has no column 'deaths'"),
        ({"count": "callouts", "time": "month"}, "Say when the step is"),
        (NAMED | {"lag": "3"}, "A lag is of HAC errors"),
        (NAMED | {"holidays": "GB-SCT"}, "Bank holidays are of working days"),
        (NAMED | {"controls": "Govan"}, "A control is an area of the same file"),
        (NAMED | {"group": "open", "treated": "1", "controls": "; ".join("abcdefg")}, "A page takes up to 6"),
        (NAMED | {"harmonics": "6"}, "6 harmonics need more than 12 periods a year"),
        ({"time": "month", "step": "open"}, "Column of counts: this has to be told."),
    ],
)
def test_what_does_not_go_together_is_refused_in_words(bring: Callable[..., Any], fields: dict[str, str], says: str) -> None:
    answer = bring(own(), "callouts.csv", ITS, **fields)
    assert answer.status_code == 422 and says in text(answer)


def test_more_periods_than_a_page_takes_are_sent_to_the_command_line(bring: Callable[..., Any]) -> None:
    for path, verb in ((ITS, "its"), (POWER, "power")):
        answer = bring(own(700, 50), "callouts.csv", path, **NAMED)
        assert answer.status_code == 422 and f"bothy evidence {verb} takes more" in text(answer)


def test_glasgows_deaths_cannot_show_a_fall_yet(visitor: Any) -> None:
    page = text(visitor.get(f"{POWER}?example=glasgow"))
    assert "A fall of 10 % would show with 80 % power, autocorrelation 0.578: not within 100 quarters (until 2049Q4" in page
    assert "the step begins with 2025Q1" in page and "trust the widened one" in page
    assert "The null case, autocorrelation 0.578: where nothing began, the plain interval leaves 1 out in up to" in page


def test_power_of_a_file_of_ones_own(visitor: Any, bring: Callable[..., Any]) -> None:
    answer = bring(own(), "callouts.csv", POWER, **NAMED, falls="30; 50", most="12", autocorrelations="0", replications="200")
    assert answer.status_code == 200 and "42 months before, to 2023-06; the step begins with 2023-07" in text(answer)
    rows = sheet(visitor, answer, POWER, "power")
    assert {row["Fall, %"] for row in rows} == {"30", "50"} and all(0 <= float(row["False alarms"]) < 0.15 for row in rows)
    (first, _) = sheet(visitor, answer, POWER, "answers")
    assert first["Shows after"].endswith(("month", "months"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"falls": "many"}, "Falls: 'many' is no number"),
        ({"falls": "10; 20; 30; 40"}, "Falls: 4 are asked for. A page takes up to 3"),
        ({"falls": "120"}, "A fall is above 0 % and below 100 %"),
        ({"autocorrelations": "1.5"}, "An autocorrelation here is from 0 to 0.95"),
        ({"from": "2019-01"}, "the step lies after the series"),
        ({"most": "240", "replications": "2000"}, "a page would keep you waiting"),
    ],
)
def test_power_that_cannot_be_told_is_refused_in_words(bring: Callable[..., Any], fields: dict[str, str], says: str) -> None:
    answer = bring(own(), "callouts.csv", POWER, **NAMED, **fields)
    assert answer.status_code == 422 and says in text(answer)
