"""PINs: right lets in, wrong waits longer each time, nothing is in the way for good."""

from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(people: None):  # type: ignore[no-untyped-def]
    from bothy.people.enrolment import enrol_browser
    from bothy.people.models import Device
    from bothy.people.setup import add_staff

    ailsa = add_staff("Ailsa", "nurse", "4817")
    device, _ = enrol_browser("Desk")
    return Device.objects.get(id=device.id), ailsa


def test_the_right_pin_is_taken_and_another_is_not(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import try_pin

    assert try_pin(*desk, "4817", NOW) is None
    assert try_pin(*desk, "4818", NOW).code == "wrong_pin"
    assert try_pin(*desk, "", NOW).code == "wrong_pin"
    assert try_pin(*desk, "48170", NOW) is not None


def test_guessing_gets_slower_and_the_right_pin_waits_too(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import Wait, try_pin

    now, waits = NOW, []
    for _ in range(14):
        wrong = try_pin(*desk, "0000", now)
        if isinstance(wrong, Wait):
            waits.append(wrong.seconds)
            # The right one, a second early, waits like any other and is not counted as wrong.
            assert isinstance(try_pin(*desk, "4817", now + timedelta(seconds=wrong.seconds - 1)), Wait)
            now += timedelta(seconds=wrong.seconds)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]
    assert try_pin(*desk, "4817", now) is None
    assert try_pin(*desk, "0000", now).code == "wrong_pin"


def test_the_wait_is_for_one_person_at_one_device(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.enrolment import enrol_browser
    from bothy.people.pins import Wait, try_pin
    from bothy.people.setup import add_staff

    device, ailsa = desk
    davie, (other, _) = add_staff("Davie", "worker", "9035"), enrol_browser("Room")
    for _ in range(5):
        last = try_pin(device, ailsa, "0000", NOW)
    assert isinstance(last, Wait)
    assert try_pin(device, davie, "9035", NOW) is None
    assert try_pin(other, ailsa, "4817", NOW) is None


def test_the_notice_says_that_an_emergency_needs_no_pin(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import try_pin

    said = [try_pin(*desk, "0000", NOW) for _ in range(4)][-1]
    assert "Wait 5 seconds" in said.refusal.sentence and "An emergency needs no PIN" in said.refusal.sentence


def test_a_new_pin_ends_the_wait(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import try_pin
    from bothy.people.setup import set_pin

    for _ in range(6):
        try_pin(*desk, "0000", NOW)
    set_pin(desk[1], "730519")
    assert try_pin(*desk, "4817", NOW).code == "wrong_pin"
    assert try_pin(*desk, "730519", NOW) is None


def test_without_a_pin_nothing_opens(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import try_pin
    from bothy.people.setup import add_staff

    mo = add_staff("Mo", "worker")
    assert try_pin(desk[0], mo, "", NOW).code == "no_pin"
    assert try_pin(desk[0], mo, "4817", NOW).code == "no_pin"


def test_whoever_left_cannot_come_in(desk) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import matches
    from bothy.people.setup import change_staff

    change_staff(desk[1], active=False)
    assert not matches(desk[1], "4817")


@pytest.mark.parametrize(
    "pin", ["123", "1234567", "12a4", "1111", "000000", "1234", "4321", "456789", "", "٤٨١٧"]
)
def test_a_pin_that_anyone_would_try_first_cannot_be_set(people: None, pin: str) -> None:
    from bothy.people.pins import BadPin, hash_pin

    with pytest.raises(BadPin):
        hash_pin(pin)


def test_the_hash_hangs_on_the_home_s_secret(desk, settings_secret) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.pins import matches

    assert matches(desk[1], "4817")
    with settings_secret("another secret of another home"):
        assert not matches(desk[1], "4817")
    assert "4817" not in desk[1].pin_hash


@pytest.fixture
def settings_secret():  # type: ignore[no-untyped-def]
    from django.test import override_settings

    return lambda secret: override_settings(SECRET_KEY=secret)
