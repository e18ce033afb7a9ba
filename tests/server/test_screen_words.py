"""The office reads of each device whether it can be heard."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

from bothy.care.house import House
from bothy.floor.screens import ScreenState
from bothy.server.office.screen_words import words_for

DEVICE = UUID(int=7)
AT = datetime(2026, 3, 2, 14, 3, tzinfo=UTC)


def said(**changes) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    told = {
        "device": DEVICE,
        "name": "Kitchen tablet",
        "in_contact": True,
        "staffed": True,
        "last_heard": AT,
    } | changes
    return words_for(ScreenState(**told), House())


def test_a_screen_in_words() -> None:
    assert said(sound="armed", skew_ms=2000, waiting=0) == ("in contact",)
    assert said(in_contact=False) == ("out of contact since 14:03",)
    assert said(in_contact=False, last_heard=None)[0].startswith("out of contact, not heard since")
    assert said(sound="silent", waiting=3, skew_ms=600_000) == (
        "in contact", "cannot sound", "3 entries waiting there", "clock 10 min ahead",
    )  # fmt: skip
    assert said(sound="not_tried", waiting=1, skew_ms=-86_400_000) == (
        "in contact", "sound not tried", "1 entry waiting there", "clock 24 hours behind",
    )  # fmt: skip
    assert words_for(None, House()) == ()


def test_the_page_of_devices_says_it_of_each(office, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.setup import enrol_browser
    from bothy.server.running import running

    client = office("manager")
    device, _ = enrol_browser("Kitchen tablet")
    gone = ScreenState(device, "Kitchen tablet", False, True, AT)
    monkeypatch.setattr(running, "screens", SimpleNamespace(screen_states=lambda: [gone]))
    page = client.get("/office/devices").content.decode()
    assert "out of contact since 14:03" in page
