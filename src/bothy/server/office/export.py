"""The page of what may leave the house: what each export is, the facts to take along, the codebook, and what left before."""

import tempfile
import zipfile
from pathlib import Path
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bothy.care.bodies_export import DataExported
from bothy.care.kinds import decode
from bothy.journal.errors import JournalError
from bothy.journal.whole_folder import FolderTrouble
from bothy.people.models import Staff
from bothy.reports.facts import fresh
from bothy.reports.leaving import codebook
from bothy.reports.leaving.export_facts import export_facts
from bothy.reports.leaving.manifest import Manifest
from bothy.server import running
from bothy.server.access import MANAGERS, needs
from bothy.server.checkpoints import open_journal
from bothy.server.exported import Asked, NotNoted, write_down
from bothy.server.home import Home

_MOST_SHOWN = 50
_BOOKS = {
    "csv": (codebook.as_csv, "text/csv; charset=utf-8"),
    "json": (codebook.as_json, "application/json"),
    "md": (codebook.as_markdown, "text/markdown; charset=utf-8"),
}
_WHAT = {"fhir": "FHIR", "facts": "facts", "all": "everything"}


@needs(*MANAGERS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    reader = open_journal()
    try:
        facts = fresh(Home.default().folder, reader)
        left = [
            (entry, decode(entry.kind, entry.body))
            for entry in reader.subject(reader.facility)
            if entry.kind == "data-exported"
        ]
    finally:
        reader.close()
    names = {row.id: row.display_name for row in Staff.objects.filter(id__in=[one.staff for one, _ in left])}
    shown = [
        {
            "at": entry.happened_at, "number": entry.number, "what": _WHAT[body.what], "reason": body.reason,
            "by": names.get(entry.staff, "someone whose name is not kept here"), "upto": body.upto, "manifest": body.manifest,
        }
        for entry, body in reversed(left)
        if isinstance(body, DataExported)
    ]  # fmt: skip
    told = {"months": facts.months, "left": shown[:_MOST_SHOWN], "more": max(0, len(shown) - _MOST_SHOWN)}
    return render(request, "office/export.html", told)


@needs(*MANAGERS)
@require_POST
def facts_file(request: HttpRequest) -> HttpResponseBase:
    """The facts of some months as one .zip, written down before it is sent."""
    staff = request.user.staff  # type: ignore[union-attr]
    reason = request.POST.get("reason", "").strip()
    since, until = request.POST.get("since") or None, request.POST.get("until") or None
    if not reason or len(reason) > 300:
        messages.error(request, "Say why they leave and to whom, in up to 300 letters. It stands in the journal.")
        return redirect("export")

    def note(made: Manifest, digest: str) -> None:
        body = DataExported(what="facts", reason=reason, upto=made.number, manifest=digest, since=since, until=until)
        write_down(running.running.facility, Asked(uuid4(), staff.id, staff.role, body))

    home = Home.default()
    reader = open_journal()
    try:
        # In the home, not in a folder that others on this machine may read.
        with tempfile.TemporaryDirectory(dir=home.folder, prefix=".leaving-") as place:
            folder = Path(place) / "facts"
            made = export_facts(fresh(home.folder, reader), folder, reason, since=since, until=until, note=note)
            packed = Path(place) / "facts.zip"
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
                for path in sorted(folder.iterdir()):
                    archive.write(path, path.name)
            # Sent from the open file: its name goes with the folder, whatever becomes of the answer.
            response = FileResponse(
                packed.open("rb"), as_attachment=True, filename=f"facts-{made.since}-to-{made.until}.zip"
            )
    except (ValueError, FolderTrouble, NotNoted, JournalError) as fault:
        messages.error(request, str(fault))
        return redirect("export")
    finally:
        reader.close()
    response["Cache-Control"] = "no-store"
    return response


@needs(*MANAGERS)
@require_GET
def codebook_file(request: HttpRequest, form: str) -> HttpResponse:
    """The codebook: it says what columns mean, and nothing about anybody."""
    if form not in _BOOKS:
        raise Http404
    make, kind = _BOOKS[form]
    response = HttpResponse(make(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="codebook.{form}"'
    return response
