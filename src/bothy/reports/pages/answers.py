"""A question is asked, and its answer stands there to be copied: sentence, table, chart, files."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from bothy.reports import files
from bothy.reports.answer import Answer, Question
from bothy.reports.facts.opened import Facts
from bothy.reports.files.page import Link, page_of
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import INDICATORS
from bothy.reports.listed import SUBJECTS
from bothy.reports.near import NotThere
from bothy.reports.pages.asked import answered, month_asked, months_of, with_record

TO_TAKE = {"csv": "CSV", "xlsx": "Spreadsheet", "pdf": "PDF", "json": "JSON"}
ASKS = ("indicator", "from", "to", "by")


@with_record
def ask(request: HttpRequest, facts: Facts) -> HttpResponse:
    """The form, and under it the answer to what was asked; a form that asks for what is not there says so (400)."""
    trouble, found = "", None
    if request.GET.get("indicator"):
        try:
            found = answered(facts, question_of(request))
        except NotThere as fault:
            trouble = str(fault)
    told = {
        "facts": facts,
        "asked": {name: request.GET.get(name, "") for name in ASKS},
        "subjects": [(subject, list(group)) for subject, group in groupby(INDICATORS_BY_SUBJECT, key=lambda one: one[0])],
        "groupings": [(one.name, one.label) for one in GROUPINGS.values()],
        "months": months_of(facts),
        "trouble": trouble,
    }
    if found is not None:
        told |= _answer(found)
    return render(request, "reports/answer.html", told, status=400 if trouble else 200)


INDICATORS_BY_SUBJECT = sorted(
    ((SUBJECTS[one.name], one) for one in INDICATORS), key=lambda one: list(dict.fromkeys(SUBJECTS.values())).index(one[0])
)


def question_of(request: HttpRequest) -> Question:
    """What the address asks. `NotThere` for a month that is none."""
    asked = {name: request.GET.get(name, "").strip() for name in ASKS}
    return Question(indicator=asked["indicator"], since=month_asked(asked["from"]), until=month_asked(asked["to"]), by=asked["by"])


def _answer(found: Answer) -> dict[str, object]:
    asked = found.question
    query = urlencode({"indicator": asked.indicator, "from": asked.since, "to": asked.until, "by": asked.by, "facts": found.release.number})
    page = page_of(
        found.release,
        chart_url=lambda grid, theme: f"{reverse('reports:answer-chart', args=[theme])}?{query}",
        downloads=tuple(
            Link(label=label, href=f"{reverse('reports:answer-file', args=[name])}?{query}", file=f"{asked.indicator}.{files.FORMATS[name].ending}")
            for name, label in TO_TAKE.items()
        ),
        head=False,
    )
    return {"answer": found, "first": found.sentences[0], "rest": found.sentences[1:], "page": page, "shown": page.tables[0]}


@with_record
def chart(request: HttpRequest, facts: Facts, theme: str) -> HttpResponse:
    """The chart of an answer, by day or by night."""
    release = _found(request, facts).release
    try:
        drawn = files.chart(release, release.grids[0], theme)
    except ValueError as fault:
        raise Http404(str(fault)) from None
    reply = HttpResponse(drawn, content_type="image/svg+xml")
    patch_cache_control(reply, private=True, max_age=3600 if "facts" in request.GET else 0)
    return reply


@with_record
def file(request: HttpRequest, facts: Facts, format: str) -> HttpResponse:
    """The answer as a file."""
    found = _found(request, facts)
    kind = files.FORMATS.get(format)
    if kind is None:
        raise Http404("There is no such format.")
    reply = HttpResponse(kind.make(found.release, None), content_type=kind.media_type)
    reply["Content-Disposition"] = f'attachment; filename="{found.question.indicator}.{kind.ending}"'
    return reply


def _found(request: HttpRequest, facts: Facts) -> Answer:
    try:
        return answered(facts, question_of(request))
    except NotThere as fault:
        raise Http404(str(fault)) from None
