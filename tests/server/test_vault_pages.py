"""The vault's pages: who may look, what is written before anything is shown, and what stands nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.open_house import LEAD, command, say
from support.vault_house import (  # noqa: F401  (fixtures)
    NAME,
    TELEPHONE,
    entries,
    form_of,
    keep_identity,
    look,
    quick_passwords,
    register,
    vault,
)


@pytest.fixture
def house(quick_passwords: None, facility: Any, vault: Any, office: Callable[..., Any]) -> Any:  # noqa: F811
    """A person with an identity kept; `browser(role)` signs somebody in, `holder` holds the permission."""
    from types import SimpleNamespace

    from bothy.people.vault import permission

    person = register(facility)
    holder = office("nurse")
    permission.give(holder.staff, None)
    assert keep_identity(holder, person).status_code == 302
    return SimpleNamespace(facility=facility, person=person, holder=holder, browser=office, page=f"/office/vault/{person}")


def written(house: Any, kind: str) -> list[Any]:
    return [one for one in entries(house.facility) if one.kind == kind and one.subject == house.person]


def shows(answer: Any) -> bool:
    return NAME in answer.content.decode() or "Quillfeather" in answer.content.decode()


def test_nothing_is_shown_before_a_reason_stands_in_the_journal(house: Any) -> None:
    assert not shows(house.holder.get(house.page))
    for reason in ("", "curiosity"):
        refused = look(house.holder, house.person, reason=reason)
        assert refused.status_code == 400 and not shows(refused) and "Say why first" in refused.content.decode()
    assert written(house, "vault-opened") == []
    seen = look(house.holder, house.person)
    assert seen.status_code == 200 and shows(seen)
    assert "no-store" in seen.headers["Cache-Control"]
    (line,) = written(house, "vault-opened")
    assert (line.body.part, line.body.reason, line.body.break_glass, line.staff) == ("identity", "treatment", False, house.holder.staff.id)


def test_when_the_journal_cannot_write_nothing_is_opened(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is what counts: the box is not even opened before the entry is on the disk."""
    from bothy.intake.errors import StorageFault
    from bothy.server.office.vault import look as page

    opened: list[Any] = []
    monkeypatch.setattr(page, "open_part", lambda *told: opened.append(told))

    def full(*_: Any, **__: Any) -> Any:
        raise StorageFault("The disk is full.")

    monkeypatch.setattr(house.facility.writer, "submit", full)
    answer = look(house.holder, house.person)
    assert answer.status_code == 503 and "The disk is full." in answer.content.decode() and opened == []


def test_a_look_can_be_shown_again_until_its_time_is_over_and_by_nobody_else(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.server import running
    from bothy.server.office.vault import look as page

    id = str(uuid4())
    assert shows(look(house.holder, house.person, command=id))
    assert shows(look(house.holder, house.person, command=id, reason="")), "reloaded"
    assert len(written(house, "vault-opened")) == 1
    other = house.browser("shift_lead")
    assert not shows(look(other, house.person, command=id, glass="yes"))
    later = running.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(page, "now", lambda: later)
    over = look(house.holder, house.person, command=id)
    assert over.status_code == 410 and not shows(over) and "That look is over" in over.content.decode()


def test_one_look_is_for_one_part_of_one_person(house: Any) -> None:
    other, id = register(house.facility, "Wren", "elm-otter-3"), str(uuid4())
    keep_identity(house.holder, other, full_name="Somebody Else")
    assert shows(look(house.holder, house.person, command=id))
    assert look(house.holder, other, command=id).status_code == 403


@pytest.mark.parametrize("role", ["reception", "worker", "manager", "analyst", "inspector", "administrator"])
def test_no_role_opens_the_vault_by_itself(house: Any, role: str) -> None:
    answer = look(house.browser(role), house.person, glass="yes")
    assert answer.status_code == 403 and not shows(answer) and written(house, "vault-opened") == []


def test_the_permission_is_given_by_name_by_somebody_else_and_taken_back_at_once(house: Any) -> None:
    from bothy.people.models import Staff
    from bothy.people.setup import add_office_user, add_staff

    manager = house.browser("manager")
    mine = manager.post("/office/vault/allow", {"staff": str(manager.staff.id), "command": str(uuid4())})
    assert mine.status_code == 400 and "Nobody gives this permission to themselves" in mine.content.decode()
    assert look(manager, house.person).status_code == 403
    administrator = house.browser("administrator")
    assert administrator.post("/office/vault/allow", {"staff": str(manager.staff.id), "command": str(uuid4())}).status_code == 302
    assert shows(look(manager, house.person))
    reception = add_staff("Robin", "reception", "4817")
    add_office_user(reception, "robin", "a tall stool by the window")
    assert administrator.post("/office/vault/allow", {"staff": str(reception.id), "command": str(uuid4())}).status_code == 400
    assert administrator.post("/office/vault/disallow", {"staff": str(manager.staff.id), "command": str(uuid4())}).status_code == 302
    assert look(manager, house.person).status_code == 403
    changes = [one for one in entries(house.facility) if one.kind == "access-changed" and one.body.whose == manager.staff.id]
    assert [one.body.what for one in changes] == ["vault_given", "vault_taken_back"]
    # A permission does not outlive the role that may have it.
    Staff.objects.filter(id=house.holder.staff.id).update(role="analyst")
    assert look(house.holder, house.person).status_code == 403


def test_broken_glass_is_short_announced_and_reviewed_by_somebody_else(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.server import running
    from bothy.server.office.vault import look as page

    lead, id = house.browser("shift_lead"), str(uuid4())
    assert not shows(look(lead, house.person)), "not without saying so"
    assert written(house, "vault-opened") == []
    seen = look(lead, house.person, glass="yes", command=id, reason="safeguarding")
    assert shows(seen) and "Put it right" not in seen.content.decode()
    (line,) = written(house, "vault-opened")
    assert line.body.break_glass and line.body.until - line.happened_at == timedelta(minutes=15)

    manager = house.browser("manager")
    assert "1 opened without the permission, to be reviewed" in manager.get("/office/").content.decode()
    listed = manager.get("/office/vault/").content.decode()
    assert "Someone shift_lead" in listed and "safeguarding" in listed and not shows(manager.get("/office/vault/"))

    later = running.now() + timedelta(minutes=16)
    monkeypatch.setattr(page, "now", lambda: later)
    assert look(lead, house.person, glass="yes", command=id).status_code == 410
    monkeypatch.undo()
    assert shows(look(lead, house.person, glass="yes")), "a new look, with an entry and a review of its own"
    assert "2 opened without the permission" in manager.get("/office/").content.decode()

    address = f"/office/vault/{house.person}/review/{line.id}"
    assert manager.post(address, {"finding": "to_be_looked_into", "command": str(uuid4())}).status_code == 302
    assert "2 opened without the permission" in manager.get("/office/").content.decode(), "it is not over yet"
    assert manager.post(address, {"finding": "in_order", "command": str(uuid4())}).status_code == 302
    assert "1 opened without the permission" in manager.get("/office/").content.decode()
    assert manager.post(address, {"finding": "splendid", "command": str(uuid4())}).status_code == 400
    ordinary = look(house.holder, house.person)
    assert shows(ordinary)
    with_permission = next(one for one in written(house, "vault-opened") if not one.body.break_glass)
    refused = manager.post(f"/office/vault/{house.person}/review/{with_permission.id}", {"finding": "in_order", "command": str(uuid4())})
    assert refused.status_code == 400


def test_nobody_reviews_their_own_look_nor_takes_it_back(house: Any) -> None:
    from bothy.people.models import Staff

    lead = house.browser("shift_lead")
    look(lead, house.person, glass="yes")
    (line,) = written(house, "vault-opened")
    Staff.objects.filter(id=lead.staff.id).update(role="manager")
    answer = lead.post(f"/office/vault/{house.person}/review/{line.id}", {"finding": "in_order", "command": str(uuid4())})
    assert answer.status_code == 400 and "Somebody else has to review" in answer.content.decode()
    from bothy.care.commands import Actor

    void = command("correct", house.person, {"entry": str(line.id), "reason": "entered wrongly", "void": True})
    (answer,) = say(house.facility, void, actor=Actor(staff=lead.staff.id, role="shift_lead"))
    assert answer.refusal.code == "look_stands"


def test_the_longest_time_is_what_the_house_rules_say(house: Any) -> None:
    from datetime import UTC, datetime

    for minutes, taken in ((15, True), (16, False), (-1, False)):
        now = datetime.now(UTC).replace(microsecond=0)
        body = {"part": "identity", "reason": "emergency", "break_glass": True, "until": (now + timedelta(minutes=minutes)).isoformat()}
        (answer,) = say(house.facility, command("open-vault", house.person, body, happened_at=now), actor=LEAD)
        assert (answer.refusal is None) is taken, minutes


def test_what_is_kept_can_be_put_in_by_any_nurse_and_changed_only_by_who_may_look(house: Any) -> None:
    lead = house.browser("shift_lead")
    told = {"telephone": TELEPHONE, "no_message": "on", "reason": "contact_asked_for", "command": str(uuid4())}
    assert lead.post(f"{house.page}/contact/keep", told).status_code == 302
    assert keep_identity(lead, house.person, full_name="Changed").status_code == 403
    assert lead.post(f"{house.page}/identity/remove", {"reason": "entered_wrongly", "command": str(uuid4())}).status_code == 403
    seen = look(house.holder, house.person, "contact").content.decode()
    assert TELEPHONE in seen and "Do not leave a message" in seen
    assert keep_identity(house.holder, house.person, full_name="Ariadne Thistledown").status_code == 302
    assert "Thistledown" in look(house.holder, house.person).content.decode()
    assert house.holder.post(f"{house.page}/identity/remove", {"reason": "entered_wrongly", "command": str(uuid4())}).status_code == 302
    assert look(house.holder, house.person).status_code == 404
    assert [(one.body.part, one.body.act) for one in written(house, "vault-kept")] == [
        ("identity", "kept"), ("contact", "kept"), ("identity", "changed"), ("identity", "removed")
    ]  # fmt: skip


def test_a_number_with_a_slip_is_asked_about_once_and_never_forced(house: Any) -> None:
    slip = {"number_kind": "chi", "number": "040381 0001"}
    asked = keep_identity(house.holder, house.person, **slip)
    assert asked.status_code == 400 and "Look at it again" in asked.content.decode()
    assert keep_identity(house.holder, house.person, **slip, number_doubted="on").status_code == 302
    assert "0403810001 (as told; it does not fit)" in look(house.holder, house.person).content.decode()
    assert keep_identity(house.holder, house.person, number_kind="chi", number="").status_code == 302


@pytest.mark.parametrize("wrong", [{"full_name": "", "born": ""}, {"born": "1750-01-01"}, {"born": "yesterday"}, {"reason": ""}, {"command": "x"}, {"full_name": "x" * 201}])
def test_a_form_that_cannot_be_taken_says_why(house: Any, wrong: dict[str, str]) -> None:
    assert keep_identity(house.holder, house.person, **wrong).status_code == 400
    assert shows(look(house.holder, house.person)), "what was kept stands"


def test_a_missing_key_is_a_sentence_and_no_entry(house: Any, vault: Any) -> None:  # noqa: F811
    aside = (vault / "vault.key").rename(vault / "aside.key")
    try:
        for answer in (look(house.holder, house.person), keep_identity(house.holder, house.person)):
            assert answer.status_code == 503 and "Bring it back from the backup" in answer.content.decode()
        assert "Bring it back from the backup" in house.holder.get(house.page).content.decode()
        assert written(house, "vault-opened") == []
    finally:
        aside.rename(vault / "vault.key")
    assert shows(look(house.holder, house.person))


def test_consent_needs_no_identity_and_a_withdrawal_holds_at_once(house: Any) -> None:
    from bothy.care.consents import consents
    from bothy.people.vault import sheets
    from bothy.server.office.register_lines import of_person

    person = register(house.facility, "Wren", "elm-otter-3")
    sheet = sheets.add("evaluation", "2026-1", "We would like to use what is recorded to see whether this house does good.", None)
    worker = house.browser("worker")
    address = f"/office/vault/{person}/consent"

    def say_it(**told: str) -> Any:
        return worker.post(address, {"to": "evaluation", "version": "2026-1", "command": str(uuid4()), **told})

    def stands() -> Any:
        return consents(of_person(house.facility.house, person))["evaluation"]

    assert stands().word == "not_asked" and not stands().stands
    assert say_it(word="withdrawn").status_code == 400, "nothing was agreed to"
    assert say_it(word="perhaps").status_code == 400 and say_it(word="given", version="2025-9").status_code == 400
    assert say_it(word="given", on="2999-01-01").status_code == 400
    assert say_it(word="given", on="2026-11-02").status_code == 302
    given = stands()
    assert given.stands and given.sheet == sheet.sha256 and str(given.on) == "2026-11-02" and given.by == worker.staff.id
    assert say_it(word="withdrawn", version="").status_code == 302
    gone = stands()
    assert not gone.stands and gone.word == "withdrawn" and str(gone.given_on) == "2026-11-02" and gone.version == "2026-1"
    page = worker.get(f"/office/vault/{person}").content.decode()
    assert "withdrawn" in page and "2 November 2026" in page


def test_a_sheet_is_never_changed(house: Any) -> None:
    from bothy.people.vault.models import Sheet

    manager = house.browser("manager")
    told = {"to": "linkage", "version": "1", "text": "Words."}
    assert manager.post("/office/vault/sheet", told).status_code == 302
    again = manager.post("/office/vault/sheet", {**told, "text": "Other words."})
    assert again.status_code == 400 and "never changed" in again.content.decode()
    assert Sheet.objects.get().text == "Words."
    for wrong in ({"version": "<b>"}, {"text": " "}, {"to": "everything"}):
        assert manager.post("/office/vault/sheet", {**told, "version": "2", **wrong}).status_code == 400


def test_finding_somebody_leaves_no_name_in_an_address(house: Any) -> None:
    found = house.holder.post("/office/vault/", {"q": "lark"})
    assert f"/office/vault/{house.person}" in found.content.decode()
    assert f"/office/vault/{house.person}" not in house.holder.get("/office/vault/?q=lark").content.decode()
    assert "Nobody is known here" in house.holder.post("/office/vault/", {"q": "zzzz"}).content.decode()


def test_whoever_was_linked_has_one_page_with_all_that_is_kept(house: Any) -> None:
    other = uuid4()
    import json

    import msgspec

    private = msgspec.Raw(json.dumps({"name": "Larky", "code": ""}).encode())
    say(house.facility, command("register-person", other, {"age_band": "25-34", "sex": "female", "looked_up": False}, private=private), actor=LEAD)
    told = {"telephone": TELEPHONE, "reason": "treatment", "command": str(uuid4())}
    assert house.holder.post(f"/office/vault/{other}/contact/keep", told).status_code == 302
    say(house.facility, command("link-person", other, {"same_as": str(house.person)}), actor=LEAD)
    assert house.holder.get(f"/office/vault/{other}").headers["Location"] == house.page
    page = house.holder.get(house.page).content.decode()
    assert f"/office/vault/{other}/contact/look" in page and f"{house.page}/identity/look" in page
    assert TELEPHONE in look(house.holder, other, "contact").content.decode()


def test_unknown_people_and_parts_are_not_there(house: Any) -> None:
    assert house.holder.get(f"/office/vault/{uuid4()}").status_code == 404
    assert look(house.holder, uuid4()).status_code == 404
    assert look(house.holder, house.person, "diary").status_code == 404
    assert house.holder.get(f"{house.page}/identity/look").status_code == 405


def test_forms_carry_what_two_taps_need(house: Any) -> None:
    """The id of the command stands in the page, so that a double tap writes once."""
    page = house.holder.get(house.page)
    assert UUID(form_of(page, f"{house.page}/identity/look")["command"])
    lead, told = house.browser("shift_lead"), {"telephone": TELEPHONE, "reason": "treatment", "command": str(uuid4())}
    assert [lead.post(f"{house.page}/contact/keep", told).status_code for _ in range(2)] == [302, 302]
    assert sum(one.body.part == "contact" for one in written(house, "vault-kept")) == 1
