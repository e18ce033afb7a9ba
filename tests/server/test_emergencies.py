"""Emergencies in the office: the list, the record, its PDF and chart, what is said afterwards, the replay."""

from __future__ import annotations

import re
import time
from uuid import UUID, uuid4

import msgspec
import pytest

from bothy.care.commands import Actor, Command
from support.open_house import command, register, say, start_visit


@pytest.fixture
def told(facility):
    """`told(*lines, drill=)` -> the id of an emergency of which these lines were told, one after another."""

    def tell(*lines: tuple[str, dict], drill: bool = False) -> UUID:
        subject = uuid4()
        for kind, body in (("raise-emergency", {"drill": drill, "place": 3}), *lines):
            one = Command(
                id=uuid4(), kind=kind, subject=subject, body=msgspec.Raw(msgspec.json.encode(body)),
                happened_at=facility.clock.now(),
            )  # fmt: skip
            (answer,) = facility.writer.submit([one], Actor()).result()
            assert answer.answer == "recorded", answer
            time.sleep(0.002)  # entries know milliseconds: what comes first is said by them
        return subject

    return tell


SLOW = ("observe", {"breaths_per_minute": 6, "spo2_percent": 80, "consciousness": "pain"})
DOSE = ("act", {"action": "naloxone", "dose_mg": 0.4, "route": "im", "batch": "LOT 7731"})
OXYGEN = ("act", {"action": "oxygen", "litres_per_minute": 15})
WELL = ("observe", {"breaths_per_minute": 14, "consciousness": "alert"})
CLOSED = ("close-emergency", {"outcome": "recovered_here", "presentation": "opioid"})


def hidden(page: str, act: str) -> dict[str, str]:
    """The hidden fields of the first form of this kind."""
    form = page[page.index(f'name="act" value="{act}"') - 40 :].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_a_closed_emergency_stands_on_the_list_with_what_is_missing(office, told):
    id = told(SLOW, DOSE, CLOSED)
    page = office("shift_lead").get("/office/emergencies").content.decode()
    row = page[page.index(str(id)) - 200 :].split("</li><li class=\"card")[0]
    assert "Too little recorded to say if it was reversed" in row
    assert "No reason said: naloxone before oxygen" in row
    assert "To be reported: notice of the emergency to the service manager" in row
    assert "severity: severe" in row


def test_the_list_says_what_is_missing_and_drills_apart(office, told):
    id, drill = told(SLOW, DOSE, CLOSED), told(SLOW, CLOSED, drill=True)
    browser = office("nurse")
    gaps = browser.get("/office/emergencies?show=gaps").content.decode()
    assert str(id) in gaps
    assert str(drill) not in gaps
    drills = browser.get("/office/emergencies?show=drills").content.decode()
    assert str(drill) in drills
    assert str(id) not in drills
    empty = browser.get("/office/emergencies?month=2019-01").content.decode()
    assert "No emergency is recorded in January 2019." in empty
    assert "Nothing is missing" in browser.get("/office/emergencies?month=2019-01&show=gaps").content.decode()
    assert browser.get("/office/emergencies?month=nonsense&show=nonsense").status_code == 200


def test_the_record_says_everything_with_no_name_unless_asked(office, facility, told):
    browser, stranger = office("nurse"), office("administrator")
    from bothy.people.private import PersonWords, PrivatePart, take_private

    person = register()
    take_private([PrivatePart(person.id, person.subject, PersonWords("Lark", "plum-otter-7"))])
    visit = start_visit(person.subject, acted=True)
    assert [one.answer for one in say(facility, person, visit)] != ["refused", "refused"]
    assert visit.subject in facility.house.visits
    id = told(("place-emergency", {"where": "place", "place": 3, "visit": str(visit.subject)}), SLOW, OXYGEN, DOSE, WELL, CLOSED)
    page = browser.get(f"/office/emergencies/{id}").content.decode()
    assert "Naloxone, dose 1, 0.4 mg, into a muscle, batch LOT 7731" in page
    assert "Reversed: confirmed" in page
    assert "Lark" not in page
    assert "Lark" in browser.get(f"/office/emergencies/{id}?name=yes").content.decode()
    assert "Lark" not in stranger.get(f"/office/emergencies/{id}?name=yes").content.decode()


def test_a_reason_a_debrief_and_a_duty_are_written_once_and_by_whom(office, facility, told):
    id = told(SLOW, DOSE, OXYGEN, WELL, CLOSED)
    browser = office("shift_lead")
    address = f"/office/emergencies/{id}"
    page = browser.get(address).content.decode()
    assert "no reason said yet" in page
    form = hidden(page, "explain") | {"why": "clinical_judgement"}
    assert browser.post(address, form).status_code == 302
    assert browser.post(address, form).status_code == 302
    form = hidden(page, "debrief") | {"of": "staff", "outcome": "done"}
    assert browser.post(address, form).status_code == 302
    form = hidden(page, "duty") | {"how": "email", "evidence": "INC 2025/31"}
    assert browser.post(address, form).status_code == 302
    held = facility.house.emergencies[id]
    assert [(one.rule, one.why) for one in held.explained] == [("naloxone_before_oxygen", "clinical_judgement")]
    assert [(one.of, one.by) for one in held.debriefs] == [("staff", browser.staff.id)]
    assert [one.evidence for one in held.duties_kept] == ["INC 2025/31"]
    page = browser.get(address).content.decode()
    assert "no reason said yet" not in page
    assert "INC 2025/31" in page
    assert 'name="act" value="duty"' not in page


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"act": "duty", "duty": "notice", "how": "email", "evidence": "told Lark"}, "at least one digit: no names"),
        ({"act": "duty", "duty": "notice", "how": "pigeon"}, "reference can only hold"),
        ({"act": "nonsense"}, "could not be read"),
        ({"act": "debrief", "of": "staff", "outcome": "done", "when": "yesterday"}, "could not be read"),
        ({"act": "explain", "rule": "nonsense", "why": "other"}, "could not be read"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(office, facility, told, form, says):
    id = told(SLOW, CLOSED)
    number = facility.house.number
    answer = office("manager").post(f"/office/emergencies/{id}", form | {"command": str(uuid4())})
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert facility.house.number == number


def test_who_only_reads_writes_nothing(office, facility, told):
    id = told(SLOW, DOSE, CLOSED)
    browser = office("administrator")
    browser.get(f"/office/emergencies/{id}")
    number = facility.house.number
    form = {"act": "debrief", "of": "staff", "outcome": "done", "command": str(uuid4())}
    assert browser.post(f"/office/emergencies/{id}", form).status_code == 400
    assert facility.house.number == number
    for role in ("reception", "worker", "analyst", "inspector"):
        assert office(role).get(f"/office/emergencies/{id}").status_code == 403


def test_the_pdf_is_one_page_and_the_chart_is_described(office, told):
    id = told(SLOW, OXYGEN, DOSE, DOSE, ("move-ambulance", {"step": "called"}), WELL, CLOSED)
    browser = office("manager")
    pdf = browser.get(f"/office/emergencies/{id}/record.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Cache-Control"] == "no-store"
    assert pdf.content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.content)) == 1
    for theme in ("day", "night"):
        chart = browser.get(f"/office/emergencies/{id}/chart-{theme}.svg")
        assert chart["Content-Type"] == "image/svg+xml"
        assert "SpO2 in per cent: 80 at 0:0" in chart.content.decode()
    assert browser.get(f"/office/emergencies/{id}/chart-blue.svg").status_code == 404
    assert browser.get(f"/office/emergencies/{uuid4()}").status_code == 404


def test_a_duty_waits_on_its_page_until_it_is_done(office, facility, told):
    id = told(SLOW, ("move-ambulance", {"step": "called"}), CLOSED)
    browser = office("manager")
    page = browser.get("/office/duties").content.decode()
    assert page.count(str(id)) == 2, "after the emergency, and after the call"
    for name in [one.name for one in facility.house.rules[-1].rules.duties if one.after in ("emergency", "ambulance")]:
        done = command("do-duty", id, {"duty": name, "how": "telephone"})
        (answer,) = facility.writer.submit([done], Actor(staff=browser.staff.id, role="manager")).result()
        assert answer.answer == "recorded", answer
    assert str(id) not in browser.get("/office/duties").content.decode()


def test_a_drill_is_marked_and_asks_for_nothing(office, told):
    id = told(SLOW, DOSE, CLOSED, drill=True)
    browser = office("shift_lead")
    page = browser.get(f"/office/emergencies/{id}").content.decode()
    assert "<b>DRILL.</b>" in page
    assert 'name="act" value="explain"' not in page
    assert 'name="act" value="duty"' not in page
    assert "<b>DRILL.</b>" in browser.get(f"/office/emergencies/{id}/replay").content.decode()
    assert str(id) not in browser.get("/office/duties").content.decode()


def test_the_replay_has_every_line_at_its_second_and_what_came_after_apart(office, facility, told):
    id = told(SLOW, OXYGEN, WELL, CLOSED)
    closed = facility.house.emergencies[id].closed_at
    done = command("debrief", id, {"of": "staff"}, happened_at=closed)  # in the same moment: afterwards all the same
    facility.writer.submit([done], Actor(staff=uuid4(), role="nurse")).result()
    page = office("nurse").get(f"/office/emergencies/{id}/replay").content.decode()
    seconds = [float(one) for one in re.findall(r'data-seconds="([\d.]+)"', page)]
    assert len(seconds) == 5
    assert seconds[0] == 0
    assert seconds == sorted(seconds)
    assert 'data-breaths="6" data-spo2="80" data-awake="responds to pain"' in page
    assert "Debrief, staff: done" in page.split("Afterwards")[1]
