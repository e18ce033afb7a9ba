"""What every view of a design begins with: who may, how much may be sent, the file and the fields that came."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from bothy.evidence.pages.answer import Answer
from bothy.evidence.pages.answering import answer
from bothy.evidence.pages.brought import MOST_POSTED, TOO_LARGE, Brought, brought, unpacked
from bothy.evidence.pages.design import Design
from bothy.evidence.pages.options import LONGEST, options_of
from bothy.evidence.pages.registry import every_design
from bothy.evidence.table import BadTable
from bothy.reports.roles import for_readers


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """``given``: the fields as typed. ``trouble``: why there is no file, though one was sent; ``status`` goes with it."""

    design: Design
    given: dict[str, str]
    file: Brought | None = None
    trouble: str = ""
    status: int = 200

    def answered(self) -> Answer | None:
        """None where nothing is asked yet. `BadTable` where it cannot be answered."""
        if self.trouble:
            raise BadTable(self.trouble)
        return None if self.file is None else answer(self.design.name, self.file, options_of(self.design, self.given))

    @property
    def query(self) -> str:
        """The address that asks the same; "" where a file was brought, which no address can carry."""
        if self.file is None or not self.file.example:
            return ""
        return urlencode({"example": self.file.example, "asked": "1"} | {name: told for name, told in self.given.items() if told})


View = Callable[..., HttpResponse]


def takes_a_file(view: Callable[..., HttpResponse]) -> View:
    """The view is given ``(request, asked, …)``. What is uploaded stays in memory: it is never written to disk."""

    @csrf_protect
    def looked_at(request: HttpRequest, design: Design, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, _asked(request, design), *args, **kwargs)

    @for_readers
    @require_http_methods(["GET", "HEAD", "POST"])
    @csrf_exempt
    @wraps(view)
    def taken(request: HttpRequest, name: str, *args: Any, **kwargs: Any) -> HttpResponse:
        design = design_of(name)
        if request.method == "POST":
            try:
                length = int(request.META.get("CONTENT_LENGTH") or 0)
            except ValueError:
                length = 0
            if not 0 < length <= MOST_POSTED:
                return view(request, Asked(design=design, given=_first(design), trouble=TOO_LARGE, status=413), *args, **kwargs)
            request.upload_handlers = [MemoryFileUploadHandler(request)]
        # The token is looked at only now: to do so is to read the upload.
        return looked_at(request, design, *args, **kwargs)

    return taken


def design_of(name: str) -> Design:
    """404 where no design has the name."""
    found = every_design().get(name)
    if found is None:
        raise Http404("There is no such design.")
    return found


def _asked(request: HttpRequest, design: Design) -> Asked:
    told = request.POST if request.method == "POST" else request.GET
    given = _first(design) if not told.get("asked") else {field.name: told.get(field.name, "")[: LONGEST + 1] for field in design.fields}
    try:
        file = _sent(request, told, design)
    except BadTable as fault:
        return Asked(design=design, given=given, trouble=str(fault), status=422)
    if request.method == "POST" and file is None:
        return Asked(design=design, given=given, trouble="Choose a file, or one of the carried examples.", status=400)
    if file is not None and file.example and not told.get("asked"):
        given |= (design.example(file.example) or design.examples[0]).options
    return Asked(design=design, given=given, file=file)


def _first(design: Design) -> dict[str, str]:
    return {field.name: field.default for field in design.fields}


def _sent(request: HttpRequest, told: QueryDict, design: Design) -> Brought | None:
    """A new file, else the example that was chosen, else the file that came along again."""
    new = request.FILES.get("file")
    if new is not None:
        return brought(new.name or "", new.read())
    if chosen := told.get("example", ""):
        example = design.example(chosen)
        if example is None:
            raise BadTable("There is no such example. Choose one from the list.")
        return Brought(name=example.file, content=example.content(), example=example.key)
    if request.method == "POST" and told.get("kept"):
        return unpacked(told.get("kept_name", ""), told["kept"])
    return None
