"""Whether screens agree: what a page draws, told like what the entries of the journal add up to."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bothy.care import board
from bothy.care.fold import fold, line
from bothy.care.hours import milliseconds
from bothy.care.house import House, Line
from bothy.journal import open_reader

PATIENCE_SECONDS = 20.0

# The page's own modules: the same store and the same fold that it draws from.
_TOLD = """async () => {
  const url = (name) => new URL(`./${name}`, document.querySelector('script[src*="floor/app.js"]').src).href;
  const { store } = await import(url("store.js"));
  const { contests, holders, placeStatuses } = await import(url("house/board.js"));
  const { house, base } = store;
  const floor = (ms) => (ms === null ? null : Math.floor(ms));
  const byId = (one, other) => (one.id < other.id ? -1 : 1);
  return {
    number: base.number, waiting: store.waiting.length, drawn_on_top: house.number - base.number, link: store.link,
    floor_open: house.floor_open,
    visits: [...house.visits.values()].sort(byId).map((one) => ({
      id: one.id, person: one.person, stage: one.stage, place: one.place, ended_at: floor(one.ended_at), seen_at: floor(one.seen_at),
      episodes: one.episodes.map((each) => [each.id, each.place, each.used]), lines: one.lines.map((each) => each.id),
    })),
    emergencies: [...house.emergencies.values()].sort(byId).map((one) => ({
      id: one.id, place: one.place, outcome: one.outcome, doses: one.naloxone_doses, lines: one.lines.map((each) => each.id),
    })),
    places: [...placeStatuses(house)].map(([number, status]) => [number, status, holders(house).get(number) ?? []]),
    contests: contests(house).map((one) => [one.about, [...one.visits].sort()]),
  };
}"""


def told(page: Page) -> dict[str, Any]:
    """What this page draws now."""
    told: dict[str, Any] = page.evaluate(_TOLD)
    return told


def entries(home: Path | str) -> list[Line]:
    """The journal as it lies on the disk, as care reads it."""
    with closing(open_reader(home)) as reader:
        return [line(entry) for entry in reader.entries()]


def added_up(home: Path | str) -> dict[str, Any]:
    """What the entries of the journal add up to, told like a page."""
    house = House()
    earlier: dict[Any, list[Line]] = {}
    for each in entries(home):
        house = fold(house, each, lambda subject: earlier.get(subject, []))
        earlier.setdefault(each.subject, []).append(each)
    statuses, held = board.place_statuses(house), board.holders(house)
    ms = lambda at: None if at is None else milliseconds(at)  # noqa: E731
    return json.loads(
        json.dumps(
            {
                "number": house.number, "waiting": 0, "drawn_on_top": 0, "link": "in-step", "floor_open": house.floor_open,
                "visits": [
                    {
                        "id": one.id, "person": one.person, "stage": one.stage, "place": one.place, "ended_at": ms(one.ended_at),
                        "seen_at": ms(one.seen_at), "episodes": [[each.id, each.place, each.used] for each in one.episodes],
                        "lines": [each.id for each in one.lines],
                    }
                    for one in sorted(house.visits.values(), key=lambda one: str(one.id))
                ],
                "emergencies": [
                    {
                        "id": one.id, "place": one.place, "outcome": one.outcome, "doses": one.naloxone_doses,
                        "lines": [each.id for each in one.lines],
                    }
                    for one in sorted(house.emergencies.values(), key=lambda one: str(one.id))
                ],
                "places": [[number, statuses[number], list(held.get(number, ()))] for number in statuses],
                "contests": [[one.about, sorted(str(each) for each in one.visits)] for one in board.contests(house)],
            },
            default=str,
        )
    )  # fmt: skip


def agree(home: Path | str, *pages: Page, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
    """Wait until every page draws what the journal adds up to, with nothing of its own on top; what that is.

    `home`: what `open_reader` takes.
    """
    until = time.monotonic() + patience
    while True:
        house = added_up(home)
        drawn = [told(page) for page in pages]
        if all(one == house for one in drawn):
            return house
        if time.monotonic() > until:
            for one in drawn:
                for part, value in house.items():
                    assert one[part] == value, part
        pages[0].wait_for_timeout(200)
