"""A shift cut off: two tablets go on for eight hours without the house and without each other, then both are back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from journeys.boards import agree, entries, told
from journeys.own_browser import shell_is_kept
from support.kept import check_kept
from support.open_house import register
from support.pages import PageTablet, all_acknowledged, all_sent
from support.real_server import RealServer, furnish

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800)]

HOURS = 8
STEPS = 16

# The house before the shift: eight hours ago by its own clock, so that the shift can end now.
EARLIER = f"""
import datetime as real
import bothy.floor.commands, bothy.intake.clock, bothy.server.claims
class Earlier(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) - real.timedelta(hours={HOURS})
for each in (bothy.floor.commands, bothy.intake.clock, bothy.server.claims):
    each.datetime = Earlier
from bothy.cli import main; main()
"""

LET_IN = """async ([met, theirs]) => {
  const { startVisit, givePlace } = window.hands.acts;
  await startVisit(met, ["use"]);
  const { row } = await startVisit(theirs, ["use"]);
  await givePlace({ id: row.subject, person: theirs, episodes: [] }, 7, "", "Theirs");
}"""


@pytest.mark.parametrize("each_does", [120, pytest.param(500, marks=pytest.mark.long)])
def test_eight_hours_without_the_house_then_both_are_back(
    tmp_path: Path, browser: Browser, each_does: int
) -> None:
    # Given two tablets with the same house on their boards, somebody whom both know, and then a house that is gone
    home = furnish(tmp_path / "home", tablets=3, days_ago=1)
    server = RealServer(home, program=EARLIER).start().until_open()
    begun = datetime.now(UTC) - timedelta(hours=HOURS)
    tablets: list[PageTablet] = []
    try:
        for number in range(2):
            tablets.append(PageTablet(browser, server, number, clock=begun, tag=f"Shift {number + 1}"))
        met, *own = (register(staff=home.nurse, happened_at=begun) for _ in range(3))
        assert {one["answer"] for one in server.post(met, *own, tablet=2).json()["answers"]} == {"recorded"}
        for each in tablets:
            each.until(f"() => window.hands.store.base.people.has('{own[-1].subject}')")
            shell_is_kept(each.page)
        server.kill()
        before = entries(home.journal)
        for each in tablets:
            each.until("() => window.hands.store.link === 'cut-off'")

        # When each goes on for eight hours, is opened anew in the middle, and in the end both let in the same person,
        # and each gives place 7 to somebody else
        for step in range(STEPS):
            for each, theirs in zip(tablets, own, strict=True):
                if step == STEPS // 2:
                    drawn = told(each.page)
                    each.reload()
                    each.until(f"() => window.hands.store.waiting.length === {drawn['waiting']}")
                    assert told(each.page)["visits"] == drawn["visits"], "opened anew, the same is drawn"
                if step == STEPS - 1:
                    each.page.evaluate(LET_IN, [str(met.subject), str(theirs.subject)])
                each.do(each_does // STEPS + (step < each_does % STEPS))
                each.page.clock.fast_forward(HOURS * 3_600_000 // STEPS)
        assert all(told(each.page)["link"] == "cut-off" for each in tablets)
        assert all(len(each.kept) > each_does for each in tablets)
        assert not any(each.acknowledged for each in tablets)
        assert [each.waiting for each in tablets] == [len(each.kept) for each in tablets]

        # When the house is back
        server = RealServer(home, port=server.port).start().until_open()
        came = time.monotonic()
        for each in tablets:
            each.until_empty()
        drained = time.monotonic() - came

        # Then everything was written once and in its order, by name, nothing was refused, and every board is the journal's
        house_now = agree(home.journal, *(each.page for each in tablets), patience=120)
        server.kill()
        check_kept(home, all_acknowledged(*tablets), all_sent(*tablets))
        lines = [line for line in entries(home.journal)[len(before) :] if line.staff is not None]
        for each in tablets:
            assert set(each.acknowledged) == set(each.made) == each.kept
            numbers = [each.acknowledged[id]["numbers"][0] for id in each.made]
            assert numbers == sorted(numbers), "in the order in which hands did it"
            assert "refused" not in {one["answer"] for one in each.acknowledged.values()}
        assert len(lines) >= len(all_sent(*tablets))

        # And dated over the eight hours in which it was done, not when it came in
        times = [line.happened_at for line in lines]
        assert abs(min(times) - begun) < timedelta(minutes=10)
        assert max(times) - min(times) > timedelta(hours=HOURS - 1)
        # And where both let in one person, and gave one place to two, the boards say so
        assert ["person", visits_of(tablets, met.subject)] in house_now["contests"]
        assert ["place 7", visits_of(tablets, *(each.subject for each in own))] in house_now["contests"]
        print(
            f"{len(all_sent(*tablets))} commands of {HOURS} hours on 2 tablets acknowledged, 0 lost, 0 doubled, "
            f"{len(house_now['contests'])} contests named; drained in {drained:.1f} s"
        )
    finally:
        server.kill()
        for each in tablets:
            each.context.close()


def visits_of(tablets: list[PageTablet], *people: UUID) -> list[str]:
    """The two visits that these tablets began for these people."""
    wanted = {str(each) for each in people}
    rows = [row for row in all_sent(*tablets).values() if row["kind"] == "start-visit"]
    visits = sorted(row["subject"] for row in rows if row["body"]["person"] in wanted)
    assert len(visits) == 2
    return visits
