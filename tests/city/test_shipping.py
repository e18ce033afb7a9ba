"""A journal shipped to the city: all of it, once, in order, whatever happens on the way; and never a word too much."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
import uvicorn

from bothy.care import bodies as b
from bothy.city import boxes
from bothy.city.folder import CityFolder, CityTrouble
from bothy.city.receiving import Receiving
from bothy.journal import create_store, open_reader, shipping
from bothy.journal.checkpoint import SigningKey, make_checkpoint
from bothy.journal.errors import ReadOnlyJournal, WrongFacility
from bothy.journal.export import json_line
from bothy.journal.opening import open_store
from bothy.journal.shipped import NotTaken, ShippedCopy
from bothy.journal.shipping import Shipped, TwoLines, ship
from bothy.journal.verify import verify
from bothy.server.checkpoints import public_keys, sign_head
from bothy.server.home import Home
from bothy.server.serving import Beside
from bothy.server.ship_to import NotReached, ShipTo, TurnedAway
from reports import journals
from reports.journals import FACILITY, Pen, append, at, write
from support.real_server import free_port
from support.rough_wire import RoughWire

NO_WAITS = {"through": 30, "cut_before": 15, "cut_there": 15, "cut_after": 15, "cut_back": 15, "twice": 10, "trickled": 5}


def people(count: int, pen: Pen | None = None) -> Pen:
    pen = pen or Pen()
    for _ in range(count):
        pen.person(at("2025-01-13"))
    return pen


class City:
    """A city that takes what is shipped, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = CityFolder(folder / "city")
        self.folder.make("city.example.org")
        self.port = free_port()
        config = uvicorn.Config(Receiving(self.folder), host="127.0.0.1", port=self.port, log_level="critical", lifespan="off", ws="none")
        self.server = Beside(config)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()), daemon=True)
        self.thread.start()
        while not self.server.started:
            threading.Event().wait(0.01)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def admit(self, slug: str = "north", facility: UUID | None = None) -> ShipTo:
        return ShipTo(self.url, boxes.admit(self.folder, slug, facility))

    def copy(self, slug: str = "north") -> Path:
        return self.folder.copy(slug)

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path)
    yield made
    made.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path / "home", people(50).drafts)
    return tmp_path / "home"


def shipped(home: Path, other: ShipTo) -> Shipped:
    reader = open_reader(home)
    try:
        return ship(reader, other, public_keys(Home(home)))
    finally:
        reader.close()


def digests(place: Path) -> list[str]:
    reader = open_reader(place)
    try:
        return [entry.digest.hex() for entry in reader.entries()]
    finally:
        reader.close()


def more(home: Path, count: int) -> None:
    pen = Pen(founded=False)
    for _ in range(count):
        pen(uuid4(), b.PersonRegistered(sex="male", age_band="35-44"), at("2025-02-01"))
    drafts = [msgspec.structs.replace(each, id=uuid4()) for each in pen.drafts]
    append(open_store(home), drafts)


def test_what_is_shipped_is_the_journal_and_only_once(city: City, home: Path) -> None:
    other = city.admit()
    assert shipped(home, other) == Shipped(sent=52, head=52, checkpoints=0)
    assert digests(city.copy()) == digests(home)
    assert shipped(home, other).sent == 0
    more(home, 7)
    assert shipped(home, other) == Shipped(sent=7, head=59, checkpoints=0)
    assert digests(city.copy()) == digests(home)
    reader = open_reader(city.copy())
    assert verify(reader).ok
    reader.close()


def test_checkpoints_go_along_and_must_be_signed_by_the_first_key(city: City, home: Path) -> None:
    other = city.admit()
    store = open_store(home)
    sign_head(store, home)
    store.close()
    assert shipped(home, other).checkpoints == 1
    assert shipped(home, other).checkpoints == 0
    assert [one.number for one in ShippedReader(city.copy())] == [52]
    assert ShippedCopy(city.copy()).keys() == public_keys(Home(home))
    forger = SigningKey.of_home(home.parent / "forger")
    reader = open_reader(home)
    forged = make_checkpoint(reader, forger, at("2025-03-01"))
    reader.close()
    with pytest.raises(TurnedAway, match="signed with a key that is not known"):
        other.take_checkpoints([forged], [forger.public])
    # The city itself may say that this key is the facility's now.
    boxes.admit(city.folder, "north", None, (forger.public,))
    assert len(ShippedCopy(city.copy()).keys()) == 2
    assert ShippedCopy(city.copy()).take_checkpoints([forged]) == 1


def ShippedReader(folder: Path) -> list:  # type: ignore[type-arg]
    reader = open_reader(folder)
    try:
        return reader.checkpoints()
    finally:
        reader.close()


def test_a_rough_line_loses_and_doubles_nothing(city: City, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "MOST_ENTRIES", 5)
    wire = RoughWire(city.port, seed=11, tricks=NO_WAITS)
    other = ShipTo(wire.url, boxes.admit(city.folder, "north"))
    try:
        more(home, 150)
        for _ in range(400):
            try:
                if shipped(home, other).sent == 0:
                    break
            except NotReached:
                continue
        else:
            raise AssertionError(wire.counts)
    finally:
        wire.close()
    assert wire.faults > 10 and len(wire.counts) > 4, wire.counts
    assert digests(city.copy()) == digests(home)
    reader = open_reader(city.copy())
    assert verify(reader).ok
    reader.close()


def test_each_piece_that_arrived_stands_though_the_next_was_cut(city: City, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "MOST_ENTRIES", 20)
    other = city.admit()
    take, calls = other.take, []

    def cut_at_the_third(lines: list[bytes]) -> int:
        calls.append(len(lines))
        if len(calls) == 3:
            raise NotReached("cut")
        return take(lines)

    monkeypatch.setattr(other, "take", cut_at_the_third)
    with pytest.raises(NotReached):
        shipped(home, other)
    assert other.state().number == 40
    assert shipped(home, other).sent == 12


def test_another_line_is_refused_with_the_number_at_which_it_forks(city: City, tmp_path: Path) -> None:
    pen = people(60)
    write(tmp_path / "first", pen.drafts)
    other = city.admit()
    shipped(tmp_path / "first", other)
    before = digests(city.copy())
    write(tmp_path / "second", pen.drafts[:41])
    more(tmp_path / "second", 40)
    with pytest.raises(TwoLines, match="at entry 42 the copy there says something else") as told:
        shipped(tmp_path / "second", other)
    assert told.value.number == 42
    # A sender that does not look first is refused as well.
    reader = open_reader(tmp_path / "second")
    lines = [json_line(entry) for entry in reader.entries(40, 45)]
    reader.close()
    with pytest.raises(TurnedAway, match="Entry 42 says something else here"):
        other.take(lines)
    assert digests(city.copy()) == before
    aside = boxes.set_aside(city.folder, "north")
    assert shipped(tmp_path / "second", other).sent == 81
    assert digests(aside) == before, "the line that ended is kept"


def test_a_copy_that_goes_further_than_a_restored_home_says_what_is_not_lost(city: City, tmp_path: Path) -> None:
    pen = people(60)
    write(tmp_path / "whole", pen.drafts)
    other = city.admit()
    shipped(tmp_path / "whole", other)
    write(tmp_path / "restored", pen.drafts[:30])
    with pytest.raises(TwoLines, match="Entries 31 to 62 are not lost: restore again and give the copy with --copy"):
        shipped(tmp_path / "restored", other)
    assert other.state().number == 62
    # And that is what a restore can take.
    from bothy.journal.extending import extend

    boxes.copy_out(city.folder, "north", tmp_path / "copy.sqlite3")
    store = open_store(tmp_path / "restored")
    assert extend(store, tmp_path / "copy.sqlite3").taken == 32
    store.close()
    assert digests(tmp_path / "restored") == digests(city.copy())
    assert shipped(tmp_path / "restored", other).sent == 0


def test_a_token_opens_one_copy_and_only_while_it_stands(city: City, home: Path, tmp_path: Path) -> None:
    north, south = city.admit("north"), city.admit("south")
    shipped(home, north)
    assert south.state().number == 0, "another's token sees nothing of it"
    with pytest.raises(TurnedAway, match="not known here"):
        ShipTo(city.url, "a" * 43).state()
    again = boxes.admit(city.folder, "north")
    with pytest.raises(TurnedAway, match="not known here"):
        north.state()
    assert ShipTo(city.url, again).state().number == 52
    boxes.revoke(city.folder, "north")
    with pytest.raises(TurnedAway, match="was revoked"):
        shipped(home, ShipTo(city.url, again))
    assert again not in city.folder.list_file.read_text() and hashlib.sha256(again.encode()).hexdigest() in city.folder.list_file.read_text()
    assert len(digests(city.copy())) == 52, "what was shipped stays"
    with pytest.raises(CityTrouble, match="No box called west"):
        boxes.revoke(city.folder, "west")


def test_a_token_takes_no_other_facilitys_journal(city: City, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = city.admit()
    shipped(home, other)
    stranger = uuid4()
    monkeypatch.setattr(journals, "FACILITY", stranger)
    append(create_store(tmp_path / "other", stranger), people(3).drafts)
    with pytest.raises(TwoLines, match="Use this facility's own token"):
        shipped(tmp_path / "other", other)
    reader = open_reader(tmp_path / "other")
    lines = [json_line(entry) for entry in reader.entries()]
    reader.close()
    with pytest.raises(TurnedAway, match="is of facility"):
        other.take(lines)
    bound = city.admit("south", FACILITY)
    with pytest.raises(TurnedAway, match="is of facility"):
        bound.take(lines)
    assert bound.state().number == 0


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"person-registered", b"person-Registered")], "damaged"),
        (lambda lines: [lines[0], lines[2]], "gap"),
        (lambda lines: [lines[0], lines[1][:40]], "unreadable"),
        (lambda lines: [lines[0], b"\xff\x00"], "unreadable"),
        (lambda lines: [lines[1], lines[0]], "gap"),
    ],
)
def test_what_does_not_follow_is_not_taken_and_nothing_beside_it(city: City, home: Path, spoil, code: str) -> None:  # type: ignore[no-untyped-def]
    other = city.admit()
    reader = open_reader(home)
    lines = [json_line(entry) for entry in reader.entries()]
    reader.close()
    other.take(lines[:10])
    headers = {"authorization": f"Bearer {other._token}"}
    answer = httpx.post(f"{city.url}/ship/entries", content=b"\n".join(spoil(lines[10:])), headers=headers)
    assert 400 <= answer.status_code < 500 and answer.json()["code"] == code, answer.text
    assert other.state().number == 10


def test_bad_requests_get_a_sentence(city: City) -> None:
    other = city.admit()
    headers = {"authorization": f"Bearer {other._token}"}
    for method, path, body, status in (
        ("GET", "state?at=-1", b"", 400), ("GET", "state?at=99999999999999999999", b"", 400), ("GET", "nothing", b"", 404), ("DELETE", "entries", b"", 404),
        ("POST", "checkpoints", b"[]", 400), ("POST", "checkpoints", b'{"keys":["zz"],"checkpoints":[]}', 400), ("POST", "checkpoints", b'{"keys":[],"checkpoints":[]}', 409),
        ("PUT", "publications/x", b"", 404), ("PUT", f"publications/{uuid4()}", b"{}", 409), ("POST", "entries", b"x" * (9 * 1024 * 1024), 413),
    ):  # fmt: skip
        answer = httpx.request(method, f"{city.url}/ship/{path}", content=body, headers=headers)
        assert answer.status_code == status and answer.json()["sentence"], (path, answer.status_code, answer.text)
        assert httpx.request(method, f"{city.url}/ship/{path}", content=body[:100]).status_code == 401


def test_a_copy_is_read_by_everyone_and_written_by_no_verb(city: City, home: Path) -> None:
    shipped(home, city.admit())
    with pytest.raises(ReadOnlyJournal, match="one home"):
        open_store(city.copy())
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BOTHY_HOME")}
    program = (
        "import sys; from typer.testing import CliRunner; from bothy.cli.main import app\n"
        "from bothy.cli import check, demo, export, journal, publish, restore, run, tls\n"
        "copy = sys.argv[1]\n"
        "for verb in (['run'], ['run', '--demo'], ['demo'], ['journal', 'checkpoint'], ['tls'], ['publish', 'thistle', '--draft'], ['export', 'fhir', '--out', copy + '.out', '--reason', 'x']):\n"
        "    done = CliRunner().invoke(app, [*verb, '--home', copy])\n"
        "    assert done.exit_code in (1, 2), (verb, done.exit_code, done.output, done.exception)\n"
        "    print(verb, done.output[:90])\n"
        "assert CliRunner().invoke(app, ['journal', 'verify', '--home', copy]).exit_code == 0\n"
    )
    before = digests(city.copy()), sorted(path.name for path in city.copy().iterdir())
    done = subprocess.run([sys.executable, "-c", program, str(city.copy())], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (digests(city.copy()), sorted(path.name for path in city.copy().iterdir())) == before


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "bothy-test", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept(small_disk: Path, home: Path) -> None:
    city = City(small_disk)
    try:
        other = city.admit()
        shipped(home, other)
        kept = digests(city.copy())
        more(home, 4000)
        with pytest.raises(NotReached, match="disk is full"):
            shipped(home, other)
        reached = other.state().number
        assert digests(city.copy()) == digests(home)[:reached] and digests(city.copy())[: len(kept)] == kept
        assert reached < 4052
    finally:
        city.close()
    # With room it goes on where it stopped.
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    city = City.__new__(City)
    city.folder = CityFolder(small_disk / "city")
    assert ShippedCopy(city.copy()).take(json_line(each) for each in _entries(home)[reached:]).number == 4052


def _entries(home: Path) -> list:  # type: ignore[type-arg]
    reader = open_reader(home)
    try:
        return list(reader.entries())
    finally:
        reader.close()


def test_the_verb_says_what_it_did_and_ends_as_told(city: City, home: Path, tmp_path: Path) -> None:
    token = boxes.admit(city.folder, "north")
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BOTHY_HOME")}

    def bothy(*more: str, **variables: str) -> subprocess.CompletedProcess[str]:
        verb = [sys.executable, "-m", "bothy.cli", "journal", "ship", "--home", str(home), *more]
        return subprocess.run(verb, env=environ | variables, capture_output=True, text=True)

    assert (done := bothy("--to", city.url)).returncode == 2 and "There is no token" in done.stderr
    (home / "keys").mkdir(exist_ok=True)
    (home / "keys" / "ship.token").write_text(token + "\n")
    assert (done := bothy("--to", "http://city.example.org")).returncode == 2 and "is not https" in done.stderr
    done = bothy("--to", city.url)
    assert done.returncode == 0 and "52 entries shipped; the copy there ends at entry 52." in done.stdout, done.stderr
    assert token not in done.stdout + done.stderr
    assert (done := bothy("--to", city.url, BOTHY_SHIP_TOKEN="b" * 43)).returncode == 1 and "not known here" in done.stderr
    assert (done := bothy("--to", f"http://127.0.0.1:{free_port()}")).returncode == 1 and "cannot be reached" in done.stderr


@pytest.mark.parametrize("address", ["ftp://a.org", "city.example.org", "https://u:p@a.org", "https://a.org/path", "http://10.0.0.5"])
def test_a_token_goes_to_no_strange_address(address: str) -> None:
    with pytest.raises(ValueError):
        ShipTo(address, "token")


def test_a_redirect_is_not_followed(home: Path) -> None:
    """The token is for one address; an answer that points elsewhere is no answer."""
    asked: list[str] = []

    async def app(scope, receive, send):  # type: ignore[no-untyped-def]
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 307, "headers": [(b"location", b"http://127.0.0.1:9/ship/state")]})
        await send({"type": "http.response.body", "body": b""})

    port = free_port()
    server = Beside(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    with pytest.raises(TurnedAway, match=r"not Bothy's \(307\)"):
        ShipTo(f"http://127.0.0.1:{port}", "token").state()
    assert asked == ["/ship/state"]
    server.should_exit = True
    thread.join(10)


def test_a_copy_never_begins_in_the_middle(tmp_path: Path, home: Path) -> None:
    copy = ShippedCopy(tmp_path / "copy")
    with pytest.raises(NotTaken) as told:
        copy.take(json_line(entry) for entry in _entries(home)[1:5])
    assert told.value.code == "gap" and not (tmp_path / "copy" / "journal.sqlite3").exists()


def test_a_journal_of_another_is_not_opened_for_it(city: City, home: Path) -> None:
    shipped(home, city.admit())
    with pytest.raises(WrongFacility):
        open_reader(city.copy(), uuid4())


