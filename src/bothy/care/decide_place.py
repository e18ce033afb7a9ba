"""What may happen with places: giving one, starting and ending an episode there."""

from msgspec.structs import replace

from bothy.care import board, restrictions
from bothy.care.bodies import EpisodeEnded, EpisodeStarted, PlaceGiven, PlaceSpec, Preparations, StageEntered
from bothy.care.body import Departure
from bothy.care.commands import GivePlace, Refusal, StartEpisode
from bothy.care.decide_visit import open_episode, place_departures
from bothy.care.house import Visit
from bothy.care.vocabulary import INHALED_ROUTES, INJECTED_ROUTES, Unasked
from bothy.care.wish import Case, Outcome, departure, refuse


def give_place(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, GivePlace)
    visit = case.visit()
    if visit is None:
        return refuse("unknown_visit")
    spec = next((spec for spec in case.house.specs if spec.number == body.place), None)
    if spec is None:
        return refuse("no_such_place", place=body.place)
    objection = _may_not_give(case, visit, body.place)
    if objection is not None and not case.command.acted:
        return objection
    preparations = _preparations(visit, body.preparations)
    given = PlaceGiven(
        place=body.place,
        departures=_departures(case, visit, spec, preparations, body.reason),
        contested=objection is not None,
    )
    wishes = (case.wish("place-given", given),)
    if not case.rules.episode_starts_with_place or open_episode(visit) is not None:
        return wishes
    started = EpisodeStarted(place=body.place, preparations=preparations)
    return (*wishes, case.wish("episode-started", started))


def _may_not_give(case: Case, visit: Visit, place: int) -> Refusal | None:
    if not visit.is_open:
        return refuse("visit_ended", at=case.clock(visit.ended_at))
    if visit.place == place:
        return refuse("has_this_place", place=place)
    others = [v for v in board.holders(case.house).get(place, ()) if v != visit.id]
    if others:
        since = case.house.visits[others[0]].place_since
        return refuse("place_taken", place=place, since=case.clock(since))
    said = case.house.places.get(place)
    if said is not None and said.status == "out_of_use":
        return refuse("place_out_of_use", place=place)
    return None


def _preparations(visit: Visit, said: Preparations | Unasked | None) -> Preparations | Unasked:
    """As said now, else as said in the assessment, else not asked."""
    if said is not None:
        return said
    return "not_asked" if visit.assessment is None else visit.assessment.preparations


def _departures(
    case: Case, visit: Visit, spec: PlaceSpec, preparations: Preparations | Unasked, reason: str
) -> tuple[Departure, ...]:
    found = list(place_departures(case, visit, reason))
    taken = spec.number in board.holders(case.house)
    if not taken and board.free_place_status(case.house, spec.number) == "being_cleaned":
        found.append(departure("place_not_cleaned", reason))
    routes: set[str] = set()
    if not isinstance(preparations, str):
        routes.update(preparation.route for preparation in preparations)
    routes -= {"declined", "not_asked", "not_known"}
    if routes - set(case.rules.routes):
        found.append(departure("route_not_allowed", reason))
    smoked_where_injected = spec.kind == "inject" and routes & INHALED_ROUTES
    injected_where_smoked = spec.kind == "smoke" and routes & INJECTED_ROUTES
    if smoked_where_injected or injected_where_smoked:
        found.append(departure("route_not_for_place", reason))
    barred = visit.person is not None and restrictions.standing(case.house, visit.person, case.at)
    if barred and "use" not in visit.purposes and restrictions.bars(barred, ("use",)):
        # At the door it was for something else; who came to use in spite of it has that said there.
        found.append(departure("restricted", reason))
    return tuple(found)


def start_episode(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, StartEpisode)
    visit = case.visit()
    if visit is None:
        return refuse("unknown_visit")
    place = visit.place
    if place is None and visit.episodes and case.command.acted:
        place = visit.episodes[-1].place
    if place is None:
        return refuse("give_a_place")
    objection = None
    if not visit.is_open:
        objection = refuse("visit_ended", at=case.clock(visit.ended_at))
    elif open_episode(visit) is not None:
        objection = refuse("episode_open")
    elif visit.place is None:
        objection = refuse("give_a_place")
    if objection is not None and not case.command.acted:
        return objection
    started = EpisodeStarted(
        place=place,
        preparations=_preparations(visit, body.preparations),
        contested=objection is not None,
    )
    return (case.wish("episode-started", started),)


def end_episode(case: Case) -> Outcome:
    """The episode ends, and with it the person leaves the place for aftercare, unless that is long told."""
    body = case.body
    assert isinstance(body, EpisodeEnded)
    visit = case.visit()
    if visit is None:
        return refuse("unknown_visit")
    ended = case.wish("episode-ended", body)
    current = open_episode(visit)
    still_there = visit.is_open and visit.stage == "using" and current is not None
    if not still_there or current is None or current.id != body.episode or case.at < current.started_at:
        return (ended,)
    aftercare = StageEntered(stage="aftercare", departures=place_departures(case, visit, ""))
    return (ended, replace(ended, kind="stage-entered", body=aftercare))
