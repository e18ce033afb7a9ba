"""What the demo's staff are trained for: everybody before the first day, again before it runs out, and two who are late.

Invented, and drawn from the seed alone, so that a journal that holds a part of it is continued.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from bothy.care.bodies_staff import CompetenceNoted
from bothy.care.competences import last_day
from bothy.care.rules import CompetenceRule, HouseRules
from bothy.demo.plan_staff import Worker
from bothy.demo.plan_streams import stream

EARLY_DAYS = 12
"""So many days before it runs out somebody goes again."""
LATE = ("Struan", "Tomasz")
"""Whose life support ran out in the last weeks of the history: a page that always says that all is well shows nothing."""
LATE_BY = timedelta(days=20)


def trainings(
    seed: int, day: date, first: date, last: date, everybody: Sequence[Worker], rules: HouseRules
) -> Iterator[tuple[UUID, CompetenceNoted]]:
    """Who is noted as trained for what on one day of the history, which runs from `first` to `last`."""
    for rule in rules.competences:
        rng = stream(seed, f"training {rule.competence}", first)
        # From the first to the last of the class: each went some time within a training's span before the house opened.
        spans = rng.random(len(everybody))
        for worker, share in zip(everybody, spans, strict=True):
            if worker.role in rule.roles:
                yield from _of(worker, rule, float(share), day, first, last)


def _of(
    worker: Worker, rule: CompetenceRule, share: float, day: date, first: date, last: date
) -> Iterator[tuple[UUID, CompetenceNoted]]:
    on = first - timedelta(days=1 + int(share * 27 * rule.valid_months))
    late = worker.name in LATE and rule.competence == "life_support"
    if late:
        on = last - LATE_BY - timedelta(days=30 * rule.valid_months)
    note = CompetenceNoted(competence=rule.competence, on=on, until=last - LATE_BY if late else None)
    if day == first:
        yield worker.id, note
    while not late and (again := _again(note, rule)) <= day:
        note = CompetenceNoted(competence=rule.competence, on=again)
        if again == day and day != first:
            yield worker.id, note


def _again(note: CompetenceNoted, rule: CompetenceRule) -> date:
    """The day on which somebody goes again."""
    end = last_day(note, rule)
    assert end is not None
    return end - timedelta(days=EARLY_DAYS)
