"""Who gets in: a stolen session, guessed PINs and passwords, and what an answer gives away to who is not let in.

How PINs wait is in tests/people/test_pins.py, codes of enrolment in tests/people/test_devices.py, cookies over TLS in
tests/server/tls.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.conftest import PASSWORD

Office = Callable[..., Any]
PAGES = ("/office/", "/office/staff", "/journal/", "/reports/", "/evidence/")


def thief_of(browser: Any, name: str = "bothy_office") -> Any:
    """Another browser that holds this one's cookie and nothing else."""
    from django.test import Client

    thief = Client(headers={"User-Agent": "another browser"})
    thief.cookies[name] = browser.cookies[name].value
    return thief


def is_in(browser: Any) -> bool:
    """Whether any page of the office opens."""
    return any(browser.get(page).status_code == 200 for page in PAGES)


def test_a_stolen_session_is_worth_as_much_as_the_session_and_no_longer(office: Office) -> None:
    """Plainly: while it lasts it opens the office from any browser. It ends with whatever ends the session."""
    manager = office("manager")
    thief = thief_of(manager)
    assert is_in(thief)
    manager.post("/sign-out")
    assert not is_in(thief), "signed out is signed out everywhere"


def test_a_new_password_ends_what_was_stolen(office: Office) -> None:
    from bothy.people.setup import add_office_user

    manager = office("manager")
    thief = thief_of(manager)
    add_office_user(manager.staff, "manager", "another tall stool by the door")
    assert not is_in(thief) and not is_in(manager)


def test_whoever_leaves_takes_the_stolen_session_along(office: Office) -> None:
    from bothy.people.setup import change_staff

    manager = office("manager")
    thief = thief_of(manager)
    change_staff(manager.staff, active=False)
    assert not is_in(thief)


def test_another_role_holds_from_the_next_page_on(office: Office) -> None:
    from bothy.people.setup import change_staff

    manager = office("manager")
    thief = thief_of(manager)
    change_staff(manager.staff, role="worker")
    assert thief.get("/office/staff").status_code in (302, 403)
    assert thief.post("/office/staff/add", {"name": "x", "role": "manager"}).status_code in (302, 403)


def test_a_session_from_before_signing_in_is_not_the_one_after(office: Office) -> None:
    """Whoever plants a cookie in a browser and waits gets nothing."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client

    office("manager")
    planted = SessionStore()
    planted["seen"] = True
    planted.create()
    victim = Client(headers={"Origin": "http://testserver"})
    victim.cookies["bothy_office"] = planted.session_key
    victim.post("/sign-in", {"username": "manager", "password": PASSWORD})
    assert victim.cookies["bothy_office"].value != planted.session_key
    thief = Client()
    thief.cookies["bothy_office"] = planted.session_key
    assert not is_in(thief)


@pytest.mark.parametrize("value", ["", "x" * 32, "../../settings", "0" * 32, "null", "eyJhbGciOiJub25lIn0.e30.", "\u00e9" * 32])
def test_a_cookie_that_was_made_up_opens_nothing(office: Office, value: str) -> None:
    from django.test import Client

    office(None)
    thief = Client()
    thief.cookies["bothy_office"] = value
    assert not is_in(thief)


def test_a_session_of_the_office_is_no_tablet_and_a_tablet_is_no_session(office: Office) -> None:
    from django.test import Client

    from bothy.people.setup import enrol_browser

    manager = office("manager")
    assert thief_of(manager).get("/floor/staff").status_code == 401
    tablet = Client()
    tablet.cookies["bothy_device"] = enrol_browser("Desk")[1]
    assert not is_in(tablet)
    swapped = Client()
    swapped.cookies["bothy_office"] = tablet.cookies["bothy_device"].value
    swapped.cookies["bothy_device"] = manager.cookies["bothy_office"].value
    assert not is_in(swapped) and swapped.get("/floor/staff").status_code == 401


# --- guessing ---------------------------------------------------------------------------------------


@pytest.fixture
def floor(facility: Any, office: Office) -> Callable[..., Any]:
    """`floor(n)`: n enrolled tablets, and Ailsa the nurse with the PIN 4817."""
    office(None)
    from django.test import Client

    from bothy.people.setup import add_staff, enrol_browser

    ailsa = add_staff("Ailsa", "nurse", "4817")

    def tablets(count: int) -> list[Any]:
        made = []
        for number in range(count):
            client = Client(headers={"Origin": "http://testserver"})
            client.cookies["bothy_device"] = enrol_browser(f"Tablet {number}")[1]
            client.ailsa = ailsa  # type: ignore[attr-defined]
            made.append(client)
        return made

    return tablets


def give_pin(tablet: Any, pin: str, staff: object = None) -> Any:
    return tablet.post("/floor/shift", json.dumps({"staff": str(staff or tablet.ailsa.id), "pin": pin}), content_type="application/json")


def test_one_tablet_guesses_a_handful_of_pins_an_hour(floor: Callable[..., Any]) -> None:
    (tablet,) = floor(1)
    looked_at = 0
    for number in range(40):
        answer = give_pin(tablet, f"{5000 + number}")
        looked_at += answer.status_code == 403
        assert answer.status_code in (403, 429)
    assert looked_at <= 4, "the others were not even looked at"
    assert give_pin(tablet, "4817").status_code == 429, "nor is the right one, so that a guesser learns nothing by it"


def test_many_tablets_guess_no_more_than_a_few(floor: Callable[..., Any]) -> None:
    tablets = floor(6)
    looked_at = sum(give_pin(tablet, f"{7000 + 10 * turn + n}").status_code == 403 for turn in range(6) for n, tablet in enumerate(tablets))
    assert looked_at <= 8, "six, whoever asks, and one a wait"


def test_guessing_at_one_tablet_or_many_keeps_no_emergency_waiting(floor: Callable[..., Any], facility: Any) -> None:
    from bothy.care.commands import Actor
    from support.open_house import raise_emergency

    for tablet in floor(3):
        for number in range(6):
            give_pin(tablet, f"{6000 + number}")
    (answer,) = facility.writer.submit([raise_emergency()], Actor(device=uuid4())).result(timeout=30)
    assert answer.answer == "recorded"


def test_a_guess_learns_nothing_but_no(floor: Callable[..., Any]) -> None:
    """A PIN that is nearly right, one of the wrong length and one of somebody else are answered alike."""
    from bothy.people.setup import add_staff

    davie = add_staff("Davie", "worker", "9035")
    said = Counter()
    for pin in ("4816", "9035", "48170", "", "0000"):
        (tablet,) = floor(1)
        answer = give_pin(tablet, pin)
        said[answer.status_code, answer.content] += 1
    assert len(said) == 1, said
    assert davie is not None


class Hashed:
    """Counts what a check costs: the answer's time tells nothing where each costs the same."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.contrib.auth.hashers import MD5PasswordHasher

        self.count = 0
        # One of these is what takes the time, whether a password is checked or only seems to be.
        monkeypatch.setattr(MD5PasswordHasher, "encode", self._counting(MD5PasswordHasher.encode))

    def _counting(self, real: Any) -> Any:
        def counted(*args: Any, **more: Any) -> Any:
            self.count += 1
            return real(*args, **more)

        return counted


def test_a_name_that_nobody_has_costs_the_same_as_one_that_somebody_has(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    from bothy.people.setup import change_staff

    office("worker")
    from django.contrib.auth.models import User

    from bothy.people.setup import add_office_user, add_staff

    gone = add_staff("Gone", "worker", "4817")
    add_office_user(gone, "gone", PASSWORD)
    change_staff(gone, active=False)
    assert not User.objects.get(username="gone").is_active
    costs, answers = {}, {}
    for name in ("worker", "nobody-of-this-name", "gone"):
        hashed = Hashed(monkeypatch)
        answer = Client(headers={"Origin": "http://testserver"}).post("/sign-in", {"username": name, "password": "a wrong one"})
        costs[name] = hashed.count
        answers[name] = (answer.status_code, answer.content.replace(name.encode(), b"NAME"))
        monkeypatch.undo()
    assert len(set(costs.values())) == 1 and costs["gone"] >= 1, costs
    assert answers["worker"][0] == answers["nobody-of-this-name"][0] == answers["gone"][0]


def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(office: Office) -> None:
    """Else the waiting itself would tell which names there are."""
    from django.test import Client

    office("manager")
    said = {}
    for name in ("manager", f"nobody-{uuid4().hex[:6]}"):
        said[name] = [Client().post("/sign-in", {"username": name, "password": "wrong"}).status_code for _ in range(7)]
    assert len({tuple(each) for each in said.values()}) == 1, said


def test_an_enrolment_code_is_not_found_out_by_its_length_or_its_like(floor: Callable[..., Any]) -> None:
    from django.test import Client

    from bothy.people import enrolment

    code = enrolment.make_code("Room")
    near = ("Z" if code[0] != "Z" else "Y") + code[1:]
    said = {Client(headers={"Origin": "http://testserver"}).post("/floor/enrol", json.dumps({"code": told}), content_type="application/json").content for told in (near, code[:4], "", code + "X")}
    assert len(said) == 1, said


# --- in another's name ------------------------------------------------------------------------------


def test_a_command_under_another_s_name_or_from_another_tablet_names_nobody(facility: Any, office: Office) -> None:
    """A tablet says who did it; only a claim by PIN on that very tablet, at that time, makes it so."""
    office(None)
    from django.utils import timezone

    from bothy.people.devices import devices
    from bothy.people.models import Device
    from bothy.people.setup import add_staff, enrol_browser
    from bothy.people.shifts import claim, go

    ailsa, morag = add_staff("Ailsa", "nurse", "4817"), add_staff("Morag", "manager", "9035")
    (one, _), (other, _) = enrol_browser("One"), enrol_browser("Other")
    claim(Device.objects.get(id=one), ailsa)
    claim(Device.objects.get(id=other), morag)
    now = timezone.now()
    assert devices.actor(one, ailsa.id).staff == ailsa.id
    for device, staff in ((one, morag.id), (other, ailsa.id), (uuid4(), ailsa.id), (one, uuid4()), (None, ailsa.id)):
        assert devices.actor(device, staff).staff is None, "there is no claim of that person there"
    assert devices.actor(one, ailsa.id, now - timedelta(hours=2)).staff is None, "before they came"
    go(one, ailsa.id)
    assert devices.actor(one, ailsa.id).staff is None and devices.actor(one, ailsa.id, now + timedelta(hours=2)).staff is None, "after they went"


def test_a_command_that_was_overheard_and_sent_again_is_the_same_command(facility: Any) -> None:
    """From another tablet, under another name, with another body: refused. The same to the letter: the first answer."""
    import msgspec

    from bothy.care.commands import Actor
    from support.open_house import NURSE, register, say

    first = register(staff=NURSE.staff)
    told = say(facility, first)[0]
    again = say(facility, first)[0]
    assert again.again and again.numbers == told.numbers
    head = facility.writer.head.number
    stranger = uuid4()
    for changed, actor in (
        (first, Actor(staff=NURSE.staff, role="nurse", device=uuid4())),
        (msgspec.structs.replace(first, staff=stranger), Actor(staff=stranger, role="nurse", device=NURSE.device)),
        (msgspec.structs.replace(first, staff=None), Actor(device=NURSE.device)),
        (msgspec.structs.replace(first, subject=uuid4()), NURSE),
        (msgspec.structs.replace(first, acted=True), NURSE),
        (msgspec.structs.replace(first, body=msgspec.Raw(b'{"age_band":"45-54"}')), NURSE),
    ):
        answer = say(facility, changed, actor=actor)[0]
        assert answer.answer == "refused", (changed, actor)
    assert facility.writer.head.number == head


def test_what_a_tablet_says_of_itself_is_not_believed(facility: Any, office: Office) -> None:
    """A body cannot say who it is from, which role they have, or that it is the house's own act."""
    import msgspec

    from bothy.care.commands import Command
    from support.floor_server import as_json
    from support.open_house import register

    for field in ({"role": "manager"}, {"device": str(uuid4())}, {"system": True}, {"actor": {"role": "manager"}}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(json.dumps(as_json(register()) | field), type=Command)


def test_no_act_of_the_office_is_taken_from_a_tablet(facility: Any) -> None:
    """Where four digits would sign a publication, open the vault or let somebody's role be changed."""
    import msgspec

    from bothy.care.commands import COMMANDS
    from bothy.care.roles import OFFICE_ACTS
    from bothy.floor.commands import Unread, read_command
    from floor.test_expect import NOT_FROM_A_TABLET
    from support.floor_server import as_json
    from support.open_house import command

    assert set(COMMANDS) >= OFFICE_ACTS and OFFICE_ACTS <= NOT_FROM_A_TABLET
    head = facility.writer.head.number
    for kind in OFFICE_ACTS:
        told = read_command(msgspec.Raw(msgspec.json.encode(as_json(command(kind)))))
        assert isinstance(told, Unread) and told.refusal.code == "office_only", kind
    assert facility.writer.head.number == head
