"""The house rules prompt: what comes next, by the way that the emergency looks and by what was used."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bothy.care import board
from bothy.care.duties import duties
from bothy.care.pathway import pathway
from bothy.care.prompts import Prompt
from bothy.care.rules import GENERIC, SCOTLAND, Duty, EmergencyLadder
from bothy.care.watches import due, missed
from bothy.care.words import WORDS, label
from care.told import COCAINE, DOSE, HEROIN, OXYGEN, SLOW, SNOWBALL, WELL, Told


def test_oxygen_comes_first_then_naloxone_then_the_next_dose_not_before() -> None:
    told = Told(HEROIN)
    assert told.prompts(0)["look"].level == "soon"
    assert told.prompts(61)["look"].level == "now"
    told.at(10, "observe", SLOW)
    asked = told.prompts(11)
    assert {"ventilate", "oxygen"} <= set(asked)
    assert "naloxone" not in asked
    told.at(20, "act", OXYGEN)
    asked = told.prompts(21)
    assert "oxygen" not in asked
    assert asked["naloxone"].level == "now"
    told.at(30, "act", DOSE)
    assert told.prompts(40)["next_dose"].level == "wait"
    assert told.prompts(40)["next_dose"].due_at == told.start + timedelta(seconds=30 + 150)
    assert "next_dose" not in told.prompts(200), "nobody has looked since: look first"
    told.at(200, "observe", SLOW)
    assert told.prompts(201)["next_dose"].level == "now"
    told.at(210, "act", DOSE)
    told.at(400, "observe", WELL)
    after = told.prompts(401)
    assert "next_dose" not in after
    assert after["naloxone_watch"].due_at == told.start + timedelta(seconds=210, minutes=60)
    assert "naloxone_watch" not in told.prompts(210 + 3600)


def test_a_house_without_the_rule_does_not_wait_for_oxygen() -> None:
    rules = msgspec.structs.replace(SCOTLAND, emergency=EmergencyLadder(oxygen_first=False))
    told = Told(HEROIN, rules)
    told.at(10, "observe", SLOW)
    assert "naloxone" in told.prompts(11)
    assert "oxygen" not in told.prompts(11)


def test_after_as_many_doses_as_the_rules_say_think_again() -> None:
    told = Told(HEROIN)
    for n in range(3):
        told.at(10 + 160 * n, "act", DOSE)
        told.at(100 + 160 * n, "observe", SLOW)
    assert told.prompts(500)["doses_review"].values == (("doses", 3),)
    assert "next_dose" not in told.prompts(700)


@pytest.mark.parametrize(
    ("mix", "looks_like", "way"),
    [
        (HEROIN, None, "opioid"), (COCAINE, None, "stimulant"), (SNOWBALL, None, "both"),
        ("not_asked", None, "not_known"), ("not_asked", "stimulant", "stimulant"),
        (COCAINE, "opioid", "both"), (HEROIN, "faint", "opioid"), ("declined", "mixed", "both"),
    ],
)  # fmt: skip
def test_the_way_comes_from_what_it_looks_like_and_from_what_was_used(
    mix: object, looks_like: str | None, way: str
) -> None:
    told = Told(mix)
    if looks_like is not None:
        told.at(5, "say-presentation", {"presentation": looks_like})
    assert pathway(told.facility.house, told.emergency) == way


def test_heat_chest_pain_and_a_long_seizure_are_prompts_of_a_stimulant() -> None:
    told = Told(COCAINE)
    told.at(10, "observe", {"temperature_celsius": 38.7, "agitation": "agitated", "seizure": "started"})
    asked = told.prompts(11)
    assert {"cool", "calm", "seizure"} <= set(asked)
    assert asked["seizure"].level == "soon"
    assert "call_ambulance" not in asked
    asked = told.prompts(10 + 301)
    assert asked["seizure"].level == "now"
    assert asked["call_ambulance"].values == (("conditions", "long_seizure"),)
    told.at(400, "observe", {"chest_pain": True, "temperature_celsius": 40.3, "seizure": "stopped"})
    met = dict(told.prompts(401)["call_ambulance"].values)["conditions"]
    assert met == "long_seizure chest_pain hot"
    told.at(410, "act", {"action": "cooling"})
    assert "cool" not in told.prompts(411)
    only_opioid = Told(HEROIN)
    only_opioid.at(10, "observe", {"temperature_celsius": 38.7})
    assert "cool" not in only_opioid.prompts(11)


def test_a_mixture_gets_both_sets_of_prompts_and_a_stimulant_gets_naloxone_in_doubt() -> None:
    for mix, naloxone in ((SNOWBALL, "naloxone"), (COCAINE, "naloxone_if_mixed")):
        told = Told(mix)
        told.at(10, "observe", {**SLOW, "temperature_celsius": 39})
        told.at(11, "act", OXYGEN)
        assert {naloxone, "cool"} <= set(told.prompts(12))


def test_an_ambulance_is_asked_for_once_and_again_for_something_new() -> None:
    told = Told(COCAINE)
    told.at(10, "observe", {"chest_pain": True})
    assert "call_ambulance" in told.prompts(11)
    told.at(20, "move-ambulance", {"step": "not_called", "why": "person_declined"})
    assert "call_ambulance" not in told.prompts(21)
    told.at(30, "observe", {"breathing": "absent"})
    assert dict(told.prompts(31)["call_ambulance"].values)["conditions"] == "not_breathing"
    told.at(40, "move-ambulance", {"step": "called"})
    assert "call_ambulance" not in told.prompts(41)


def test_without_rules_of_its_own_a_house_is_asked_for_no_ambulance() -> None:
    told = Told(COCAINE, GENERIC)
    told.at(10, "observe", {"chest_pain": True, "breathing": "absent"})
    assert "call_ambulance" not in told.prompts(11)


def test_glucose_is_measured_and_given() -> None:
    told = Told(HEROIN)
    told.at(10, "observe", {"consciousness": "voice"})
    assert told.prompts(11)["measure_glucose"].level == "info"
    told.at(20, "observe", {"glucose_mmol_per_litre": 2.8})
    assert "measure_glucose" not in told.prompts(21)
    assert told.prompts(21)["give_glucose"].level == "now"
    told.at(30, "act", {"action": "glucose"})
    assert "give_glucose" not in told.prompts(31)


def test_a_drill_touches_nobody_and_misses_nothing() -> None:
    told = Told(HEROIN, drill=True)
    told.at(10, "observe", SLOW)
    told.at(20, "act", DOSE)
    house = told.facility.house
    visit = house.visits[told.visit]
    later = told.start + timedelta(minutes=30)
    assert board.emergency_of(house, visit) is None
    assert board.last_naloxone(house, visit) is None
    assert board.today(house, later).emergencies == 0
    assert told.prompts(61)["look"].level == "soon" and told.prompts(200)["look"].level == "now"
    assert any(one.subject == told.subject for one in due(house, later)), "screens say it is time to look"
    assert not any(one.subject == told.subject for one in missed(house, later)), "nothing real was missed"
    assert any(one.subject == told.visit for one in missed(house, later)), "the visit is watched as ever"
    assert duties(house, told.emergency) == ()


def test_every_prompt_condition_and_duty_has_words() -> None:
    for code in ("call_ambulance", "look", "next_dose", "naloxone_watch"):
        assert label("prompt", code)
    assert {key.split(".", 1)[1] for key in WORDS if key.startswith("prompt.")} == set(
        Prompt.__annotations__ and msgspec.inspect.type_info(Prompt).fields[0].type.values  # type: ignore[attr-defined]
    )
    names = [duty.name for duty in SCOTLAND.duties]
    assert len(set(names)) == len(names)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "x", "within_hours": 0}, Duty)
