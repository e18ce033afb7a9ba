"""An answer to a question: one indicator over a period, by what it may be divided, in words ready to paste.

It goes the way of everything that leaves the house: drafted with true figures, protected, then said.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bothy.reports.draft import draft
from bothy.reports.facts.opened import Facts
from bothy.reports.groupings import GROUPINGS
from bothy.reports.near import NotThere, named
from bothy.reports.protect import protect
from bothy.reports.release import Release
from bothy.reports.sets.layout import Layout, ReportSet

NAME = "answer"
"""The set by which house rules know answers."""

MONTHS_AT_MOST = 24
"""Longer periods are answered as a whole: five years of months are a file, not an answer."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`since`, `until`: first and last month, "" for the record's first and the last that is over. `by`: a grouping's name."""

    indicator: str
    since: str = ""
    until: str = ""
    by: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`sentences`: the figure first; together they can stand alone. `release`: one table, and its definition."""

    question: Question
    sentences: tuple[str, ...]
    release: Release

    @property
    def text(self) -> str:
        """The answer as one paragraph."""
        return " ".join(self.sentences)


def answer(facts: Facts, question: Question, now: datetime | None = None, earlier: Sequence[Release] = ()) -> Answer:
    """The answer to a question. `NotThere`: an unknown indicator, grouping or month; it says what there is."""
    from bothy.reports.answer_words import sentences

    indicator = named(question.indicator)
    if question.by and question.by not in indicator.groupings:
        by = GROUPINGS[question.by].label.lower() if question.by in GROUPINGS else question.by[:40]
        can = "; ".join(GROUPINGS[name].label.lower() for name in indicator.groupings)
        raise NotThere(f"“{indicator.label}” cannot be divided by “{by}”. " + (f"It can by: {can}." if can else "It is one figure only."))
    drafted = draft(facts, set_of(question), question.since, question.until, now)
    release = protect(drafted, earlier)
    return Answer(question=question, sentences=sentences(release, facts, drafted.running), release=release)


def set_of(question: Question) -> ReportSet:
    """The set that holds this one table."""
    indicator = named(question.indicator)
    layout = Layout(
        name=indicator.name,
        title=indicator.label,
        indicators=(indicator.name,),
        rows="groups" if question.by else "months",
        by=question.by,
        chart="rate" if indicator.kind in ("share", "rate") else "bars",
        months_at_most=MONTHS_AT_MOST,
    )
    return ReportSet(name=NAME, title=indicator.label, audience="Whoever asked.", layouts=(layout,))
