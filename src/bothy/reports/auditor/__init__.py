"""The auditor: for any published table with totals, what an outsider can tell of its hidden counts.

Tables of others (CSV, XLSX), and Bothy's own publications (JSON), one or several of the same figures.
"""

from collections.abc import Sequence

from bothy.reports import release
from bothy.reports.auditor.audited import Audited, Hidden, audit_known
from bothy.reports.auditor.grids import Unreadable, read_grids
from bothy.reports.auditor.known import of_releases, of_tables
from bothy.reports.auditor.marks import Bounds, Meaning
from bothy.reports.auditor.said import as_json, as_text, interval, sentence, verdict
from bothy.reports.auditor.tables import Table, read_table
from bothy.reports.auditor.totals import find_sums, is_total

__all__ = [
    "Audited", "Bounds", "Hidden", "Meaning", "Table", "Unreadable", "as_json", "as_text", "audit_files", "interval", "is_total", "sentence", "verdict",
]  # fmt: skip


def audit_files(
    files: Sequence[tuple[str, bytes]], *, below: int | None = None, sheet: str | None = None, totals: Sequence[str] = (),
    meaning: Meaning | None = None, rounded: int = 0,
) -> tuple[Audited, list[Table]]:  # fmt: skip
    """Look at these files (name, content) together. Unreadable where one is no table, with a sentence.

    `below`: the limit under which nothing may be told to be. `totals`: labels of totals. `rounded`: shown numbers are
    rounded to multiples of this.
    """
    ours = [name for name, content in files if content.lstrip()[:1] == b"{"]
    if ours and len(ours) < len(files):
        raise Unreadable("Audit publications of Bothy (JSON) apart from tables (CSV, XLSX): their numbers are named differently.")
    if ours:
        try:
            return audit_known(of_releases([(name, release.read(content)) for name, content in files]), below), []
        except ValueError as fault:
            raise Unreadable(str(fault)) from fault
    loose = rounded // 2
    read = []
    for name, content in files:
        grids = read_grids(name, content, sheet)
        tables, trouble = [], None
        for grid in grids:
            try:
                tables.append(read_table(grid, meaning))
            except Unreadable as fault:
                trouble = trouble or fault
        if not tables:
            raise trouble or Unreadable(f"{name} has no sheet with a table.")
        # A workbook's first sheet with a table is meant; the others are named with --sheet.
        read.append(tables[0])
    return audit_known(of_tables([(table, find_sums(table, totals, loose)) for table in read], loose), below), read
