"""Paper: print sheets beforehand, and see which of them nobody has keyed in."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bothy.care.hours import rules_at
from bothy.server.access import may, needs, role_of
from bothy.server.models import PaperSheet
from bothy.server.office.paper_sheet import KEYERS
from bothy.server.paper.ids import WrongId, read_id
from bothy.server.paper.issuing import MOST_AT_ONCE, issue, printings, say_unused
from bothy.server.paper.printing import pdf
from bothy.server.running import house, now

PRINTERS = ("worker", "nurse", "shift_lead", "manager", "administrator")


class CountsForm(forms.Form):
    visit = forms.IntegerField(
        label="Visits", min_value=0, max_value=MOST_AT_ONCE, initial=20, required=False
    )
    emergency = forms.IntegerField(
        label="Emergencies", min_value=0, max_value=MOST_AT_ONCE, initial=5, required=False
    )
    turned_away = forms.IntegerField(
        label="Turned away", min_value=0, max_value=MOST_AT_ONCE, initial=1, required=False
    )


def _page(
    request: HttpRequest, form: CountsForm, typed: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    facts = {
        "form": form,
        "typed": typed,
        "wrong": wrong,
        "printings": printings(),
        "may_key": may(role_of(request), KEYERS),
    }
    return render(request, "office/paper.html", facts, status=status)


@needs(*PRINTERS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page, or with ?id= the sheet of that id: what a scanner types, too."""
    typed = request.GET.get("id", "")
    if not typed:
        return _page(request, CountsForm())
    try:
        return redirect("paper-sheet", id=read_id(typed))
    except WrongId as fault:
        return _page(request, CountsForm(), typed, str(fault), 400)


@needs(*PRINTERS)
@require_POST
def print_sheets(request: HttpRequest) -> HttpResponse:
    """New sheets as a PDF; their ids are known from now on."""
    form = CountsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        ids = issue({kind: count or 0 for kind, count in form.cleaned_data.items()}, _staff(request))
    except ValueError as fault:
        form.add_error(None, str(fault))
        return _page(request, form, status=400)
    return _as_pdf(ids)


@needs(*PRINTERS)
@require_POST
def print_again(request: HttpRequest) -> HttpResponse:
    """The sheets of a printing that nobody keyed in, with the same ids: for when the printer ate them."""
    at = _printed_at(request)
    ids = (
        ()
        if at is None
        else PaperSheet.objects.filter(issued_at=at, keyed_at__isnull=True, unused_at__isnull=True)
    )
    if not ids:
        messages.error(request, "There is nothing left of that printing. Print new sheets.")
        return redirect("paper")
    return _as_pdf(tuple(ids.values_list("id", flat=True)))


@needs(*PRINTERS)
@require_POST
def unused(request: HttpRequest) -> HttpResponse:
    """The sheets of a printing that nobody keyed in were not used. One that turns up can be keyed in all the same."""
    at = _printed_at(request)
    count = 0 if at is None else say_unused(at, _staff(request))
    if count:
        messages.success(
            request,
            f"{count} sheet{'s' if count > 1 else ''} put down as unused. One that turns up can still be keyed in.",
        )
    else:
        messages.info(request, "That was said already.")
    return redirect("paper")


def _as_pdf(ids: tuple[str, ...]) -> HttpResponse:
    standing = house()
    assert standing is not None
    response = HttpResponse(
        pdf(ids, standing.name, rules_at(standing, now())), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'attachment; filename="bothy-sheets.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _printed_at(request: HttpRequest) -> datetime | None:
    try:
        return datetime.fromisoformat(request.POST.get("printed", ""))
    except ValueError:
        return None


def _staff(request: HttpRequest):  # type: ignore[no-untyped-def]
    staff = getattr(request.user, "staff", None)
    return None if staff is None else staff.id
