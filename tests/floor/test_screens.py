"""Who cannot be heard is listed on every screen: out of contact, silent, with a clock that is off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx

from bothy.floor.screens import CONTACT_SECONDS, Contacts, ScreenTold, essence

KITCHEN, DESK = UUID(int=20), UUID(int=21)
STAFFED = {KITCHEN: "Kitchen tablet", DESK: "Desk"}
AT = datetime(2026, 3, 2, 14, 3, tzinfo=UTC)


class Ticking:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def contacts() -> tuple[Contacts, Ticking]:
    clock = Ticking()
    return Contacts(clock), clock


def state(all_: Contacts, device: UUID):
    return next(one for one in all_.states(STAFFED, AT + timedelta(hours=1)) if one.device == device)


def test_a_stream_that_ended_is_missed_after_twelve_seconds_and_not_before():
    all_, clock = contacts()
    all_.joined(KITCHEN, "Kitchen tablet", AT)
    assert state(all_, KITCHEN).in_contact
    all_.left(KITCHEN, AT)
    clock.now += CONTACT_SECONDS - 1
    assert state(all_, KITCHEN).in_contact, "a tablet that only changes its stream is not gone"
    clock.now += 2
    gone = state(all_, KITCHEN)
    assert not gone.in_contact
    assert gone.last_heard == AT


def test_a_screen_with_somebody_on_shift_that_was_never_heard_is_out_of_contact():
    all_, _ = contacts()
    gone = state(all_, DESK)
    assert (gone.in_contact, gone.last_heard, gone.staffed, gone.name) == (False, None, True, "Desk")


def test_a_screen_at_which_nobody_is_on_shift_is_missed_by_nobody():
    all_, clock = contacts()
    all_.joined(KITCHEN, "Kitchen tablet", AT)
    assert [one.device for one in all_.states({}, AT)] == [KITCHEN]
    all_.left(KITCHEN, AT)
    clock.now += CONTACT_SECONDS + 1
    assert all_.states({}, AT) == []


def test_a_connection_that_died_without_a_word_is_noticed_by_its_silence():
    """The Wi-Fi went: for the house the stream is still open, and would be for a quarter of an hour."""
    all_, clock = contacts()
    all_.joined(KITCHEN, "Kitchen tablet", AT)
    all_.said(KITCHEN, "Kitchen tablet", ScreenTold(), AT)
    clock.now += CONTACT_SECONDS + 1
    assert not state(all_, KITCHEN).in_contact
    all_.said(KITCHEN, "Kitchen tablet", ScreenTold(), AT)
    assert state(all_, KITCHEN).in_contact


def test_who_was_out_of_contact_at_a_moment_that_is_past():
    all_, clock = contacts()
    all_.joined(DESK, "Desk", AT)
    all_.joined(KITCHEN, "Kitchen tablet", AT)
    clock.now += 60
    all_.left(KITCHEN, AT)
    clock.now += 300
    assert all_.out_of_contact(STAFFED) == (KITCHEN,)
    all_.joined(KITCHEN, "Kitchen tablet", AT)
    clock.now += 100
    assert all_.out_of_contact(STAFFED) == ()
    assert all_.out_of_contact(STAFFED, 200) == (KITCHEN,), "in the gap"
    assert all_.out_of_contact(STAFFED, 390) == (), "before it"
    assert all_.out_of_contact(STAFFED, 10_000) == (KITCHEN, DESK), (
        "before this process began nobody was heard"
    )


def test_a_moment_more_or_a_second_of_skew_is_nothing_to_tell_everybody():
    all_, _ = contacts()
    all_.joined(KITCHEN, "Kitchen tablet", AT)
    all_.said(KITCHEN, "Kitchen tablet", ScreenTold(skew_ms=1000), AT)
    before = essence(all_.states(STAFFED, AT))
    all_.said(KITCHEN, "Kitchen tablet", ScreenTold(skew_ms=2000), AT)
    assert essence(all_.states(STAFFED, AT + timedelta(seconds=5))) == before
    all_.said(KITCHEN, "Kitchen tablet", ScreenTold(skew_ms=600_000), AT)
    assert essence(all_.states(STAFFED, AT)) != before


def tell(floor, cookie, **said):
    return httpx.post(f"{floor.url}/floor/screen", json=said, headers=floor.headers(cookie), timeout=30)


def listed(events, name):
    """The next list of screens, and what it says of one."""
    return next(one for one in events.next("screens").data if one["name"] == name)


def test_what_a_screen_says_of_itself_is_on_every_other(floor):
    with floor.stream("one") as events:
        assert listed(events, "two")["in_contact"] is False
        assert (
            tell(floor, "one", sound="silent", wake_lock=True, waiting=3, skew_ms=600_000).status_code == 200
        )
        told = listed(events, "one")
        while told["sound"] != "silent":
            told = listed(events, "one")
        assert (told["waiting"], told["skew_ms"], told["wake_lock"]) == (3, 600_000, True)
        with floor.stream("two") as others:
            assert listed(others, "one")["sound"] == "silent", "whoever comes later is told too"
            told = listed(events, "two")
            while not told["in_contact"]:
                told = listed(events, "two")


def test_a_screen_that_says_nonsense_or_is_not_enrolled_is_told_so(floor):
    assert tell(floor, "one", sound="loud").status_code == 400
    assert tell(floor, "one", waiting=-1).status_code == 400
    assert tell(floor, "nobody", sound="armed").status_code == 401
    elsewhere = httpx.post(
        f"{floor.url}/floor/screen",
        json={},
        headers={**floor.headers("one"), "origin": "http://elsewhere.example"},
    )
    assert elsewhere.status_code == 403


def test_nothing_of_it_is_written_in_the_journal(floor, facility):
    before = facility.writer.head.number
    tell(floor, "one", sound="silent", waiting=5)
    assert facility.writer.head.number == before
