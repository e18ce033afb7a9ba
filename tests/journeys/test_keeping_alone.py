"""Coming on shift at a tablet that is cut off, keys that grow old, a page without https, and a new version of the app."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, expect

import bothy
from bothy.intake.sealing import Box, SealKey
from journeys.facility import PIN, Facility, Tablet
from journeys.hands import Hands
from journeys.own_browser import (
    count,
    cut,
    desk_lines,
    holding,
    leave_waiting,
    sign_out,
    stand,
    tablet,
    until,
)

pytestmark = pytest.mark.journey
KEEP = "/static/floor/keep"
HOUR_MS = 3600 * 1000

# The first sealing is held up until the row that is being sealed was taken out, and another one put in.
KEPT_WHILE_SEALING = f"""async (first) => {{
  const {{ IdbRows }} = await import('{KEEP}/rows.js');
  const {{ letGo }} = await import('{KEEP}/letgo.js');
  const rows = new IdbRows();
  const [row] = await rows.all();
  const later = {{ ...row, id: crypto.randomUUID() }};
  const derive = SubtleCrypto.prototype.deriveBits;
  SubtleCrypto.prototype.deriveBits = async function (...all) {{
    SubtleCrypto.prototype.deriveBits = derive;
    await rows.remove(first);
    await rows.put(later);
    return derive.apply(this, all);
  }};
  await letGo();
  return later.id;
}}"""


def come(hands: Hands, name: str, pin: str) -> None:
    hands.tap(hands.page.locator(".head .who"))
    hands.tap_button(name, hands.sheet(), exact=False)
    for digit in pin:
        hands.tap_button(digit, hands.sheet())
    hands.tap_button("Sign in", hands.sheet())
    expect(hands.page.locator(".head .who")).to_contain_text(name)
    hands.page.keyboard.press("Escape")


@pytest.mark.parametrize(("pin", "named"), [(PIN, True), ("1379", False)], ids=["right PIN", "wrong PIN"])
def test_someone_comes_on_shift_while_cut_off(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility, pin: str, named: bool
) -> None:
    # Given a tablet at which nobody is signed in, and that is cut off and was opened anew
    visit = desk.visit(known("Lark"))
    hands = holding(at_tablet(), "Lark")
    sign_out(hands, "Ailsa")
    until(hands.page, lambda stores: [one["name"] for one in stores["keys"]] == ["device"])
    hands.page.keyboard.press("Escape")
    cut(hands, floor_server)

    # When Davie comes, then the staff list is there, and the board says of him that nobody could check his PIN
    come(hands, "Davie", pin)
    hands.tap(hands.page.locator(".head .who"))
    expect(hands.sheet().get_by_text("signed in cut off")).to_be_visible()
    hands.finds_no_barrier()
    hands.page.keyboard.press("Escape")
    assert pin not in str(hands.page.evaluate("async () => JSON.stringify({...localStorage})"))
    leave_waiting(hands, "Lark")

    # And when the house is heard again, what he did stands, under his name if the PIN was his
    floor_server.start()
    expect(hands.page.locator(".unsent")).to_have_count(0)
    entered = [one for one in desk_lines(desk) if one["kind"] == "stage-entered" and one["subject"] == visit]
    assert [one["staff"] for one in entered] == [floor_server.staff["Davie"] if named else None]
    if named:
        expect(hands.page.locator(".head .who")).to_contain_text("Davie")
    else:
        hands.sees("The PIN typed for Davie while cut off was not right")
        expect(hands.page.locator(".head .who")).not_to_contain_text("Davie")


def test_with_nobody_signed_in_a_tablet_says_that_it_does_not_know_who_is_here(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given Lark in the house, and a tablet that was let go and is opened anew while cut off
    desk.visit(known("Lark"))
    hands = holding(at_tablet(), "Lark")
    sign_out(hands, "Ailsa")
    until(hands.page, lambda stores: [one["part"] for one in stores["picture"]] == ["bare", "staff"])
    cut(hands, floor_server)
    hands.page.reload()

    # Then it says so, in words, and raises an emergency all the same
    hands.sees("this tablet does not know who is in the house")
    expect(hands.page.get_by_text("Lark")).to_have_count(0)
    expect(hands.place(1)).to_contain_text("Not known")
    expect(hands.page.get_by_text("Free", exact=True)).to_have_count(0)
    hands.finds_no_barrier()
    hands.tap_button("Emergency")
    floor_server.start()
    expect(hands.page.get_by_text("this tablet does not know")).to_have_count(0)
    expect(hands.page.locator(".unsent")).to_have_count(0)
    assert [one["kind"] for one in desk_lines(desk)].count("emergency-raised") == 1


def test_a_key_lives_one_shift_at_most(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given entries that wait on a tablet that is cut off
    desk.visit(known("Lark"))
    hands = holding(at_tablet(), "Lark")
    cut(hands, floor_server)
    leave_waiting(hands, "Lark")
    before = until(hands.page, lambda stores: len(stores["outbox"]) == 1)
    old = next(one["id"] for one in before["keys"] if one["name"] == "shift")
    assert before["outbox"][0]["key"] == old
    longer = (next(one["value"] for one in before["meta"] if one["name"] == "shift_hours") + 1) * HOUR_MS

    # When somebody of a later shift works here, rows and picture lie under a new key, and the old one is gone
    check = f"""async ([now, signed]) => {{
      if (signed) await (await import('{KEEP}/db.js')).writeMeta('signed', signed);
      await (await import('{KEEP}/letgo.js')).checkAge(now);
    }}"""
    now = hands.page.evaluate("Date.now()")
    hands.page.evaluate(check, [now + longer, now + longer - 60_000])
    after = until(hands.page, lambda stores: {one["key"] for one in stores["outbox"]} != {old})
    keys = {one["name"]: one["id"] for one in after["keys"]}
    assert keys["shift"] != old
    assert [one["key"] for one in after["outbox"]] == [keys["shift"]]
    assert old not in str(after)
    hands.page.reload()
    expect(hands.column("Assessment").get_by_text("Lark")).to_be_visible()

    # When nobody has signed in for a whole shift, all of it is sealed, and drawn on until it is handed in
    hands.page.evaluate(check, [now + 2 * longer, now])
    let_go = until(hands.page, lambda stores: not stores["outbox"])
    assert [one["kind"] for one in let_go["boxes"]] == ["rows"]
    assert "shift" not in {one["name"] for one in let_go["keys"]}
    expect(hands.column("Assessment").get_by_text("Lark")).to_be_visible()
    floor_server.start()
    expect(hands.page.locator(".unsent")).to_have_count(0)
    assert [one["kind"] for one in desk_lines(desk)].count("stage-entered") == 1


def test_an_entry_that_is_kept_while_the_tablet_is_let_go_is_sealed_too(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility
) -> None:
    # Given an entry that waits on a tablet that is cut off
    desk.visit(known("Lark"))
    hands = at_tablet()
    expect(hands.card("Lark")).to_be_visible()
    cut(hands, floor_server)
    leave_waiting(hands, "Lark")
    before = until(hands.page, lambda stores: len(stores["outbox"]) == 1)

    # When it is let go, and while that is sealed it is answered, and another is kept: as many as before, not the same
    later = hands.page.evaluate(KEPT_WHILE_SEALING, before["outbox"][0]["id"])
    after = until(hands.page, lambda stores: not stores["outbox"])

    # Then the other is in the box
    key = SealKey.of_home(floor_server.folder / "home")
    boxed = [row["command"]["id"] for one in after["boxes"] for row in json.loads(key.open(msgspec.convert(one["box"], Box)))]
    assert later in boxed


def test_without_https_nothing_is_dead_and_the_screen_says_what_it_cannot_do(
    browser: Browser, chromium_path: str, known: Callable[..., str], desk: Tablet, floor_server: Facility, tmp_path: Path
) -> None:
    # Given a tablet that reaches the house by plain http at an address of the local network
    desk.visit(known("Lark"))
    floor_server.stop()
    with (floor_server.folder / "home" / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('allowed_hosts = ["bothy.test"]\n')
    floor_server.start()
    with tablet(browser.browser_type, chromium_path, tmp_path / "profile", "--host-resolver-rules=MAP bothy.test 127.0.0.1") as context:
        hands = stand(context, floor_server, floor_server.url.replace("localhost", "bothy.test"))
        assert hands.page.evaluate("[isSecureContext, Boolean(crypto.subtle)]") == [False, False]

        # Then it says that it keeps nothing, all the time, and works
        note = hands.page.get_by_text("This tablet cannot keep what is entered")
        expect(note).to_be_visible()
        hands.tap_button("Assess", hands.card("Lark"))
        hands.page.keyboard.press("Escape")
        expect(hands.column("Assessment").get_by_text("Lark")).to_be_visible()
        expect(note).to_be_visible()
        hands.finds_no_barrier()

        # And a note is kept with its words, which lie beside the journal and are known there by their digest
        hands.tap_button("Lark: open the card")
        hands.tap(hands.sheet().get_by_role("tab", name="Referrals and notes"))
        hands.sheet().get_by_label("Note", exact=True).fill("left a blue bag")
        with hands.page.expect_response("**/floor/commands"):
            hands.tap_button("Keep the note", hands.sheet())
        expect(hands.sheet().locator(".notes")).to_contain_text("left a blue bag")
        assert count(desk, "noted") == 1


def test_a_new_version_waits_until_hands_are_free(
    at_tablet: Callable[..., Hands], known: Callable[..., str], desk: Tablet, floor_server: Facility, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # Given a tablet of two tabs, with a sheet open in one of them
    visit = desk.visit(known("Lark"))
    hands = holding(at_tablet(), "Lark")
    other = Hands(hands.page.context.new_page())
    other.page.goto(hands.page.url)
    other.tap_button("Lark: open the card")
    expect(other.sheet()).to_be_visible()

    # When the house comes back as a newer version
    floor_server.stop()
    newer = tmp_path / "newer" / "bothy"
    shutil.copytree(Path(bothy.__file__).parent, newer, ignore=shutil.ignore_patterns("__pycache__"))
    strings = newer / "floor" / "static" / "floor" / "strings.en.js"
    told, changes = re.subn(r'door: "At the door"', 'door: "At the front door"', strings.read_text("utf-8"))
    assert changes == 1
    strings.write_text(told, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(newer.parent))
    floor_server.start()

    # Then it lies ready, and takes over in no tab while the sheet is open in one
    expect(hands.page.locator(".foot.cut")).to_have_count(0)
    hands.page.wait_for_function("async () => Boolean((await navigator.serviceWorker.getRegistration('/floor/')).waiting)")
    hands.page.wait_for_timeout(11_000)  # longer than the two looks in which it would have
    expect(hands.page.get_by_role("button", name="At the door", exact=True)).to_be_visible()
    expect(other.sheet()).to_be_visible()

    # When it is closed, then both tabs are of the new version, and the house is as it was
    other.page.keyboard.press("Escape")
    for tab in (hands, other):
        expect(tab.page.get_by_role("button", name="At the front door", exact=True)).to_be_visible()
        expect(tab.card("Lark")).to_be_visible()
    assert visit in {one["subject"] for one in desk_lines(desk)}
