"""A table of a city's figures is read whole, or everything that is wrong with it is said at once, with its rows."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.evidence.figures.faults import BadFigures
from bothy.evidence.figures.looked import missing_periods
from bothy.evidence.figures.reading import Asked, read_figures
from bothy.evidence.table import BadTable

HERE = "deaths.csv"


def faults(text: str, asked: Asked | None = None) -> list[str]:
    with pytest.raises(BadFigures) as told:
        read_figures(HERE, text.encode(), asked)
    return [one.says for one in told.value.faults]


def test_the_published_quarters_by_police_division_are_read_as_they_stand(shared_data: Path) -> None:
    name = "suspected_drug_deaths_by_police_division.csv"
    read = read_figures(name, (shared_data / name).read_bytes())
    glasgow = [one for one in read.figures if one.place == "G: Greater Glasgow"]
    assert (read.kind, len(read.figures), len(glasgow)) == ("quarter", 392, 28)
    assert (glasgow[0].period.name, glasgow[0].count, glasgow[-1].period.name, glasgow[-1].count) == ("2017Q1", 57, "2023Q4", 72)
    hidden = [one for one in read.figures if one.suppressed is not None]
    assert len(hidden) == 8 and all(one.count is None and one.suppressed.mark == "x" for one in hidden)  # type: ignore[union-attr]
    assert {one.place for one in read.figures if one.total} == {"Total"}
    assert any("'x' in row" in look and "suppressed" in look for look in read.looks)
    assert not any("do not come out" in look or "come to" in look for look in read.looks), "where all parts are shown they come to the total"


@pytest.mark.parametrize(("mark", "bounds"), [("x", (None, None)), ("*", (None, None)), ("..", (None, None)), ("[c]", (None, None)), ("<5", (1, 4)), ("1-4", (1, 4))])
def test_a_mark_is_a_suppressed_count_and_no_nought(mark: str, bounds: tuple[int | None, int | None]) -> None:
    (one,) = read_figures(HERE, f"place,year,deaths\nGlasgow,2024,{mark}\n".encode()).figures
    assert one.count is None and one.suppressed is not None and (one.suppressed.mark, one.suppressed.least, one.suppressed.most) == (mark, *bounds)


def test_nought_is_nought_and_an_empty_cell_is_not_known() -> None:
    read = read_figures(HERE, b"place,year,deaths\nGlasgow,2023,0\nGlasgow,2024,\n")
    assert [(one.count, one.suppressed) for one in read.figures] == [(0, None), (None, None)]
    assert "Row 3: the count is empty, so it is taken as not known, not as nought. If nothing happened, write 0." in read.looks


def test_missing_periods_are_named() -> None:
    read = read_figures(HERE, b"place,quarter,deaths\nA,2023Q1,1\nA,2023Q3,1\nA,2023Q4,1\nB,2023Q1,1\nB,2023Q4,1\n")
    assert {place: [one.name for one in gaps] for (place, _), gaps in missing_periods(read.figures).items()} == {"A": ["2023Q2"], "B": ["2023Q2", "2023Q3"]}
    assert read.looks[0].startswith("No row at all is of 2023Q2.")
    assert "B has no row for 2023Q3." in read.looks


def test_rows_of_the_same_place_and_period_are_both_named() -> None:
    assert faults("place,year,deaths\nA,2023,5\nA,2024,6\nA,2023,7\n") == ["rows 2 and 4 are both of A and 2023, and one says 5, the other 7: keep the right one."]
    assert faults("place,year,deaths\nA,2023,5\nA,2023,5\n") == ["rows 2 and 3 are both of A and 2023, and both say 5: take one of them out."]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("about 20", "row 3: 'about 20' is no count. Write the number, or x where it is suppressed."),
        ("12.5", "row 3: '12.5' is a rate, a share or rounded to decimals"),
        ("4 %", "is a rate, a share"),
        ("-3", "row 3: '-3' is below nought"),
    ],
)
def test_text_in_a_count_is_told_with_its_row(cell: str, says: str) -> None:
    (told,) = faults(f"place,year,deaths\nA,2023,5\nA,2024,{cell}\n")
    assert says in told


def test_periods_of_two_kinds_are_told_apart() -> None:
    (told,) = faults("place,period,deaths\nA,2022,5\nA,2023,5\nA,2024Q1,2\n")
    assert told.startswith("row 4: 2024Q1 is a quarter, and row 2 says 2022, a year.")


def test_everything_that_is_wrong_is_said_at_once_and_in_the_order_of_the_rows() -> None:
    told = faults("place,year,deaths,population,status\nA,20x,5,1000,final\n,2023,5,0,\nA,2024,5,many,perhaps\n")
    assert [one.split(":")[0] for one in told] == ["row 2", "row 3", "row 3", "row 4", "row 4"]
    assert "is no period" in told[0] and "no place stands there" in told[1] and "is nought" in told[2] and "is no number" in told[3] and "neither provisional nor final" in told[4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("hello\n", "has no columns"),
        ("a,b,c\n1,2,3\n", "names no column for the period. It has: 'a', 'b' and 'c'"),
        ("place,year,aces\nA,2023,3\n", "names no column for the count. It has: 'place', 'year' and 'aces'"),
        ("place,year,deaths,crimes\nA,2023,3,4\n", "More than one column could be the count: 'deaths' and 'crimes'"),
        ("place,year,deaths,deaths\nA,2023,3,4\n", "names a column twice: 'deaths'"),
        ("place,year,deaths\n", "holds no row"),
        ("PK\x03\x04rubbish", "no XLSX file"),
    ],
)
def test_what_is_no_such_table_is_told(text: str, says: str) -> None:
    with pytest.raises(BadTable, match=HERE) as told:
        read_figures(HERE, text.encode())
    assert says in str(told.value)


def test_whoever_brings_it_can_say_which_column_is_which_and_of_which_place_it_is(shared_data: Path) -> None:
    sicily = (shared_data / "sicily.csv").read_bytes()
    read = read_figures("sicily.csv", sicily, Asked(all_of="Sicily", columns={"count": "aces", "exposure": "stdpop"}))
    assert (read.kind, len(read.figures), sum(one.count or 0 for one in read.figures)) == ("month", 59, 29_191 + 19_723)
    assert read.figures[0].period.name == "2002-01" and read.figures[0].exposure == 379875.3
    assert "Nothing is made of the columns 'time', 'smokban' and 'pop'." in read.looks
    with pytest.raises(BadTable, match="There is no column 'ace' for the count"):
        read_figures("sicily.csv", sicily, Asked(all_of="Sicily", columns={"count": "ace"}))
    with pytest.raises(BadFigures, match="say of which place all of it is"):
        read_figures(HERE, b"year,deaths\n2023,5\n")


def test_a_table_with_a_column_a_year_is_read_too_and_notes_around_it_are_passed_over() -> None:
    text = "Drug deaths by council area\n\nArea;2021;2022;2023\nGlasgow;1,017;x;\nEdinburgh;5 (p);<5;0\nTotal;1,022;..;7\nSource: somebody\n"
    read = read_figures(HERE, text.encode())
    assert [(one.place, one.period.name, one.count, one.status, one.total) for one in read.figures][:5] == [
        ("Glasgow", "2021", 1017, "not_said", False), ("Glasgow", "2022", None, "not_said", False), ("Glasgow", "2023", None, "not_said", False),
        ("Edinburgh", "2021", 5, "provisional", False), ("Edinburgh", "2022", None, "not_said", False),
    ]  # fmt: skip
    assert [one.total for one in read.figures][-1]


def test_a_total_that_its_parts_do_not_come_to_is_told() -> None:
    read = read_figures(HERE, b"place,year,deaths\nA,2023,5\nB,2023,6\nTotal,2023,12\nA,2024,x\nB,2024,6\nTotal,2024,12\n")
    assert [look for look in read.looks if "come to" in look] == ["2023: the parts come to 11 and the total says 12. A part is missing, or one of them was revised alone."]


def test_an_area_called_scotland_is_a_total_only_beside_its_parts() -> None:
    alone = read_figures(HERE, b"place,year,deaths\nScotland,2023,5\n")
    beside = read_figures(HERE, b"place,year,deaths\nScotland,2023,5\nGlasgow,2023,5\n")
    assert [one.total for one in alone.figures] == [False] and [one.total for one in beside.figures] == [True, False]


def test_several_measures_are_several_tables() -> None:
    assert "more than one measure: 'deaths' from row 2 and 'stays' from row 3" in faults("measure,place,year,count\ndeaths,A,2023,5\nstays,A,2023,5\n")[0]


def test_a_workbook_is_read_with_its_own_row_numbers_and_with_days_that_stand_for_months() -> None:
    from datetime import datetime

    book = openpyxl.Workbook()
    book.active.append(["Ambulance call-outs"])
    book.active.append([])
    book.active.append(["Area", "Month", "Call outs"])
    book.active.append(["Glasgow", datetime(2025, 1, 1), 41])  # noqa: DTZ001
    book.active.append(["Glasgow", datetime(2025, 2, 1), "x"])  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)
    months = read_figures("calls.xlsx", out.getvalue(), Asked(days_are="month"))
    assert [(one.period.name, one.count) for one in months.figures] == [("2025-01", 41), ("2025-02", None)] and months.rows_of == (4, 5)
    book.active.append(["Glasgow", datetime(2025, 2, 1), "lots"])  # noqa: DTZ001
    book.save(out := io.BytesIO())
    with pytest.raises(BadFigures, match="row 6: 'lots' is no count"):
        read_figures("calls.xlsx", out.getvalue())


def test_days_that_are_the_first_of_months_are_pointed_out() -> None:
    read = read_figures(HERE, b"place,month,deaths\nA,2025-01-01,5\nA,2025-02-01,6\nA,2025-03-01,6\n")
    assert read.kind == "day" and any("first of a month" in look for look in read.looks)


def test_december_or_a_financial_year_is_settled_by_the_rest_of_the_table_or_asked() -> None:
    assert read_figures(HERE, b"place,period,deaths\nA,2010-11,1\nA,2011-12,1\nA,2012/13,1\n").kind == "financial_year"
    assert read_figures(HERE, b"place,period,deaths\nA,2011-10,1\nA,2011-11,1\nA,2011-12,1\n").kind == "month"
    assert "can be a month or a financial year" in faults("place,period,deaths\nA,2010-11,1\nA,2011-12,1\n")[0]


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall_over(content: bytes) -> None:
    with suppress(BadTable):
        read_figures(HERE, content, Asked(all_of="Here"))


@given(st.lists(st.tuples(st.integers(0, 10**6) | st.sampled_from(["x", "", "<5"]), st.integers(1990, 2040)), unique_by=lambda one: one[1], min_size=1, max_size=30))
def test_what_is_counted_is_what_was_written(rows: list[tuple[object, int]]) -> None:
    text = "place,year,count\n" + "".join(f'A,{year},"{cell}"\n' for cell, year in rows)
    read = read_figures(HERE, text.encode())
    assert [one.count for one in read.figures] == [cell if isinstance(cell, int) else None for cell, _ in rows]


def test_no_row_of_figures_is_taken_for_the_row_that_names_the_columns() -> None:
    with pytest.raises(BadTable, match="More than one column could be the place: 'area' and 'place'"):
        read_figures(HERE, b"area,place,first,last,deaths,year\nA,B,2021,2022,3,2021\nA,B,2022,2023,3,2022\n")
    with pytest.raises(BadTable, match="names no column for the count"):
        read_figures(HERE, b"place,year,from,until\nA,2021,2021,2022\nA,2022,2022,2023\n")
