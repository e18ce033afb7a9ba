"""Where people say they would have used otherwise, and whether alone: the floor's own answers, beside what is found on the street."""

from __future__ import annotations

from bothy.evidence.pages.answer import Aside
from bothy.reports.answer import Question
from bothy.reports.near import NotThere
from bothy.reports.pages import current
from bothy.reports.pages.asked import answered

INDICATORS = ("would_have_used_outside", "would_have_used_alone", "would_have_used_outside_alone")


def asides() -> tuple[Aside, ...]:
    """One sentence a figure, protected as everything that leaves the house; none where nothing was added up yet."""
    facts = current.latest()
    if facts is None or not facts.span():
        return ()
    said = []
    for name in INDICATORS:
        try:
            said.append(answered(facts, Question(indicator=name)).sentences[0])
        except NotThere:
            continue
    if not said:
        return ()
    return (
        Aside(
            title="Where otherwise, and alone",
            paragraphs=(
                *said,
                "What people said at the desk, of those who answered. It is not known what they would have done, and it is no count of what happened on the street.",
            ),
        ),
    )
