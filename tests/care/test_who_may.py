"""Every act names who may do it; an emergency waits for nobody's PIN."""

from __future__ import annotations

import msgspec
import pytest

from bothy.care.commands import COMMANDS, FACTS, Actor, Refusal
from bothy.care.decide import DECIDERS, decide
from bothy.care.rules import EMERGENCY_ACTS, ROLES_FOR_ACTS, SCOTLAND
from care.command_bodies import BODIES
from support.acting import Facility


@pytest.mark.parametrize("kind", sorted(set(COMMANDS) - EMERGENCY_ACTS))
def test_an_act_needs_a_claim_and_a_role(kind: str, house: Facility) -> None:
    assert ROLES_FOR_ACTS[kind], "every act names who may do it"
    subject = house.id
    # An inspector may have a pack noted; an analyst does nothing but figures.
    other = next(role for role in ("inspector", "analyst") if role not in ROLES_FOR_ACTS[kind])
    for actor, code in ((Actor(), "no_claim"), (Actor(staff=house.staff, role=other), "role")):
        command = house.command(kind, subject, BODIES[kind])
        no = decide(house.house, command, actor, house.now)
        assert isinstance(no, Refusal)
        assert no.code == code, no


def test_the_house_rules_say_who_may() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, roles_for_acts={"give-place": ("shift_lead",)}))
    house.pass_minutes(60)
    no = house.refused("give-place", house.visit(), {"place": 1})
    assert no == Refusal("role", "A nurse may not do this. Ask one of: shift lead.")


def test_a_correction_needs_the_role_of_what_it_corrects(house: Facility) -> None:
    rules = next(line for line in house.lines if line.kind == "rules-signed")
    body = {"entry": rules.id, "reason": "stricter", "void": True}
    assert house.refused("correct", house.id, body).code == "role"


@pytest.mark.parametrize("kind", sorted(EMERGENCY_ACTS))
@pytest.mark.parametrize("known", [True, False])
def test_an_emergency_never_waits_for_a_pin(kind: str, known: bool, house: Facility) -> None:
    emergency = house.new_id()
    if known:
        house.tell("raise-emergency", emergency, {}, actor=Actor())
    house.tell(kind, emergency, BODIES[kind], actor=Actor())
    assert house.house.emergencies[emergency].raised_at is not None, "it is on every screen"


def test_every_command_has_a_decider() -> None:
    assert set(DECIDERS) == set(COMMANDS)
    assert set(COMMANDS) >= FACTS
    assert set(ROLES_FOR_ACTS) | EMERGENCY_ACTS == set(COMMANDS)
