"""What may happen in a visit: arriving, stages, assessment, seen, services, supplies, leaving."""

from datetime import datetime, timedelta
from uuid import UUID

from bothy.care import board, hours, restrictions, watches
from bothy.care.bodies import (
    Assessed,
    ContestSettled,
    EpisodeEnded,
    Seen,
    ServiceGiven,
    StageEntered,
    SuppliesGiven,
    VisitEnded,
    VisitStarted,
    WatchMissed,
)  # fmt: skip
from bothy.care.body import Departure
from bothy.care.commands import (
    EndVisit,
    EnterStage,
    GiveSupplies,
    MissWatch,
    Refusal,
    See,
    SettleContest,
    StartVisit,
)  # fmt: skip
from bothy.care.house import Episode, Visit
from bothy.care.stages import may_enter
from bothy.care.wish import Case, Outcome, Wish, departure, refuse
from bothy.care.words import label


def start_visit(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, StartVisit)
    if case.visit() is not None:
        return refuse("visit_exists")
    objection = _may_not_start(case, body)
    if objection is not None and not case.command.acted:
        return objection
    started = VisitStarted(
        person=body.person,
        purposes=body.purposes,
        departures=_start_departures(case, body),
        contested=objection is not None,
    )
    return (case.wish("visit-started", started),)


def _may_not_start(case: Case, body: StartVisit) -> Refusal | None:
    person = case.house.people.get(body.person)
    if person is None or person.registered_at is None:
        return refuse("unknown_person")
    if person.forgotten_at is not None:
        return refuse("person_forgotten")
    here = board.person_visits(case.house, body.person)
    if here:
        return refuse("already_here", since=case.clock(here[0].started_at))
    if not case.house.floor_open:
        return refuse("floor_closed")
    return None


def _start_departures(case: Case, body: StartVisit) -> tuple[Departure, ...]:
    found = []
    if board.in_house(case.house) >= case.rules.capacity_people:
        found.append(departure("over_capacity", body.reason))
    doors = hours.opening(case.house, case.at)
    if case.rules.opening_hours:
        if doors is None or not doors[0] <= case.at < doors[1]:
            found.append(departure("outside_opening_hours", body.reason))
        elif case.at > doors[1] - timedelta(minutes=case.rules.last_entry_minutes_before_close):
            found.append(departure("after_last_entry", body.reason))
    if restrictions.bars(restrictions.standing(case.house, body.person, case.at), body.purposes):
        found.append(departure("restricted", body.reason))
    return tuple(found)


def enter_stage(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, EnterStage)
    visit = case.visit()
    if visit is None:
        return refuse("unknown_visit")
    if body.stage == "left":
        return refuse("end_the_visit")
    if body.stage == "using":
        return refuse("give_a_place")
    if visit.is_open and visit.stage == body.stage and visit.with_staff == body.with_staff:
        return refuse("already_in_stage")
    objection = _may_not_enter(case, visit, body)
    if objection is not None and not case.command.acted:
        return objection
    entered = StageEntered(
        stage=body.stage,
        with_staff=body.with_staff,
        departures=place_departures(case, visit, body.reason),
        contested=objection is not None,
    )
    return (*end_open_episode(case, visit), case.wish("stage-entered", entered))


def _may_not_enter(case: Case, visit: Visit, body: EnterStage) -> Refusal | None:
    if not visit.is_open:
        return refuse("visit_ended", at=case.clock(visit.ended_at))
    if visit.stage != body.stage and not may_enter(visit.stage, body.stage):
        now, then = label("stage", visit.stage), label("stage", body.stage)
        return refuse("stage_does_not_follow", now=now, then=then)
    return None


def open_episode(visit: Visit) -> Episode | None:
    return next((episode for episode in visit.episodes if episode.ended_at is None), None)


def end_open_episode(case: Case, visit: Visit) -> tuple[Wish, ...]:
    """What follows an episode that nobody ended ends it; nobody is made to guess whether they used."""
    episode = open_episode(visit)
    if episode is None:
        return ()
    return (case.wish("episode-ended", EpisodeEnded(episode=episode.id, used="not_known")),)


def place_departures(case: Case, visit: Visit, reason: str) -> tuple[Departure, ...]:
    """Leaving a place later than the house allows."""
    limit = case.rules.limits.place_limit_minutes
    if visit.place_since is None or limit is None:
        return ()
    if case.at - visit.place_since <= timedelta(minutes=limit):
        return ()
    return (departure("over_place_limit", reason),)


def assess(case: Case) -> Outcome:
    assert isinstance(case.body, Assessed)
    if case.visit() is None:
        return refuse("unknown_visit")
    return (case.wish("assessed", case.body),)


def see(case: Case) -> Outcome:
    """One line a visit: a round is many looks. A visit that nobody knows does not spoil the others."""
    body = case.body
    assert isinstance(body, See)
    seen = Seen(state=body.state, round=body.round)
    known = dict.fromkeys(visit for visit in body.visits if case.visit(visit) is not None)
    if not known:
        return refuse("unknown_visit")
    return tuple(case.wish("seen", seen, visit) for visit in known)


def give_service(case: Case) -> Outcome:
    assert isinstance(case.body, ServiceGiven)
    if case.visit() is None:
        return refuse("unknown_visit")
    return (case.wish("service-given", case.body),)


def give_supplies(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, GiveSupplies)
    if case.visit() is None:
        return refuse("unknown_visit")
    barred = any(given.item in case.rules.barred_supplies for given in body.items)
    given = SuppliesGiven(
        items=body.items,
        for_others=body.for_others,
        returned=body.returned,
        departures=(departure("barred_supply", body.reason),) if barred else (),
    )
    return (case.wish("supplies-given", given),)


def end_visit(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, EndVisit)
    visit = case.visit()
    if visit is None:
        return refuse("unknown_visit")
    contested = not visit.is_open
    if contested and not case.command.acted:
        return refuse("visit_ended", at=case.clock(visit.ended_at))
    departures = (*place_departures(case, visit, body.reason), *_leaving_departures(case, visit, body))
    if contested:
        # Who said first that they went answered for how; the place and the stage tell nothing any more.
        departures = ()
    ended = VisitEnded(how=body.how, departures=departures, contested=contested)
    return (*end_open_episode(case, visit), case.wish("visit-ended", ended))


def _leaving_departures(case: Case, visit: Visit, body: EndVisit) -> tuple[Departure, ...]:
    """Going before the house would let them: after use, and after naloxone."""
    if body.how in ("to_hospital", "died"):
        return ()
    found = []
    limits = case.rules.limits
    if visit.episodes:
        since = visit.stage_since if visit.stage == "aftercare" and visit.stage_since else case.at
        if case.at - since < timedelta(minutes=limits.aftercare_minimum_minutes):
            found.append(departure("before_aftercare_minimum", body.reason))
    naloxone = board.last_naloxone(case.house, visit)
    if naloxone and case.at - naloxone < timedelta(minutes=limits.after_naloxone_watch_minutes):
        found.append(departure("before_naloxone_watch_over", body.reason))
    return tuple(found)


def miss_watch(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, MissWatch)
    held = case.visit() or case.emergency()
    if held is None:
        return refuse("unknown_subject")
    if (body.watch, body.level) in held.watches_missed:
        return refuse("watch_recorded")
    if not watches.stands(case.house, case.subject, body.watch, case.now):
        # Between the house's look at its watches and this, somebody looked at the person.
        return refuse("watch_over")
    missed = WatchMissed(
        watch=body.watch,
        rule=body.rule,
        level=body.level,
        due_at=body.due_at,
        out_of_contact=body.out_of_contact,
    )
    return (case.wish("watch-missed", missed),)


def settle_contest(case: Case) -> Outcome:
    """A person says which of two truths holds; the visits that give way each get a line."""
    body = case.body
    assert isinstance(body, SettleContest)
    for contest in board.contests(case.house):
        named = {case.subject, body.keeps} & set(contest.visits)
        if contest.about == body.about and (named or body.about.startswith("place ")):
            break
    else:
        return refuse("nothing_to_settle")
    if body.keeps is not None and body.keeps not in contest.visits:
        return refuse("keeps_not_in_contest")
    if body.about == "person" and body.keeps is None:
        return refuse("say_which_visit_stays")
    settled = ContestSettled(about=body.about, keeps=body.keeps, reason=body.reason)
    gives_way = [v for v in contest.visits if v != body.keeps or body.about == "left"]
    return tuple(Wish("contest-settled", v, settled, _after_all(case, v)) for v in gives_way)


def _after_all(case: Case, visit: UUID) -> datetime:
    """Settling comes after all that it settles, whatever the clocks of the tablets said."""
    latest = case.house.open_visits[visit].lines[-1].happened_at
    return max(case.at, latest + timedelta(milliseconds=1))
