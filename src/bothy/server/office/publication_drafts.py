"""A draft: made, looked through with its checklist, checked, and signed with a password."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from bothy.reports.files.page import page_of
from bothy.reports.models import Frozen
from bothy.reports.publish import store
from bothy.reports.publish.entries import Publication, read_one
from bothy.reports.release import Release, read
from bothy.reports.wording import period_name
from bothy.server import running
from bothy.server.access import READERS, needs, role_of
from bothy.server.accounts import again
from bothy.server.home import Home
from bothy.server.office.publications import called, desk, drawn, may, set_title, who
from bothy.server.office.work import works
from bothy.server.publishing.checklist import checklist
from bothy.server.publishing.desk import NotDone, looking
from bothy.server.publishing.returns import reminders

MAKERS = ("analyst", "manager", "administrator")


@needs(*MAKERS)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Begin a draft, or a revision of what is published; then wait for it."""
    if not request.user.is_authenticated:
        # A demo's visitor reads as an analyst, but a draft is somebody's.
        return redirect_to_login(reverse("publications"))
    told, staff = request.POST, who(request)
    name, until, since = told.get("set", ""), told.get("until", ""), told.get("since", "")
    months = "period" if told.get("months") == "period" else "so_far"
    key = f"draft {staff.staff} {name} {until} {since} {months}"
    works.drop(key)
    try:
        here = desk()
    except NotDone as fault:
        messages.error(request, str(fault))
        return redirect("publications")
    if told.get("revise"):
        works.of(key, lambda tell: here.revise(staff, name, until, since, tell))
    else:
        works.of(key, lambda tell: here.draft(staff, name, until, since, months, tell))  # type: ignore[arg-type]
    request.session["drafting"] = key
    return redirect("publication-making")


@needs(*MAKERS)
@require_safe
def making(request: HttpRequest) -> HttpResponse:
    """How far the draft is; the draft once it is there."""
    work = works.seen(request, "drafting", "Working the figures out", "publications")
    if isinstance(work, HttpResponse):
        return work
    reminders.forget()
    return redirect("publication-draft", id=work.result.id)


@needs(*READERS)
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """The draft as it would be signed, with its checklist and where it stands."""
    row, release = _draft(id)
    try:
        with looking(Home.default()) as (facts, reader):
            found = read_one(reader, id)
            house = running.house()
            items = checklist(release, facts, house, reader) if house is not None else []
    except NotDone as fault:
        messages.error(request, str(fault))
        return redirect("publications")
    if found is not None and found.signed is not None:
        return redirect("publication", id=id)
    role = role_of(request)
    return render(
        request,
        "office/publication_draft.html",
        {
            "row": row,
            "title": set_title(row.set),
            "period": period_name(row.since, row.until),
            "by": called(row.made_by),
            "as_of": release.as_of,
            "items": items,
            "looks": sum(item.state == "look" for item in items),
            "checked": _checks(found, row.sha256),
            "alone": _alone(found, row.sha256, who(request).staff),
            "may_check": may(role, "check-publication"),
            "may_sign": may(role, "sign-publication"),
            "visitor": not request.user.is_authenticated,
            "page": page_of(
                release,
                chart_url=lambda grid, theme: reverse("publication-draft-chart", args=[id, grid.name, theme]),
                head=False,
            ),
        },
    )


def _draft(id: UUID) -> tuple[Frozen, Release]:
    """The draft as it was made. Http404 where there is none, or its bytes were changed since."""
    row = store.row_of(id)
    if row is None:
        raise Http404("There is no such draft.")
    if store.sha256_of(bytes(row.frozen)) != row.sha256:
        raise Http404("The bytes of this draft were changed since it was made. Make it again.")
    return row, read(bytes(row.frozen))


def _checks(found: Publication | None, sha256: str) -> list[tuple[str, object]]:
    """Who checked exactly these bytes."""
    if found is None:
        return []
    return [(called(act.by), act.at) for act in found.checked if getattr(act.body, "sha256", "") == sha256]


def _alone(found: Publication | None, sha256: str, staff: UUID | None) -> bool:
    """Whether whoever is looking is the only one who checked it."""
    acts = [act.by for act in found.checked if getattr(act.body, "sha256", "") == sha256] if found is not None else []
    return bool(acts) and all(by == staff for by in acts)


@needs(*READERS)
@require_safe
def chart(request: HttpRequest, id: UUID, grid: str, theme: str) -> HttpResponse:
    """A chart of the draft."""
    return drawn(_draft(id)[1], grid, theme)


@needs(*MAKERS)
@require_POST
@sensitive_post_parameters("password")
def act(request: HttpRequest, id: UUID) -> HttpResponse:
    """Check it, sign it with the password, or throw it away."""
    told, staff = request.POST, who(request)
    try:
        if told.get("act") == "check":
            desk().check(staff, id)
            messages.success(request, "Checked. It can be signed now.")
        elif told.get("act") == "sign":
            # A signature is somebody's own act, also where the office was left open.
            if not request.user.is_authenticated:
                return redirect_to_login(reverse("publication-draft", args=[id]))
            if wrong := again.not_asked(request):
                raise NotDone(f"Nothing was signed. {wrong}")
            desk().sign(staff, id, told.get("reason", ""))
            messages.success(request, "Signed and published. Nothing of it can be changed now.")
            reminders.forget()
            return redirect("publication", id=id)
        elif told.get("act") == "let_go" and request.user.is_authenticated:
            desk().let_go(id)
            messages.success(request, "The draft is thrown away.")
            reminders.forget()
            return redirect("publications")
        else:
            raise NotDone("This form could not be read. Reload the page and fill it in again.")
    except NotDone as fault:
        messages.error(request, str(fault))
    return redirect("publication-draft", id=id)
