"""The worklist of referrals: what waits, on whom, and each next step written once."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from bothy.care.bodies import ReferralMoved
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
