"""The workbook: numbers are numbers, words are words, and every sheet can be printed and read aloud."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bothy.reports.files import as_xlsx
from support.releases import DRUGS, SIGNED, difficult, plain


@pytest.fixture(scope="module")
def data() -> bytes:
    return as_xlsx(difficult(), SIGNED)


@pytest.fixture(scope="module")
def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The sheet's list, read by its header as a spreadsheet does."""
    (made,) = sheet.tables.values()
    head, *rows = [[cell.value for cell in row] for row in sheet[made.ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_figures_are_numbers_and_what_has_none_is_a_word(book: openpyxl.Workbook) -> None:
    rows = _rows(book["Use"])
    assert rows[0]["Service accessed (visits)"] == 336 and rows[0]["Median wait (minutes)"] == 6.5
    assert [row["Medical emergencies"] for row in rows[2:5]] == ["kept back", "kept back", 9]
    assert rows[1]["Median wait (minutes)"] == "not known" and rows[6]["Different people"] == "90 to 96"
    shares = _rows(book["Substances"])
    assert shares[0]["Heroin (%)"] == 25 and shares[0]["Heroin: out of"] == 260
    assert isinstance(shares[0]["Heroin: 95 % from"], float)
    assert all(row["Month"] for row in rows) and rows[11]["Month"] == "December 2025 (not over)"


def test_shares_are_shown_with_their_sign_and_counts_with_thousands(book: openpyxl.Workbook) -> None:
    assert {cell.number_format for row in book["Use"]["B8:B10"] for cell in row} == {"#,##0"}
    top = next(row for row in book["Drugs"].iter_rows() if row[0].value == "heroin")
    assert top[2].number_format == '0.0" %"' and top[2].value == 22.5


def test_names_that_look_like_formulas_are_text(book: openpyxl.Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    cell = next(cell for cell in book["Drugs"]["A"] if cell.value == "=SUM(A1:A9)")
    assert cell.data_type == "s" and cell.quotePrefix


def test_every_table_has_a_sheet_with_a_marked_header_that_stays_in_sight_and_on_each_page(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Cover", "Use", "Emergency rate", "Substances", "Drugs", "Definitions", "Data"]
    for sheet in book.worksheets[1:]:
        (made,) = sheet.tables.values()
        top = made.ref.split(":")[0].lstrip("A")
        assert made.headerRowCount == 1 and sheet.freeze_panes == f"B{int(top) + 1}"
        assert sheet.print_title_rows == f"${top}:${top}"
        assert str(sheet.page_setup.paperSize) == "9" and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
    assert len(_rows(book["Drugs"])) == len(DRUGS)


def test_the_cover_says_what_this_is_what_changed_and_who_signed(book: openpyxl.Workbook) -> None:
    said = "\n".join(str(cell.value) for row in book["Cover"].iter_rows() for cell in row if cell.value)
    for words in (
        "The Thistle's monthly table", "January to December 2025", "Revision 1", "the people and everything they do here are invented",
        "438 → 440", "entered late", "31,002, 31,007", "entries 1 to 48,190", "9f2c" * 16, "Ailsa Òran Màrtainn, manager",
        "3 December 2025, 09:15 GMT", "17 of 265 figures are kept back", "in force since 13 January 2025, 09:00 GMT",
    ):  # fmt: skip
        assert words in said, words
    unsigned = openpyxl.load_workbook(io.BytesIO(as_xlsx(plain())))["Cover"]
    assert "not signed" in [cell.value for cell in unsigned["B"]]


def test_the_data_sheet_holds_every_figure(book: openpyxl.Workbook) -> None:
    rows = _rows(book["Data"])
    assert len(rows) == sum(len(row.figures) for grid in difficult().grids for row in grid.rows)
    kept = [row for row in rows if row["kept_back"] == "yes"]
    assert len(kept) == 17 and all(row["value"] is row["k"] is row["low"] is None for row in kept)


def test_its_times_are_those_of_the_release(data: bytes, book: openpyxl.Workbook) -> None:
    assert book.properties.created == book.properties.modified == datetime(2025, 12, 2, 17, 40, 3)  # noqa: DTZ001
    assert book.properties.title == "The Thistle's monthly table, January to December 2025"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
