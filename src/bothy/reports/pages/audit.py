"""A table is put in, and shown again with what an outsider can tell of what it hides. Nothing is kept."""

from collections.abc import Iterator

import msgspec
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from bothy.reports.auditor import (
    Audited,
    Hidden,
    Meaning,
    Table,
    Unreadable,
    audit_files,
    interval,
    sentence,
    verdict,
)
from bothy.reports.roles import for_readers

MOST_BYTES = 1024 * 1024
MOST_FILES = 6
MOST_HIDDEN = 300
MOST_ROWS = 400
"""What a page takes, so that it answers soon; the command line takes more."""


class Cell(msgspec.Struct, frozen=True):
    """One cell of the table as it is shown: `told` is its interval in words, `leak` what is wrong with that."""

    said: str
    head: bool = False
    number: bool = False
    told: str = ""
    leak: str = ""


class Shown(msgspec.Struct, frozen=True):
    """A table to show: header lines, then the others. `cut`: how many lines more there are."""

    where: str
    heads: list[list[Cell]]
    rows: list[list[Cell]]
    cut: int


@for_readers
@require_http_methods(["GET", "POST"])
@csrf_exempt
def audit(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to it. The upload stays in memory: it is never written to disk."""
    if request.method == "POST":
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if not 0 < length <= MOST_BYTES:
            return _page(request, wrong=f"The files are larger than {MOST_BYTES // 1024:,} KB together. Cut out the table that is meant, or use bothy audit-table.", status=413)
        request.upload_handlers = [MemoryFileUploadHandler(request)]
    # The token is looked at only now: to do so is to read the upload.
    return _checked(request)


@csrf_protect
def _checked(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    files = request.FILES.getlist("files")
    if not files:
        return _page(request, wrong="Choose a CSV or XLSX file, or a publication of Bothy as JSON.", status=400)
    if len(files) > MOST_FILES:
        return _page(request, wrong=f"Choose {MOST_FILES} files at most.", status=400)
    said = request.POST.get("below", "").strip()
    if said and (not said.isdecimal() or not 2 <= int(said) <= 1000):
        return _page(request, wrong="The limit is a whole number from 2 to 1,000, or left empty.", status=400)
    totals = [one.strip() for one in request.POST.get("totals", "").split(",") if one.strip()]
    try:
        contents = [((one.name or "file")[:80], one.read()) for one in files]
        found, tables = audit_files(
            contents, below=int(said) if said else None, sheet=request.POST.get("sheet", "").strip() or None, totals=totals,
            meaning=Meaning(least=0 if request.POST.get("nought") else 1), most_hidden=MOST_HIDDEN,
        )  # fmt: skip
    except Unreadable as fault:
        return _page(request, wrong=str(fault), status=422)
    return _page(request, found=found, tables=tables)


def _page(request: HttpRequest, *, found: Audited | None = None, tables: list[Table] | None = None, wrong: str = "", status: int = 200) -> HttpResponse:
    asked = {name: request.POST.get(name, "") for name in ("below", "totals", "sheet", "nought")} if status == 200 and request.method == "POST" else {}
    audited = None
    if found is not None:
        audited = {
            "verdict": verdict(found), "found": found,
            "tables": [_shown(table, found) for table in tables or ()],
            "sentences": [(sentence(one), one.told_by[:8], _leak(one, found)) for one in found.hidden],
        }  # fmt: skip
    return render(request, "reports/audit.html", {"audited": audited, "wrong": wrong, "asked": asked}, status=status)


def _leak(one: Hidden, found: Audited) -> str:
    if one.exact:
        return "told exactly"
    return f"told to be below {found.below}" if one.small else ""


def _shown(table: Table, found: Audited) -> Shown:
    hidden = {table.at[one.labels]: one for one in found.hidden if one.file == table.where and one.labels in table.at}
    counted = set(table.at.values())
    heads = [r for r in range(max(0, table.top - 2), table.top) if sum(bool(cell) for cell in table.rows[r]) > 1]
    body = [r for r in range(table.top, len(table.rows)) if sum(bool(cell) for cell in table.rows[r]) > 1]
    width = max((c for r in (*heads, *body) for c, cell in enumerate(table.rows[r]) if cell), default=0) + 1

    def cells(r: int) -> Iterator[Cell]:
        for c in range(width):
            said, one = table.rows[r][c], hidden.get((r, c))
            if one is None:
                yield Cell(said, head=c == 0, number=(r, c) in counted)
            else:
                yield Cell(said or "empty", number=True, told=interval(one.best), leak=_leak(one, found))

    return Shown(
        table.where, [[Cell(table.rows[r][c], number=c > 0) for c in range(width)] for r in heads],
        [list(cells(r)) for r in body[:MOST_ROWS]], max(0, len(body) - MOST_ROWS),
    )  # fmt: skip
