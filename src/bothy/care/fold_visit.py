"""Adding one line to a visit: what each kind of entry does to it."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from bothy.care.bodies import (
    Assessed,
    ContestSettled,
    EpisodeEnded,
    EpisodeStarted,
    PlaceGiven,
    Seen,
    ServiceGiven,
    StageEntered,
    SuppliesGiven,
    VisitEnded,
    VisitStarted,
    WatchMissed,
)  # fmt: skip
from bothy.care.house import Episode, Line, Review, Visit


def add(visit: Visit, line: Line) -> Visit:
    """The visit after `line`, which happened last. Lines and corrections are the caller's."""
    step = _STEPS.get(line.kind)
    if step is None:
        return visit
    if line.staff is None and line.device is not None:
        # A device's own word: whoever held it gave no PIN, or one that turned out wrong.
        visit = _review(visit, line, "claim_missing")
    return step(visit, line)


def _review(visit: Visit, line: Line, why: str) -> Visit:
    return replace(visit, reviews=(*visit.reviews, Review(line.id, why)))


def _if_ended(visit: Visit, line: Line) -> Visit:
    return visit if visit.ended_at is None else _review(visit, line, "after_end")


def _here_again(visit: Visit) -> Visit:
    """Something was decided after the visit was said to have ended: open, until a person settles it."""
    if visit.ended_at is None:
        return visit
    return replace(
        visit, ended_at=None, ended_how=None, said_left_at=visit.ended_at, said_left_how=visit.ended_how
    )


def _vacated(visit: Visit, at: datetime) -> tuple[tuple[int, datetime], ...]:
    return visit.vacated if visit.place is None else (*visit.vacated, (visit.place, at))


def _end_episodes(visit: Visit, at: datetime) -> tuple[Episode, ...]:
    """An episode that nobody ended ends with what follows; whether the person used is not known."""
    if all(episode.ended_at is not None for episode in visit.episodes):
        return visit.episodes
    return tuple(
        replace(episode, ended_at=at, used="not_known") if episode.ended_at is None else episode
        for episode in visit.episodes
    )


def _visit_started(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, VisitStarted)
    if visit.started_at is not None:
        return _review(visit, line, "started_twice")
    return replace(
        visit,
        person=body.person,
        purposes=body.purposes,
        started_at=line.happened_at,
        stage_since=visit.stage_since or line.happened_at,
        departures=(*visit.departures, *body.departures),
    )


def _stage_entered(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, StageEntered)
    if body.stage == "left":
        return _review(visit, line, "left_is_not_a_stage_to_enter")
    visit = _here_again(visit)
    leaves = body.stage != "using"
    looked = body.stage == "aftercare"
    return replace(
        visit,
        stage=body.stage,
        stage_since=visit.stage_since if visit.stage == body.stage else line.happened_at,
        with_staff=body.with_staff,
        vacated=_vacated(visit, line.happened_at) if leaves else visit.vacated,
        place=None if leaves else visit.place,
        place_since=None if leaves else visit.place_since,
        seen_at=line.happened_at if looked else visit.seen_at,
        departures=(*visit.departures, *body.departures),
    )


def _assessed(visit: Visit, line: Line) -> Visit:
    assert isinstance(line.body, Assessed)
    return replace(
        _if_ended(visit, line),
        assessment=line.body,
        assessed_at=line.happened_at,
        departures=(*visit.departures, *line.body.departures),
    )


def _place_given(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, PlaceGiven)
    visit = _here_again(visit)
    moves = visit.place != body.place
    return replace(
        visit,
        stage="using",
        stage_since=visit.stage_since if visit.stage == "using" else line.happened_at,
        with_staff=visit.with_staff if visit.stage == "using" else None,
        vacated=_vacated(visit, line.happened_at) if moves else visit.vacated,
        place=body.place,
        place_since=line.happened_at if moves else visit.place_since,
        seen_at=line.happened_at,
        departures=(*visit.departures, *body.departures),
    )


def _episode_started(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, EpisodeStarted)
    visit = _here_again(visit)
    episode = Episode(line.id, body.place, line.happened_at, body.preparations)
    return replace(
        visit,
        episodes=(*_end_episodes(visit, line.happened_at), episode),
        seen_at=line.happened_at,
        departures=(*visit.departures, *body.departures),
    )


def _episode_ended(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, EpisodeEnded)
    known = False
    episodes = []
    for episode in visit.episodes:
        if episode.id == body.episode:
            known = True
            # A visit that ended first closed its episode; what staff say of the use still counts.
            ended_at = line.happened_at if episode.ended_at is None else episode.ended_at
            episode = replace(episode, ended_at=ended_at, used=body.used)
        episodes.append(episode)
    if not known:
        return _review(visit, line, "no_such_episode")
    return replace(
        _if_ended(visit, line), episodes=tuple(episodes), departures=(*visit.departures, *body.departures)
    )


def _seen(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, Seen)
    return replace(
        _if_ended(visit, line),
        seen_at=line.happened_at,
        seen_state=body.state,
        departures=(*visit.departures, *body.departures),
    )


def _service_given(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, ServiceGiven)
    return replace(
        _if_ended(visit, line),
        services=(*visit.services, body.service),
        departures=(*visit.departures, *body.departures),
    )


def _supplies_given(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, SuppliesGiven)
    return replace(
        _if_ended(visit, line),
        supplies=(*visit.supplies, *((given.item, given.count) for given in body.items)),
        departures=(*visit.departures, *body.departures),
    )


def _visit_ended(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, VisitEnded)
    if visit.ended_at is not None:
        return _review(visit, line, "ended_twice")
    ended = _ended(visit, line.happened_at, body.how)
    return replace(ended, departures=(*visit.departures, *body.departures))


def _ended(visit: Visit, at: datetime, how: object) -> Visit:
    return replace(
        visit,
        stage="left",
        stage_since=at,
        with_staff=None,
        vacated=_vacated(visit, at),
        place=None,
        place_since=None,
        episodes=_end_episodes(visit, at),
        ended_at=at,
        ended_how=how,
        said_left_at=None,
        said_left_how=None,
    )


def _watch_missed(visit: Visit, line: Line) -> Visit:
    body = line.body
    assert isinstance(body, WatchMissed)
    return replace(visit, watches_missed=(*visit.watches_missed, (body.watch, body.level)))


def _contest_settled(visit: Visit, line: Line) -> Visit:
    """This visit gives way; or, of "left or here", what a person decided."""
    body = line.body
    assert isinstance(body, ContestSettled)
    if body.about == "left":
        return _settled_left(visit, line, body)
    if body.keeps == visit.id or visit.ended_at is not None:
        return _review(visit, line, "nothing_to_settle")
    if body.about == "person":
        settled = _ended(visit, line.happened_at, "closed_by_staff")
    elif body.about == f"place {visit.place}":
        # The place is another person's: nothing was vacated, so nothing has to be cleaned.
        using = any(episode.ended_at is None for episode in visit.episodes)
        settled = replace(
            visit,
            place=None,
            place_since=None,
            stage=visit.stage if using else "waiting",
            stage_since=visit.stage_since if using else line.happened_at,
        )
    else:
        return _review(visit, line, "nothing_to_settle")
    return replace(settled, settled=(*visit.settled, body.about))


def _settled_left(visit: Visit, line: Line, body: ContestSettled) -> Visit:
    if visit.said_left_at is None:
        return _review(visit, line, "nothing_to_settle")
    if body.keeps == visit.id:
        settled = replace(visit, said_left_at=None, said_left_how=None)
    else:
        settled = _ended(visit, visit.said_left_at, visit.said_left_how)
    return replace(settled, settled=(*visit.settled, "left"))


_STEPS: dict[str, Callable[[Visit, Line], Visit]] = {
    "visit-started": _visit_started,
    "stage-entered": _stage_entered,
    "assessed": _assessed,
    "place-given": _place_given,
    "episode-started": _episode_started,
    "episode-ended": _episode_ended,
    "seen": _seen,
    "service-given": _service_given,
    "supplies-given": _supplies_given,
    "visit-ended": _visit_ended,
    "watch-missed": _watch_missed,
    "contest-settled": _contest_settled,
}
