"""Yesterday's backup among today's tablets: nothing they hold is lost or doubled, what nobody holds is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from bothy.intake.sealing import SealKey, seal
from bothy.intake.spans import said, spans_of
from bothy.journal import open_reader
from bothy.journal.checkpoint import SigningKey, make_checkpoint, public_key_of_home
from bothy.journal.verify import verify
from bothy.server.backup.check import walk
from bothy.server.backup.manifest import read
from bothy.server.lines import verify_lines
from support.kept import assert_same_board, head
from support.open_house import command, folded, raise_emergency, register
from support.real_server import Furnished, RealServer, serving, sign_in
from support.restoring import (
    Keeping,
    another_database,
    backed_up,
    bothy,
    bring_back,
    check_once,
    first_event,
    numbers,
    restored_entries,
)
from support.senders import Senders

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]


def test_a_backup_under_load_is_whole_and_what_was_acknowledged_before_it_is_in_it(home: Furnished, tmp_path: Path) -> None:
    with serving(home) as server:
        tablets = Senders(server, 8, seed=1)
        paths = []
        for _ in range(3):
            assert tablets.wait_for(60)
            before = tablets.acknowledged
            path = backed_up(home, tmp_path / f"kept {len(paths)}")
            paths.append((path, before))
        tablets.finish()
    for path, before in paths:
        told = read(path)
        walk(path, told)
        copy = open_reader(path / "journal.sqlite3")
        receipts = copy.receipts([UUID(id) for id in before])
        copy.close()
        assert {str(id) for id in receipts} == set(before), "what was answered before the backup began is in it"
        assert all(json.loads(receipts[UUID(id)].answer) == answer for id, answer in before.items())
    assert [read(path).number for path, _ in paths] == sorted(read(path).number for path, _ in paths)


def test_yesterdays_backup_among_todays_tablets(home: Furnished, tmp_path: Path) -> None:
    """Fault (g): 8 tablets, a backup, more work, the disk is lost; the tablets fill the gap before the line goes on."""
    with serving(home) as server:
        yesterday = Senders(server, 8, seed=2)
        assert yesterday.wait_for(80)
        yesterday.finish()
        backup = backed_up(home, tmp_path / "kept")
        today = Senders(server, 8, seed=3)
        assert today.wait_for(160)
        today.finish()
        server.kill()
    n, highest, whole = read(backup).number, head(home), open_reader(home.journal)
    lost_line = make_checkpoint(whole, SigningKey.of_home(home.folder), datetime.now(UTC))
    board = folded(whole)
    whole.close()
    tablets = [Keeping(number) for number in range(8)]
    for tablet, *senders in zip(tablets, yesterday.each, today.each, strict=True):
        for sender in senders:
            tablet.rows |= sender.sent
            tablet.answers |= sender.acknowledged
    held = {number for tablet in tablets for row in tablet.kept(n) for number in row["numbers"]}
    assert len(held) > 100

    with another_database(home.url) as url:
        back_home, back = bring_back(home, backup, tmp_path / "back", url)
        assert back.head == n
        server = RealServer(back_home).start().until_open()
        try:
            the_gap_is_filled(server, back_home, tablets, n, highest)
            ordinary = Keeping(0)
            ordinary.send(server, register())
        finally:
            server.kill()
        check_once(back_home, tablets)
        reader = open_reader(back_home.journal)
        key = public_key_of_home(back_home.folder)
        assert key is not None
        assert verify(reader).ok, "the chain is whole"
        verdict = verify_lines(reader, [lost_line], [key])
        assert verdict.ok and f"A line ended at entry {n:,} by the restore of" in verdict.sentence
        assert not verify(reader, [lost_line]).ok, "without the entry that explains it, it would be told as cut off"
        said = restored_entries(reader)[-1]
        assert (said.head, said.because) == (n, "filled")
        assert set(numbers(said.filled)) == held
        assert said.missing == spans_of(set(range(n + 1, highest + 1)) - held)
        now = folded(reader)
        assert set(now.emergencies) == set(board.emergencies)
        assert {v.id for v in now.visits.values() if v.is_open} == {v.id for v in board.visits.values() if v.is_open}
        reader.close()


def the_gap_is_filled(server: RealServer, home: Furnished, tablets: list[Keeping], n: int, highest: int) -> None:
    """The drill: all but the last bring their rows and wait; an emergency does not wait; the last ends it."""
    told = first_event(server)
    assert told["mending"] == {"from": n} == told["you"]["mending"]
    assert told["you"]["copied"] == n
    waits = server.post(register(), tablet=0)
    assert waits.status_code == 503 and waits.json()["code"] == "mending"
    assert "An emergency is written at once" in waits.json()["sentence"]
    for tablet in tablets[:-1]:
        reply = tablet.refill(server, n, knew=highest, most=50)
        assert reply["mending"] and set(reply["answers"]) <= {None}
    assert server.post(register(), tablet=0).status_code == 503, "one is still waited for"
    reply = tablets[-1].refill(server, n, knew=highest)
    assert not reply["mending"]
    assert all(answer["answer"] != "refused" for answer in reply["answers"])
    again = tablets[0].refill(server, n, knew=highest, most=200)
    assert all(answer["again"] for answer in again["answers"]), "asked again, they get their answers"
    assert "mending" not in first_event(server)


def test_rows_are_merged_by_their_old_numbers_whichever_tablet_comes_first(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    with serving(back) as server:
        tablets[1].refill(server, n)
        tablets[0].refill(server, n)
        server.kill()
    check_once(back, tablets)
    old, new = open_reader(home.journal), open_reader(back.journal)
    assert [(e.id, e.kind, e.body, e.happened_at, e.staff, e.device) for e in new.entries(n) if e.kind != "journal-restored"] == [
        (e.id, e.kind, e.body, e.happened_at, e.staff, e.device) for e in old.entries(n)
    ], "the same entries in the same order, by the same hands"
    assert_same_board(folded(new), folded(old))
    old.close(), new.close()


def test_an_emergency_while_the_gap_is_open_is_on_every_screen_at_once_and_the_gap_is_filled_after(
    small: Any, tmp_path: Path
) -> None:
    home, backup, tablets, n = small
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    with serving(back) as server:
        raised = raise_emergency()
        beside = server.post(register(), raised, tablet=0)
        assert beside.status_code == 503, "what is ordinary in the same list waits"
        told = first_event(server, tablet=1)
        assert str(raised.subject) in {line["subject"] for line in told["lines"]}
        act = command("act", UUID(str(raised.subject)), {"action": "oxygen"})
        assert server.post(act, tablet=1).json()["answers"][0]["answer"] == "recorded"
        for tablet in tablets:
            tablet.refill(server, n)
        assert server.post(register(), tablet=0).status_code == 200
        assert server.post(raised, tablet=0).json()["answers"][0]["again"]
        server.kill()
    check_once(back, tablets)
    reader = open_reader(back.journal)
    first, last = restored_entries(reader)
    assert (first.because, first.filled) == ("emergency", ())
    assert last.because == "filled" and last.missing == () and numbers(last.filled) == list(range(n + 1, head(home) + 1))
    assert verify_lines(reader).ok
    reader.close()


def test_a_restart_while_mending_forgets_nothing_that_was_acknowledged(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    with serving(back) as server:
        tablets[0].refill(server, n)
        server.kill()
    with serving(back) as server:
        assert first_event(server)["mending"] == {"from": n}
        tablets[0].refill(server, n)
        assert not tablets[1].refill(server, n)["mending"]
        server.kill()
    check_once(back, tablets)
    reader = open_reader(back.journal)
    assert restored_entries(reader)[-1].missing == ()
    reader.close()


def test_a_person_says_go_on_and_what_nobody_brought_is_named_then_a_late_tablet_still_brings_it(
    small: Any, tmp_path: Path
) -> None:
    home, backup, tablets, n = small
    highest = head(home)
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    held = numbers(spans_of(number for row in tablets[1].kept(n) for number in row["numbers"]))
    with serving(back) as server:
        tablets[0].refill(server, n, knew=highest)
        done = bothy(back, "restore", "--go-on", "--home", back.folder)
        assert done.returncode == 0, done.stderr
        assert "A new line of the journal has begun" in done.stdout and "missing" in done.stdout
        tablets[0].send(server, *(register() for _ in range(highest)))  # numbers of the new line, some beyond the old one's
        late = first_event(server, tablet=1)
        assert late["mending"] == {"from": n}, "who was away is still asked"
        assert late["you"]["copied"] == n
        assert first_event(server, tablet=0)["mending"] == {"from": n}, "not all of its rows fit without the other's"
        reply = tablets[1].refill(server, n, knew=highest)
        assert all(answer["answer"] != "refused" for answer in reply["answers"])
        assert all(answer["again"] for answer in tablets[0].refill(server, n)["answers"])
        assert all("mending" not in first_event(server, tablet=number) for number in (0, 1))
        server.kill()
    check_once(back, tablets)
    reader = open_reader(back.journal)
    given_up, later = restored_entries(reader)
    assert later.highest == highest, "what was written since is no part of the line that ended"
    assert given_up.because == "told_to" and set(held) <= set(numbers(given_up.missing))
    assert later.because == "came_later" and later.missing == ()
    verdict = verify_lines(reader)
    assert verdict.ok and "nothing of it is missing" in verdict.sentence
    reader.close()


def test_what_a_tablet_sealed_away_fills_the_gap_too(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    box = seal(SealKey.of_home(home.folder).public, json.dumps(tablets[1].kept(n)).encode())

    def hand_in(server: RealServer) -> httpx.Response:
        told = {"boxes": [json.loads(msgspec.json.encode(box))], "now": None}
        return httpx.post(f"{server.url}/floor/sealed", json=told, headers=server.tablet(1), timeout=30)

    with serving(back) as server:
        waits = hand_in(server)
        assert waits.status_code == 503 and waits.json()["code"] == "mending"
        tablets[0].refill(server, n)
        nothing_open = httpx.post(f"{server.url}/floor/refill", json={"rows": []}, headers=server.tablet(1), timeout=60)
        assert nothing_open.json()["mending"] is False
        (opened,) = hand_in(server).json()["boxes"]
        assert [answer["again"] for answer in opened["answers"]] == [True] * len(tablets[1].kept(n))
        server.kill()
    check_once(back, tablets)
    reader = open_reader(back.journal)
    assert restored_entries(reader)[-1].missing == ()
    reader.close()


def test_the_office_shows_what_is_missing_and_lets_a_lead_go_on(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    highest = head(home)
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    with serving(back) as server, sign_in(server) as office:
        assert "waits for 2 tablets" in office.get("/office/").text
        tablets[0].refill(server, n, knew=highest)
        shown = " ".join(office.get("/office/gap").text.split())
        held = spans_of({m for row in tablets[1].kept(n) for m in row["numbers"]})
        assert f"Nobody has brought {said(held)} so far" in shown and "Tablet 2" in shown
        token = {"csrfmiddlewaretoken": office.cookies["csrftoken"]}
        assert office.post("/office/gap/go-on", data=token).status_code == 302
        assert "A new line of the journal has begun" in office.get("/office/gap").text
        assert "waits for" not in office.get("/office/").text
        server.kill()
    reader = open_reader(back.journal)
    (given_up,) = restored_entries(reader)
    assert given_up.because == "told_to" and given_up.by == UUID(int=12), "who said it"
    reader.close()
    with serving(home) as server, sign_in(server) as office:
        assert office.get("/office/gap").status_code == 404


def test_what_is_not_of_the_gap_is_not_taken_as_if_it_were(small: Any, tmp_path: Path) -> None:
    home, backup, tablets, n = small
    back, _ = bring_back(home, backup, tmp_path / "back", None)
    with serving(back) as server:
        rules = command("sign-rules", body={})
        for row, numbers_told in ((register(), [n]), (rules, [n + 1]), (register(), [n + 5_000_000])):
            told = {"rows": [{"command": json.loads(msgspec.json.encode(row)), "numbers": numbers_told}], "last": False}
            told["rows"][0]["command"].pop("private", None)
            reply = httpx.post(f"{server.url}/floor/refill", json=told, headers=server.tablet(0), timeout=30)
            assert reply.status_code == 200, reply.text
            (answer,) = reply.json()["answers"]
            assert answer["refusal"]["code"] in ("not_of_the_gap", "office_only"), answer
        for bad, code in (({"rows": 7}, 400), ({"rows": [{"command": {}, "numbers": [1]}] * 201}, 413)):
            reply = httpx.post(f"{server.url}/floor/refill", json=bad, headers=server.tablet(0), timeout=30)
            assert reply.status_code == code
        assert httpx.post(f"{server.url}/floor/refill", json={"rows": []}, headers=server.headers).status_code == 401
    with serving(home) as server:
        reply = httpx.post(f"{server.url}/floor/refill", json={"rows": []}, headers=server.tablet(0), timeout=30)
        assert reply.status_code == 409 and reply.json()["code"] == "not_mending"
