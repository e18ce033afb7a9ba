"""The worklist of referrals: what waits, on whom, and each next step written once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

import pytest

from bothy.care.bodies import ReferralMoved
from bothy.floor.worklist import Waiting
from bothy.floor.worklist_page import listed, read_asked
from bothy.journal.errors import DiskFull
from support.open_house import command, register, say


@pytest.fixture
def referral(facility):
    """One open referral to drug treatment, offered to someone known here."""
    person = register()
    offered = command("offer-referral", body={"person": str(person.subject), "to": "drug_treatment"})
    for answer in say(facility, person, offered):
        assert answer.answer == "recorded", answer
    return offered.subject


def form_of(page: str, referral) -> dict[str, str]:
    section = page[page.index(f'id="r-{referral}"') :]
    return {
        "referral": str(referral),
        "command": re.search(r'name="command" value="([^"]+)"', section)[1],
        "said_by": "staff",
    }


def test_an_open_referral_stands_on_the_list_with_its_next_steps(office, referral):
    page = office("shift_lead").get("/office/referrals").content.decode()
    section = page[page.index(f'id="r-{referral}"') :].split("</li>")[0]
    assert "Waits on the service user, to answer" in section
    assert re.findall(r'name="step" value="(\w+)"', section) == ["accepted", "declined", "lost", "not_known"]


def test_a_step_is_written_once_however_often_the_form_is_sent(office, facility, referral):
    browser = office("manager")
    form = form_of(browser.get("/office/referrals").content.decode(), referral) | {
        "step": "accepted",
        "said_by": "service_user",
    }
    assert browser.post("/office/referrals", form).status_code == 302
    number = facility.house.number
    assert browser.post("/office/referrals", form).status_code == 302
    assert facility.house.number == number
    held = facility.house.referrals[referral]
    assert (held.step, held.said_by) == ("accepted", "service_user")
    assert held.lines[-1].staff == browser.staff.id


def test_an_outcome_takes_a_referral_off_the_list_and_keeps_what_began(office, facility, referral):
    browser = office("manager")
    for step, more in (
        ("made", {}),
        ("attended", {}),
        ("engaged", {"engagement": "opioid_substitution_started"}),
    ):
        form = form_of(browser.get("/office/referrals").content.decode(), referral)
        assert browser.post("/office/referrals", form | {"step": step} | more).status_code == 302
    assert str(referral) not in browser.get("/office/referrals").content.decode()
    last = facility.house.referrals[referral].lines[-1].body
    assert isinstance(last, ReferralMoved) and last.engagement == "opioid_substitution_started"


def test_a_step_that_the_journal_cannot_keep_now_is_said_not_to_be_kept(office, facility, referral, monkeypatch):
    browser = office("manager")
    form = form_of(browser.get("/office/referrals").content.decode(), referral) | {"step": "accepted"}

    def full():
        raise DiskFull("The disk is full. Make room, then send it again.")

    monkeypatch.setattr(facility.store, "begin", full)
    answer = browser.post("/office/referrals", form)
    assert answer.status_code < 500 and "The disk is full" in answer.content.decode()
    monkeypatch.undo()
    assert facility.house.referrals[referral].step == "offered"
    assert browser.post("/office/referrals", form).status_code == 302


def test_a_form_that_cannot_be_is_refused_with_a_sentence_and_writes_nothing(office, facility, referral):
    browser = office("manager")
    good = form_of(browser.get("/office/referrals").content.decode(), referral) | {"step": "accepted"}
    ahead = (facility.clock.now() + timedelta(days=2)).date().isoformat()
    number = facility.house.number
    for wrong, sentence in (
        ({"on": ahead}, "lies ahead"),
        ({"step": "offered"}, "from the list"),
        ({"step": "gone"}, "from the list"),
        ({"said_by": "a bird"}, "from the list"),
        ({"on": "yesterday"}, "could not be read"),
        ({"command": "1"}, "could not be read"),
        ({"referral": str(uuid4())}, ""),
    ):
        answer = browser.post("/office/referrals", good | wrong)
        assert answer.status_code == 400 and sentence in answer.content.decode(), wrong
    assert facility.house.number == number


def test_names_on_the_list_are_not_for_analysts_or_visitors(office):
    assert office("analyst").get("/office/referrals").status_code == 403
    assert office(None).get("/office/referrals").status_code == 302


def test_the_list_is_cut_by_step_destination_name_and_wait_and_each_count_is_what_a_tap_shows():
    now = datetime(2025, 9, 1, tzinfo=UTC)

    def row(n, step="offered", to="housing", days=0, name="Lark", tag=""):
        return Waiting(
            id=UUID(int=n), name=name, tag=tag, to=to, to_code=to, step=step, step_code=step, waits_on="",
            since=now - timedelta(days=days), days=days, on=None, said_by="our staff", steps=(), engages=False,
        )  # fmt: skip

    rows = [row(n, days=200 - n) for n in range(60)] + [row(90, "made", "gp", 91, "Siân", "4"), row(91, "made", "gp", 90, "Wren")]
    first = listed(rows, read_asked({}))
    assert (first.open, first.found, len(first.rows), first.pages, first.longest) == (62, 62, 25, 3, rows[0])
    assert {one.code: one.count for one in first.steps} == {
        "": 62, "offered": 60, "accepted": 0, "made": 2, "acknowledged": 0, "appointment": 0, "attended": 0
    }  # fmt: skip
    assert {one.code: one.count for one in first.places} == {"housing": 60, "gp": 2}
    assert first.before == "" and first.after == "?page=2"
    assert [row.id.int for row in listed(rows, read_asked({"page": "3"})).rows] == [*range(50, 60), 90, 91]
    assert listed(rows, read_asked({"page": "99"})).page == 3
    assert [row.name for row in listed(rows, read_asked({"q": "sian"})).rows] == ["Siân"]
    long = listed(rows, read_asked({"step": "made", "over": "yes"}))
    assert [row.name for row in long.rows] == ["Siân"], "90 days are not more than 90"
    for part in (first, long):
        for one in (*part.steps, part.long):
            told = dict(parse_qsl(one.href.removeprefix("?")))
            if not one.here:
                assert listed(rows, read_asked(told)).found == one.count


def test_an_address_that_cannot_be_read_shows_the_list_and_says_so(office, referral):
    page = office("nurse").get("/office/referrals?step=dancing&to=moon&page=-1&q=x%00y").content.decode()
    assert "does not have that step or that destination or that page" in page
    assert read_asked({"page": "٣"}).page == 1
    page = office("worker").get("/office/referrals?step=dancing").content.decode()
    assert str(referral) in page


def test_a_step_leads_back_to_the_part_of_the_list_that_was_open(office, referral):
    browser = office("manager")
    form = form_of(browser.get("/office/referrals").content.decode(), referral) | {"step": "accepted"}
    there = "/office/referrals?to=drug_treatment&page=1"
    following = str(uuid4())
    assert browser.post(there, form | {"following": following}).url == f"{there}#r-{following}"
    again = form_of(browser.get("/office/referrals").content.decode(), referral) | {"step": "made"}
    assert browser.post(there, again | {"following": "javascript:x"}).url == there
