"""Signing in to the office: guessing gets slower and locks nobody out, a second factor, sessions that end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from bothy.care.bodies_staff import AccessChanged
from support.registers import entries

PASSWORD = "a tall stool by the window"
ELSEWHERE = {"REMOTE_ADDR": "192.168.7.20"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, facility: Any) -> None:
    """The time by which waits are counted stands still; `moved` lets it pass."""
    from bothy.server.accounts import guessing

    now = datetime.now(UTC)
    monkeypatch.setattr(guessing, "timezone", SimpleNamespace(now=lambda: now))


def client(**more: Any) -> Any:
    from django.test import Client

    return Client(headers={"Origin": "http://testserver"}, **more)


def sign_in(browser: Any, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return browser.post("/sign-in", {"username": name, "password": password, "next": "/journal/"}, **more)


def moved(**by: float) -> None:
    """As if what was counted had been so long ago."""
    from axes.models import AccessAttempt
    from django.db.models import F

    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(**by))


def guesses(name: str, count: int, **more: Any) -> list[int]:
    return [sign_in(client(), name, "x", **more).status_code for _ in range(count)]


def code_of(secret: str, moment: float = 0.0) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int((time.time() + moment) // 30)))


def with_an_app(browser: Any) -> tuple[str, list[str]]:
    """Set up an authenticator app and see the recovery codes: its secret, and the codes."""
    again = browser.get("/office/sign-in/app")
    if again.status_code == 302:
        browser.post(again.url, {"password": PASSWORD})
    page = browser.get("/office/sign-in/app").content.decode()
    secret = re.search(r'<code class="mono">([A-Z2-7]+)<', page)[1]  # type: ignore[index]
    done = browser.post("/office/sign-in/app", {"code": code_of(secret)})
    assert done.url == "/office/sign-in/codes", done.content.decode()[:2000]
    shown = browser.get(done.url).content.decode()
    return secret, re.findall(r'<li class="mono">(\d+)<', shown)


def test_guessing_a_password_gets_slower_and_says_for_how_long(office: Callable[..., Any]) -> None:
    office("nurse")
    assert guesses("nurse", 5) == [400] * 5
    waits = sign_in(client(), "Nurse")
    assert waits.status_code == 429 and int(waits["Retry-After"]) == 2, "the right one waits too, however it is written"
    moved(seconds=2)
    assert guesses("nurse", 1) == [400]
    assert int(sign_in(client(), "nurse")["Retry-After"]) == 4
    moved(minutes=5)
    assert sign_in(client(), "nurse").status_code == 302
    assert guesses("nurse", 5) == [400] * 5, "once it was right, the count begins anew"


def test_no_wait_is_longer_than_five_minutes(office: Callable[..., Any]) -> None:
    from axes.models import AccessAttempt

    office("nurse")
    guesses("nurse", 5)
    AccessAttempt.objects.update(failures_since_start=49)
    assert int(sign_in(client(), "nurse")["Retry-After"]) == 300


def test_waits_outlive_a_restart_and_are_the_same_in_every_process(office: Callable[..., Any]) -> None:
    """They stand in the database and nowhere else."""
    import os
    import subprocess
    import sys

    from axes.models import AccessAttempt

    office("nurse")
    guesses("nurse", 1)
    AccessAttempt.objects.update(failures_since_start=49)
    other = (
        "import os, sys; from pathlib import Path; from bothy.server.boot import prepare; from bothy.server.home import Home\n"
        "prepare(Home(Path(os.environ['BOTHY_HOME'])), migrate=False)\n"
        "from django.test import RequestFactory; from bothy.server.accounts import guessing\n"
        "print(guessing.take(RequestFactory().post('/sign-in'), 'nurse'))"
    )
    told = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, env=os.environ, check=True)
    assert int(told.stdout) > 100


def test_a_stranger_keeps_nobody_out_at_their_own_address(office: Callable[..., Any]) -> None:
    from axes.models import AccessAttempt

    office("nurse")
    assert sign_in(client(), "nurse").status_code == 302
    guesses("nurse", 3, **ELSEWHERE)
    AccessAttempt.objects.update(failures_since_start=5_000)
    assert sign_in(client(), "nurse", **ELSEWHERE).status_code == 429
    assert sign_in(client(), "nurse").status_code == 302, "an address from which they signed in lately"
    third = {"REMOTE_ADDR": "192.168.7.99"}
    assert int(sign_in(client(), "nurse", **third)["Retry-After"]) <= 30, "at a new one it is half a minute at most"
    moved(seconds=31)
    assert sign_in(client(), "nurse", **third).status_code == 302


def test_one_address_that_tries_many_names_is_slowed(office: Callable[..., Any]) -> None:
    from axes.models import AccessAttempt

    office("nurse")
    for n in range(10):
        guesses(f"name {n}", 1, **ELSEWHERE)
    AccessAttempt.objects.update(failures_since_start=5)
    assert guesses("another", 1, **ELSEWHERE) == [429]
    assert sign_in(client(), "nurse").status_code == 302


def test_many_at_once_get_no_more_tries(office: Callable[..., Any]) -> None:
    import threading

    from django.db import connection

    office("nurse")
    told: list[int] = []
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait()
        told.append(sign_in(client(), "nurse", "x").status_code)
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(400) == 5 and told.count(429) == 7


def test_nothing_that_was_typed_is_kept(office: Callable[..., Any]) -> None:
    from axes.models import AccessAttempt, AccessLog

    office("nurse")
    guesses("nurse", 1)
    sign_in(client(), "nurse", "my other password")
    rows = f"{list(AccessAttempt.objects.values())} {list(AccessLog.objects.values())}"
    assert "my other password" not in rows and "csrf" not in rows and "Mozilla" not in rows


def test_a_role_with_the_records_is_asked_for_a_second_factor_and_told_from_when(office: Callable[..., Any]) -> None:
    office("manager")
    browser = client()
    assert sign_in(browser, "manager").url == "/journal/"
    for path in ("/journal/", "/office/", "/office/sign-in"):
        page = browser.get(path).content.decode()
        assert "needs a second factor from" in page and 'href="/office/sign-in"' in page, path


def test_a_role_of_the_floor_is_not_asked(office: Callable[..., Any]) -> None:
    office("nurse")
    browser = client()
    assert sign_in(browser, "nurse").url == "/journal/"
    assert "second factor" not in browser.get("/office/").content.decode()


def test_when_the_grace_is_over_nothing_opens_but_setting_one_up(office: Callable[..., Any]) -> None:
    from django.test import override_settings

    with override_settings(SECOND_FACTOR_GRACE_DAYS=0):
        manager = office("manager")
        for path in ("/office/", "/office/staff", "/journal/", "/reports/", "/evidence/"):
            assert manager.get(path).url == "/office/sign-in", path
        assert manager.post("/office/devices/code", {"name": "x"}).status_code == 302
        assert manager.get("/office/sign-in").status_code == 200
        with_an_app(manager)
        assert manager.get("/office/staff").status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(office: Callable[..., Any], facility: Any) -> None:
    manager = office("manager")
    secret, codes = with_an_app(manager)
    assert len(codes) == 10 == len(set(codes))
    assert AccessChanged(what="second_factor_set", whose=manager.staff.id) in entries(facility, "access-changed")
    browser = client()
    assert sign_in(browser, "manager").url == "/sign-in/code"
    assert browser.get("/journal/").url.startswith("/sign-in")
    assert browser.post("/sign-in/code", {"code": "000000"}).status_code == 400
    assert browser.get("/journal/").status_code == 302
    done = browser.post("/sign-in/code", {"code": code_of(secret, 30)})
    assert done.url == "/journal/" and browser.get("/journal/").status_code == 200
    another = client()
    sign_in(another, "manager")
    assert another.post("/sign-in/code", {"code": code_of(secret, 30)}).status_code == 400, "a code is good once"


def test_codes_cannot_be_guessed_and_the_password_is_not_held_up_by_it(office: Callable[..., Any]) -> None:
    secret, _ = with_an_app(office("manager"))
    browser = client()
    sign_in(browser, "manager")
    assert [browser.post("/sign-in/code", {"code": "000000"}).status_code for _ in range(5)] == [400] * 5
    waits = browser.post("/sign-in/code", {"code": code_of(secret, 30)})
    assert waits.status_code == 429 and int(waits["Retry-After"]) >= 1
    assert sign_in(client(), "manager").status_code == 302, "a new sign-in begins, and waits for the code there"
    again = client()
    sign_in(again, "manager")
    assert again.post("/sign-in/code", {"code": "000000"}).status_code == 429, "a new browser does not begin anew"


def told_of_guessing(facility: Any, before: int) -> list[Any]:
    return [(one.at, one.tries, one.whose) for one in entries(facility, "guessing-noticed")[before:]]


def test_guessing_in_the_office_is_noticed_and_told_there_and_on_no_board(
    office: Callable[..., Any], facility: Any
) -> None:
    from bothy.server.staffing import Guessed

    manager, nurse = office("manager"), office("nurse").staff.id
    secret, _ = with_an_app(manager)
    before = len(entries(facility, "guessing-noticed"))

    guesses("nurse", 4)
    sign_in(client(), "nurse")
    assert told_of_guessing(facility, before) == [], "four slips and the right one are no guessing"
    for _ in range(11):
        guesses("Nurse", 1)
        moved(minutes=5)
    assert told_of_guessing(facility, before) == [("password", 5, nurse), ("password", 10, nurse)]

    browser = client()
    sign_in(browser, "manager")
    for _ in range(5):
        browser.post("/sign-in/code", {"code": "000000"})
    assert told_of_guessing(facility, before)[2:] == [("second_factor", 5, manager.staff.id)]

    for n in range(5):
        guesses(f"nobody-{n}", 1, **ELSEWHERE)
    assert told_of_guessing(facility, before)[3:] == [("password", 5, None)], "many names tried from one address"

    home, page = (manager.get(path).content.decode() for path in ("/office/", "/office/devices"))
    assert "Somebody is guessing at sign-ins of the office: 5 wrong tries in a row" in home
    assert "the password of Someone nurse" in page and "the second factor of Someone manager" in page
    shown = Guessed(datetime.now(UTC), entries(facility, "guessing-noticed")[-1])
    assert shown.at_the_office and shown.aim({}) == "sign-ins of the office"


def test_guessing_at_the_codes_of_new_tablets_is_noticed(office: Callable[..., Any], facility: Any) -> None:
    manager = office("manager")
    before = len(entries(facility, "guessing-noticed"))
    for _ in range(6):
        manager.post("/floor/enrol", {"code": "AAAA-AAAA"}, content_type="application/json")
    assert told_of_guessing(facility, before) == [("enrolment", 5, None)]
    assert "the codes for new tablets" in manager.get("/office/devices").content.decode()


def test_a_recovery_code_opens_once_and_they_are_shown_once(office: Callable[..., Any]) -> None:
    manager = office("manager")
    _, codes = with_an_app(manager)
    again = manager.get("/office/sign-in/codes").content.decode()
    assert not any(code in again for code in codes) and "10 of 10 are left" in again
    for _ in range(2):
        browser = client()
        sign_in(browser, "manager")
        answer = browser.post("/sign-in/code", {"code": codes[3]})
        moved(minutes=5)
    assert answer.status_code == 400
    assert "9 of 10 are left" in manager.get("/office/sign-in/codes").content.decode()


def test_secrets_of_the_second_factor_are_not_readable_in_a_copy_of_the_database(office: Callable[..., Any]) -> None:
    from allauth.mfa.models import Authenticator

    secret, codes = with_an_app(office("manager"))
    rows = str(list(Authenticator.objects.values()))
    assert secret not in rows and not any(code in rows for code in codes)
    from django.test import override_settings

    with override_settings(SECRET_KEY="another home's secret, long enough for it"):
        browser = client()
        sign_in(browser, "manager")
        assert browser.post("/sign-in/code", {"code": codes[0]}).status_code == 400, "and no 5xx where the secret is another"


def test_the_second_factor_is_not_changed_without_the_password(office: Callable[..., Any]) -> None:
    manager = office("manager")
    asked = manager.get("/office/sign-in/app")
    assert asked.url.startswith("/office/sign-in/again?next=")
    assert manager.post(asked.url, {"password": "x"}).status_code == 400
    assert manager.get("/office/sign-in/app").status_code == 302
    assert manager.post(asked.url, {"password": PASSWORD}).url == "/office/sign-in/app"
    assert manager.get("/office/sign-in/app").status_code == 200


def test_in_a_demo_nobody_is_asked_and_the_shared_sign_in_takes_none(office: Callable[..., Any], monkeypatch: Any) -> None:
    from bothy.server.running import running

    manager = office("manager")
    monkeypatch.setattr(running.facility.house.__class__, "demo", True, raising=False)
    monkeypatch.setattr(running, "demo_sign_in", ("manager", PASSWORD))
    assert manager.get("/office/sign-in/app").status_code == 403
    assert "second factor from" not in manager.get("/office/").content.decode()


def test_a_session_is_another_after_signing_in(office: Callable[..., Any]) -> None:
    office("nurse")
    browser = client()
    browser.get("/sign-in")
    browser.cookies["bothy_office"] = "chosenbysomebodyelse0000000000000"
    sign_in(browser, "nurse")
    assert browser.cookies["bothy_office"].value != "chosenbysomebodyelse0000000000000"


@pytest.mark.parametrize(("since", "used", "said"), [(0, 31 * 60, "30 minutes"), (12 * 3600 + 1, 0, "12 hours")])
def test_a_session_ends_when_nobody_uses_it_and_with_the_day(
    office: Callable[..., Any], since: float, used: float, said: str
) -> None:
    manager = office("manager")
    session = manager.session
    session["bothy_since"] -= max(since, used)
    session["bothy_used"] -= used
    session.save()
    assert manager.get("/office/staff").url.startswith("/sign-in?next=/office/staff")
    assert said in manager.get("/sign-in").content.decode()


def test_whoever_types_uses_the_page(office: Callable[..., Any]) -> None:
    manager = office("manager")
    session = manager.session
    session["bothy_since"] -= 3600
    session["bothy_used"] -= 29 * 60
    session.save()
    assert manager.post("/office/awake").status_code == 204
    assert manager.session["bothy_used"] > time.time() - 60


def test_signing_out_everywhere_ends_every_browser(office: Callable[..., Any]) -> None:
    one = office("nurse")
    other = client()
    sign_in(other, "nurse")
    assert other.get("/office/").status_code == 200
    assert one.post("/office/sign-out-everywhere").status_code == 302
    assert [each.get("/office/").status_code for each in (one, other)] == [302, 302]
    sign_in(other, "nurse")
    assert other.get("/office/").status_code == 200


def test_a_changed_role_a_new_password_and_leaving_end_every_session(office: Callable[..., Any]) -> None:
    admin = office("administrator")
    for change in (
        {"act": "role", "role": "shift_lead"},
        {"act": "office", "username": "nurse", "password": "another long password"},
        {"act": "leave"},
    ):
        nurse = office_again(office)
        assert nurse.get("/office/").status_code == 200
        assert admin.post(f"/office/staff/{nurse.staff.id}", change).status_code == 302, change
        assert nurse.get("/office/").status_code == 302, change
        admin.post(f"/office/staff/{nurse.staff.id}", {"act": "return"})
        assert nurse.get("/office/").status_code == 302, "coming back does not wake an old session"


def office_again(office: Callable[..., Any]) -> Any:
    """A nurse who is signed in; one of them at a time has the name."""
    from django.contrib.auth.models import User

    from bothy.people.setup import add_office_user, add_staff

    User.objects.filter(username="nurse").delete()
    staff = add_staff("A nurse", "nurse", "4817")
    add_office_user(staff, "nurse", PASSWORD)
    browser = client()
    assert sign_in(browser, "nurse").status_code == 302
    browser.staff = staff
    return browser


def test_an_administrator_resets_a_second_factor_and_the_journal_says_so(office: Callable[..., Any], facility: Any) -> None:
    manager = office("manager")
    with_an_app(manager)
    admin = office("administrator")
    page = f"/office/staff/{manager.staff.id}"
    assert admin.post(page, {"act": "factor", "password": "x"}).status_code == 400
    assert admin.post(page, {"act": "factor", "password": PASSWORD}).status_code == 302
    assert manager.get("/office/").status_code == 302, "their sessions end"
    assert AccessChanged(what="second_factor_removed", whose=manager.staff.id) in entries(facility, "access-changed")
    browser = client()
    assert sign_in(browser, "manager").url == "/journal/"
    assert browser.get("/office/staff").url == "/office/sign-in", "no second factor, and no grace either"


def test_a_manager_cannot_reset_it(office: Callable[..., Any]) -> None:
    admin, manager = office("administrator"), office("manager")
    with_an_app(admin)
    assert manager.post(f"/office/staff/{admin.staff.id}", {"act": "factor", "password": PASSWORD}).status_code == 403


def test_on_the_server_s_own_machine_the_last_administrator_is_let_in_again(office: Callable[..., Any], facility: Any) -> None:
    from bothy.server.accounts.rescue import NotReset, reset_here

    admin = office("administrator")
    with_an_app(admin)
    with pytest.raises(NotReset, match="There are: administrator"):
        reset_here("nobody")
    assert "sets a new one up before anything else opens" in reset_here("Administrator")
    assert admin.get("/office/").status_code == 302
    assert AccessChanged(what="second_factor_removed", whose=admin.staff.id) in entries(facility, "access-changed")
    browser = client()
    assert sign_in(browser, "administrator").url == "/journal/"
    assert browser.get("/journal/").url == "/office/sign-in"


def test_what_settings_say_of_the_second_factor_is_read_or_told_what_is_wrong() -> None:
    from bothy.server.accounts import office_rules

    assert office_rules.second_factor({}) == (office_rules.ASKED_OF, 7)
    assert office_rules.second_factor({"second_factor_roles": [], "second_factor_grace_days": 0}) == ((), 0)
    assert set(office_rules.ASKED_OF) >= {"manager", "administrator", "analyst", "inspector", "shift_lead"}
    for told in ({"second_factor_roles": "manager"}, {"second_factor_roles": ["emperor"]}, {"second_factor_grace_days": 61}):
        with pytest.raises(ValueError, match=r"settings\.toml"):
            office_rules.second_factor(told)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="from 5 to 720"):
        office_rules.idle_minutes({"office_idle_minutes": 1})


def test_entries_about_access_name_nobody(office: Callable[..., Any], facility: Any) -> None:
    manager = office("manager")
    with_an_app(manager)
    told = [msgspec.json.encode(one).decode() for one in entries(facility, "access-changed")]
    assert told and not any("Someone" in one or "manager" in one.replace('"role":"manager"', "") for one in told)
