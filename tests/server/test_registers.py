"""The registers in the office: read over a period, written with a second person's own password, shown without names to an inspector."""

from __future__ import annotations

import re
import time
from uuid import UUID, uuid4

import msgspec
import pytest

from bothy.care.commands import Actor, Command
from bothy.care.rules import SHIPPED, Duty
from server.conftest import PASSWORD

LEAD = Actor(staff=UUID(int=12), role="shift_lead", device=UUID(int=21), beside=(UUID(int=13),))


@pytest.fixture(scope="module")
def facility():
    """As the others of the server's tests, with a duty of every day in its house rules."""
    from server.conftest import opened

    duty = Duty(name="fridge of the naloxone looked at", every="day")
    rules = SHIPPED["scotland"]
    with opened(msgspec.structs.replace(rules, duties=(*rules.duties, duty))) as one:
        yield one


@pytest.fixture
def told(facility):
    """`told(kind, body, subject)` -> the subject, once it is recorded."""

    def tell(kind, body=None, subject=None, private=None):
        one = Command(
            id=uuid4(), kind=kind, subject=subject or uuid4(), body=msgspec.Raw(msgspec.json.encode(body or {})),
            happened_at=facility.clock.now(), private=None if private is None else msgspec.Raw(msgspec.json.encode(private)),
        )  # fmt: skip
        (answer,) = facility.writer.submit([one], LEAD).result()
        assert answer.answer == "recorded", answer
        time.sleep(0.002)
        return one.subject

    return tell


def a_bag():
    return f"T {uuid4().int % 10**9}"


def found(told, bag):
    return told("find-item", {"where": "toilet", "bag": bag, "looks": "powder", "second": str(UUID(int=13))})


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def posted(browser, slug, **more):
    page = browser.get(f"/office/registers/{slug}").content.decode()
    command = re.search(r'name="command" value="([^"]+)"', page)[1]
    return browser.post(f"/office/registers/{slug}", {"command": command, **more})


@pytest.mark.parametrize("role", ["reception", "nurse", "shift_lead", "manager", "inspector", "administrator"])
def test_every_register_has_a_page_a_file_and_an_empty_state(office, role):
    from bothy.server.office.registers.tables import REGISTERS

    browser = office(role)
    index = browser.get("/office/registers").content.decode()
    for slug, one in REGISTERS.items():
        assert f"/office/registers/{slug}" in index and one.title in index
        assert browser.get(f"/office/registers/{slug}").status_code == 200
        old = browser.get(f"/office/registers/{slug}?from=2019-01-01&to=2019-01-31")
        assert old.status_code == 200 and 'class="notice"' in old.content.decode()
        file = browser.get(f"/office/registers/{slug}.csv?from=nonsense")
        assert file.status_code == 200 and file["Content-Type"].startswith("text/csv")
    assert browser.get("/office/registers/nothing").status_code == 404
    assert browser.get("/office/registers/evacuation").status_code == 200


def test_an_analyst_reads_no_register(office):
    browser = office("analyst")
    for path in ("", "/left-behind", "/left-behind.csv", "/evacuation", f"/incidents/{uuid4()}"):
        assert browser.get(f"/office/registers{path}").status_code == 403


def test_the_second_person_types_their_own_password(office, facility, told):
    browser, other = office("manager"), office("nurse")
    bag = a_bag()
    item = found(told, bag)
    form = {"act": "move-item", "subject": str(item), "to": "safe", "bag": bag, "second_name": "nurse"}
    wrong = posted(browser, "left-behind", **form, second_password="not the word")
    assert wrong.status_code == 400 and "do not go together" in text(wrong)
    assert len(facility.house.registers[item].lines) == 1
    assert posted(browser, "left-behind", **form, second_password=PASSWORD).status_code == 302
    moved = facility.house.registers[item].lines[-1]
    assert (moved.staff, moved.body.second) == (browser.staff.id, other.staff.id)
    assert moved.body.departures == ()
    own = {**form, "to": "police", "second_name": "manager"}
    alone = posted(browser, "left-behind", **own, second_password=PASSWORD)
    assert alone.status_code == 400 and "somebody else" in text(alone)
    # Left empty it is kept, and says that one did what takes two.
    form = {"act": "move-item", "subject": str(item), "to": "police", "bag": "X 0", "receipt": "PS 1"}
    assert posted(browser, "left-behind", **form).status_code == 302
    rules = [one.rule for one in facility.house.registers[item].lines[-1].body.departures]
    assert rules == ["done_by_one", "bag_differs"]
    page = text(browser.get("/office/registers/left-behind"))
    assert "Bag X 0 was read at a move" in page
    assert f"Bag {bag}: done by one" in page


def test_a_count_shows_what_is_missing_and_stays(office, told, facility):
    bag = a_bag()
    item = found(told, bag)
    told("move-item", {"to": "safe", "bag": bag, "second": str(UUID(int=13))}, item)
    browser = office("shift_lead")
    assert posted(browser, "left-behind", act="count-items", bags="Y 7\nY-7").status_code == 302
    page = text(browser.get("/office/registers/left-behind"))
    assert f"Bag {bag} should have lain in the safe at a count, and did not." in page
    assert "Bag Y 7 lay in the safe" in page or "Bag Y-7 lay in the safe" in page


def test_an_incident_is_opened_moved_on_and_printed(office, facility):
    browser = office("manager")
    page = browser.get("/office/registers/complaints").content.decode()
    fresh = re.search(r'name="subject" value="([^"]+)"', page)[1]
    form = {"act": "open-incident", "subject": fresh, "what": "complaint", "where": "waiting", "words": "The queue <b>was</b> long."}
    assert posted(browser, "complaints", **form).status_code == 302
    one = browser.get(f"/office/registers/incidents/{fresh}")
    assert "Complaint acknowledged: due" in text(one)
    assert "The queue &lt;b&gt;was&lt;/b&gt; long." in one.content.decode()
    command = re.search(r'name="command" value="([^"]+)"', one.content.decode())[1]
    act = {"command": command, "act": "move-incident", "subject": fresh, "done": "acknowledged", "evidence": "no digits here"}
    refused = browser.post(f"/office/registers/incidents/{fresh}", act)
    assert refused.status_code == 400 and "at least one digit" in text(refused)
    assert browser.post(f"/office/registers/incidents/{fresh}", {**act, "command": str(uuid4()), "evidence": "L 9"}).status_code == 302
    assert "Complaint acknowledged: done" in text(browser.get(f"/office/registers/incidents/{fresh}"))
    inspector = office_again("inspector")
    hidden = inspector.get(f"/office/registers/incidents/{fresh}")
    assert "The queue" not in hidden.content.decode() and "Words are not shown in this role" in text(hidden)
    assert "What was done next" not in text(hidden)
    assert browser.get(f"/office/registers/incidents/{uuid4()}").status_code == 404


def office_again(role):
    """Another browser in the same office."""
    from django.test import Client

    from bothy.people.setup import add_office_user, add_staff

    client = Client(headers={"Origin": "http://testserver"})
    staff = add_staff(f"Another {role}", role, "4817")
    add_office_user(staff, f"another-{role}", PASSWORD)
    assert client.login(username=f"another-{role}", password=PASSWORD)
    return client


def test_names_are_for_those_who_work_the_floor_and_managers(office, told):
    from bothy.people.private import note_digest

    manager = office("manager")
    person = told("register-person", {}, private={"name": "Lark", "code": "plum-otter-7", "card": None})
    since = "2025-01-01T00:00:00Z"
    told("set-restriction", {"what": "using_space", "why": "dealing", "since": since, "review_on": "2025-02-01"}, person)
    visitor = told("let-visitor-in", {"what": "inspector", "purpose": "inspection"})
    salt = "ab" * 16
    told("note", {"about": "name", "digest": note_digest("=A. Moray", salt)}, visitor, {"text": "=A. Moray", "salt": salt})
    span = "?from=2024-12-01&to=2099-01-01"
    assert "Lark" in text(manager.get(f"/office/registers/restrictions{span}"))
    assert "=A. Moray" in text(manager.get(f"/office/registers/visitors{span}"))
    # A cell that a spreadsheet would run is text.
    assert "'=A. Moray" in manager.get(f"/office/registers/visitors.csv{span}").content.decode("utf-8-sig")
    inspector = office_again("inspector")
    for path in ("restrictions", "visitors", "restrictions.csv", "visitors.csv", "evacuation", "incidents", "turned-away"):
        page = inspector.get(f"/office/registers/{path}{span}").content.decode()
        assert "Lark" not in page and "Moray" not in page, path


def test_a_reader_writes_nothing(office, told, facility):
    bag = a_bag()
    item = found(told, bag)
    browser = office("inspector")
    page = browser.get("/office/registers/left-behind").content.decode()
    assert "A bag goes on" not in page
    form = {"act": "move-item", "subject": str(item), "to": "safe", "bag": bag, "command": str(uuid4())}
    assert browser.post("/office/registers/left-behind", form).status_code == 400
    assert len(facility.house.registers[item].lines) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"act": "let-visitor-out", "command": "nonsense", "subject": "nonsense"},
        {"act": "found-facility", "command": str(uuid4())},
        {"act": "keep-duty", "command": str(uuid4()), "duty": "x|not a day"},
        {"act": "move-restriction", "command": str(uuid4()), "which": "x"},
        {},
    ],
)
def test_a_form_that_cannot_be_read_says_so(office, form):
    answer = office("manager").post("/office/registers/visitors", form)
    assert answer.status_code == 400 and "could not be read" in text(answer)


def test_duties_are_due_and_then_sent_with_how_and_reference(office, facility):
    browser = office("manager")
    page = browser.get("/office/registers/duties").content.decode()
    (option,) = re.findall(r'<option value="(fridge[^"]+\|\d{4}-\d\d-\d\d)"', page)
    assert posted(browser, "duties", act="keep-duty", duty=option, how="email", evidence="R 12").status_code == 302
    page = browser.get("/office/registers/duties").content.decode()
    assert "R 12" in page and option not in page
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*fridge.*?</tr>", page, re.DOTALL)
    assert "done in time" in row and "email" in row


def test_who_is_in_the_house_is_counted_in_three_kinds(office, told):
    told("let-visitor-in", {"what": "contractor", "purpose": "repair"})
    page = text(office("manager").get("/office/registers/evacuation"))
    assert "Contractor" in page and "in all" in page and "Count again at the meeting point" in page
