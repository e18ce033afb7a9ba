"""Competences, the rota, and the floor against the house rules, as the office sees them; guessing noticed."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bothy.care.bodies import StaffCame
from bothy.care.bodies_staff import GuessingNoticed
from bothy.care.commands import Actor, Command, OpenFloor
from bothy.care.hours import local
from support.registers import entries


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def today(facility: Any) -> Any:
    return local(facility.house, facility.clock.now()).date()


def tell(facility: Any, kind: str, body: Any, actor: Actor, subject: Any = None) -> Any:
    from uuid import uuid4

    command = Command(
        id=uuid4(), kind=kind, subject=subject or facility.id, body=msgspec.Raw(msgspec.json.encode(body)),
        happened_at=facility.clock.now(),
    )  # fmt: skip
    (answer,) = facility.writer.submit([command], actor).result()
    assert answer.refusal is None, answer.refusal
    return answer


@pytest.fixture
def nurse(office: Callable[..., Any]) -> Any:
    from bothy.people.setup import add_staff

    return add_staff("Ailsa", "nurse", "4817")


@pytest.fixture
def watch(facility: Any) -> Iterator[Any]:
    from bothy.server.floor_watch import FloorWatch
    from bothy.server.troubles import trouble

    watch = FloorWatch(facility, facility.home)
    yield lambda: (setattr(watch, "_read", True), watch.look(), {one.code: one.sentence for one in trouble.now})[-1]
    watch._unsubscribe()
    for code in ("staffing", "guessing"):
        trouble.say(code, None)


def test_a_training_is_noted_and_the_page_says_until_when(office: Callable[..., Any], facility: Any, nurse: Any) -> None:
    lead, day = office("shift_lead"), today(facility)
    page = f"/office/staff/{nurse.id}/trained"
    assert "not trained" in text(lead.get(page)) and "Ailsa" in text(lead.get("/office/staff"))
    assert lead.post(page, {"competence": "naloxone", "on": day - timedelta(days=700)}).status_code == 302
    assert "runs out soon" in text(lead.get(page)), "the rules say 24 months"
    assert lead.post(page, {"competence": "life_support", "on": day, "until": day + timedelta(days=365), "evidence": "RCUK 4417"}).status_code == 302
    assert "RCUK 4417" in str(entries(facility, "competence-noted")), "a number of a paper, never a name"
    assert lead.post(page, {"competence": "life_support", "on": day, "act": "ended"}).status_code == 302
    assert text(lead.get(page)).count("not trained") == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"on": "2026-03-02", "until": "2026-03-01"}, "The end lies before the beginning. Nothing was recorded. Enter the days again."),
        ({"on": "yesterday"}, "valid date"),
        ({"on": "2026-03-02", "evidence": "Ailsa's own"}, "at least one of them a digit"),
    ],
)
def test_a_note_that_cannot_be_meant_is_told_why(office: Callable[..., Any], nurse: Any, told: dict[str, str], said: str) -> None:
    answer = office("manager").post(f"/office/staff/{nurse.id}/trained", {"competence": "naloxone", **told})
    assert (answer.status_code == 400 and said in text(answer).lower()) or said in text(answer)


def test_a_shift_says_what_it_lacks_of_the_rules(office: Callable[..., Any], facility: Any, nurse: Any) -> None:
    from bothy.server import rota

    lead, day = office("shift_lead"), today(facility)
    early = rota.shifts()[0]
    assert "Nobody is planned for this week yet" in text(lead.get("/office/rota"))
    assert lead.post(f"/office/rota/{day}/{early.pk}", {"staff": [str(nurse.id)]}).status_code == 302
    page = text(lead.get("/office/rota"))
    assert "Ailsa" in page and "1 of 3 people on the floor" in page and "0 of 2 with naloxone" in page.lower()
    lead.post(f"/office/staff/{nurse.id}/trained", {"competence": "naloxone", "on": day})
    assert "1 of 2 with naloxone" in text(lead.get("/office/rota")).lower()
    assert lead.post(f"/office/rota/{day}/{early.pk}", {}).status_code == 302
    assert "Nobody is planned for this week yet" in text(lead.get("/office/rota"))


def test_last_week_is_copied_where_nothing_is_planned(office: Callable[..., Any], facility: Any, nurse: Any) -> None:
    from bothy.people.setup import add_staff, change_staff
    from bothy.server import rota
    from bothy.server.models import Planned

    lead, begin = office("shift_lead"), rota.monday(today(facility))
    left = add_staff("Who left", "worker")
    early, late = rota.shifts()[:2]
    before = begin - timedelta(days=7)
    rota.plan(before, early, [nurse.id, left.id])
    rota.plan(before + timedelta(days=2), late, [nurse.id])
    rota.plan(begin + timedelta(days=2), late, [lead.staff.id])
    change_staff(left, active=False)
    year, week, _ = begin.isocalendar()
    for _ in range(2):
        assert lead.post("/office/rota/copy", {"week": f"{year}-W{week:02}"}).status_code == 302
    now = set(Planned.objects.filter(day__gte=begin).values_list("day", "shift_id", "staff_id"))
    assert now == {(begin, early.pk, nurse.id), (begin + timedelta(days=2), late.pk, lead.staff.id)}


@pytest.mark.parametrize("path", ["/office/rota?week=2026-W54", "/office/rota?week='; DROP TABLE", "/office/rota?week=9999-W99"])
def test_a_week_that_is_none_is_this_one(office: Callable[..., Any], path: str) -> None:
    assert office("shift_lead").get(path).status_code == 200


def test_the_rota_is_planned_by_those_who_lead_and_read_by_the_office(office: Callable[..., Any], facility: Any) -> None:
    from bothy.server import rota

    cell = f"/office/rota/{today(facility)}/{rota.shifts()[0].pk}"
    inspector = office("inspector")
    for path in ("/office/rota", "/office/floor-rules", cell):
        assert inspector.get(path).status_code == 403, "an inspector sees the floor against the rules in the pack, by role"
    assert inspector.post("/office/rota/copy").status_code == 403
    assert office("nurse").get("/office/rota").status_code == 403
    lead = office("shift_lead")
    assert lead.get(f"/office/rota/soon/{rota.shifts()[0].pk}").status_code == 404
    assert lead.post(cell, {"staff": ["nobody", str(facility.id)]}).status_code == 302, "who does not work here is passed over"


def test_the_board_and_the_office_say_when_the_floor_is_below_the_rules(
    office: Callable[..., Any], facility: Any, nurse: Any, watch: Any
) -> None:
    lead = office("shift_lead")
    assert "staffing" not in watch() or facility.house.floor_open
    tell(facility, "come-on-shift", StaffCame(staff=nurse.id, role="nurse"), Actor(staff=nurse.id, role="nurse"))
    tell(facility, "open-floor", OpenFloor(), Actor(staff=nurse.id, role="nurse"))
    told = watch()["staffing"]
    assert told.startswith("The floor is below the house rules: ") and "of 3 people on the floor" in told
    page = text(lead.get("/office/floor-rules"))
    assert "Ailsa" in page and "of 3 people on the floor" in page and "The floor is closed" not in page
    assert told in text(lead.get("/office/"))


def test_who_guesses_at_a_pin_is_noticed_with_the_tablet_and_the_name(
    office: Callable[..., Any], facility: Any, nurse: Any, watch: Any
) -> None:
    from bothy.people.enrolment import enrol_browser
    from bothy.people.models import Tries

    manager = office("manager")
    device, cookie = enrol_browser("Room tablet 2")
    manager.cookies["bothy_device"] = cookie
    for n in range(12):
        answer = manager.post("/floor/shift", {"staff": str(nurse.id), "pin": "0000"}, content_type="application/json")
        assert answer.status_code in (403, 429), n
        Tries.objects.update(last_at=facility.clock.now() - timedelta(hours=1))
    noticed = [one for one in entries(facility, "guessing-noticed") if one.whose == nurse.id]
    assert noticed == [GuessingNoticed(at="pin", tries=n, whose=nurse.id, device=device.id) for n in (5, 10)]
    told = watch()["guessing"]
    assert "the PIN of Ailsa" in told and "“Room tablet 2”" in told and "10 wrong ones" in told
    assert "Room tablet 2" in text(manager.get("/office/devices")) and "Ailsa" in text(manager.get("/office/devices"))
    page = f"/office/staff/{nurse.id}"
    Tries.objects.update(last_at=facility.clock.now())
    assert "Let them try again now" in text(manager.get(page))
    assert manager.post(page, {"act": "waits"}).status_code == 302
    right = manager.post("/floor/shift", {"staff": str(nurse.id), "pin": "4817"}, content_type="application/json")
    assert right.status_code == 200, "nobody is kept out for good"


def test_more_tablets_are_no_more_tries(office: Callable[..., Any], nurse: Any) -> None:
    from bothy.people.enrolment import enrol_browser

    office("manager")
    statuses = []
    for n in range(3):
        from django.test import Client

        tablet = Client(headers={"Origin": "http://testserver"})
        tablet.cookies["bothy_device"] = enrol_browser(f"Tablet {n}")[1]
        for _ in range(2):
            told = tablet.post("/floor/shift", {"staff": str(nurse.id), "pin": "0000"}, content_type="application/json")
            statuses.append(told.status_code)
    assert statuses == [403] * 5 + [429], "two at each of three tablets: the sixth begins the wait everywhere"
    other = Client(headers={"Origin": "http://testserver"})
    other.cookies["bothy_device"] = enrol_browser("A fourth")[1]
    right = other.post("/floor/shift", {"staff": str(nurse.id), "pin": "4817"}, content_type="application/json")
    assert right.status_code == 429 and int(right["Retry-After"]) >= 1
