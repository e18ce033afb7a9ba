"""A publication: checked, signed once, and what may be said of it afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from bothy.care.commands import Actor, Refusal
from bothy.care.decide import decide
from bothy.care.rules import SCOTLAND
from support.acting import Facility

WHAT = {"set": "thistle", "since": "2025-01", "until": "2025-08", "number": 1, "digest": "ab" * 32, "sha256": "cd" * 32}
ANALYST = Actor(staff=UUID(int=51), role="analyst")
MANAGER = Actor(staff=UUID(int=52), role="manager")


def said(house: Facility, kind: str, subject: UUID, body: dict[str, Any], actor: Actor) -> Any:
    """The refusal's code, or the bodies that were written."""
    answer = decide(house.house, house.command(kind, subject, body), actor, house.now, house.recall)
    if isinstance(answer, Refusal):
        return answer.code
    for wish in answer:
        house.write(wish, house.new_id(), actor)
    return [wish.body for wish in answer]


def test_what_one_checked_another_signs(house: Facility) -> None:
    one = house.new_id()
    assert said(house, "sign-publication", one, WHAT, MANAGER) == "publication_not_checked"
    said(house, "check-publication", one, WHAT, ANALYST)
    (signed,) = said(house, "sign-publication", one, {**WHAT, "made_with": "Bothy 1"}, MANAGER)
    assert signed.sha256 == "cd" * 32 and signed.departures == ()


def test_other_bytes_than_those_checked_are_not_signed(house: Facility) -> None:
    one = house.new_id()
    said(house, "check-publication", one, WHAT, ANALYST)
    for other in ({"sha256": "ee" * 32}, {"number": 2}, {"until": "2025-09"}, {"digest": "ff" * 32}):
        assert said(house, "sign-publication", one, {**WHAT, **other}, MANAGER) == "publication_not_checked"


def test_one_person_may_do_both_and_the_record_says_so(house: Facility) -> None:
    one = house.new_id()
    said(house, "check-publication", one, WHAT, MANAGER)
    (signed,) = said(house, "sign-publication", one, {**WHAT, "reason": "nobody else is here"}, MANAGER)
    assert [(one.rule, one.reason) for one in signed.departures] == [("signed_by_checker", "nobody else is here")]


def test_it_is_signed_once(house: Facility) -> None:
    one = house.new_id()
    said(house, "check-publication", one, WHAT, ANALYST)
    said(house, "sign-publication", one, WHAT, MANAGER)
    assert said(house, "sign-publication", one, WHAT, MANAGER) == "publication_already_signed"
    assert said(house, "check-publication", one, WHAT, ANALYST) == "publication_already_signed"


def test_only_what_is_out_is_sent_or_withdrawn(house: Facility) -> None:
    one = house.new_id()
    sent, withdrawn = {"to": "the partnership", "how": "email"}, {"why": "wrong_figures"}
    assert said(house, "send-publication", one, sent, ANALYST) == "publication_not_signed"
    assert said(house, "withdraw-publication", one, withdrawn, MANAGER) == "publication_not_signed"
    said(house, "check-publication", one, WHAT, ANALYST)
    said(house, "sign-publication", one, WHAT, MANAGER)
    assert said(house, "send-publication", one, sent, ANALYST)[0].to == "the partnership"
    assert said(house, "withdraw-publication", one, withdrawn, MANAGER)[0].why == "wrong_figures"
    assert said(house, "send-publication", one, sent, ANALYST) == "publication_withdrawn"


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("check-publication", {"analyst", "manager"}), ("sign-publication", {"manager"}),
        ("withdraw-publication", {"manager"}), ("send-publication", {"analyst", "manager"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "role", ["reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator"]
)
def test_each_step_is_for_its_roles(kind: str, roles: set[str], role: Any, house: Facility) -> None:
    body = {"send-publication": {"to": "x", "how": "email"}, "withdraw-publication": {"why": "other"}}.get(kind, WHAT)
    answer = said(house, kind, house.new_id(), body, Actor(staff=UUID(int=9), role=role))
    assert (answer == "role") == (role not in roles)


def test_the_house_rules_may_have_it_otherwise() -> None:
    rules = msgspec.structs.replace(SCOTLAND, roles_for_acts={"sign-publication": ("administrator",)})
    house = Facility(rules=rules)
    assert said(house, "sign-publication", house.new_id(), WHAT, MANAGER) == "role"


def test_nothing_is_published_from_a_tablet(house: Facility) -> None:
    tablet = Actor(staff=UUID(int=52), role="manager", device=UUID(int=7))
    for kind in ("check-publication", "sign-publication"):
        assert said(house, kind, house.new_id(), WHAT, tablet) == "office_only"


def test_a_draft_cannot_rest_on_what_is_not_written_yet(house: Facility) -> None:
    ahead = {**WHAT, "number": house.house.number + 1}
    assert said(house, "check-publication", house.new_id(), ahead, ANALYST) == "publication_ahead"


def test_what_was_signed_is_nobodys_to_correct(house: Facility) -> None:
    one = house.new_id()
    said(house, "check-publication", one, WHAT, ANALYST)
    said(house, "sign-publication", one, WHAT, MANAGER)
    signed = house.lines[-1]
    body = {"entry": str(signed.id), "reason": "other figures", "void": True}
    assert said(house, "correct", one, body, MANAGER) == "nothing_to_correct"


def test_a_publication_is_nothing_of_the_board(house: Facility) -> None:
    before = house.house
    one = house.new_id()
    said(house, "check-publication", one, WHAT, ANALYST)
    said(house, "sign-publication", one, WHAT, MANAGER)
    assert msgspec.structs.replace(house.house, number=before.number, swept_at=before.swept_at) == before
