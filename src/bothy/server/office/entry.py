"""One entry of the journal as it stands, for whoever follows a number to it: no name, no typed words."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothy.care.words import WORDS
from bothy.server.access import RECORD, needs
from bothy.server.checkpoints import open_journal
from bothy.server.office.publications import called


@needs(*RECORD)
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """What an entry says, its place in the chain, and what was said of its subject around it. 404 where there is none."""
    if not 1 <= number < 2**53:
        raise Http404("There is no such entry.")
    reader = open_journal()
    try:
        entry = next(reader.entries(number - 1, number), None)
        corrections = [] if entry is None else [one for one in reader.subject(entry.subject) if one.kind == "corrected" and str(entry.id).encode() in one.body]
    finally:
        reader.close()
    if entry is None:
        raise Http404("There is no such entry.")
    return render(
        request,
        "office/entry.html",
        {
            "entry": entry, "what": WORDS.get(f"kind.{entry.kind}", entry.kind), "by": called(entry.staff) if entry.staff else "the house itself, or nobody who gave a PIN",
            "body": msgspec.json.format(entry.body, indent=2).decode(), "digest": entry.digest.hex(), "corrections": [one.number for one in corrections],
        },
    )  # fmt: skip
