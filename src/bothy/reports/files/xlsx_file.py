"""A workbook of a release: a cover, a sheet a table, definitions, and the tidy data. Numbers are numbers."""

import io
import re
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from bothy.reports.figures import Figure
from bothy.reports.files.csv_file import SAYS, beside
from bothy.reports.files.signed import Signed
from bothy.reports.files.tidy import FIELDS, lines, plain
from bothy.reports.files.told import Table, Told, told
from bothy.reports.files.words import headed, row_said, said
from bothy.reports.release import Grid, Release

INK, SOFT, HEAD, RULE = "1D2A33", "55646D", "E3EFEE", "D8D4CA"
_BORDER = Border(bottom=Side(style="thin", color=RULE))
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


def as_xlsx(release: Release, signed: Signed | None = None) -> bytes:
    """The workbook. The same release gives the same bytes: its times are those of the release."""
    page = told(release, signed)
    book = Workbook()
    _cover(book.active, page)
    names: set[str] = {"Cover"}
    for number, (grid, table) in enumerate(zip(release.grids, page.tables, strict=True), start=1):
        _grid(book.create_sheet(_sheet_name(grid, names)), release, grid, table, f"table_{number}")
    _definitions(book.create_sheet("Definitions"), page)
    _tidy(book.create_sheet("Data"), release)
    about = book.properties
    about.title, about.subject, about.creator, about.language = f"{page.title}, {page.period}", page.warning or page.title, page.facility, "en-GB"
    about.description, about.keywords, about.version = page.trace, release.set, str(release.revision)
    at = (release.as_of or _EARLIEST).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about.created = about.modified = at
    return _steady(book, at)


def _cover(sheet: Worksheet, page: Told) -> None:
    sheet.title = "Cover"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 74
    at = _put(sheet, 1, page.title, size=18, bold=True)
    at = _put(sheet, at, f"{page.facility}, {page.period}", size=12, bold=True)
    for line in (page.edition, page.warning):
        at = _put(sheet, at, line, bold=True) if line else at
    at = _put(sheet, at + 1, " ".join(page.summary))
    if page.revision:
        at = _put(sheet, at + 1, "What has changed", size=13, bold=True)
        at = _put(sheet, at, page.revision)
        for one in page.changes:
            entries = f"; journal entries {one.entries}" if one.entries else ""
            at = _pair(sheet, at, f"{one.was} → {one.now}", f"{one.where} ({one.why}{entries})")
    for title, texts in (("Notes", (*page.notes, *page.kept_back)), ("How to read the figures", (page.reading,) if page.reading else ())):
        if texts:
            at = _put(sheet, at + 1, title, size=13, bold=True)
            for text in texts:
                at = _put(sheet, at, text)
    at = _put(sheet, at + 1, "The sheets", size=13, bold=True)
    for table in page.tables:
        at = _put(sheet, at, table.title)
    at = _put(sheet, at, "Definitions; and Data, every figure on a line of its own")
    at = _put(sheet, at + 1, "How this was made", size=13, bold=True)
    for name, says in (*page.made, ("SHA-256 of the frozen figures", page.sha256), *(page.signature or (("Signed by", "not signed"),))):
        at = _pair(sheet, at, name, says)
    _paper(sheet, page.warning, landscape=False)


def _grid(sheet: Worksheet, release: Release, grid: Grid, table: Table, name: str) -> None:
    """Title and notes, then one header row, then the rows: a list that a spreadsheet can sort and filter."""
    at = _put(sheet, 1, grid.title, size=14, bold=True, wide=False)
    for note in table.notes:
        at = _put(sheet, at, note, colour=SOFT, wide=False)
    top = at + 1
    heads, needed = [table.first], []
    for column_at, column in enumerate(grid.columns):
        besides = beside(grid, column_at)
        needed.append(besides)
        heads += [headed(column, release), *(f"{column.label}: {SAYS[part]}" for part in besides)]
    if release.demo:
        heads.append("Figures are")
    for column_at, head in enumerate(_distinct(heads), start=1):
        _head(sheet, top, column_at, head, right=1 < column_at <= len(heads) - release.demo)
    for row_at, row in enumerate(grid.rows, start=top + 1):
        _text(sheet, row_at, 1, row_said(row), bold=row.total, italic=not row.complete, wrap=True)
        column_at = 2
        for besides, column, one in zip(needed, grid.columns, row.figures, strict=True):
            _figure(sheet, row_at, column_at, one, release.defined(column.indicator).unit, row.total)
            for part in besides:
                column_at += 1
                _number(sheet, row_at, column_at, plain(getattr(one, part)), "#,##0" if part in ("k", "n", "missing") else "0.0", colour=SOFT)
            column_at += 1
        if release.demo:
            _text(sheet, row_at, column_at, " and ".join(sorted({one.tag for one in row.figures})), colour=SOFT, indent=1)
        for shown in range(1, len(heads) + 1):
            sheet.cell(row_at, shown).border = _BORDER
    width = min(44, max(16, *(len(row_said(row)) + 3 for row in grid.rows), 16))
    sheet.column_dimensions["A"].width = width
    for row_at, row in enumerate(grid.rows, start=top + 1):
        sheet.row_dimensions[row_at].height = 15.4 * -(-len(row_said(row)) // (width - 3))
    for column_at in range(2, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(column_at)].width = 14
    longest = max(len(head) for head in heads)
    sheet.row_dimensions[top].height = 15 * min(6, -(-longest // 12))
    _listed(sheet, name, top, len(grid.rows), len(heads))
    _paper(sheet, "Demo: invented" if release.demo else "", landscape=len(heads) > 6, repeat=top, sheets=-(-len(heads) // 14))


def _figure(sheet: Worksheet, row: int, column: int, one: Figure, unit: str, bold: bool) -> None:
    """The value as a number where there is one; a range, "kept back" and "not known" as words, never an empty cell."""
    ranged = one.least is not None and one.least != one.value
    if one.hidden or one.value is None or ranged:
        _text(sheet, row, column, said(one, unit), right=True, italic=not ranged)
        return
    form = '0.0" %"' if unit.startswith("%") else "#,##0" if isinstance(one.value, int) else "#,##0.0"
    _number(sheet, row, column, plain(one.value), form, bold=bold)


def _definitions(sheet: Worksheet, page: Told) -> None:
    at = _put(sheet, 1, "Definitions", size=14, bold=True, wide=False) + 1
    heads = ("Figure", "Short name", "What it is", "Unit", "Counted", "Out of", "What is not recorded", "May months be summed?")
    widths = (28, 22, 44, 16, 28, 28, 40, 14)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        _head(sheet, at, column, head)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, one in enumerate(page.definitions, start=at + 1):
        texts = (one.label, one.name, one.definition, one.unit, one.numerator, one.denominator, one.missing, "yes" if one.additive else "no")
        for column, text in enumerate(texts, start=1):
            _text(sheet, row, column, text, wrap=True)
        sheet.row_dimensions[row].height = 15.4 * max(1, *(-(-len(text) // (width - 4)) for text, width in zip(texts, widths, strict=True)))
    _listed(sheet, "definitions", at, len(page.definitions), len(heads))
    _paper(sheet, page.warning, landscape=True, repeat=at)


def _tidy(sheet: Worksheet, release: Release) -> None:
    """The data as in the CSV, from the first row on, so that a program reads the sheet without help."""
    for column, field in enumerate(FIELDS, start=1):
        _head(sheet, 1, column, field.name)
        sheet.column_dimensions[get_column_letter(column)].width = 26 if field.name in ("row", "column") else 13
    count = 0
    for count, line in enumerate(lines(release), start=1):
        for column, cell in enumerate(line, start=1):
            if isinstance(cell, str):
                _text(sheet, count + 1, column, cell)
            elif cell is not None:
                _number(sheet, count + 1, column, cell, "General")
    _listed(sheet, "data", 1, count, len(FIELDS))
    _paper(sheet, "Demo: invented" if release.demo else "", landscape=True, repeat=1)


def _put(sheet: Worksheet, row: int, text: str, *, size: int = 11, bold: bool = False, colour: str = INK, wide: bool = True) -> int:
    """Text over the cover's two columns; the next row."""
    _text(sheet, row, 1, text, bold=bold, size=size, colour=colour, wrap=wide)
    if wide:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.row_dimensions[row].height = size * 1.4 * max(1, -(-len(text) * size // (11 * 98)))
    return row + 1


def _pair(sheet: Worksheet, row: int, name: str, says: str) -> int:
    _text(sheet, row, 1, name, colour=SOFT, wrap=True)
    _text(sheet, row, 2, says, wrap=True)
    sheet.row_dimensions[row].height = 15.4 * max(1, -(-len(says) // 70), -(-len(name) // 28))
    return row + 1


def _text(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, italic: bool = False, size: int = 11, colour: str = INK,
          right: bool = False, wrap: bool = False, indent: int = 0) -> None:  # fmt: skip
    """Text that stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
    cell.font = Font(name="Calibri", size=size, bold=bold, italic=italic, color=colour)
    cell.alignment = Alignment(horizontal="right" if right else "left", vertical="top", wrap_text=wrap, indent=indent)


def _number(sheet: Worksheet, row: int, column: int, value: float | None, form: str, *, bold: bool = False, colour: str = INK) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    cell.number_format = form
    cell.font = Font(name="Calibri", size=11, bold=bold, color=colour)
    cell.alignment = Alignment(horizontal="right", vertical="top")


def _head(sheet: Worksheet, row: int, column: int, text: str, right: bool = False) -> None:
    _text(sheet, row, column, text, bold=True, right=right, wrap=True, indent=0 if right or column == 1 else 1)
    sheet.cell(row, column).fill = PatternFill("solid", start_color=HEAD)


def _listed(sheet: Worksheet, name: str, top: int, rows: int, columns: int) -> None:
    """Mark the header as a header for spreadsheets and screen readers, and keep it in sight."""
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    if rows:
        made = ListObject(displayName=name, ref=f"A{top}:{get_column_letter(columns)}{top + rows}")
        made.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        sheet.add_table(made)


def _paper(sheet: Worksheet, warning: str, landscape: bool, repeat: int | None = None, sheets: int = 1) -> None:
    """A4, as wide as so many sheets beside each other and as long as it takes; the headers stand on each."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = sheets, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = False
    sheet.page_margins.left = sheet.page_margins.right = 0.55
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = warning, "&P / &N"
    sheet.sheet_view.showGridLines = False
    if repeat is not None:
        sheet.print_title_rows = f"{repeat}:{repeat}"
        sheet.print_title_cols = "A:A"


def _sheet_name(grid: Grid, taken: set[str]) -> str:
    """At most 31 characters, none that a spreadsheet forbids, no two alike."""
    base = _FORBIDDEN.sub(" ", grid.name.replace("_", " ").replace("-", " ")).strip().capitalize()[:28] or "Table"
    name, n = base, 2
    while name.lower() in {one.lower() for one in taken} | {"definitions", "data", "history"}:
        name, n = f"{base} {n}", n + 1
    taken.add(name)
    return name


def _distinct(heads: list[str]) -> list[str]:
    """The heads with a number where two would be the same: a list needs names of its own."""
    seen: dict[str, int] = {}
    out = []
    for head in heads:
        seen[head.lower()] = seen.get(head.lower(), 0) + 1
        out.append(head if seen[head.lower()] == 1 else f"{head} ({seen[head.lower()]})")
    return out


def _steady(book: Workbook, at: datetime) -> bytes:
    """The workbook's bytes with fixed times: openpyxl writes when it was saved, and zip when each part was.

    The parts are stored, not squeezed: another build of the compressor would give other bytes.
    """
    made = io.BytesIO()
    book.save(made)
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            part = read.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            written.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), part)
    return out.getvalue()
