"""The register of requests: written down, decided by two, answered; an inspector reads it without persons."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from support.vault_house import entries, quick_passwords, register  # noqa: F401  (a fixture)

PASSWORD = "a tall stool by the window"


@pytest.fixture
def asked(quick_passwords: None, facility: Any, office: Callable[..., Any]) -> Any:  # noqa: F811
    """A manager, a shift lead, and a request of the police about Lark."""
    from types import SimpleNamespace

    manager, lead = office("manager"), office("shift_lead")
    code = f"plum-{uuid4().hex[:6]}-7"
    person = register(facility, "Lark", code)
    answer = receive(manager, about=code, words="Constable Quill telephoned.")
    assert answer.status_code == 302
    return SimpleNamespace(manager=manager, lead=lead, person=person, page=answer.headers["Location"], facility=facility, browser=office, code=code)


def receive(browser: Any, **more: str) -> Any:
    told = {"who": "police", "wants": "attendance", "authority": "A letter", "reference": "PS-1", "due_on": "2020-01-31", "command": str(uuid4())}
    return browser.post("/office/requests", {**told, **more})


def act(browser: Any, page: str, act: str, **more: str) -> Any:
    return browser.post(f"{page}/act", {"act": act, "command": str(uuid4()), **more})


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_request_is_decided_by_two_and_answered(asked: Any) -> None:
    assert "to be decided" in text(asked.manager.get("/office/requests")) and "past the day" in text(asked.manager.get(asked.page))
    early = act(asked.manager, asked.page, "answer", given="confirmation")
    assert early.status_code == 400 and "Nobody has decided" in text(early)
    two = {"second_name": "shift_lead", "second_password": PASSWORD}
    for wrong in ({}, {**two, "second_password": "x"}, {"second_name": "manager", "second_password": PASSWORD}, {**two, "decision": "maybe"}):
        assert act(asked.manager, asked.page, "decide", **{"decision": "refused", **wrong}).status_code in (400, 403)
    assert act(asked.lead, asked.page, "decide", decision="refused", second_name="manager", second_password=PASSWORD).status_code == 400
    assert act(asked.manager, asked.page, "decide", decision="refused", **two).status_code == 302
    assert "someone shift_lead" in text(asked.manager.get(asked.page)).lower()
    given = act(asked.manager, asked.page, "answer", given="record_of_one_person")
    assert given.status_code == 400 and "Decide anew" in text(given), "refused is refused"
    assert act(asked.manager, asked.page, "answer", given="nothing", reference="OUT-7").status_code == 302
    assert "answered" in text(asked.manager.get("/office/requests")) and "OUT-7" in text(asked.manager.get(asked.page))
    assert act(asked.manager, asked.page, "decide", decision="granted", **two).status_code == 400, "a new request for a new matter"


def test_what_was_granted_names_what_was_given(asked: Any) -> None:
    two = {"second_name": "shift_lead", "second_password": PASSWORD}
    assert act(asked.manager, asked.page, "decide", decision="granted_in_part", **two).status_code == 302
    assert act(asked.manager, asked.page, "answer", given="confirmation", sha256="A" * 64).status_code == 302
    assert "a" * 64 in text(asked.manager.get(asked.page))


def test_those_who_asked_may_withdraw_it_and_one_person_writes_that_down(asked: Any) -> None:
    assert act(asked.manager, asked.page, "decide", decision="withdrawn").status_code == 302
    assert "withdrawn" in text(asked.manager.get("/office/requests"))


def test_an_inspector_reads_the_register_without_persons(asked: Any) -> None:
    assert "Lark" in text(asked.manager.get(asked.page)) and "Constable Quill" in text(asked.manager.get(asked.page))
    inspector = asked.browser("inspector")
    for address in ("/office/requests", asked.page):
        seen = inspector.get(address)
        assert seen.status_code == 200 and "A letter" in text(seen)
        assert "Lark" not in text(seen) and "Constable" not in text(seen) and str(asked.person) not in seen.content.decode()
    assert receive(inspector).status_code == 403 and act(inspector, asked.page, "note", words="x").status_code == 403
    for role in ("reception", "worker", "nurse", "analyst"):
        assert asked.browser(role).get("/office/requests").status_code == 403


def test_two_taps_are_one_request(asked: Any) -> None:
    told = {"who": "court", "wants": "record", "authority": "An order", "words": "Twice.", "command": str(uuid4())}
    first, second = (asked.manager.post("/office/requests", told) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert text(asked.manager.get(first.headers["Location"])).count("Twice.") == 1


def test_the_words_are_a_note_and_stand_nowhere_in_the_chain(asked: Any) -> None:
    from bothy.care.kinds import encode

    held = b"".join(encode(line.body) for line in entries(asked.facility))
    assert b"Constable" not in held and b"Lark" not in held and asked.code.encode() not in held


@pytest.mark.parametrize(
    "wrong",
    [{"who": ""}, {"wants": "everything"}, {"authority": " "}, {"reference": "a name with <b>"}, {"due_on": "soon"}, {"about": "nobody-here-9"}, {"command": ""}],
)
def test_a_request_that_cannot_be_taken_says_why(asked: Any, wrong: dict[str, str]) -> None:
    answer = receive(asked.manager, **wrong)
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()


def test_the_years_count_requests_and_an_answer_is_owed_for_a_refusal_too() -> None:
    from datetime import UTC, datetime

    from bothy.care.bodies_vault import RequestDecided, RequestReceived
    from bothy.care.house import Line
    from bothy.care.requests import requests
    from bothy.server.office.requests import _years

    def line(number: int, subject: Any, body: Any, year: int) -> Line:
        at = datetime(year, 3, number, tzinfo=UTC)
        kind = "request-received" if isinstance(body, RequestReceived) else "request-decided"
        return Line(number, uuid4(), kind, subject, body, at, at, None, None)

    one, two, three = uuid4(), uuid4(), uuid4()
    received = RequestReceived(who="police", wants="identity", authority="none")
    lines = [
        line(1, one, received, 2025), line(2, one, RequestDecided(decision="refused"), 2025), line(3, two, received, 2025),
        line(4, three, received, 2026), line(5, three, RequestDecided(decision="granted"), 2026), line(6, three, RequestDecided(decision="not_held"), 2026),
    ]  # fmt: skip
    assert _years(requests(lines)) == [(2026, 1, [0, 0, 0, 1, 0], 1), (2025, 2, [0, 0, 1, 0, 0], 2)]
