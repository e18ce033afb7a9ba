"""The pilot protocol: what was asked before the data, every amendment beside it, its reviews, and the figures as they stand."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothy.care.bodies_basis import Outcome, ProtocolSigned
from bothy.care.hours import business_day
from bothy.care.protocol import changes, in_words, reviews_due
from bothy.care.protocol_file import EXAMPLE, as_file
from bothy.care.rules_words import CHOICES
from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.reports.answer import Question
from bothy.reports.facts.opened import Facts
from bothy.reports.indicators import BY_NAME
from bothy.reports.near import NotThere
from bothy.reports.pages.asked import answered
from bothy.reports.pages.current import bring, latest
from bothy.reports.print.protocol import protocol_pdf
from bothy.reports.protocol_proof import Proof, VersionProof
from bothy.server import running
from bothy.server.access import EVERYONE, PUBLISHED, needs, role_of
from bothy.server.accounts import again
from bothy.server.checkpoints import open_journal
from bothy.server.office.publications import called, may, who
from bothy.server.office.rules import current_leads, opened
from bothy.server.signing_protocol import proofs, read_content, review, sign
from bothy.server.writing import NotDone

SIGNERS = ("nurse", "shift_lead", "manager", "administrator")
"""Who may open the form; who may sign the house rules say (its leads)."""


def _proofs() -> tuple[Proof, ...]:
    reader = open_journal()
    try:
        return proofs(reader, opened())
    finally:
        reader.close()


def _found(id: UUID) -> Proof:
    one = next((each for each in _proofs() if each.protocol.id == id), None)
    if one is None:
        raise Http404("There is no such protocol.")
    return one


def _may_sign(request: HttpRequest) -> bool:
    leads = current_leads(opened())
    me = who(request)
    return request.user.is_authenticated and (any(one.staff == me.staff for one in leads) if leads else may(role_of(request), "sign-protocol"))


@needs(*PUBLISHED, "nurse")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every protocol; where there is one alone, it itself."""
    opened()
    there = _proofs()
    if len(there) == 1 and "all" not in request.GET:
        return redirect("protocol", id=there[0].protocol.id)
    rows = [{"id": one.protocol.id, "title": one.protocol.now.body.title, "version": one.protocol.now.body.version, "proof": one.versions[0]} for one in there]
    return render(request, "office/protocols.html", {"tab": "protocol", "rows": rows, "may_sign": _may_sign(request)})


@needs(*PUBLISHED, "nurse")
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One protocol: the version that holds, what the journal proves of each, what amendments changed, reviews, figures."""
    house = opened()
    proof = _found(id)
    protocol = proof.protocol
    today = business_day(house, running.now())
    facts = bring().facts or latest()
    return render(
        request,
        "office/protocol.html",
        {
            "tab": "protocol", "protocol": protocol, "now": protocol.now.body, "proof": proof, "first": proof.versions[0],
            "versions": [_version(proof, n) for n in range(len(proof.versions))], "reviews": [_review(each) for each in reviews_due(protocol, today)],
            "outcomes": [_outcome(each, protocol.now.body, facts) for each in protocol.now.body.outcomes], "may_sign": _may_sign(request),
            "verdicts": [(code, label("protocol_verdict", code)) for code in codes("protocol_verdict")], "visitor": not request.user.is_authenticated,
            "open_reviews": [each.on for each in reviews_due(protocol, today) if each.state != "done"], "tampered": protocol.tampered,
        },
    )  # fmt: skip


def _version(proof: Proof, n: int) -> dict[str, Any]:
    one = proof.versions[n]
    before = proof.versions[n - 1].version.body if n else None
    return {
        "n": n, "body": one.version.body, "number": one.version.number, "at": one.version.recorded_at, "by": called(one.version.by), "state": one.state,
        "says": one.sentence, "word": _word(one), "changes": changes(before, one.version.body) if before is not None else (),
    }  # fmt: skip


def _word(one: VersionProof) -> str:
    return {"before": "before the data", "during": "after data had begun", "after_seen": "after figures could be seen"}[one.state]


def _review(one: Any) -> dict[str, Any]:
    made = one.review
    words = {"done": "done", "to_come": "to come", "soon": "due soon", "late": "late: nothing is recorded", "put_off": "put off"}
    return {
        "on": one.on, "state": one.state, "words": words[one.state], "verdict": "" if made is None else label("protocol_verdict", made.body.verdict),
        "at": None if made is None else made.at, "by": "" if made is None else called(made.by), "number": None if made is None else made.body.number,
        "publication": None if made is None else made.body.publication, "reason": "" if made is None else made.body.reason,
    }  # fmt: skip


def _outcome(one: Outcome, body: ProtocolSigned, facts: Facts | None) -> dict[str, Any]:
    """An outcome, and its figure as it may be shown: protected like any answer, never a true one."""
    told: dict[str, Any] = {"name": one.name, "primary": one.primary, "words": in_words(one), "better": one.better, "effect": one.smallest_effect, "source": one.source, "said": "", "indicator": one.indicator}
    if one.indicator is None:
        return told
    indicator = BY_NAME.get(one.indicator)
    told["label"] = indicator.label if indicator is not None else one.indicator
    if indicator is None:
        told["said"] = "This Bothy does not count it any more."
    elif facts is None:
        told["said"] = "The figures are being worked out; look again in a moment."
    else:
        try:
            months = [month for month in facts.span() if _inside(month, body)]
            told["said"] = answered(facts, Question(indicator=one.indicator, since=months[0], until=months[-1])).sentences[0] if months else "No month of its time has begun."
        except NotThere as fault:
            told["said"] = str(fault)
    return told


def _inside(month: str, body: ProtocolSigned) -> bool:
    return month >= body.data_from.isoformat()[:7] and (body.data_until is None or month <= body.data_until.isoformat()[:7])


@needs(*PUBLISHED, "nurse")
@require_safe
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """All of it on paper, with the digest of what was signed: for an ethics board."""
    proof = _found(id)
    reader = open_journal()
    try:
        digests = {}
        for each in proof.versions:
            entry = reader.entry(each.version.entry)
            if entry is not None:
                digests[each.version.number] = (hashlib.sha256(entry.body).hexdigest(), entry.digest.hex())
    finally:
        reader.close()
    made = protocol_pdf(proof, opened().name, called, digests)
    reply = HttpResponse(made, content_type="application/pdf")
    reply["Content-Disposition"] = f'attachment; filename="protocol-{proof.protocol.now.body.data_from}.pdf"'
    return reply


@needs(*PUBLISHED, "nurse")
@require_safe
def file(request: HttpRequest, id: UUID) -> HttpResponse:
    """The version that holds as JSON, to be changed and signed as an amendment."""
    reply = HttpResponse(as_file(_found(id).protocol.now.body), content_type="application/json")
    reply["Content-Disposition"] = 'attachment; filename="protocol.json"'
    return reply


@needs(*SIGNERS)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def write(request: HttpRequest) -> HttpResponse:
    """Write or amend a protocol, look at it as it would stand, and sign it, asked again who this is."""
    opened()
    amended = request.GET.get("amend") or request.POST.get("amend", "")
    there = _amended(amended)
    text = request.POST.get("text", "") or (EXAMPLE if there is None else as_file(there.protocol.now.body).decode())
    reason = request.POST.get("reason", "").strip()
    said, told = "", None
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is not None:
            text = upload.read(200_001).decode("utf-8", "replace")
        try:
            told = read_content(text.encode())
            if request.POST.get("act") == "sign":
                if not request.user.is_authenticated:
                    return redirect_to_login(reverse("protocol-write"))
                if there is not None and not reason:
                    raise NotDone("Say why the protocol is changed: the reason stands beside the amendment for good.")
                if wrong := again.not_asked(request):
                    raise NotDone(f"Nothing was signed. {wrong}")
                id, number = sign(running.running.facility, who(request), told, None if there is None else there.protocol, reason)
                messages.success(request, f"Signed into the journal, entry {number:,}. It cannot be changed now, only amended.")
                return redirect("protocol", id=id)
        except NotDone as fault:
            said = str(fault)
    return render(
        request,
        "office/protocol_write.html",
        {
            "tab": "protocol", "text": text, "said": said, "told": told, "amend": amended, "there": None if there is None else there.protocol, "reason": reason,
            "changes": changes(there.protocol.now.body, told) if there is not None and told is not None else (), "may_sign": _may_sign(request),
            "outcomes": [(one, in_words(one)) for one in told.outcomes] if told is not None else (), "leads": [(CHOICES[one.post], called(one.staff)) for one in current_leads(opened())],
            "indicators": sorted((one.label, name) for name, one in BY_NAME.items()), "digest": "" if told is None else hashlib.sha256(as_file(told)).hexdigest(),
        },
        status=400 if said else 200,
    )  # fmt: skip


def _amended(which: str) -> Proof | None:
    if not which:
        return None
    try:
        return _found(UUID(which))
    except ValueError as fault:
        raise Http404("There is no such protocol.") from fault


@needs(*EVERYONE)
@require_POST
@sensitive_post_parameters("password")
def reviewed(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record what a review decided, and on which figures it rests."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("protocol", args=[id]))
    proof = _found(id)
    told = request.POST
    try:
        try:
            due = date.fromisoformat(told.get("due_on", ""))
            publication = UUID(told["publication"].strip()) if told.get("publication", "").strip() else None
        except ValueError as fault:
            raise NotDone("Choose the review, and give the publication's id as its page shows it, or nothing.") from fault
        if wrong := again.not_asked(request):
            raise NotDone(f"Nothing was recorded. {wrong}")
        review(running.running.facility, who(request), proof.protocol, due, told.get("verdict", ""), told.get("reason", ""), publication)
        messages.success(request, "The review is recorded.")
    except NotDone as fault:
        messages.error(request, str(fault))
    return redirect("protocol", id=id)


