"""Enrolled devices: let in by their cookie, out at once when revoked."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest


@pytest.fixture
def code(people: None):  # type: ignore[no-untyped-def]
    from bothy.people.enrolment import make_code

    return make_code("Desk")


def test_a_code_makes_a_device_once(code: str) -> None:
    from bothy.care.commands import Refusal
    from bothy.people.devices import devices
    from bothy.people.enrolment import enrol

    device, cookie = enrol(code)  # type: ignore[misc]
    known = devices.authenticate(cookie)
    assert known is not None and (known.id, known.name) == (device.id, "Desk")
    again = enrol(code)
    assert isinstance(again, Refusal) and again.code == "wrong_code"


def test_a_code_is_read_however_it_was_typed(code: str) -> None:
    from bothy.people.enrolment import enrol

    assert isinstance(enrol(f" {code.lower().replace('-', ' ')} "), tuple)


def test_a_code_grows_old(code: str) -> None:
    from django.utils import timezone

    from bothy.people.enrolment import enrol
    from bothy.people.models import Device, EnrolmentCode

    EnrolmentCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert enrol(code).code == "code_expired"  # type: ignore[union-attr]
    assert Device.objects.count() == 0


def test_of_many_who_race_for_a_code_one_gets_in(code: str) -> None:
    from django.db import connection

    from bothy.people.enrolment import enrol
    from bothy.people.models import Device

    got: list[object] = []
    start = threading.Barrier(6)

    def race() -> None:
        start.wait()
        got.append(enrol(code))
        connection.close()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, tuple) for one in got) == 1 and Device.objects.count() == 1


def test_guessing_codes_is_stopped(code: str) -> None:
    from bothy.people import enrolment

    for _ in range(enrolment.WRONG_CODES.free):
        assert enrolment.enrol("AAAA-AAAA").code == "wrong_code"  # type: ignore[union-attr]
    waits = enrolment.enrol(code)
    assert isinstance(waits, enrolment.Wait) and waits.seconds == 5, "the right one waits too"
    assert isinstance(enrolment.enrol(code, "192.168.7.20"), tuple), "whoever types elsewhere is not kept out"


def test_neither_code_nor_token_stands_in_the_database(code: str) -> None:
    from bothy.people.enrolment import enrol
    from bothy.people.models import Device, EnrolmentCode

    _, cookie = enrol(code)  # type: ignore[misc]
    plain = code.replace("-", "")
    assert plain not in str(list(EnrolmentCode.objects.values()))
    assert cookie.partition(".")[2] not in str(list(Device.objects.values()))


@pytest.mark.parametrize("cookie", [None, "", ".", "x", "x.y", "0" * 32, "0b7e1d52-5d0c-4c3e-9d5c-3f1f0a6f2b11.token"])
def test_a_cookie_that_is_none_of_ours_lets_nobody_in(people: None, cookie: str | None) -> None:
    from bothy.people.devices import devices

    assert devices.authenticate(cookie) is None


def test_another_device_s_token_does_not_open_this_one(people: None) -> None:
    from bothy.people.devices import devices
    from bothy.people.setup import enrol_browser

    (one, a), (_, b) = enrol_browser("One"), enrol_browser("Two")
    assert devices.authenticate(a) is not None
    assert devices.authenticate(f"{one}.{b.partition('.')[2]}") is None


def test_a_revoked_device_is_out_at_once_and_told_of(people: None) -> None:
    from bothy.people.devices import Devices, devices
    from bothy.people.enrolment import revoke
    from bothy.people.setup import enrol_browser

    id, cookie = enrol_browser("Desk")
    elsewhere, heard = Devices(), []
    elsewhere.refresh()
    elsewhere.on_revoked(lambda device: 1 / 0)
    elsewhere.on_revoked(heard.append)
    assert revoke(id) and not revoke(id)
    assert devices.authenticate(cookie) is None
    elsewhere.refresh()
    assert heard == [id] and elsewhere.authenticate(cookie) is None


def test_coming_and_going_changes_who_stands_behind_a_command(people: None) -> None:
    from bothy.care.commands import Actor
    from bothy.people import shifts
    from bothy.people.devices import devices
    from bothy.people.setup import add_staff, enrol_browser

    ailsa, (desk, _), (room, _) = (
        add_staff("Ailsa", "nurse", "4817"),
        enrol_browser("Desk"),
        enrol_browser("Room"),
    )
    heard: list[object] = []
    devices.on_shift_changed(heard.append)
    assert devices.actor(desk, ailsa.id) == Actor(device=desk)  # no PIN, no name
    shifts.come(desk, ailsa.id, "4817")
    shifts.come(desk, ailsa.id, "4817")
    assert devices.signed_in_staff(desk) == (ailsa.id,) and heard == [desk]
    assert devices.actor(desk, ailsa.id) == Actor(staff=ailsa.id, role="nurse", device=desk)
    assert devices.actor(room, ailsa.id) == Actor(device=room)
    assert devices.actor(desk, uuid4()) == Actor(device=desk)
    assert devices.actor(desk, None) == Actor(device=desk)
    assert shifts.go(desk, ailsa.id) and not shifts.go(desk, ailsa.id)
    assert devices.actor(desk, ailsa.id).role is None and heard == [desk, desk]


def test_whoever_leaves_is_off_every_device_and_still_has_a_name(people: None) -> None:
    from bothy.people import shifts
    from bothy.people.devices import devices
    from bothy.people.setup import add_staff, change_staff, enrol_browser

    davie, (desk, _) = add_staff("Davie", "worker", "9035"), enrol_browser("Desk")
    shifts.come(desk, davie.id, "9035")
    change_staff(davie, active=False)
    assert devices.signed_in_staff(desk) == ()
    assert devices.staff()[davie.id]["name"] == "Davie" and davie.id not in devices.active_staff()


def test_whoever_forgot_to_go_off_is_off_after_the_longest_shift(people: None) -> None:
    from django.utils import timezone

    from bothy.people import shifts
    from bothy.people.devices import LONGEST_SHIFT, devices
    from bothy.people.models import ShiftClaim
    from bothy.people.setup import add_staff, enrol_browser

    device, _ = enrol_browser("Desk")
    ailsa, iain = add_staff("Ailsa", "nurse", "4817"), add_staff("Iain", "worker", "5926")
    for staff in (ailsa, iain):
        shifts.come(device, staff.id, "4817" if staff is ailsa else "5926")
    ShiftClaim.objects.filter(staff=ailsa).update(since=timezone.now() - LONGEST_SHIFT)
    told = []
    devices.on_shift_changed(told.append)
    devices.refresh()
    assert devices.signed_in_staff(device) == (iain.id,)
    assert devices.actor(device, ailsa.id).role is None, "the next to pick the tablet up is not Ailsa"
    assert told == [device]
    assert not isinstance(shifts.come(device, ailsa.id, "4817"), tuple)
    assert devices.signed_in_staff(device) == (iain.id, ailsa.id), "and a PIN brings her back"
