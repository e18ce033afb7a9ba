"""House rules, legal basis, readiness, departures and protocols in the office: each page, each act, each refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bothy.care.hours import rules_at
from bothy.care.protocol_file import EXAMPLE
from bothy.care.rules import SCOTLAND
from server.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("facility")

PAGES = ("/office/rules", "/office/rules/compare", "/office/legal-basis", "/office/readiness", "/office/departures", "/office/protocol?all")


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send of the form over all rules, as it stands there."""
    from html.parser import HTMLParser

    class Reading(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.told: dict[str, list[str]] = {}
            self.select = self.area = ""

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            has = dict(attrs)
            name = has.get("name") or ""
            if tag == "input" and name and has.get("type") not in ("checkbox", "file"):
                self.told.setdefault(name, []).append(has.get("value") or "")
            elif tag == "input" and name and "checked" in has:
                self.told.setdefault(name, []).append(has.get("value") or "on")
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select and ("selected" in has or self.select not in self.told):
                self.told[self.select] = [has.get("value") or ""]
            elif tag == "textarea":
                self.area = name
                self.told[name] = [""]

        def handle_data(self, data: str) -> None:
            if self.area:
                self.told[self.area] = [self.told[self.area][0] + data]

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea":
                self.area = ""
            elif tag == "select":
                self.select = ""

    reading = Reading()
    reading.feed(page[page.index("rules-form") :])
    return reading.told


def text(response: Any) -> str:
    return response.content.decode()


def in_force(facility: Any) -> Any:
    return rules_at(facility.house, facility.clock.now() + timedelta(seconds=2))


@pytest.mark.parametrize("role", ["manager", "shift_lead", "inspector"])
def test_every_page_opens_for_those_who_read_it(office: Callable[..., Any], role: str) -> None:
    browser = office(role)
    for path in PAGES:
        assert browser.get(path).status_code == 200, path


def test_a_form_that_is_sent_as_it_stands_changes_nothing_and_says_so(office: Callable[..., Any], facility: Any) -> None:
    browser = office("manager")
    told = form_of(text(browser.get("/office/rules/propose")))
    answer = browser.post("/office/rules/propose", told | {"reason": ["why not"]})
    assert answer.status_code == 400
    assert "Nothing differs from the rules in force" in text(answer)


def test_rules_are_proposed_compared_and_signed_once_and_hold_from_then(office: Callable[..., Any], facility: Any) -> None:
    browser = office("manager")
    told = form_of(text(browser.get("/office/rules/propose")))
    told |= {"limits.place_limit_minutes": ["40"], "capacity_people": ["18"], "reason": ["shorter waits"], "when": ["2030-01-01T05:00"]}
    told["leads.0.post"], told["leads.0.staff"] = ["service_lead"], [str(browser.staff.id)]
    answer = browser.post("/office/rules/propose", told)
    assert answer.status_code == 302, text(answer)
    page = text(browser.get(answer["Location"]))
    for words in ("45 minutes", "40 minutes", "18 people", "shorter waits", "Someone manager"):
        assert words in page
    assert "30 minutes" not in page.split("Every rule as proposed")[0], "only what differs"

    # A wrong password signs nothing
    browser.post(answer["Location"] + "/act", {"act": "sign", "password": "no"})
    assert in_force(facility).capacity_people == 20
    browser.post(answer["Location"] + "/act", {"act": "sign", "password": PASSWORD, "reason": "nobody else"})
    page = text(browser.get(answer["Location"]))
    assert "Signed in entry" in page
    assert rules_at(facility.house, facility.clock.now()).capacity_people == 20, "not before its day"
    signed = facility.house.rules[-1]
    assert signed.rules.capacity_people == 18
    assert signed.rules.limits.place_limit_minutes == 40
    assert signed.effective_from.year == 2030
    assert "house rules proposed and signed by one person" in text(browser.get("/office/rules")).lower()
    past = text(browser.get("/office/rules?at=2030-02-01T12:00"))
    assert "18 people" in past
    compared = text(browser.get(f"/office/rules/compare?a=entry-{facility.house.rules[0].number}&b=entry-{signed.number}"))
    assert "18 people" in compared
    assert "Opening hours" not in compared


def test_what_is_wrong_is_said_beside_its_box_and_nothing_typed_is_lost(office: Callable[..., Any]) -> None:
    browser = office("manager")
    told = form_of(text(browser.get("/office/rules/propose")))
    told |= {"capacity_people": ["0"], "limits.seen_every_minutes": ["soon"], "legal_basis.since": ["yesterday"], "name": ["Kept words"], "reason": ["x"]}
    answer = browser.post("/office/rules/propose", told)
    assert answer.status_code == 400
    page = text(answer)
    for words in ("Write a whole number from 1 to 10000, not 0.", "Write a whole number from 1 to 1440.", "is no day. Write it as 2026-03-31.", "Kept words"):
        assert words in page, words


def test_a_file_is_looked_at_before_anything_is_proposed(office: Callable[..., Any]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bothy.server.office.rules_file import as_json, as_toml, from_file

    browser = office("manager")
    changed = msgspec.structs.replace(SCOTLAND, name="From a file", capacity_people=11)
    assert from_file("a.toml", as_toml(changed)) == from_file("a.json", as_json(changed)) == changed
    for name, content in (("r.toml", as_toml(changed)), ("r.json", as_json(changed))):
        page = text(browser.post("/office/rules/propose", {"act": "fill", "file": SimpleUploadedFile(name, content)}))
        assert 'value="From a file"' in page
    answer = browser.post("/office/rules/propose", {"act": "fill", "file": SimpleUploadedFile("r.toml", b"name = 3\nx = ")})
    assert answer.status_code == 400
    assert "could not be read as house rules" in text(answer)
    assert browser.get("/office/rules/shipped-scotland.toml").content == as_toml(SCOTLAND)
    assert browser.get("/office/rules/shipped-nowhere.toml").status_code == 404


def test_who_may_not_propose_or_sign_is_told(office: Callable[..., Any]) -> None:
    assert office("inspector").get("/office/rules/propose").status_code == 403


def test_readiness_is_said_with_a_reference_and_an_opening_with_gaps_is_a_departure(office: Callable[..., Any]) -> None:
    browser = office("manager")
    page = text(browser.get("/office/readiness"))
    assert "No batch is noted" in page
    browser.post("/office/readiness/say", {"item": "insurance", "evidence": "PL 88-2025"})
    assert "PL 88-2025" in text(browser.get("/office/readiness"))
    answer = browser.post("/office/readiness/say", {"item": "insurance", "evidence": "no digits here"}, follow=True)
    assert "could not be read" in text(answer)
    answer = browser.post("/office/readiness/say", {"item": "opening"}, follow=True)
    assert "Say why the house opens although something is missing" in text(answer)
    browser.post("/office/readiness/say", {"item": "opening", "reason": "the minister is here"})
    assert "recorded as a departure" in text(browser.get("/office/readiness"))
    page = text(browser.get("/office/departures"))
    assert "Opened though the checklist still had gaps" in page
    rows = browser.get("/office/departures.csv").content.decode("utf-8-sig").splitlines()
    assert any("opened_with_gaps" in row and "the minister is here" in row for row in rows)
    assert browser.get("/journal/entry/1").status_code == 200
    assert browser.get("/journal/entry/999999").status_code == 404
    assert "That is no day" in text(browser.get("/office/departures?since=never"))


def test_a_protocol_is_looked_at_signed_amended_and_printed(office: Callable[..., Any], facility: Any) -> None:
    browser = office("manager")
    bad = browser.post("/office/protocol/write", {"act": "look", "text": EXAMPLE.replace("injecting_episodes", "happiness")})
    assert bad.status_code == 400
    assert "Bothy counts no “happiness”" in text(bad)
    looked = text(browser.post("/office/protocol/write", {"act": "look", "text": EXAMPLE}))
    assert "As it would stand" in looked
    assert "Nothing was signed" in text(browser.post("/office/protocol/write", {"act": "sign", "text": EXAMPLE, "password": "no"}))
    answer = browser.post("/office/protocol/write", {"act": "sign", "text": EXAMPLE, "password": PASSWORD})
    assert answer.status_code == 302, text(answer)
    where = answer["Location"]
    page = text(browser.get(where))
    assert "the question stands before the data" in page
    assert "Not counted by Bothy" in page
    id = where.rsplit("/", 1)[1]
    told = {"act": "sign", "amend": id, "text": EXAMPLE.replace("300 episodes", "200 episodes"), "password": PASSWORD}
    assert "Say why the protocol is changed" in text(browser.post("/office/protocol/write", told))
    assert browser.post("/office/protocol/write", told | {"reason": "The board asked."}).status_code == 302
    page = text(browser.get(where))
    for words in ("The board asked.", "200 episodes", "300 episodes", "Amendment 1"):
        assert words in page
    assert browser.get(where + "/protocol.pdf").content.startswith(b"%PDF")
    answer = browser.post(where + "/review", {"due_on": "2026-09-01", "verdict": "go_on", "password": PASSWORD}, follow=True)
    assert "Go on" in text(answer)
    answer = browser.post(where + "/review", {"due_on": "2026-09-02", "verdict": "go_on", "password": PASSWORD}, follow=True)
    assert "asks for no review on that day" in text(answer)
