"""A table of finds: coarsened before anything is made of it; what is wrong is said with its rows and without a place."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.evidence.figures.faults import BadFigures
from bothy.evidence.finds.reading import read_finds
from bothy.evidence.finds.shape import Find
from bothy.evidence.finds.tidy import as_csv
from bothy.evidence.table import BadTable
from evidence.finds.walks import walks

TODAY = date(2025, 10, 1)
HEAD = "date,square,what,count,found_by,effort,effort_in\n"


def read(text: str) -> tuple[Find, ...]:
    return read_finds("finds.csv", text.encode(), TODAY).finds


def faults(text: str) -> list[str]:
    with pytest.raises(BadFigures) as told:
        read(text)
    return [one.says for one in told.value.faults]


def test_a_row_is_a_find_with_its_effort() -> None:
    (one,) = read(HEAD + "31/01/2025,NS6064-NE-SW,Needles,3,Outreach,40,minutes\n")
    assert (one.on, one.square.name, one.what, one.count, one.found_by, one.effort_in, one.effort) == (date(2025, 1, 31), "NS6064-NE-SW", "needles", 3, "outreach", "minutes", 40.0)


@pytest.mark.parametrize(
    "place",
    ["square\n{},NS 60512 64601", "grid reference\n{},NS605646", "easting,northing\n{},260512,664601", "latitude,longitude\n{},55.85438,-4.22987"],
)
def test_whatever_is_finer_than_a_square_is_coarsened_and_counted(place: str) -> None:
    head, row = place.format("2025-01-31").split("\n")
    found = read_finds("finds.csv", f"date,{head},what,count\n{row},needles,1\n".encode(), TODAY)
    assert [one.square.name for one in found.finds] == ["NS6064-NE-SW"] and found.coarsened == 1
    assert "60512" not in str(found) and "4.22987" not in str(found), "the finer place is nowhere"


def test_a_square_by_its_name_is_not_coarsened() -> None:
    assert read_finds("finds.csv", (HEAD + "2025-01-31,NS6064,needles,1,,,\n2025-01-31,NS6064-NE,needles,1,,,\n").encode(), TODAY).coarsened == 0


def test_a_row_may_hold_a_count_of_each_thing_and_an_empty_one_was_not_looked_for() -> None:
    found = read("date,square,needles,other_litter,injecting_seen,minutes\n2025-01-31,NS6064-NE-SW,0,4,,15\n")
    assert [(one.what, one.count, one.effort) for one in found] == [("needles", 0, 15.0), ("other_litter", 4, 15.0)]


def test_effort_that_is_not_known_is_a_value_and_not_nought() -> None:
    for effort in (",", "not known,", "unknown,minutes", "?,km"):
        (one,) = read(HEAD + f"2025-01-31,NS6064-NE-SW,needles,3,residents,{effort}\n")
        assert (one.effort, one.effort_in) == (None, "not_known")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-01-31,NS6064-NE-SW,needles,3,,,", "has not come yet"),
        ("1925-01-31,NS6064-NE-SW,needles,3,,,", "before 1990"),
        ("soon,NS6064-NE-SW,needles,3,,,", "'soon' is no day"),
        (",NS6064-NE-SW,needles,3,,,", "no date stands there"),
        ("2025-01-31,12 Hunter Street,needles,3,,,", "no square and no grid reference"),
        ("2025-01-31,,needles,3,,,", "no square stands there"),
        ("2025-01-31,NS6064-NE-SW,spoons,3,,,", "'spoons' is none of: needles, other litter and injecting seen"),
        ("2025-01-31,NS6064-NE-SW,needles,,,,", "If it was looked for and nothing was found, write 0"),
        ("2025-01-31,NS6064-NE-SW,needles,some,,,", "count 'some' is no count"),
        ("2025-01-31,NS6064-NE-SW,needles,-1,,,", "is no count"),
        ("2025-01-31,NS6064-NE-SW,needles,99999,,,", "more than 10,000"),
        ("2025-01-31,NS6064-NE-SW,needles,3,John Smith,,", "Write a role or organisation, never a name"),
        ("2025-01-31,NS6064-NE-SW,needles,3,,30,", "has no unit"),
        ("2025-01-31,NS6064-NE-SW,needles,3,,0,minutes", "above nought"),
        ("2025-01-31,NS6064-NE-SW,needles,3,,nan,km", "above nought"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(row: str, says: str) -> None:
    (told,) = faults(HEAD + "2025-01-30,NS6064-NE-SW,needles,3,,,\n" + row + "\n")
    assert told.startswith("row 3: ") and says in told
    assert "Hunter" not in told and "Smith" not in told, "no address and no name is repeated"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("day,cell,what\n", "no columns say what was found"),
        ("cell,what,count\n", "no column is called date"),
        ("date,street,what,count\n", "no column says the square"),
        ("date,square,cell,what,count\n", "more than one column could be square: 'square' and 'cell'"),
        (HEAD, "holds no row"),
        ("hello", "has no columns"),
    ],
)
def test_what_is_no_such_table_is_told(text: str, says: str) -> None:
    with pytest.raises(BadTable, match=r"finds\.csv") as told:
        read(text)
    assert says in str(told.value)


def test_columns_of_streets_names_and_words_are_left_out_and_rows_alike_are_both_named() -> None:
    found = read_finds("finds.csv", b"date,square,what,count,street,notes\n2025-01-31,NS6064-NE-SW,needles,3,Hunter Street,by the door\n2025-01-31,NS6064-NE-SW,needles,3,x,y\n", TODAY)
    assert found.looks[0] == "The columns 'street' and 'notes' are left out: no street, no name and no words are kept of a find."
    assert found.looks[1].startswith("Rows 2 and 3 are alike in everything.")
    assert "2 of 2 finds have no search effort" in found.looks[2] and found.looks[3].startswith("No row says 0.")
    assert "Hunter" not in str(found) and "door" not in str(found)


def test_what_is_taken_away_as_csv_can_be_brought_again() -> None:
    finds = tuple(walks(3))
    assert read(as_csv(finds)) == finds


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fall_over(content: bytes) -> None:
    with suppress(BadTable):
        read_finds("finds.csv", content, TODAY)


@given(st.text("0123456789,-./ NSEW\nabcxyz\"';", max_size=120))
def test_no_row_makes_it_fall_over(row: str) -> None:
    with suppress(BadTable):
        read(HEAD + row)
