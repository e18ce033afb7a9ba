"""Every edition stays; which one stood on a day can be told, and what a later one changed, figure by figure."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bothy.evidence.figures.bundled import carried
from bothy.evidence.figures.editions import Edition, Withdrawn, differences, standing
from bothy.evidence.figures.reading import read_figures
from bothy.evidence.figures.shape import Definition, Provenance, Series, Source
from bothy.evidence.figures.tidy import COLUMNS, as_csv

NAMED = Definition(measure="drug_deaths", words="Deaths.")


def series(text: str) -> Series:
    read = read_figures("deaths.csv", text.encode())
    return Series(title="Deaths", definition=NAMED, source=Source(name="Somebody"), kind=read.kind, figures=read.figures)


def brought(text: str, month: int, withdrawn: int | None = None) -> Edition:
    taken = None if withdrawn is None else Withdrawn(at=datetime(2025, withdrawn, 1, tzinfo=UTC), why="wrong table")
    at = datetime(2025, month, 1, tzinfo=UTC)
    return Edition(key="deaths", id=str(month), series=series(text), provenance=Provenance(file="deaths.csv", sha256="0" * 64, brought_at=at), withdrawn=taken)


FIRST, SECOND = "place,year,deaths\nA,2022,5\nA,2023,6\n", "place,year,deaths\nA,2022,5\nA,2023,8\nA,2024,4\n"


def test_the_last_edition_stands_and_any_earlier_one_is_read_as_it_stood() -> None:
    editions = [brought(FIRST, 1), brought(SECOND, 3), brought(FIRST, 5, withdrawn=7)]
    months = {month: standing(editions, datetime(2025, month, 15, tzinfo=UTC)) for month in (2, 4, 6, 8)}
    assert {month: one and one.id for month, one in months.items()} == {2: "1", 4: "3", 6: "5", 8: "3"}, "what was taken back stood until then"
    assert standing(editions, datetime(2024, 1, 1, tzinfo=UTC)) is None


def test_differences_are_listed_figure_by_figure() -> None:
    before = series("place,year,deaths,status\nA,2021,5,final\nA,2022,6,provisional\nA,2023,x,\nA,2024,4,\nB,2021,1,\n")
    after = series("place,year,deaths,status\nA,2021,5,final\nA,2022,6,final\nA,2023,3,\nA,2024,x,\nA,2025,9,\nB,2021,2,\n")
    told = [(one.figure.place, one.figure.period.name, one.change, one.was and one.was.count, one.now and one.now.count) for one in differences(before, after)]
    assert told == [
        ("A", "2022", "status", 6, 6), ("A", "2023", "shown now", None, 3), ("A", "2024", "hidden now", 4, None), ("A", "2025", "added", None, 9), ("B", "2021", "changed", 1, 2),
    ]  # fmt: skip
    assert [one.change for one in differences(after, series("place,year,deaths\nA,2021,5\n"))].count("gone") == 5


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_nothing_differs_from_itself_and_what_differs_one_way_differs_the_other(one: list[int], other: list[int]) -> None:
    first, second = (series("place,year,deaths\n" + "".join(f"A,{2000 + n},{count}\n" for n, count in enumerate(each))) for each in (one, other))
    assert differences(first, first) == ()
    assert {each.figure.key for each in differences(first, second)} == {each.figure.key for each in differences(second, first)}


def test_the_tidy_table_has_its_definition_and_source_on_every_line_and_is_read_again() -> None:
    for one in carried():
        text = as_csv(one.series, one.provenance)
        rows = list(csv.DictReader(io.StringIO(text)))
        assert list(rows[0]) == list(COLUMNS) and len(rows) == len(one.series.figures)
        assert {row["definition"] for row in rows} == {one.series.definition.words} and {row["source"] for row in rows} == {one.series.source.name}
        assert {row["file_sha256"] for row in rows} == {one.provenance.sha256}
        again = read_figures("again.csv", text.encode())
        assert [(each.key, each.count, each.suppressed) for each in again.figures] == [(each.key, each.count, each.suppressed) for each in one.series.figures]


def test_no_cell_of_the_tidy_table_is_a_formula() -> None:
    told = msgspec.structs.replace(series("place,year,deaths\n=1+1,2023,5\nB,2023,-\n"), source=Source(name="@evil", address="+evil"))
    rows = list(csv.reader(io.StringIO(as_csv(told, Provenance(file="=x.csv", sha256="0" * 64, brought_at=datetime(2025, 1, 1, tzinfo=UTC))))))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "+") or (cell[:1] == "-" and not cell[1:].isdigit())]


def test_a_series_is_kept_to_the_byte() -> None:
    for one in carried():
        kept = msgspec.json.encode(one.series)
        assert msgspec.json.decode(kept, type=Series) == one.series
