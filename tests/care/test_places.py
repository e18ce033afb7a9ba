"""A place is given to one person, cleaned between two, and with it begins what is used there."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bothy.care import board
from bothy.care.bodies import (
    EpisodeStarted,
    PlaceGiven,
    StageEntered,
)
from bothy.care.commands import Refusal
from bothy.care.rules import INHALATION, SCOTLAND
from bothy.care.wish import contested
from support.acting import Facility, departures


def test_a_place_is_never_given_twice(house: Facility) -> None:
    house.in_place(3)
    no = house.refused("give-place", house.visit(), {"place": 3})
    assert no == Refusal("place_taken", "Place 3 is taken by another person since 10:00. Give another place.")


def test_a_place_given_twice_by_tablets_cut_off_is_contested_until_settled(house: Facility) -> None:
    first = house.in_place(3)
    second = house.visit()
    given = house.tell("give-place", second, {"place": 3}, acted=True)
    assert isinstance(given[0].body, PlaceGiven)
    assert given[0].body.contested
    (contest,) = board.contests(house.house)
    assert contest.about == "place 3"
    assert set(contest.visits) == {first, second}
    # Later facts attach to both.
    house.tell("see", second, {"visits": [first, second], "round": True})
    house.tell("settle-contest", first, {"about": "place 3", "keeps": second})
    assert board.contests(house.house) == ()
    assert board.holders(house.house) == {3: (second,)}
    assert house.house.visits[first].is_open


def test_settling_comes_after_all_that_it_settles(house: Facility) -> None:
    """The tablet on which it is settled may run behind those that gave the place."""
    first, second = house.in_place(3), house.visit()
    house.tell("give-place", second, {"place": 3}, acted=True)
    given = house.lines[-1].happened_at
    body = {"about": "place 3", "keeps": first}
    (settled,) = house.tell("settle-contest", first, body, at=given - timedelta(minutes=5))
    assert settled.happened_at > given
    assert board.contests(house.house) == ()
    assert board.holders(house.house) == {3: (first,)}
    assert house.house.visits[second].reviews == ()


def test_a_contest_ends_when_one_of_them_moves_on(house: Facility) -> None:
    first = house.in_place(3)
    house.tell("give-place", house.visit(), {"place": 3}, acted=True)
    house.tell("give-place", first, {"place": 5})
    assert board.contests(house.house) == ()


def test_a_contested_answer_is_known_as_such(house: Facility) -> None:
    house.in_place(3)
    answer = house.ask("give-place", house.visit(), {"place": 3}, acted=True)
    assert not isinstance(answer, Refusal)
    assert contested(answer)
    answer = house.ask("give-place", house.visit(), {"place": 4}, acted=True)
    assert not isinstance(answer, Refusal)
    assert not contested(answer)


def test_there_is_no_place_that_is_not_in_the_house(house: Facility) -> None:
    assert house.refused("give-place", house.visit(), {"place": 9}, acted=True).code == "no_such_place"


def test_a_place_out_of_use_is_not_given(house: Facility) -> None:
    house.tell("change-place", house.id, {"place": 2, "status": "out_of_use"})
    assert house.refused("give-place", house.visit(), {"place": 2}).code == "place_out_of_use"


def test_a_place_is_cleaned_between_two_people(house: Facility) -> None:
    visit = house.in_place(4)
    assert board.place_status(house.house, 4) == "taken"
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    assert board.place_status(house.house, 4) == "being_cleaned"
    early = house.tell("give-place", house.visit(), {"place": 4, "reason": "wiped"})
    assert departures(early[0].body) == ["place_not_cleaned"]


def test_a_place_said_to_be_ready_is_ready(house: Facility) -> None:
    visit = house.in_place(4)
    house.tell("end-visit", visit)
    house.tell("change-place", house.id, {"place": 4, "status": "ready"})
    assert board.place_status(house.house, 4) == "ready"
    given = house.tell("give-place", house.visit(), {"place": 4})
    assert departures(given[0].body) == []


def test_ready_told_late_does_not_clean_what_was_used_since(house: Facility) -> None:
    at = house.now
    house.pass_minutes(5)
    house.tell("end-visit", house.in_place(4))
    house.tell("change-place", house.id, {"place": 4, "status": "ready"}, at=at)
    assert board.place_status(house.house, 4) == "being_cleaned"


def test_moving_to_another_place_goes_on_with_the_episode(house: Facility) -> None:
    visit = house.in_place(1)
    lines = house.tell("give-place", visit, {"place": 2})
    assert [line.kind for line in lines] == ["place-given"]
    assert len(house.house.visits[visit].episodes) == 1
    assert board.place_status(house.house, 1) == "being_cleaned"


def test_smoking_in_an_injecting_place_is_recorded_not_blocked(house: Facility) -> None:
    body = {"place": 1, "preparations": [{"substances": ["crack"], "route": "pipe"}], "reason": "insisted"}
    given = house.tell("give-place", house.visit(), body)
    assert departures(given[0].body) == ["route_not_allowed", "route_not_for_place"]
    assert given[0].body.departures[0].reason == "insisted"  # type: ignore[attr-defined]


def test_where_the_rules_allow_it_smoking_in_a_smoking_place_is_no_departure() -> None:
    house = Facility(rules=INHALATION)
    house.pass_minutes(120)
    specs = tuple(
        msgspec.structs.replace(spec, kind="smoke") if spec.number == 1 else spec
        for spec in house.house.specs
    )
    house.house = msgspec.structs.replace(house.house, specs=specs)
    body = {"place": 1, "preparations": [{"substances": ["crack"], "route": "pipe"}]}
    assert departures(house.tell("give-place", house.visit(), body)[0].body) == []


# --- episodes and stages ---


def test_the_episode_starts_with_the_place_and_what_was_said_in_the_assessment(house: Facility) -> None:
    visit = house.visit()
    house.tell("assess", visit, {"preparations": [{"substances": ["heroin", "cocaine"], "route": "vein"}]})
    _, started = house.tell("give-place", visit, {"place": 1})
    assert isinstance(started.body, EpisodeStarted)
    assert started.body.preparations[0].substances == ("heroin", "cocaine")  # type: ignore[union-attr]


def test_nobody_guesses_what_was_not_asked(house: Facility) -> None:
    _, started = house.tell("give-place", house.visit(), {"place": 1})
    assert started.body.preparations == "not_asked"  # type: ignore[attr-defined]


def test_a_house_may_start_the_episode_by_itself_later() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, episode_starts_with_place=False))
    house.pass_minutes(60)
    visit = house.in_place(1)
    assert house.house.visits[visit].episodes == ()
    house.tell("start-episode", visit)
    assert house.refused("start-episode", visit).code == "episode_open"
    assert len(house.house.visits[visit].episodes) == 1


def test_ending_the_episode_leads_to_aftercare_and_frees_the_place(house: Facility) -> None:
    visit = house.in_place(1)
    episode = house.house.visits[visit].episodes[0].id
    house.pass_minutes(20)
    lines = house.tell("end-episode", visit, {"episode": episode, "used": "no"})
    assert [line.kind for line in lines] == ["episode-ended", "stage-entered"]
    held = house.house.visits[visit]
    assert (held.stage, held.place, held.episodes[0].used) == ("aftercare", None, "no")


def test_ending_an_episode_long_ended_moves_nobody(house: Facility) -> None:
    visit = house.in_place(1)
    first = house.house.visits[visit].episodes[0].id
    house.tell("end-episode", visit, {"episode": first})
    house.tell("give-place", visit, {"place": 2})
    assert [line.kind for line in house.tell("end-episode", visit, {"episode": first})] == ["episode-ended"]
    assert house.house.visits[visit].place == 2


def test_leaving_the_place_ends_the_episode_without_a_guess(house: Facility) -> None:
    visit = house.in_place(1)
    lines = house.tell("enter-stage", visit, {"stage": "aftercare"})
    assert [line.kind for line in lines] == ["episode-ended", "stage-entered"]
    assert house.house.visits[visit].episodes[0].used == "not_known"


def test_nobody_uses_without_a_place(house: Facility) -> None:
    visit = house.visit()
    assert house.refused("enter-stage", visit, {"stage": "using"}).code == "give_a_place"
    assert house.refused("start-episode", visit).code == "give_a_place"


def test_too_long_in_a_place_is_recorded(house: Facility) -> None:
    visit = house.in_place(1)
    house.pass_minutes(46)
    entered = house.tell("enter-stage", visit, {"stage": "aftercare"})[-1].body
    assert isinstance(entered, StageEntered)
    assert departures(entered) == ["over_place_limit"]
