"""A file of a form that is kept nowhere before it is looked at: read in memory, or brought along again by the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from bothy.evidence.pages.brought import MOST_POSTED, Brought, brought, unpacked
from bothy.evidence.table import BadTable

View = Callable[..., HttpResponse]


def in_memory(too_long: Callable[[HttpRequest], HttpResponse]) -> Callable[[View], View]:
    """The view's uploads stay in memory. What is longer than any form is not read at all: ``too_long`` answers, and changes nothing."""

    def wrapper(view: View) -> View:
        looked_at = csrf_protect(view)

        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                try:
                    length = int(request.META.get("CONTENT_LENGTH") or 0)
                except ValueError:
                    length = 0
                if not 0 < length <= MOST_POSTED:
                    return too_long(request)
                request.upload_handlers = [MemoryFileUploadHandler(request)]
            # The token is looked at only now: to do so is to read the upload.
            return looked_at(request, *args, **kwargs)

        return taken

    return wrapper


def file_of(request: HttpRequest) -> Brought:
    """A new file, else the one that came along. `BadTable` where there is none, or it is too large."""
    new = request.FILES.get("file")
    if new is not None:
        return brought(new.name or "", new.read())
    if request.POST.get("kept"):
        return unpacked(request.POST.get("kept_name", ""), request.POST["kept"])
    raise BadTable("Choose a file.")
