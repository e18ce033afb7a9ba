"""What one visit's standing lines come to for an inspector: inside from when to when, in which places, looked at by whom.

The steps are those of `care.fold_visit` and `reports.facts.visits`; a test holds what comes out beside the facts. Times
are microseconds since 1970. Who came is a random id that leaves this room as nothing but a number of a visit.
"""

from collections.abc import Mapping

import msgspec

from bothy.care.bodies import (
    Assessed,
    ContestSettled,
    EpisodeEnded,
    EpisodeStarted,
    PlaceGiven,
    Seen,
    StageEntered,
    SuppliesGiven,
    VisitEnded,
    VisitStarted,
)  # fmt: skip
from bothy.care.body import Departure
from bothy.reports.facts.lines import Standing, Subject

Author = bytes | None
Authors = Mapping[int, Author]
"""By the number of an entry, the random id of whoever wrote it."""


class Stay(msgspec.Struct, frozen=True):
    """A place taken. ``until`` None: still."""

    place: int
    since: int
    until: int | None
    number: int


class Look(msgspec.Struct, frozen=True):
    at: int
    number: int
    author: Author


class Use(msgspec.Struct, frozen=True):
    """An episode. ``routes``: as told, None where nobody told."""

    at: int
    until: int | None
    place: int
    number: int
    author: Author
    routes: frozenset[str] | None


class Asked(msgspec.Struct, frozen=True):
    """An assessment: of each thing that is asked, "answered", "declined", "not_asked" or "not_known"."""

    at: int
    number: int
    answers: Mapping[str, str]


class Left(msgspec.Struct, frozen=True):
    """A departure as recorded with an entry."""

    at: int
    number: int
    rule: str
    reason: str


class Given(msgspec.Struct, frozen=True):
    at: int
    number: int
    items: tuple[str, ...]


class Trace(msgspec.Struct, kw_only=True):
    """``ended`` None: nobody has said that they left. ``looks``: also giving a place and beginning, which are looks too."""

    person: bytes
    started: int
    number: int
    ended: int | None = None
    stays: list[Stay] = []
    looks: list[Look] = []
    uses: list[Use] = []
    asked: list[Asked] = []
    left: list[Left] = []
    given: list[Given] = []


def trace(subject: Subject, authors: Authors) -> Trace | None:
    """None where no visit was started, or what started it was taken back."""
    walk = _Walk(subject.id, authors)
    for line in subject.lines:
        walk.add(line)
    return walk.done()


class _Walk:
    def __init__(self, visit: bytes, authors: Authors) -> None:
        self._visit, self._authors = visit, authors
        self.found: Trace | None = None
        self._stays: list[Stay] = []
        self._looks: list[Look] = []
        self._uses: dict[bytes, Use] = {}
        self._asked: list[Asked] = []
        self._left: list[Left] = []
        self._given: list[Given] = []
        self._place: tuple[int, int, int] | None = None
        self._ended: int | None = None
        self._said_left: int | None = None
        self._at, self._number = 0, 0

    def add(self, line: Standing) -> None:
        at, number, _, id, body = line
        self._at, self._number = at, number
        for one in getattr(body, "departures", ()):
            self._departed(at, number, one)
        if isinstance(body, VisitStarted):
            if self.found is None:
                self.found = Trace(person=body.person.bytes, started=at, number=number)
        elif isinstance(body, Seen):
            self._look()
        elif isinstance(body, StageEntered):
            if body.stage == "left":
                return
            self._here_again()
            if body.stage != "using":
                self._vacate()
            if body.stage == "aftercare":
                self._look()
        elif isinstance(body, PlaceGiven):
            self._here_again()
            if self._place is None or self._place[0] != body.place:
                self._vacate()
                self._place = (body.place, at, number)
            self._look()
        elif isinstance(body, EpisodeStarted):
            self._here_again()
            self._end_uses()
            self._uses[id] = Use(at, None, body.place, number, self._author(), _routes(body))
            self._look()
        elif isinstance(body, EpisodeEnded):
            use = self._uses.get(body.episode.bytes)
            if use is not None and use.until is None:
                self._uses[body.episode.bytes] = msgspec.structs.replace(use, until=at)
        elif isinstance(body, Assessed):
            self._asked.append(Asked(at, number, _answers(body)))
        elif isinstance(body, SuppliesGiven):
            self._given.append(Given(at, number, tuple(one.item for one in body.items)))
        elif isinstance(body, VisitEnded):
            if self._ended is None:
                self._leave(at)
        elif isinstance(body, ContestSettled):
            self._settle(body)

    def done(self) -> Trace | None:
        if self.found is None:
            return None
        if self._place is not None:
            place, since, number = self._place
            self._stays.append(Stay(place, since, None, number))
        one = self.found
        one.ended, one.stays, one.looks, one.uses = (
            self._ended,
            self._stays,
            self._looks,
            list(self._uses.values()),
        )
        one.asked, one.left, one.given = self._asked, self._left, self._given
        return one

    def _author(self) -> Author:
        return self._authors.get(self._number)

    def _look(self) -> None:
        one = Look(self._at, self._number, self._author())
        # A place given and the use begun by the same tap are one look.
        if not self._looks or (self._looks[-1].at, self._looks[-1].author) != (one.at, one.author):
            self._looks.append(one)

    def _departed(self, at: int, number: int, one: Departure) -> None:
        self._left.append(Left(at, number, one.rule, "" if one.reason == "not_stated" else one.reason))

    def _here_again(self) -> None:
        if self._ended is not None:
            self._said_left, self._ended = self._ended, None

    def _vacate(self, at: int | None = None) -> None:
        if self._place is not None:
            place, since, number = self._place
            self._stays.append(Stay(place, since, max(since, self._at if at is None else at), number))
            self._place = None

    def _end_uses(self, at: int | None = None) -> None:
        until = self._at if at is None else at
        for id, use in self._uses.items():
            if use.until is None:
                self._uses[id] = msgspec.structs.replace(use, until=max(use.at, until))

    def _leave(self, at: int) -> None:
        self._ended = at
        self._vacate(at)
        self._end_uses(at)
        self._said_left = None

    def _settle(self, body: ContestSettled) -> None:
        gives_way = body.keeps is None or body.keeps.bytes != self._visit
        if body.about == "left":
            if self._said_left is not None and gives_way:
                self._leave(self._said_left)
            self._said_left = None
        elif self._ended is None and gives_way:
            if body.about == "person":
                self._leave(self._at)
            elif self._place is not None and body.about == f"place {self._place[0]}":
                # The place was another person's all along.
                self._place = None


def _routes(body: EpisodeStarted) -> frozenset[str] | None:
    if isinstance(body.preparations, str):
        return None
    return frozenset(one.route for one in body.preparations)


_UNASKED = ("declined", "not_asked", "not_known")


def _answers(body: Assessed) -> dict[str, str]:
    """What was asked in the talk before use, and whether there was an answer. The answer itself stays here."""
    preparations = body.preparations
    routes = "not_asked" if isinstance(preparations, str) else _worst([one.route for one in preparations])
    return {
        "substances": preparations
        if isinstance(preparations, str)
        else _worst([_told(one.substances) for one in preparations]),
        "route": preparations if isinstance(preparations, str) else routes,
        "last_used": _told(body.last_used),
        "risks": _told(body.risk_flags),
        "otherwise": "not_asked" if body.otherwise is None else _told(body.otherwise.where),
    }


def _told(value: object) -> str:
    return value if isinstance(value, str) and value in _UNASKED else "answered"


def _worst(values: list[str]) -> str:
    found = [_told(one) for one in values]
    return next((one for one in ("not_asked", "not_known", "declined") if one in found), "answered")


__all__ = ["Asked", "Author", "Authors", "Given", "Left", "Look", "Stay", "Trace", "Use", "trace"]
