"""What the pages of answers and sets have in common: facts brought up to date, months to choose, releases kept."""

import os
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothy.journal import open_reader
from bothy.reports.answer import Answer, Question, answer
from bothy.reports.draft import draft
from bothy.reports.facts.opened import Facts
from bothy.reports.near import NotThere
from bothy.reports.pages import current
from bothy.reports.protect import protect
from bothy.reports.publish.store import NotAsSigned
from bothy.reports.publish.verify import past_of
from bothy.reports.release import Release
from bothy.reports.roles import for_readers
from bothy.reports.sets import SETS
from bothy.reports.wording import month_name

Page = Callable[..., HttpResponse]
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def with_record(view: Page) -> Page:
    """Give the view facts brought up to date, without the tables of the other pages; else say how far they are, or why not."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        update = current.bring()
        if update.trouble is not None:
            return render(request, "reports/trouble.html", {"trouble": update.trouble}, status=503)
        if update.facts is None:
            return render(request, "reports/waiting.html", {"done": update.done, "whole": update.whole})
        if not update.facts.span():
            return render(request, "reports/empty.html", {"number": update.facts.number})
        return view(request, update.facts, *args, **kwargs)

    return for_readers(wrapped)


def months_of(facts: Facts) -> list[tuple[str, str]]:
    """Every month of the record with its name, the latest first; one that still runs says so."""
    now = current.facility_now(facts)
    return [(month, month_name(month) + ("" if facts.complete(month, now) else " (not over)")) for month in reversed(facts.span())]


def month_asked(given: str) -> str:
    """The month of a form, "" for none. `NotThere` for what is no month."""
    if given and not _MONTH.fullmatch(given):
        raise NotThere(f"“{given[:20]}” is no month. Write it as 2025-08.")
    return given


def answered(facts: Facts, question: Question) -> Answer:
    """The answer, made once for a number of the journal and quarter of an hour."""
    return _answered(str(current.home()), facts.number, facts.digest, _quarter(facts), question)


def released(facts: Facts, name: str, since: str, until: str) -> Release:
    """A set over a period, made once for a number of the journal and quarter of an hour. KeyError for an unknown set."""
    return _released(str(current.home()), facts.number, facts.digest, _quarter(facts), name, since, until)


def _quarter(facts: Facts) -> int:
    """A month may end while the facts stand."""
    now = current.facility_now(facts)
    return 0 if now is None else int(now.timestamp()) // 900


@lru_cache(maxsize=64)
def _answered(home: str, number: int, digest: bytes, quarter: int, question: Question) -> Answer:
    facts = _facts()
    return answer(facts, question, current.facility_now(facts), earlier(facts))


@lru_cache(maxsize=32)
def _released(home: str, number: int, digest: bytes, quarter: int, name: str, since: str, until: str) -> Release:
    facts = _facts()
    return protect(draft(facts, SETS[name], since, until, current.facility_now(facts)), earlier(facts))


def _facts() -> Facts:
    facts = current.latest()
    if facts is None:
        raise NotThere("Nothing is recorded yet: open the reports first.")
    return facts


def earlier(facts: Facts) -> tuple[Release, ...]:
    """What was published of this house, and so is known. `NotThere` where a publication's bytes cannot be had."""
    out = facts.table("publication", None, ["subject", "last_number"]).to_pylist()
    if not out:
        return ()
    return _earlier(str(current.home()), tuple((one["subject"], one["last_number"]) for one in out))


@lru_cache(maxsize=4)
def _earlier(home: str, out: tuple[tuple[bytes, int], ...]) -> tuple[Release, ...]:
    reader = open_reader(os.environ.get("DATABASE_URL") or Path(home))
    try:
        facts = _facts()
        return tuple(one.release for one in past_of(facts, reader, facts.number))
    except NotAsSigned as fault:
        raise NotThere(f"What was published before must be known first. {fault}") from fault
    finally:
        reader.close()
