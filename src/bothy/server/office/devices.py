"""Enrolled devices: a code for a new one, this browser, and taking one out."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bothy.care.house import House
from bothy.people import enrolment
from bothy.people.devices import COOKIE, devices
from bothy.people.models import Device, EnrolmentCode, ShiftClaim, Staff
from bothy.people.views.shift import set_device_cookie
from bothy.server.access import OFFICE, may, needs, role_of
from bothy.server.accounts import noted
from bothy.server.checkpoints import open_journal
from bothy.server.office.screen_words import screens_by_device, words_for
from bothy.server.running import now, running
from bothy.server.staffing import guesses

GUESSES_SHOWN_DAYS = 7
OFFICE_DOOR = "the office"
ENROLLERS = ("shift_lead", "manager", "administrator")


class NameForm(forms.Form):
    name = forms.CharField(
        label="What the device is called",
        max_length=80,
        help_text="For example “Desk tablet” or “Room tablet 2”.",
    )


def _page(request: HttpRequest, form: NameForm, code: str = "", status: int = 200) -> HttpResponse:
    this = devices.authenticate(request.COOKIES.get(COOKIE))
    claims: dict[UUID, list[str]] = {}
    for device, name in ShiftClaim.objects.filter(until__isnull=True).values_list(
        "device_id", "staff__display_name"
    ):
        claims.setdefault(device, []).append(name)
    screens, house = screens_by_device(), running.house() or House()
    rows = [
        {
            "device": row,
            "here": claims.get(row.id, []),
            "this": this is not None and this.id == row.id,
            "screen": words_for(screens.get(row.id), house),
        }
        for row in Device.objects.all()
    ]
    facts = {
        "guesses": _guesses(),
        "form": form,
        "code": code,
        "minutes": enrolment.CODE_MINUTES,
        "enrolled": [row for row in rows if row["device"].revoked_at is None],  # type: ignore[attr-defined]
        "revoked": [row for row in rows if row["device"].revoked_at is not None],  # type: ignore[attr-defined]
        "waiting": EnrolmentCode.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now()).count(),
        "this": this,
        "may_enrol": may(role_of(request), ENROLLERS),
        "may_revoke": may(role_of(request), ENROLLERS),
    }
    response = render(request, "office/devices.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def guessed_lately() -> dict[str, object] | None:
    """The last guessing at the office's own sign-ins that was noticed within a day; what was guessed at tablets is a trouble."""
    return next((one for one in _guesses(1) if one["where"] == OFFICE_DOOR), None)


def _guesses(days: int = GUESSES_SHOWN_DAYS) -> list[dict[str, object]]:
    """Guessing of the last days, with the names that the journal does not hold."""
    reader = open_journal()
    try:
        found = guesses(reader, now() - timedelta(days=days))
    finally:
        reader.close()
    names = {row.id: row.display_name for row in Staff.objects.all()}
    tablets = {row.id: row.name for row in Device.objects.all()}
    return [
        {
            "at": one.at,
            "aim": one.aim(names),
            "where": OFFICE_DOOR if one.at_the_office else tablets.get(one.body.device, ""),  # type: ignore[arg-type]
            "tries": one.body.tries,
        }
        for one in found
    ]


@needs(*OFFICE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    return _page(request, NameForm())


@needs(*ENROLLERS)
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """A one-time code, shown on this page once and kept nowhere in the clear."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    return _page(request, NameForm(), enrolment.make_code(form.cleaned_data["name"], request.user.staff))


@needs(*ENROLLERS)
@require_POST
def this_browser(request: HttpRequest) -> HttpResponse:
    """Enrol the browser that asks, under the name given: one tap on a desk computer."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    if devices.authenticate(request.COOKIES.get(COOKIE)) is not None:
        messages.info(request, "This browser is enrolled already.")
        return redirect("devices")
    device, cookie = enrolment.enrol_browser(form.cleaned_data["name"])
    noted.access(request, "device_enrolled", device=device.id)
    messages.success(
        request,
        f"This browser is now enrolled as “{device.name}”. Open the floor and come on shift with your PIN.",
    )
    response = redirect("devices")
    set_device_cookie(response, cookie, secure=request.is_secure())
    return response


@needs(*ENROLLERS)
@require_POST
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    device = get_object_or_404(Device, id=id)
    if enrolment.revoke(id):
        noted.access(request, "device_taken_out", device=id)
        messages.success(request, f"“{device.name}” may no longer be used. What it had not sent stays on it.")
    else:
        messages.info(request, f"“{device.name}” was taken out already.")
    return redirect("devices")
