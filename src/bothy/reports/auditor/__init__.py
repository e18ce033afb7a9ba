"""The auditor: for any published table with totals, what an outsider can tell of its hidden counts.

Tables of others (CSV, XLSX), and Bothy's own publications (JSON), one or several of the same figures.
"""

from collections.abc import Sequence

from bothy.reports import release
from bothy.reports.auditor.audited import Audited, Hidden, audit_known
from bothy.reports.auditor.grids import Unreadable, read_grids
from bothy.reports.auditor.known import Known, of_releases, of_tables
from bothy.reports.auditor.marks import Bounds, Meaning
from bothy.reports.auditor.said import as_json, as_text, interval, sentence, verdict
from bothy.reports.auditor.tables import Table, read_table
from bothy.reports.auditor.totals import Sums, find_sums, is_total

__all__ = [
    "Audited", "Bounds", "Hidden", "Meaning", "Table", "Unreadable", "as_json", "as_text", "audit_files", "interval", "is_total", "sentence", "verdict",
]  # fmt: skip


def audit_files(
    files: Sequence[tuple[str, bytes]], *, below: int | None = None, sheet: str | None = None, totals: Sequence[str] = (),
    meaning: Meaning | None = None, rounded: int = 0, most_hidden: int | None = None,
) -> tuple[Audited, list[Table]]:  # fmt: skip
    """Look at these files (name, content) together. Unreadable where one is no table, with a sentence.

    `below`: the limit under which nothing may be told to be. `totals`: labels of totals. `rounded`: shown numbers are
    rounded to multiples of this. `most_hidden`: refuse where more is hidden, for it would take long.
    """
    ours = [name for name, content in files if content.lstrip()[:1] == b"{"]
    if ours and len(ours) < len(files):
        raise Unreadable("Audit publications of Bothy (JSON) apart from tables (CSV, XLSX): their numbers are named differently.")
    if ours:
        try:
            return _looked_at(of_releases([(name, release.read(content)) for name, content in files]), below, most_hidden), []
        except ValueError as fault:
            raise fault if isinstance(fault, Unreadable) else Unreadable(str(fault)) from fault
    loose = rounded // 2
    read = [_table(name, content, sheet, meaning, totals, loose) for name, content in files]
    return _looked_at(of_tables(read, loose), below, most_hidden), [table for table, _ in read]


def _looked_at(known: Known, below: int | None, most_hidden: int | None) -> Audited:
    if most_hidden is not None and len(known.hidden) > most_hidden:
        raise Unreadable(f"More than {most_hidden:,} numbers are hidden there, which takes too long for a page. Use bothy audit-table, or cut out a part.")
    return audit_known(known, below)


def _table(name: str, content: bytes, sheet: str | None, meaning: Meaning | None, totals: Sequence[str], loose: int) -> tuple[Table, Sums]:
    """The first table of a file that has a total, else its first: a workbook's others are named by their sheet."""
    trouble = first = None
    for grid in read_grids(name, content, sheet):
        try:
            table = read_table(grid, meaning)
        except Unreadable as fault:
            trouble = trouble or fault
            continue
        found = table, find_sums(table, totals, loose)
        if found[1].held:
            return found
        # A cover says a number or two beside its words, and adds nothing up.
        first = first or found
    if first is not None:
        return first
    raise trouble or Unreadable(f"{name} has no sheet with a table.")
