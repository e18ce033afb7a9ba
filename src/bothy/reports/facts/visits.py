"""A visit's lines as facts: the visit, its episodes, services, supplies and the hours of its places.

The steps are care's own (`care.fold_visit`); a test holds the two side by side over random
histories. Here only what tables need is kept, and nothing is copied at each line.
"""

from typing import Any

from bothy.care.bodies import (
    Assessed,
    ContestSettled,
    EpisodeEnded,
    EpisodeStarted,
    PlaceGiven,
    Preparation,
    Seen,
    ServiceGiven,
    StageEntered,
    SuppliesGiven,
    VisitEnded,
    VisitStarted,
)  # fmt: skip
from bothy.care.vocabulary import INJECTED_ROUTES
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Subject

Rows = dict[str, list[tuple[Any, ...]]]

RETURNED = "used_needles_returned"
_MINUTE = 60_000_000
_UNASKED = frozenset({"declined", "not_asked", "not_known"})


class _Episode:
    __slots__ = ("at", "ended", "id", "last", "number", "place", "preparations", "used")

    def __init__(self, id: bytes, number: int, at: int, body: EpisodeStarted) -> None:
        self.id, self.number, self.last, self.at = id, number, number, at
        self.place, self.preparations = body.place, body.preparations
        self.ended: int | None = None
        self.used: str | None = None


def add_visit(subject: Subject, calendar: Calendar, out: Rows) -> None:
    """Put one visit's rows into `out`. Lines that started no visit make none."""
    person = started = ended = how = place = since = waiting_until = first_place = None
    purposes: tuple[str, ...] = ()
    stage, stage_since = "waiting", None
    said_left = said_how = None
    in_place = aftercare = departures = looks = 0
    last_look = longest = None
    assessment: Assessed | None = None
    episodes: list[_Episode] = []
    stays: list[tuple[int, int, int, int]] = []
    services: list[tuple[int, int, str]] = []
    supplies: list[tuple[int, int, SuppliesGiven]] = []

    for at, number, _, id, body in subject.lines:
        if isinstance(body, Seen):
            looks += 1
            if last_look is not None and place is not None:
                longest = max(longest or 0, at - last_look)
            last_look = at
        elif isinstance(body, VisitStarted):
            if started is None:
                started, person, purposes = at, body.person.bytes, body.purposes
                stage_since = at if stage_since is None else stage_since
                departures += len(body.departures)
        elif isinstance(body, StageEntered):
            if body.stage == "left":
                continue
            if ended is not None:
                said_left, said_how, ended, how = ended, how, None, None
            if stage == "aftercare" and body.stage != "aftercare" and stage_since is not None:
                aftercare += at - stage_since
            if body.stage != "waiting" and waiting_until is None:
                waiting_until = at
            if body.stage != "using" and place is not None:
                longest = _unseen(longest, last_look, at)
                stays.append((place, since or at, at, number))
                place = None
            if body.stage == "aftercare":
                last_look = at
            if stage != body.stage:
                stage, stage_since = body.stage, at
            departures += len(body.departures)
        elif isinstance(body, Assessed):
            assessment = body
        elif isinstance(body, PlaceGiven):
            if ended is not None:
                said_left, said_how, ended, how = ended, how, None, None
            if stage == "aftercare" and stage_since is not None:
                aftercare += at - stage_since
            if waiting_until is None:
                waiting_until = at
            first_place = at if first_place is None else first_place
            if place != body.place:
                if place is not None:
                    longest = _unseen(longest, last_look, at)
                    stays.append((place, since or at, at, number))
                place, since = body.place, at
            if stage != "using":
                stage, stage_since = "using", at
            last_look = at
            departures += len(body.departures)
        elif isinstance(body, EpisodeStarted):
            if ended is not None:
                said_left, said_how, ended, how = ended, how, None, None
            _end(episodes, at, number)
            episodes.append(_Episode(id, number, at, body))
            if place is not None:
                longest = _unseen(longest, last_look, at)
            last_look = at
            departures += len(body.departures)
        elif isinstance(body, EpisodeEnded):
            for episode in episodes:
                if episode.id == body.episode.bytes:
                    episode.ended = at if episode.ended is None else episode.ended
                    episode.used, episode.last = body.used, max(episode.last, number)
        elif isinstance(body, ServiceGiven):
            services.append((at, number, body.service))
        elif isinstance(body, SuppliesGiven):
            supplies.append((at, number, body))
            departures += len(body.departures)
        elif isinstance(body, VisitEnded | ContestSettled):
            leaving: tuple[int, str | None] | None = None
            if isinstance(body, VisitEnded):
                if ended is None:
                    leaving = (at, body.how)
                    departures += len(body.departures)
            elif body.about == "left":
                if said_left is not None:
                    if body.keeps is None or body.keeps.bytes != subject.id:
                        leaving = (said_left, said_how)
                    said_left = said_how = None
            elif ended is None and (body.keeps is None or body.keeps.bytes != subject.id):
                if body.about == "person":
                    leaving = (at, "closed_by_staff")
                elif place is not None and body.about == f"place {place}":
                    # The place was another person's all along: these minutes are theirs.
                    place = None
                    if all(episode.ended is not None for episode in episodes) and stage != "waiting":
                        stage, stage_since = "waiting", at
            if leaving is not None:
                ended, how = leaving
                if waiting_until is None:
                    waiting_until = ended
                if place is not None:
                    longest = _unseen(longest, last_look, ended)
                    stays.append((place, since or ended, ended, number))
                    place = None
                if stage == "aftercare" and stage_since is not None:
                    aftercare += max(0, ended - stage_since)
                _end(episodes, ended, number)
                stage, stage_since = "left", ended
                said_left = said_how = None

    if started is None:
        return
    numbers = [line[1] for line in subject.lines]
    first, last = min(numbers), subject.last(max(numbers))
    day = calendar.day_of(started)
    in_place = sum(to - since for _, since, to, _ in stays)
    within = None
    if first_place is not None and longest is not None:
        rules = calendar.era(first_place).rules
        within = None if rules is None else longest <= rules.limits.seen_every_minutes * _MINUTE
    otherwise = assessment.otherwise if assessment is not None else None
    out["visit"].append(
        (
            subject.id,
            day,
            started,
            person,
            ended,
            how,
            list(purposes),
            _minutes(waiting_until, started),
            _minutes(first_place, started),
            in_place / _MINUTE if stays else None,
            aftercare / _MINUTE if aftercare else None,
            looks,
            None if longest is None else longest / _MINUTE,
            within,
            otherwise.where if otherwise else None,
            otherwise.alone if otherwise else None,
            assessment.same_as_last if assessment else None,
            departures,
            *calendar.wall_clock(started),
            first,
            last,
        )  # fmt: skip
    )
    for episode in episodes:
        injected, by = _injected(episode, calendar)
        mix, substances = mix_of(episode.preparations)
        out["episode"].append(
            (
                subject.id,
                calendar.day_of(episode.at),
                episode.at,
                episode.id,
                person,
                episode.ended,
                episode.place,
                episode.used,
                injected,
                by,
                mix,
                substances,
                episode.number,
                subject.last(episode.last),
            )  # fmt: skip
        )
    for at, number, service in services:
        out["service"].append(
            (subject.id, calendar.day_of(at), at, person, service, number, subject.last(number))
        )
    for at, number, given in supplies:
        common = (subject.id, calendar.day_of(at), at, person)
        others = (
            given.for_others if isinstance(given.for_others, str) else ("yes" if given.for_others else "no")
        )
        end = (others, number, subject.last(number))
        for supplied in given.items:
            out["supply"].append((*common, supplied.item, supplied.count, *end))
        out["supply"].append((*common, RETURNED, given.returned, *end))
    for number_of_place, start, to, number in stays:
        for at, until, weekday, hour in calendar.hours_between(start, to):
            out["occupancy"].append(
                (
                    subject.id,
                    calendar.day_of(at),
                    at,
                    number_of_place,
                    weekday,
                    hour,
                    (until - at) / _MINUTE,
                    until,
                    first,
                    subject.last(number),
                )
            )


def _unseen(longest: int | None, last_look: int | None, at: int) -> int | None:
    """The longest stretch in a place without a look, after one more stretch that ends at `at`."""
    return longest if last_look is None else max(longest or 0, at - last_look)


def _end(episodes: list[_Episode], at: int, number: int) -> None:
    """An episode that nobody ended ends with what follows; whether the person used is not known."""
    for episode in episodes:
        if episode.ended is None:
            episode.ended, episode.used, episode.last = at, "not_known", max(episode.last, number)


def _minutes(to: int | None, start: int) -> float | None:
    return None if to is None else max(0, to - start) / _MINUTE


def _injected(episode: _Episode, calendar: Calendar) -> tuple[bool | None, str | None]:
    """Whether it was an injection, and what says so: the route told, else the kind of the place."""
    if not isinstance(episode.preparations, str):
        routes = {preparation.route for preparation in episode.preparations}
        if routes & INJECTED_ROUTES:
            return True, "route"
        if routes and not routes & _UNASKED:
            return False, "route"
    spec = calendar.places.get(episode.place)
    return (None, None) if spec is None else (spec.kind == "inject", "place")


def mix_of(preparations: tuple[Preparation, ...] | str) -> tuple[str, list[str] | None]:
    """The row of the published shares an episode falls in, and every substance that was named.

    cocaine: powder cocaine or crack and no heroin; heroin: heroin and no cocaine;
    heroin_and_cocaine: both in one episode; other: something else was named; not_recorded: nothing was.
    What else was taken with them (a benzodiazepine, say) does not move an episode to another row.
    """
    if isinstance(preparations, str):
        return "not_recorded", None
    named: list[str] = []
    for preparation in preparations:
        if not isinstance(preparation.substances, str):
            named.extend(preparation.substances)
    known = [substance for substance in dict.fromkeys(named) if substance != "not_known"]
    if not known:
        return "not_recorded", None
    heroin = "heroin" in known
    cocaine = "cocaine" in known or "crack" in known
    mix = (
        "heroin_and_cocaine"
        if heroin and cocaine
        else "heroin"
        if heroin
        else "cocaine"
        if cocaine
        else "other"
    )
    return mix, known
