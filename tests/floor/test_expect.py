"""What the browser draws before the server has answered is what the server will write."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest

import bothy.floor
from bothy.care.bodies import Corrected
from bothy.care.body import Body, Decision
from bothy.care.commands import COMMANDS, Actor, Command, Refusal
from bothy.care.decide import decide
from bothy.care.fold import add
from bothy.care.kinds import decode
from bothy.care.snapshot import wire
from bothy.care.stages import STAGES
from bothy.care.wish import AHEAD, Wish
from bothy.journal.entry import entry_id
from care.histories import Day, random_day

HOUSE = Path(bothy.floor.__file__).parent / "static" / "floor" / "house"
SCRIPT = Path(__file__).with_name("expect.mjs")
SEEDS = range(1, 41)

PUBLISHING = {"check-publication", "sign-publication", "withdraw-publication", "send-publication"}
OFFICE = {
    "forget-person", "erase-words", "note-held-shown", "say-consent", "keep-in-vault", "open-vault",
    "review-look", "export-linkage", "receive-request", "decide-request", "answer-request",
    "note-competence", "note-access", "notice-guessing", "propose-rules", "withdraw-proposal",
    "say-readiness", "sign-protocol", "review-protocol", "keep-duty", "note-inspection",
}  # fmt: skip
NOT_FROM_A_TABLET = {"found-facility", "set-clock", "sign-rules", "miss-watch", "flag-batch", "note-export", *PUBLISHING, *OFFICE}
"""Written by the office or by the house itself."""

NOT_FORESEEN = {
    "role", "no_claim", "house_only", "unknown_person", "out_of_range", "pressure_upside_down",
    "gcs_does_not_add_up", "oxygen_on_air",
}  # fmt: skip
"""Refusals that a screen need not foresee: who may do what, whom it does not hold, readings the pad has checked."""


class Browser:
    """The browser's modules in a process of their own; all questions are asked at once."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.asked: list[dict[str, Any]] = []

    def ask(self, **question: Any) -> None:
        self.asked.append(question)

    def answers(self) -> list[Any]:
        told = "\n".join(json.dumps(one) for one in self.asked)
        done = subprocess.run(
            [self.node, str(SCRIPT), str(HOUSE)], input=told, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        self.asked = []
        return [json.loads(row) for row in done.stdout.splitlines()]


@pytest.fixture
def browser(node_path: str) -> Browser:
    return Browser(node_path)


class WatchedDay(Day):
    """A day on which a browser is asked, before each command is decided, what will come of it."""

    def __init__(self, rng: random.Random, browser: Browser) -> None:
        self.browser = browser
        self.told = 0
        self.decided: list[tuple[Command, tuple[Wish, ...] | Refusal, Actor]] = []
        browser.ask(anew=True)
        super().__init__(rng)

    def tell(self) -> None:
        for line in self.facility.lines[self.told :]:
            self.browser.ask(line=json.loads(wire(line)))
        self.told = len(self.facility.lines)

    def take(self, command: Command, actor: Actor) -> None:
        if command.kind not in NOT_FROM_A_TABLET and not only_the_server_knows(command, self):
            self.tell()
            # A screen has only what the House holds: nothing is recalled for it.
            answer = decide(self.facility.house, command, actor, self.facility.now, None)
            self.browser.ask(row=row_of(command, actor), device=str(actor.device))
            self.decided.append((command, answer, actor))
        super().take(command, actor)


def only_the_server_knows(command: Command, day: Day) -> bool:
    """Put right to a time that has not come, which the server pulls to its own now; a person nobody registered."""
    body = msgspec.json.decode(bytes(command.body))
    if command.kind == "correct" and "happened_at" in body:
        return datetime.fromisoformat(body["happened_at"]) > day.facility.now + AHEAD
    return command.kind == "start-visit" and UUID(body["person"]) not in day.facility.house.people


def row_of(command: Command, actor: Actor) -> dict[str, Any]:
    """The command as it lies in an outbox."""
    return json.loads(msgspec.json.encode(command)) | {"staff": str(actor.staff) if actor.staff else None}


def written(command: Command, answer: tuple[Wish, ...], actor: Actor) -> list[tuple[object, ...]]:
    return [
        (
            entry_id(command.id, n),
            one.kind,
            one.subject,
            foreseen(one.body),
            one.happened_at,
            actor.staff,
            actor.device,
        )
        for n, one in enumerate(answer)
    ]


def foreseen(body: Body) -> Body:
    """Without that the role did not allow it: who may do what is the server's to say, and no screen foresees it."""
    departures = getattr(body, "departures", ())
    left = tuple(one for one in departures if one.rule != "role_departed")
    return body if left == departures else msgspec.structs.replace(body, departures=left)


def drawn(lines: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Lines of the browser as those of decide; a body that cannot be read as its kind is a fault."""
    return [
        (
            UUID(line["id"]),
            line["kind"],
            UUID(line["subject"]),
            decode(line["kind"], json.dumps(line["body"]).encode()),
            datetime.fromisoformat(line["happened_at"]),
            UUID(line["staff"]) if line["staff"] else None,
            UUID(line["device"]),
        )
        for line in lines
    ]


def plain(lines: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """A body within a correction is the same however its JSON was spaced or filled in."""
    return [(*line[:3], _as_told(line[3]), *line[4:]) for line in lines]


def _as_told(body: object) -> object:
    if not isinstance(body, Corrected) or body.body is None:
        return body
    return msgspec.structs.replace(body, body=None), _as_told(decode(body.kind, bytes(body.body)))


def test_the_browser_expects_of_every_command_the_lines_that_care_writes(browser):
    days = []
    for seed in SEEDS:
        day = WatchedDay(random.Random(seed), browser)
        for _ in range(70):
            day.step()
        day.finish()
        days.append((seed, day))
    answers = iter(browser.answers())
    seen, contested = set(), set()
    for seed, day in days:
        for command, answer, actor in day.decided:
            lines = drawn(next(answers))
            where = f"seed {seed}: {command}"
            if isinstance(answer, Refusal):
                assert answer.code in NOT_FORESEEN or not lines, f"{where} is refused: {answer}"
                continue
            assert plain(lines) == plain(written(command, answer, actor)), where
            seen.add(command.kind)
            contested |= {one.kind for one in answer if isinstance(one.body, Decision) and one.body.contested}
    assert seen >= set(COMMANDS) - NOT_FROM_A_TABLET
    assert contested >= {
        "visit-started", "stage-entered", "place-given", "episode-started", "visit-ended", "floor-opened", "floor-closed",
    }  # fmt: skip


def test_what_a_tablet_wrote_while_cut_off_is_drawn_as_the_server_will_write_it(browser):
    """Many rows on one base, each decided on what the ones before it made."""
    told = []
    for seed in SEEDS:
        day = random_day(random.Random(seed), 40)
        tablet = day.tablets[0]
        tablet.cut_off = True
        day.flag = lambda: None  # type: ignore[method-assign]  # nothing comes from the house meanwhile
        browser.ask(anew=True)
        for line in day.facility.lines:
            browser.ask(line=json.loads(wire(line)))
        rows: list[dict[str, Any]] = []
        expected: list[tuple[object, ...]] = []
        while len(rows) < 60:
            day.facility.pass_minutes(0.1)
            command = msgspec.structs.replace(day.command(tablet), acted=True)
            if command.kind in NOT_FROM_A_TABLET or only_the_server_knows(command, day):
                continue
            answer = decide(day.facility.house, command, tablet.actor, day.facility.now, None)
            if isinstance(answer, Refusal) and answer.code in NOT_FORESEEN:
                continue
            rows.append(row_of(command, tablet.actor))
            if not isinstance(answer, Refusal):
                expected += written(command, answer, tablet.actor)
                for n, wish in enumerate(answer):
                    before = day.facility.house
                    day.facility.write(wish, entry_id(command.id, n), tablet.actor)
                    # What has been over for long leaves the House when the server is heard, not while it is away.
                    day.facility.house = add(before, day.facility.lines[-1])
        browser.ask(rows=rows, device=str(tablet.actor.device))
        told.append((seed, expected))
    for (seed, expected), answer in zip(told, browser.answers(), strict=True):
        for mine, theirs in zip(plain(drawn(answer["lines"])), plain(expected), strict=False):
            assert mine == theirs, seed
        assert len(answer["lines"]) == len(expected), seed
        assert answer["same"], f"seed {seed}: the drawn house is not what its lines fold to"
        assert answer["grown"], f"seed {seed}: row by row another house than all at once"
        assert answer["untouched"], f"seed {seed}: drawing changed the base"
        assert answer["nothing"], f"seed {seed}: without rows the base is drawn"
        assert answer["twice"], f"seed {seed}: rows that the base has already are added again"


def test_ids_made_from_ids_are_the_same_in_both_languages(browser):
    rng = random.Random(7)
    asked = [(UUID(int=rng.getrandbits(128)), "x" * n if n > 2 else str(n)) for n in range(130)]
    browser.ask(ids=[[str(space), name] for space, name in asked])
    assert browser.answers() == [[str(uuid5(space, name)) for space, name in asked]]


def test_the_browser_knows_what_every_command_of_the_floor_comes_to(browser):
    browser.ask(tables=True)
    [told] = browser.answers()
    assert set(told["expected"]) == set(COMMANDS) - NOT_FROM_A_TABLET
    assert told["enter"] == {name: stage["enter"] for name, stage in STAGES["stages"].items()}
