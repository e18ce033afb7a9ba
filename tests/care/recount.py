"""Counts made a second time, straight from the lines, without anything of the fold."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bothy.care.house import Line
from bothy.care.kinds import encode


@dataclass
class Told:
    """A line as plain values, with corrections written over it."""

    id: str
    kind: str
    subject: UUID
    body: dict[str, Any]
    at: Any
    void: bool = False


@dataclass
class Counts:
    visits: int = 0
    episodes: int = 0
    people: set[str] = field(default_factory=set)
    visits_of: dict[str, int] = field(default_factory=dict)
    episodes_of: dict[str, int] = field(default_factory=dict)


def put_right(lines: list[Line]) -> list[Told]:
    """All lines with corrections written over them: those of corrections first, and so on down."""
    told = {
        str(line.id): Told(
            str(line.id), line.kind, line.subject, json.loads(encode(line.body)), line.happened_at
        )
        for line in sorted(lines, key=lambda line: (line.happened_at, line.number))
    }

    def depth(one: Told) -> int:
        target = told.get(one.body["entry"]) if one.kind == "corrected" else None
        return 0 if target is None else 1 + depth(target)

    numbers = {str(line.id): line.number for line in lines}
    corrections = [one for one in told.values() if one.kind == "corrected"]
    # The deepest first; on one level in the order in which they (as put right by then) happened.
    for level in sorted({depth(one) for one in corrections}, reverse=True):
        for one in sorted(
            (one for one in corrections if depth(one) == level), key=lambda one: (one.at, numbers[one.id])
        ):
            target = told.get(one.body["entry"])
            if target is None or one.void:
                continue
            if one.body.get("void"):
                target.void = True
            if one.body.get("body") is not None:
                target.body = one.body["body"]
            if one.body.get("happened_at") is not None:
                from datetime import datetime

                target.at = datetime.fromisoformat(one.body["happened_at"])
    return [one for one in told.values() if not one.void and one.kind != "corrected"]


def recount(lines: list[Line]) -> Counts:
    """Visits, episodes and people: three different counts."""
    counts = Counts()
    person_of: dict[UUID, str] = {}
    standing = put_right(lines)
    for one in sorted(standing, key=lambda one: one.at):
        if one.kind == "visit-started" and one.subject not in person_of:
            person_of[one.subject] = one.body["person"]
            counts.visits += 1
            counts.people.add(one.body["person"])
            counts.visits_of[one.body["person"]] = counts.visits_of.get(one.body["person"], 0) + 1
    for one in standing:
        if one.kind == "episode-started":
            counts.episodes += 1
            person = person_of.get(one.subject)
            if person is not None:
                counts.episodes_of[person] = counts.episodes_of.get(person, 0) + 1
    return counts
