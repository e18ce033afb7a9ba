"""The office's pages, as a manager uses them."""

import html
import json
import re
import time
from collections.abc import Callable
from typing import Any


def test_a_code_from_the_office_lets_a_tablet_in_until_it_is_taken_out(office: Callable[..., Any]) -> None:
    from django.test import Client

    manager, tablet = office("manager"), Client(headers={"Origin": "http://testserver"})
    page = manager.post("/office/devices/code", {"name": "Room tablet"})
    code = re.search(r'code-big">([^<]+)<', page.content.decode())[1]  # type: ignore[index]
    assert page.headers["Cache-Control"] == "no-store"
    assert code not in manager.get("/office/devices").content.decode()
    assert (
        tablet.post("/floor/enrol", json.dumps({"code": code}), content_type="application/json").status_code
        == 200
    )
    assert tablet.get("/floor/staff").status_code == 200
    listing = manager.get("/office/devices").content.decode()
    assert "Room tablet" in listing
    revoke = re.search(r'action="(/office/devices/[^"]+/revoke)"', listing)[1]  # type: ignore[index]
    assert manager.post(revoke).status_code == 302
    assert tablet.get("/floor/staff").status_code == 401


def test_this_browser_can_be_enrolled_by_one_tap(office: Callable[..., Any]) -> None:
    manager = office("manager")
    manager.post("/office/devices/this", {"name": "Office computer"})
    assert manager.get("/floor/staff").json()["device_name"] == "Office computer"


def test_someone_is_added_with_a_pin_and_comes_on_shift(office: Callable[..., Any]) -> None:
    from bothy.people.models import Staff
    from bothy.people.pins import matches

    manager = office("manager")
    assert (
        manager.post("/office/staff/add", {"name": "Priya", "role": "nurse", "pin": "1111"}).status_code
        == 400
    )
    assert (
        manager.post("/office/staff/add", {"name": "Priya", "role": "emperor", "pin": ""}).status_code == 400
    )
    assert (
        manager.post("/office/staff/add", {"name": "Priya", "role": "nurse", "pin": "7305"}).status_code
        == 302
    )
    priya = Staff.objects.get(display_name="Priya")
    assert priya.role == "nurse" and matches(priya, "7305")
    page = f"/office/staff/{priya.id}"
    assert manager.post(page, {"act": "pin", "pin": "902614"}).status_code == 302
    priya.refresh_from_db()
    assert matches(priya, "902614") and not matches(priya, "7305")
    assert manager.post(page, {"act": "role", "role": "shift_lead"}).status_code == 302
    assert manager.post(page, {"act": "dance"}).status_code == 400
    assert manager.post(page, {"act": "leave"}).status_code == 302
    priya.refresh_from_db()
    assert (priya.role, priya.active) == ("shift_lead", False)


def test_an_office_sign_in_is_given_and_a_weak_password_is_not(office: Callable[..., Any]) -> None:
    from django.test import Client

    from bothy.people.setup import add_staff

    manager, mo = office("manager"), add_staff("Mo", "analyst")
    page = f"/office/staff/{mo.id}"
    assert (
        manager.post(page, {"act": "office", "username": "mo", "password": "password12"}).status_code == 400
    )
    assert (
        manager.post(
            page, {"act": "office", "username": "manager", "password": "long and unheard of"}
        ).status_code
        == 400
    )
    assert (
        manager.post(page, {"act": "office", "username": "mo", "password": "long and unheard of"}).status_code
        == 302
    )
    assert Client().login(username="mo", password="long and unheard of")
    mo.refresh_from_db()
    assert mo.user is not None and mo.user.password.startswith("argon2$")


def test_the_last_manager_cannot_lock_everyone_out(office: Callable[..., Any]) -> None:
    manager = office("manager")
    page = f"/office/staff/{manager.staff.id}"
    assert manager.post(page, {"act": "leave"}).status_code == 400
    assert manager.post(page, {"act": "role", "role": "worker"}).status_code == 400
    office("administrator")
    assert manager.post(page, {"act": "role", "role": "worker"}).status_code == 302


def test_house_rules_are_shown_as_signed(office: Callable[..., Any], facility: Any) -> None:
    page = office("inspector").get("/office/rules").content.decode()
    rules = facility.house.rules[0]
    assert html.escape(rules.rules.name, quote=True) in page and "entry 2" in page and "in force" in page
    assert str(rules.rules.capacity_people) in page and "150 seconds" in page and "Monday" in page


def test_a_checkpoint_is_made_kept_and_taken_away(office: Callable[..., Any], facility: Any) -> None:
    from bothy.journal.checkpoint import SigningKey, from_json, is_signed_by

    manager = office("manager")
    assert manager.post("/journal/checkpoint").status_code == 302
    head = facility.writer.head
    page = manager.get("/journal/").content.decode()
    assert f"BOTHY CHECKPOINT 1 entry {head.number}" in page and head.digest.hex() in page
    file = manager.get(f"/journal/checkpoint/{head.number}.json")
    kept = from_json(file.content)
    assert kept.digest == head.digest and is_signed_by(kept, SigningKey.of_home(facility.home).public)
    assert manager.get("/journal/checkpoint/999999.json").status_code == 404


def test_verify_goes_on_behind_the_page_and_says_what_it_found(
    office: Callable[..., Any], facility: Any
) -> None:
    manager = office("manager")
    assert manager.post("/journal/verify").status_code == 302
    while (state := manager.get("/journal/verify/state").json())["going"]:
        time.sleep(0.02)
    assert state["ok"] is True and facility.writer.head.digest.hex() in state["sentence"]
    assert "Good." in manager.get("/journal/").content.decode()


def test_signing_in_goes_where_one_wanted_and_nowhere_else(office: Callable[..., Any]) -> None:
    from django.test import Client

    office("nurse")
    password = {"username": "nurse", "password": "a tall stool by the window"}
    assert Client().post("/sign-in", {**password, "next": "/journal/"}).url == "/journal/"
    assert Client().post("/sign-in", {**password, "next": "https://evil.example/"}).url == "/office/"
    assert Client().post("/sign-in", {**password, "next": "//evil.example/"}).url == "/office/"


def test_a_form_without_its_token_is_refused(office: Callable[..., Any]) -> None:
    from django.test import Client

    office("manager")
    client = Client(enforce_csrf_checks=True)
    client.login(username="manager", password="a tall stool by the window")
    assert client.post("/journal/checkpoint").status_code == 403
    assert client.post("/office/devices/code", {"name": "x"}).status_code == 403


def test_pages_hold_no_inline_script_or_style(office: Callable[..., Any]) -> None:
    manager = office("manager")
    for path in (
        "/office/",
        "/office/devices",
        "/office/staff",
        "/office/staff/add",
        "/office/rules",
        "/journal/",
        "/sign-in?next=/",
        "/nowhere",
    ):
        shown = manager.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", shown), path
        assert shown.count("<h1") == 1, path


def test_times_are_local_to_the_facility(office: Callable[..., Any], facility: Any) -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from django.template import Context, Template
    from django.test import RequestFactory

    from bothy.server.middleware import facility_time

    shown: list[str] = []
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

    def view(request: object) -> object:
        shown.append(Template("{{ at|date:'H:i' }}").render(Context({"at": moment})))
        return None

    facility_time(view)(RequestFactory().get("/"))  # type: ignore[arg-type]
    assert shown == [moment.astimezone(ZoneInfo(facility.house.time_zone)).strftime("%H:%M")]
