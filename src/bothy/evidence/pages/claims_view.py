"""The claims of the public debate: all of them at a glance, and each with its words, studies, figures and what would change it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bothy.evidence.claims.claim import read_claims
from bothy.evidence.claims.finding import counts, finding_of
from bothy.evidence.claims.inside import inside_of
from bothy.evidence.claims.judging import Verdict, judge
from bothy.evidence.claims.saying import said_elsewhere, said_here, summary, would_change
from bothy.evidence.claims.study import Study
from bothy.evidence.pages.answer import Cell, Said, Sheet
from bothy.evidence.pages.csv_file import as_csv
from bothy.evidence.pages.of_house import area_of, months_shown
from bothy.reports.charts import THEMES, Theme
from bothy.reports.facts.opened import Facts
from bothy.reports.near import NotThere
from bothy.reports.pages import current
from bothy.reports.pages.asked import released
from bothy.reports.release import Release
from bothy.reports.roles import for_readers
from bothy.reports.wording import period_name

ALL = "all"
PICTURES_KEPT_SECONDS = 600
SIDES = (("minister", "Ministers"), ("member", "Members of parliament"), ("other", "Others"))
LEANS = {"for": "leans for the claim", "against": "leans against the claim", "neither": "leans neither way"}


@lru_cache(maxsize=8)
def verdicts(area: str | None) -> tuple[Verdict, ...]:
    """Of a place whose carried figures are the city's, or of none."""
    from bothy.evidence.briefing.carried import awaited_of

    return judge(awaited=() if area is None else awaited_of(area))


def _standing() -> tuple[Facts | None, tuple[Verdict, ...]]:
    facts = current.latest()
    return facts, verdicts(None if facts is None else area_of(facts))


@for_readers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every claim with both halves of its verdict."""
    from bothy.evidence.claims.pictures import describe, overview_size

    facts, found = _standing()
    width, height = overview_size(found)
    rows = [{"claim": one.claim, "here": summary(one)[0], "elsewhere": summary(one)[1], "why": said_elsewhere(one)[1:2], "change": would_change(one)[-1]} for one in found]
    return render(request, "evidence/claims.html", {"rows": rows, "says": describe(found), "width": width, "height": height, "demo": facts is not None and facts.demo})


@for_readers
@require_safe
def one(request: HttpRequest, id: str) -> HttpResponse:
    """One claim, whole."""
    from bothy.evidence.claims.pictures import describe_ladder, ladder_size

    facts, found = _standing()
    verdict = _of(found, id)
    release, why = _release(facts)
    width, height = ladder_size(verdict)
    here, elsewhere = summary(verdict)
    told = {
        "verdict": verdict, "claim": verdict.claim, "here": here, "elsewhere": elsewhere, "said_here": said_here(verdict)[1:],
        "said_elsewhere": said_elsewhere(verdict)[1:], "first_elsewhere": said_elsewhere(verdict)[0], "change": would_change(verdict), "words": _words(verdict),
        "studies": [_study(each, verdict) for each in verdict.elsewhere.studies], "inside": inside_of(verdict.claim, release), "release": release,
        "period": "" if release is None else period_name(release.since, release.until), "why_not": why, "says": describe_ladder(verdict),
        "drawn": bool(verdict.elsewhere.weight.findings), "width": width, "height": height, "others": [each.claim for each in found if each.claim.id != id],
    }  # fmt: skip
    return render(request, "evidence/claim.html", told)


def _of(found: tuple[Verdict, ...], id: str) -> Verdict:
    verdict = next((each for each in found if each.claim.id == id), None)
    if verdict is None:
        raise Http404("There is no such claim.")
    return verdict


def _release(facts: Facts | None) -> tuple[Release | None, str]:
    """The house's own figures as they may leave it; else why there are none."""
    if facts is None:
        return None, "The facts of this house are not added up yet: open the reports first."
    months = months_shown(facts)
    if not months:
        return None, "No month of this house is over yet."
    try:
        return released(facts, "briefing", months[0], months[-1]), ""
    except NotThere as fault:
        return None, str(fault)


class Spoken(msgspec.Struct, frozen=True):
    """A side with its words; ``quotes`` may be empty, which is said."""

    title: str
    quotes: tuple[dict[str, str], ...]


def _words(verdict: Verdict) -> list[Spoken]:
    return [
        Spoken(title, tuple({**msgspec.to_builtins(each), "leaning": LEANS[each.leans]} for each in verdict.words if each.side == side))
        for side, title in SIDES
        if side != "other" or any(each.side == side for each in verdict.words)
    ]


class Shown(msgspec.Struct, frozen=True):
    """A study in the table. ``stands``: what it counts for."""

    study: Study
    found: str
    stands: str
    counted: bool


SAYS = {"for": "points to the claim", "against": "points the other way", "null": "found no change", "mixed": "mixed"}


def _study(study: Study, verdict: Verdict) -> Shown:
    says = SAYS[study.says(verdict.claim.id) or "mixed"]
    if not counts(study):
        return Shown(study, says, "retracted, counts for nothing" if study.retracted else f"a {study.role}, not counted", False)
    finding = finding_of(study, verdict.claim)
    taken = f"; down for: {', '.join(finding.taken_off)}" if finding.taken_off else ""
    read = "" if SAYS[finding.vote] == says else f", read as: {SAYS[finding.vote]}"  # type: ignore[index]
    return Shown(study, says + read, f"rung {finding.rung}{taken}", True)


def sheet_of(verdict: Verdict) -> Sheet:
    """The studies as a table to take away."""
    rows: list[tuple[Cell, ...]] = []
    for each in verdict.elsewhere.studies:
        shown = _study(each, verdict)
        rows.append((
            each.id, each.paper, each.authors, str(each.year), each.title, each.journal, each.doi, each.url, each.place, each.outcome, each.design, each.measure,
            _number(each.value), _number(each.low), _number(each.high), _number(each.p), shown.found, shown.stands, " ".join(each.weakness), each.read,
        ))  # fmt: skip
    heads = ("Entry", "Paper", "Authors", "Year", "Title", "Journal", "DOI", "Address", "Place", "Outcome", "Design", "Measure", "Value", "Low", "High", "p", "Finding", "Stands as", "Weakness", "Read")
    return Sheet(name="studies", title=f"Studies: {verdict.claim.title}", heads=heads, rows=tuple(rows))


def _number(value: float | None) -> Cell:
    return Said(None, "") if value is None else value


@for_readers
@require_safe
def csv_file(request: HttpRequest, id: str) -> HttpResponse:
    """The studies of a claim."""
    reply = HttpResponse(as_csv(sheet_of(_of(_standing()[1], id))).encode(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="studies-{id}.csv"'
    return reply


@for_readers
@require_safe
def pdf_file(request: HttpRequest, id: str) -> HttpResponse:
    """A claim on paper."""
    from bothy.evidence.pages.claims_paper import as_pdf

    facts, found = _standing()
    verdict = _of(found, id)
    reply = HttpResponse(as_pdf(verdict, _release(facts)[0]), content_type="application/pdf")
    reply["Content-Disposition"] = f'attachment; filename="claim-{id}.pdf"'
    return reply


@for_readers
@require_safe
def picture(request: HttpRequest, id: str, theme: str) -> HttpResponse:
    """The picture of a claim, or of all."""
    chosen: Theme | None = next((each for each in THEMES if each == theme), None)
    found = _standing()[1]
    if chosen is None:
        raise Http404("There is no such picture.")
    reply = HttpResponse(_drawn(found, id, chosen), content_type="image/svg+xml")
    patch_cache_control(reply, private=True, max_age=PICTURES_KEPT_SECONDS)
    return reply


def _drawn(found: tuple[Verdict, ...], id: str, theme: Theme) -> bytes:
    return _all(theme) if id == ALL else _ladder(_of(found, id).claim.id, theme)


@lru_cache(maxsize=4)
def _all(theme: Theme) -> bytes:
    """What is published is the same for every house."""
    from bothy.evidence.claims.pictures import overview

    return overview(verdicts(None), theme)


@lru_cache(maxsize=32)
def _ladder(id: str, theme: Theme) -> bytes:
    from bothy.evidence.claims.pictures import ladder

    verdict = _of(verdicts(None), id)
    if not verdict.elsewhere.weight.findings:
        raise Http404("Nothing was measured, so there is nothing to draw.")
    return ladder(verdict, theme)


def ids() -> tuple[str, ...]:
    """Of every claim."""
    return tuple(each.id for each in read_claims())


__all__: list[Any] = ["csv_file", "ids", "index", "one", "pdf_file", "picture"]
