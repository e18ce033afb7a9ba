"""The journal's page: where it ends, what was signed, a new checkpoint, and verify with its progress."""

import threading
from datetime import UTC, datetime

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bothy.journal.checkpoint import to_json, to_text
from bothy.journal.errors import JournalError
from bothy.journal.store import Checkpoint
from bothy.server import running
from bothy.server.access import RECORD, needs
from bothy.server.checkpoints import keep_checkpoint, open_journal, public_keys
from bothy.server.lines import verify_lines as walk

SIGNERS = ("shift_lead", "manager", "administrator")


class Verifying(msgspec.Struct, frozen=True):
    """Where the last verify of this process stands. `ok` is None while it goes on."""

    going: bool = False
    done: int = 0
    whole: int = 0
    ok: bool | None = None
    sentence: str = ""
    ended_at: datetime | None = None


class _Verify:
    """One verify at a time, on a thread of its own, with a read-only connection of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = Verifying()

    def start(self) -> None:
        with self._lock:
            if self.now.going:
                return
            self.now = Verifying(going=True)
        threading.Thread(target=self._run, name="bothy-verify", daemon=True).start()

    def _run(self) -> None:
        try:
            reader = open_journal()
            try:
                verdict = walk(reader, keys=public_keys(), progress=self._tell)
            finally:
                reader.close()
            ok, said = verdict.ok, verdict.sentence
        except JournalError as fault:
            ok, said = False, str(fault)
        except Exception as fault:
            ok, said = False, f"The journal could not be looked at: {fault}."
        self.now = Verifying(False, self.now.done, self.now.whole, ok, said, datetime.now(UTC))

    def _tell(self, done: int, whole: int) -> None:
        self.now = Verifying(True, done, whole)


_verify = _Verify()


def _checkpoints() -> list[Checkpoint]:
    reader = open_journal()
    try:
        return reader.checkpoints()
    finally:
        reader.close()


@needs(*RECORD)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    reader = open_journal()
    try:
        head, kept = reader.head(), reader.checkpoints()
    finally:
        reader.close()
    last = kept[-1] if kept else None
    facts = {
        "entries": f"{head.number:,}",
        "digest": head.digest.hex(),
        "facility": reader.facility,
        "last": last,
        "last_text": to_text(last) if last is not None else "",
        "since": head.number - last.number if last is not None else head.number,
        "kept": list(reversed(kept))[:50],
        "kept_count": len(kept),
        "verifying": _verify.now,
    }
    return render(request, "office/journal.html", facts)


@needs(*SIGNERS)
@require_POST
def checkpoint(request: HttpRequest) -> HttpResponse:
    try:
        made = keep_checkpoint(running.running.facility)
    except JournalError as fault:
        messages.error(request, str(fault))
        return redirect("journal")
    messages.success(
        request,
        f"Entry {made.number} is signed. Print it, or send it to someone outside the house who keeps it.",
    )
    return redirect("journal")


@needs(*RECORD)
@require_GET
def checkpoint_file(request: HttpRequest, number: int) -> HttpResponse:
    """The last checkpoint of that entry, as JSON to keep elsewhere."""
    found = [one for one in _checkpoints() if one.number == number]
    if not found:
        raise Http404
    response = HttpResponse(to_json(found[-1]), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="bothy-checkpoint-{number}.json"'
    return response


@needs(*RECORD)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    _verify.start()
    return redirect("journal")


@needs(*RECORD)
@require_GET
def verify_state(request: HttpRequest) -> HttpResponse:
    """{"going", "done", "whole", "ok", "sentence"}: the page asks while a verify goes on."""
    response = HttpResponse(msgspec.json.encode(_verify.now), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
