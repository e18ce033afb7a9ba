"""After the restore of an older copy: who is waited for, what came back, exactly what is missing, and the word to go on."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.mending import Mending
from bothy.intake.spans import count, said
from bothy.people.models import Device
from bothy.server.access import MANAGERS, OFFICE, may, needs, role_of
from bothy.server.running import running

MAY_GO_ON = ("shift_lead", *MANAGERS)


def _mending() -> Mending:
    facility = running.facility
    if facility is None or facility.mending is None:
        raise Http404
    mending: Mending = facility.mending
    return mending


@needs(*OFFICE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    mending = _mending()
    names = dict(Device.objects.values_list("id", "name"))
    missing = mending.missing()
    facts = {
        "restored": mending.restored,
        "waits": mending.waits,
        "awaited": [names.get(id, "a tablet") for id in mending.awaited],
        "heard": [names.get(id, "a tablet") for id in mending.restored.heard],
        "brought": mending.brought,
        "filled": count(mending.restored.filled),
        "missing": said(missing, most=200) if missing else "",
        "missing_count": count(missing),
        "beyond": mending.restored.highest - mending.restored.head,
        "may_go_on": may(role_of(request), MAY_GO_ON),
    }
    return render(request, "office/gap.html", facts)


@needs(*MAY_GO_ON)
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    mending = _mending()
    staff = getattr(request.user, "staff", None)
    by: UUID | None = staff.id if staff is not None else None
    try:
        messages.success(request, mending.go_on(by))
    except (StorageFault, IntakeClosed, OSError) as fault:
        messages.error(request, str(fault))
    return redirect("gap")
