"""The pages of publications: who sees what, what is said when something is wrong, and that nobody publishes by accident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from reports.journals import at
from server.test_publishing import desk, publish, who
from support.publishing_house import opened, some_months


@pytest.fixture
def house() -> Iterator[SimpleNamespace]:
    with opened(some_months()) as told:
        yield told


def browser(name: str) -> Any:
    from django.test import Client

    client = Client(headers={"Origin": "http://testserver"})
    assert client.login(username=name, password="a tall stool by the window")
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_publication_is_shown_as_it_was_signed_and_taken_away_in_every_format(house: SimpleNamespace) -> None:
    from bothy.reports.files import FORMATS
    from bothy.reports.publish import store

    made = publish(house)
    page = browser("rhona").get(f"/office/publications/{made.id}")
    said = text(page)
    assert page.status_code == 200 and made.sha256 in said and "Morag" not in said and "Iain" not in said and "the manager" in said
    by_analyst = text(browser("iain").get(f"/office/publications/{made.id}"))
    assert "Morag" in by_analyst and "Iain" in by_analyst, "who signed is nobody's secret in the house; an inspector sees roles"
    assert "Draft a revision" not in said and "Mark as sent" not in said, "an inspector looks, and does nothing"
    for name in FORMATS:
        answer = browser("rhona").get(f"/office/publications/{made.id}/file/{name}")
        assert answer.status_code == 200, name
        if name == "json":
            assert answer.content == store.frozen_of(made)
    listing = text(browser("morag").get("/office/publications/"))
    assert "Service data by month, January 2025" in listing and "published, not sent" in listing
    for path in re.findall(r'(?:src|href)="(/office/publications/[^"]+\.(?:svg|csv))"', page.content.decode()):
        assert browser("rhona").get(path).status_code == 200, path


def test_changed_bytes_are_said_and_not_shown(house: SimpleNamespace) -> None:
    from bothy.reports.models import Frozen

    made = publish(house)
    Frozen.objects.filter(id=made.id).update(frozen=b"{}")
    page = browser("morag").get(f"/office/publications/{made.id}")
    assert "not the ones that were signed" in text(page) and "Key figures" not in text(page)
    assert browser("morag").get(f"/office/publications/{made.id}/file/csv").status_code == 404
    told = browser("morag").post(f"/office/publications/{made.id}/verify", follow=True)
    assert "not the ones that were signed" in text(told)


def test_signing_takes_the_password_of_who_signs(house: SimpleNamespace) -> None:
    one = desk(house)
    row = one.draft(who(house.iain), "thistle", "2025-01")
    one.check(who(house.iain), row.id)
    path = f"/office/publications/draft/{row.id}"
    morag = browser("morag")
    wrong = morag.post(f"{path}/act", {"act": "sign", "password": "a short stool"}, follow=True)
    assert "Nothing was signed. That is not your password." in text(wrong)
    assert browser("ailsa").post(f"{path}/act", {"act": "sign", "password": "x"}).status_code == 403
    told = browser("iain").post(f"{path}/act", {"act": "sign", "password": "a tall stool by the window"}, follow=True)
    assert "may not do this" in text(told)
    right = morag.post(f"{path}/act", {"act": "sign", "password": "a tall stool by the window"}, follow=True)
    assert "Signed and published" in text(right)
    assert morag.get(path).status_code == 302, "a signed draft is its publication"


def test_a_draft_whose_bytes_were_changed_is_not_shown(house: SimpleNamespace) -> None:
    from bothy.reports.models import Frozen

    row = desk(house).draft(who(house.iain), "thistle", "2025-01")
    for bytes_now in (b"{}", bytes(row.frozen).replace(b'"k": 1', b'"k": 2', 1)):
        Frozen.objects.filter(id=row.id).update(frozen=bytes_now)
        assert browser("morag").get(f"/office/publications/draft/{row.id}").status_code == 404


def test_guessing_the_password_at_signing_costs_a_wait(house: SimpleNamespace) -> None:
    from bothy.server.accounts import guessing

    one = desk(house)
    row = one.draft(who(house.iain), "thistle", "2025-01")
    one.check(who(house.iain), row.id)
    path, morag = f"/office/publications/draft/{row.id}", browser("morag")
    try:
        for _ in range(5):
            morag.post(f"{path}/act", {"act": "sign", "password": "a short stool"})
        told = morag.post(f"{path}/act", {"act": "sign", "password": "a tall stool by the window"}, follow=True)
    finally:
        guessing.forget_everywhere("morag")
    assert "Nothing was signed. Too many wrong tries. Wait" in text(told)


def test_a_draft_is_thrown_away_and_a_signed_one_is_not(house: SimpleNamespace) -> None:
    row = desk(house).draft(who(house.iain), "thistle", "2025-01")
    iain = browser("iain")
    assert "thrown away" in text(iain.post(f"/office/publications/draft/{row.id}/act", {"act": "let_go"}, follow=True))
    assert iain.get(f"/office/publications/draft/{row.id}").status_code == 404
    made = publish(house)
    assert "not there any more" in text(iain.post(f"/office/publications/draft/{made.id}/act", {"act": "let_go"}, follow=True))
    assert iain.get(f"/office/publications/{made.id}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"set": "thistle", "until": "2025-03"}, "March 2025 is not over"),
        ({"set": "thistle", "until": "soon"}, "a month is written 2025-08"),
        ({"set": "made-up", "until": "2025-01"}, "There is no set of tables called"),
        ({"set": "thistle", "until": "2025-01", "revise": "yes"}, "there is nothing to revise"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_is_said_in_a_sentence(asked: dict[str, str], said: str, house: SimpleNamespace) -> None:
    assert said in text(browser("iain").post("/office/publications/draft", asked, follow=True))


def test_the_checklist_is_worked_out_from_the_record(house: SimpleNamespace) -> None:
    from bothy.care import bodies as b
    from bothy.reports.release import read
    from bothy.server.publishing.checklist import checklist
    from bothy.server.publishing.desk import looking

    row = desk(house).draft(who(house.iain), "thistle", "2025-01")
    release = read(bytes(row.frozen))
    with looking(house.home) as (facts, reader):
        states = {one.what: one.state for one in checklist(release, facts, house.facility.house, reader)}
    assert states["Emergencies"] == "good" and states["The record"] == "good" and states["People not looked up"] == "good"
    pen = some_months()
    pen(uuid4(), b.EmergencyRaised(), at("2025-01-20"))
    stranger = uuid4()
    pen(stranger, b.PersonRegistered(looked_up=False), at("2025-01-21"))
    pen.visit(stranger, at("2025-01-21", "19:00"), place=None)
    house.again(pen)
    row = desk(house).draft(who(house.iain), "thistle", "2025-01")
    with looking(house.home) as (facts, reader):
        items = {one.what: one for one in checklist(read(bytes(row.frozen)), facts, house.facility.house, reader)}
        old = {one.what: one for one in checklist(release, facts, house.facility.house, reader)}
    assert items["Emergencies"].state == "look" and "1 of 1 are not closed" in items["Emergencies"].said
    assert items["People not looked up"].state == "look"
    assert old["The record"].state == "mind"


def test_what_is_due_is_told_on_every_page_until_it_is_sent(house: SimpleNamespace) -> None:
    from bothy.server.publishing.returns import reminders

    made = {one: publish(house, one) for one in ("2025-01",)}
    reminders.forget()
    morag = browser("morag")
    assert "Figures overdue" in text(morag.get("/office/"))
    calendar = morag.get("/office/publications/statistics-due.ics").content.decode()
    assert calendar.startswith("BEGIN:VCALENDAR\r\n") and "DTSTART;VALUE=DATE:20250205" in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    due = text(morag.get("/office/publications/due"))
    assert "Wed 5 Feb 2025" in due
    answer = morag.post(f"/office/publications/{made['2025-01'].id}/act", {"act": "sent", "to": "health and social care partnership", "how": "email"}, follow=True)
    assert "Marked as sent" in text(answer)
    assert "sent, " in text(morag.get("/office/publications/due"))


def test_a_house_in_which_nothing_happened_yet_has_nothing_to_publish() -> None:
    from reports.journals import Pen

    with opened(Pen()):
        iain = browser("iain")
        assert "Nothing is published yet" in text(iain.get("/office/publications/"))
        assert "Nothing is due" in text(iain.get("/office/publications/due"))
        assert "No month of this house is over yet" in text(iain.post("/office/publications/draft", {"set": "thistle"}, follow=True))
