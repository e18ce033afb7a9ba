"""Suspected bad batches: every flag, and the note about one for a surveillance service."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bothy.care.words import label
from bothy.reports.facts import Facts
from bothy.reports.pages import current
from bothy.reports.roles import for_readers
from bothy.reports.surveillance import UNSAID, Note, flags, note

TALLIES: tuple[tuple[str, str, str | None], ...] = (
    ("substances", "Substance as stated", "substance"),
    ("appearances", "What it looked like", "appearance"),
    ("presentation", "Presentation", "presentation"),
    ("naloxone_doses", "Doses of naloxone", None),
    ("reversed", "Reversed, by what was observed", "reversed"),
    ("severity", "Severity, by what was observed", "severity"),
    ("where", "Where", "emergency_where"),
    ("ambulance", "Ambulance", "ambulance_step"),
    ("outcome", "Outcome", "emergency_outcome"),
)
"""Fields of the note that count emergencies, with what they are called and the list their codes are of."""


@for_readers
def index(request: HttpRequest) -> HttpResponse:
    """Every flag, the latest first."""
    facts = _facts()
    found = [] if facts is None else [note(facts, UUID(bytes=row["subject"])) for row in flags(facts)]
    return render(request, "reports/flags.html", {"notes": found, "zone": _zone(facts)})


@for_readers
def one(request: HttpRequest, flag: UUID) -> HttpResponse:
    """The note about one flag, to read, print or send."""
    facts, told = _note(flag)
    return render(
        request, "reports/flag.html", {"note": told, "tallies": _tallies(told), "zone": _zone(facts)}
    )


@for_readers
def as_json(request: HttpRequest, flag: UUID) -> HttpResponse:
    """The note as JSON: `reports.surveillance.Note`."""
    _, told = _note(flag)
    answer = HttpResponse(msgspec.json.encode(told), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="bad-batch-{told.flagged_at:%Y-%m-%d}.json"'
    return answer


@for_readers
def as_text(request: HttpRequest, flag: UUID) -> HttpResponse:
    """The note as plain words, to paste into a form or an e-mail."""
    facts, told = _note(flag)
    return HttpResponse(in_words(told, _zone(facts)), content_type="text/plain; charset=utf-8")


def in_words(told: Note, zone: ZoneInfo) -> str:
    """The note as plain text, a line a fact."""
    lines = [
        f"Suspected bad batch: {told.what}",
        f"{told.facility}, flagged {_at(told.flagged_at, zone)}",
        "",
        f"{told.emergencies} emergencies among {told.uses} supervised uses since {_at(told.since, zone)}.",
        f"Usual here: {told.usual_per_1000_uses:.1f} in 1,000 uses; {told.expected:.1f} more expected after the first.",
        f"By chance such a flag comes at most about once in {told.false_alarm_years:.0f} years. It is no proof.",
        "",
        *(
            f"{title}: {', '.join(f'{word} {count}' for word, count in rows)}"
            for title, rows in _tallies(told)
        ),
        "",
        "Numbers are small: for surveillance, not for publication. No names are held in this note.",
        f"Journal: entries 1 to {told.journal_entries}, {told.journal_digest[:16]}.",
    ]
    return "\n".join(lines) + "\n"


def _tallies(told: Note) -> list[tuple[str, list[tuple[str, int]]]]:
    return [
        (title, [(_word(of, code), count) for code, count in getattr(told, name).items()])
        for name, title, of in TALLIES
    ]


def _word(of: str | None, code: str) -> str:
    if code == UNSAID:
        return "not recorded"
    return code if of is None else label(of, code)


def _at(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%a %d %b %Y %H:%M")


def _facts() -> Facts | None:
    update = current.bring()
    return update.facts or current.latest()


def _zone(facts: Facts | None) -> ZoneInfo:
    return ZoneInfo("UTC") if facts is None else facts.calendar.latest.zone


def _note(flag: UUID) -> tuple[Facts, Note]:
    facts = _facts()
    told = None if facts is None else note(facts, flag)
    if facts is None or told is None:
        raise Http404("There is no such flag. It may have been put right: look at the list of flags.")
    return facts, told
