"""Claims over time: what was done under a claim keeps its name, and a PIN may come after what was done under it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

ORIGIN = "http://testserver"
HOUR = timedelta(hours=1)


@pytest.fixture
def tablet(people: None):  # type: ignore[no-untyped-def]
    """A tablet, Ailsa, and boxes that are plain JSON: sealing itself is tried elsewhere."""
    import json
    from types import SimpleNamespace

    from django.test import Client

    from bothy.people import ports
    from bothy.people.devices import devices
    from bothy.people.setup import add_staff, enrol_browser

    def open_pin(box: bytes) -> ports.OpenedPin:
        try:
            return msgspec.json.decode(box, type=ports.OpenedPin)
        except msgspec.DecodeError as fault:
            raise ValueError(f"This is no sealed PIN ({fault}).") from fault

    ports.connect_claims(open_pin, lambda told: told.at)
    ailsa = add_staff("Ailsa", "nurse", "4817")
    device, cookie = enrol_browser("Room")
    client = Client()
    client.cookies["bothy_device"] = cookie

    def post(path: str, body: object):  # type: ignore[no-untyped-def]
        return client.post(
            path, json.dumps(body), content_type="application/json", headers={"Origin": ORIGIN}
        )

    def come(came: datetime, pin: str = "4817", **changes: object):  # type: ignore[no-untyped-def]
        box = {"staff": str(ailsa.id), "pin": pin, "since": came.isoformat()}
        asked = {
            "staff": str(ailsa.id),
            "sealed_pin": box,
            "cut_off": True,
            "since": came.isoformat(),
            **changes,
        }
        return post("/floor/shift", asked)

    def name_at(at: datetime | None, within: timedelta = timedelta(0)):  # type: ignore[no-untyped-def]
        return devices.actor(device, ailsa.id, at, within).staff

    yield SimpleNamespace(post=post, come=come, ailsa=ailsa, device=device, name_at=name_at)
    ports.connect_claims(ports._unopened, lambda told: told.at)


def test_a_pin_that_comes_late_stands_for_what_was_done_since_it_was_typed(tablet) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    assert tablet.name_at(now - HOUR) is None
    assert tablet.come(now - 2 * HOUR).status_code == 200
    assert tablet.name_at(now - HOUR) == tablet.ailsa.id
    assert tablet.name_at(now - 3 * HOUR) is None, "nobody speaks for what was done before they came"
    assert tablet.name_at(None) == tablet.ailsa.id


def test_what_waited_while_its_maker_signed_out_keeps_their_name(tablet) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    tablet.come(now - 2 * HOUR)
    assert tablet.post("/floor/shift/end", {"staff": str(tablet.ailsa.id)}).status_code == 200
    assert tablet.name_at(None) is None
    assert tablet.name_at(now - HOUR) == tablet.ailsa.id
    assert tablet.name_at(datetime.now(UTC) + HOUR) is None


def test_a_going_that_comes_late_ends_the_claim_when_they_went(tablet) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    tablet.come(now - 2 * HOUR)
    tablet.post("/floor/shift/end", {"staff": str(tablet.ailsa.id), "since": (now - HOUR).isoformat()})
    assert tablet.name_at(now - 1.5 * HOUR) == tablet.ailsa.id
    assert tablet.name_at(now - 0.5 * HOUR) is None
    assert tablet.name_at(now - 0.9 * HOUR, within=0.2 * HOUR) == tablet.ailsa.id, (
        "its time is not known better"
    )


def test_nobody_goes_before_they_came_or_in_the_future(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.models import ShiftClaim

    for at in (datetime.now(UTC) - 5 * HOUR, datetime.now(UTC) + 5 * HOUR):
        tablet.come(datetime.now(UTC) - 2 * HOUR)
        tablet.post("/floor/shift/end", {"staff": str(tablet.ailsa.id), "since": at.isoformat()})
        claim = ShiftClaim.objects.latest("id")
        assert claim.since <= claim.until <= datetime.now(UTC)


def test_a_wrong_pin_found_out_late_opens_nothing_and_counts_like_any_other(tablet) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    assert tablet.come(now - HOUR, pin="0000").status_code == 403
    assert tablet.name_at(now) is None
    for _ in range(2):
        last = tablet.come(now - HOUR, pin="0000")
    assert last.status_code == 429 and int(last.headers["Retry-After"]) > 0
    assert tablet.post("/floor/shift", {"staff": str(tablet.ailsa.id), "pin": "4817"}).status_code == 429


def test_a_box_speaks_for_the_sign_in_it_was_sealed_for_and_no_other(tablet) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    assert tablet.come(now - HOUR, since=(now - 3 * HOUR).isoformat()).json()["code"] == "not_opened"
    assert tablet.come(now - HOUR, sealed_pin={"no": "pin"}).json()["code"] == "not_opened"
    assert tablet.name_at(now) is None


def test_a_claim_is_never_longer_than_a_shift_and_a_pin_that_comes_later_opens_nothing_now(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.devices import LONGEST_SHIFT

    came = datetime.now(UTC) - timedelta(days=2)
    assert tablet.come(came).json()["here"] == []
    assert tablet.name_at(came + HOUR) == tablet.ailsa.id, "what was done then keeps the name"
    assert tablet.name_at(came + LONGEST_SHIFT + HOUR) is None
    assert tablet.name_at(None) is None
    tablet.post("/floor/shift/end", {"staff": str(tablet.ailsa.id), "since": (came + 2 * HOUR).isoformat()})
    assert tablet.name_at(came + HOUR) == tablet.ailsa.id
    assert tablet.name_at(came + 3 * HOUR) is None, "they went sooner"


def test_a_right_pin_that_comes_while_wrong_ones_are_waited_for_is_sent_again_and_keeps_the_name(
    tablet,  # type: ignore[no-untyped-def]
) -> None:
    from django.utils import timezone

    from bothy.people.models import Tries

    came = datetime.now(UTC) - HOUR
    told = [tablet.post("/floor/shift", {"staff": str(tablet.ailsa.id), "pin": "0000"}) for _ in range(3)]
    assert told[-1].status_code == 429
    waits = tablet.come(came)
    assert waits.status_code == 503 and int(waits.headers["Retry-After"]) > 0, "a tablet keeps what is not answered"
    assert tablet.name_at(came + HOUR / 2) is None, "the right one is not looked at meanwhile: nobody guesses faster so"
    Tries.objects.update(last_at=timezone.now() - HOUR)
    assert tablet.come(came).status_code == 200
    assert tablet.name_at(came + HOUR / 2) == tablet.ailsa.id


def test_a_wrong_one_and_a_long_wait_hold_nothing_up(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.models import Tries

    came = datetime.now(UTC) - HOUR
    told = [tablet.come(came, pin="0000").status_code for _ in range(3)]
    assert told == [403, 403, 429], "it was looked at: to send it again helps nobody"
    Tries.objects.update(failures=9)
    assert tablet.come(came).status_code == 429, "what was done goes on without the name"


def test_a_claim_that_stands_reaches_back_when_it_turns_out_they_came_sooner(tablet) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    tablet.post("/floor/shift", {"staff": str(tablet.ailsa.id), "pin": "4817"})
    assert tablet.name_at(now - HOUR) is None
    tablet.come(now - 2 * HOUR)
    assert tablet.name_at(now - HOUR) == tablet.ailsa.id


def test_whoever_confirms_stands_beside_for_three_minutes_and_is_not_signed_in(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.devices import CLAIM_MARGIN, CONFIRMED_FOR, devices

    told = {"staff": str(tablet.ailsa.id), "pin": "4817", "beside": True}
    assert tablet.post("/floor/shift", {**told, "pin": "0000"}).status_code == 403
    assert devices.confirmed(tablet.device) == ()
    assert tablet.post("/floor/shift", told).status_code == 200
    now = datetime.now(UTC)
    assert devices.confirmed(tablet.device) == (tablet.ailsa.id,)
    assert devices.signed_in_staff(tablet.device) == ()
    assert devices.confirmed(tablet.device, now + CONFIRMED_FOR) == (tablet.ailsa.id,)
    assert devices.confirmed(tablet.device, now + CONFIRMED_FOR + 2 * CLAIM_MARGIN) == ()
    assert devices.confirmed(tablet.device, now - HOUR) == (), "nobody confirms what was done long before"
    for clock_gone_mad in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert devices.confirmed(tablet.device, clock_gone_mad) == ()


def test_being_signed_in_for_long_confirms_nothing(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.devices import devices

    now = datetime.now(UTC)
    tablet.come(now - HOUR)
    assert devices.signed_in_staff(tablet.device) == (tablet.ailsa.id,)
    assert devices.confirmed(tablet.device) == ()
    assert devices.confirmed(tablet.device, now - HOUR) == (tablet.ailsa.id,)


def test_a_second_persons_pin_that_comes_late_stands_for_the_moment_it_was_typed(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.devices import devices

    typed = datetime.now(UTC) - 2 * HOUR
    assert tablet.come(typed, beside=True).status_code == 200
    assert devices.confirmed(tablet.device, typed + timedelta(seconds=20)) == (tablet.ailsa.id,)
    assert devices.confirmed(tablet.device) == ()
    assert devices.signed_in_staff(tablet.device) == ()
