"""Everything leaves and comes back in: nothing is lost, whatever database it was kept in and is brought back to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from bothy.journal import open_reader
from bothy.server.home import Home
from support.django_home import django_home
from support.floor_server import as_json
from support.open_house import LEAD, command, folded, register, start_visit
from support.real_server import Furnished, RealServer, furnish, serving, sign_in

pytestmark = pytest.mark.timeout(300)
NAMES = {"Lark": "25-34", "Ròsaidh O’Hara": "35-44", 'Quote " and \\ back': "45-54"}


def bothy(home: Furnished | None, *words: str | Path, url: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BOTHY_HOME")}
    url = home.url if home is not None else url
    environment |= {"DATABASE_URL": url} if url else {}
    said = [sys.executable, "-m", "bothy.cli", *map(str, words)]
    return subprocess.run(said, env=environment | {"COLUMNS": "400"}, capture_output=True, text=True)


def lived_in(folder: Path) -> Furnished:
    """A house with people, words, a signed head, refusals, sheets of paper: served for a while, then closed."""
    home = furnish(folder, tablets=2)
    with serving(home) as server:
        for name in NAMES:
            named = {**as_json(register()), "private": {"name": name}}
            answers = server.post(named, as_json(start_visit(UUID(named["subject"])))).json()["answers"]
            assert all(answer["answer"] == "recorded" for answer in answers), answers
        refused = server.post(as_json(command("open-floor", UUID(int=5)))).json()["answers"]
        assert refused[0]["answer"] == "refused"
        assert bothy(home, "journal", "checkpoint", "--home", folder).returncode == 0
    keep_evidence(Home(folder).house)
    return home


def keep_evidence(where: Path | str) -> None:
    """Figures of the city in two editions, a find that stands and one that was taken back, and where the house stands."""
    django_home()
    from bothy.evidence.figures.bundled import carried
    from bothy.evidence.pages.models import Edition, Ground, StreetFind
    from bothy.server.portable.rows import database

    with database("keeping", where):
        series = msgspec.json.encode(carried()[0].series)
        for file in ("deaths.csv", "deaths again.csv"):
            Edition.objects.using("keeping").create(key="deaths", series=series, file=file, sha256="0" * 64, role="analyst", withdrawn_why="the wrong table" if "again" in file else "")
        for why in ("", "count"):
            StreetFind.objects.using("keeping").create(
                on=date(2025, 1, 31), east=260_500, north=664_500, size=250, what="needles", count=3, found_by="outreach", effort_in="minutes", effort=20.5, entry=UUID(int=7), withdrawn_why=why
            )
        Ground.objects.using("keeping").create(reference="NS 601 648", opened=date(2025, 1, 13))


def rows(where: Path | str) -> dict[str, list[str]]:
    """Every row of every model that there is, as text, found by looking; but signed-in browsers and what was counted of guesses."""
    django_home()
    from django.apps import apps

    from bothy.server.portable.rows import LEFT_OUT, database

    counted = {"people.tries", "axes.accessattempt", "axes.accessattemptexpiration", "axes.accessfailurelog", "axes.accesslog"}
    assert set(LEFT_OUT) == {"sessions.session", *counted}
    found = {}
    with database("looking", where):
        for model in apps.get_models(include_auto_created=True):
            label = model._meta.label_lower
            if label not in LEFT_OUT:
                fields = [field.attname for field in model._meta.concrete_fields]
                found[label] = sorted(map(repr, model._base_manager.using("looking").values_list(*fields)))
    return found


def journal(where: Path | str) -> tuple[Any, ...]:
    reader = open_reader(where)
    try:
        receipts = [*reader.receipts_in_order(), *reader.refusals()]
        return (
            list(reader.entries()),
            sorted(receipts, key=lambda one: one.command),
            sorted(reader.checkpoints(), key=lambda one: one.at),
        )
    finally:
        reader.close()


def export(home: Furnished, to: Path) -> dict[str, Any]:
    done = bothy(home, "export", "all", "--home", home.folder, "--out", to, "--by", "morag", "--reason", "a move")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Keep it locked away" in done.stderr
    return dict(json.loads((to / "manifest.json").read_bytes()))


@pytest.fixture(scope="module")
def sqlite_home(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    return lived_in(tmp_path_factory.mktemp("lived in") / "home")


@pytest.fixture(scope="module")
def exported(sqlite_home: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of it, looked at by many tests: none of them changes it."""
    to = tmp_path_factory.mktemp("exported") / "all"
    export(sqlite_home, to)
    return to


def bring_back(exported: Path, home: Path, url: str | None = None) -> Path:
    done = bothy(None, "import", "all", exported, "--home", home, url=url)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def brought_back(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home made from it, as it lies there: none of the tests changes it."""
    return bring_back(exported, tmp_path_factory.mktemp("brought back") / "new")


@pytest.fixture(scope="module")
def at_work(brought_back: Path, sqlite_home: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """A copy of that home, served, with the tablets of the old one."""
    folder = Path(shutil.copytree(brought_back, tmp_path_factory.mktemp("at work") / "home"))
    with serving(Furnished(folder, None, sqlite_home.tablets, sqlite_home.nurse)) as server:
        yield server


def place(home: Furnished) -> Path | str:
    return home.url or home.folder


def assert_nothing_is_lost(old: Furnished, told: dict[str, Any], folder: Path, url: str | None) -> None:
    entries, receipts, checkpoints = journal(place(old))
    upto = told["number"]
    new_entries, new_receipts, new_checkpoints = journal(url or folder)
    assert new_entries == entries[:upto] and new_entries[-1].digest.hex() == told["digest"]
    assert new_receipts == [one for one in receipts if one.first + one.count - 1 <= upto and one.command not in after(receipts, upto)]
    assert any(one.count == 0 for one in new_receipts), "refusals travel too"
    assert new_checkpoints == [one for one in checkpoints if one.number <= upto] and new_checkpoints
    assert rows(url or Home(folder).house) == rows(old.url or Home(old.folder).house)
    before, now = open_reader(place(old)), open_reader(url or folder)
    assert folded(now) == folded(before, upto), "the board is what it was"
    before.close(), now.close()
    assert bothy(None, "journal", "verify", "--home", folder, url=url).returncode == 0


def after(receipts: list[Any], upto: int) -> set[UUID]:
    return {one.command for one in receipts if one.first > upto}


def told_in(exported: Path) -> dict[str, Any]:
    return dict(json.loads((exported / "manifest.json").read_bytes()))


def test_nothing_is_lost(sqlite_home: Furnished, exported: Path, brought_back: Path) -> None:
    assert_nothing_is_lost(sqlite_home, told_in(exported), brought_back, None)


def test_nothing_is_lost_on_the_way_to_postgresql_and_back_to_files(sqlite_home: Furnished, exported: Path, postgres_url: str, tmp_path: Path) -> None:
    moved = Furnished(bring_back(exported, tmp_path / "moved", postgres_url), postgres_url, sqlite_home.tablets, sqlite_home.nurse)
    assert_nothing_is_lost(sqlite_home, told_in(exported), moved.folder, postgres_url)
    again = export(moved, tmp_path / "again")
    assert again["kept_in"] == "postgresql" and again["digest"] == told_in(exported)["digest"]
    assert_nothing_is_lost(moved, again, bring_back(tmp_path / "again", tmp_path / "new"), None)


def test_brought_back_it_is_worked_in_as_before(at_work: RealServer) -> None:
    """Tablets, the PIN, the password and the names at the desk."""
    found = httpx.get(f"{at_work.url}/floor/people", params={"q": "lark"}, headers=at_work.tablet())
    assert found.status_code == 200 and "Lark" in found.text
    with sign_in(at_work) as office:
        assert "Morag" in office.get("/office/staff").text
    said = {"staff": str(at_work.home.nurse), "pin": "4719"}
    answer = httpx.post(f"{at_work.url}/floor/shift", json=said, headers=at_work.tablet())
    assert answer.status_code in (200, 201), answer.text
    wrong = httpx.post(f"{at_work.url}/floor/shift", json=said | {"pin": "4718"}, headers=at_work.tablet())
    assert wrong.status_code not in (200, 201)
    assert at_work.post(as_json(register())).json()["answers"][0]["answer"] == "recorded"


def test_it_is_written_beside_a_running_server_which_writes_down_that_it_left(at_work: RealServer, tmp_path: Path) -> None:
    at_work.post(as_json(register()))
    told = export(at_work.home, tmp_path / "all")
    last = list(open_reader(at_work.home.folder).entries())[-1]
    assert last.kind == "data-exported" and last.number == told["number"] + 1
    body = json.loads(last.body)
    assert body["manifest"] == sha256((tmp_path / "all" / "manifest.json").read_bytes()).hexdigest()
    assert (body["what"], body["upto"], body["reason"]) == ("all", told["number"], "a move")
    assert last.staff == LEAD.staff


def test_it_is_for_its_owner_only_and_keeps_no_private_key_and_no_session(exported: Path, sqlite_home: Furnished) -> None:
    for path in (exported, *exported.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    everything = b"".join(path.read_bytes() for path in exported.rglob("*") if path.is_file())
    assert b"PRIVATE KEY" not in everything
    assert not (exported / "house" / "sessions.session.jsonl").exists()
    assert list((exported / "keys").glob("*.pub"))
    for name in NAMES:
        assert json.dumps(name, ensure_ascii=False).strip('"').encode() in everything


def test_every_line_is_json_that_the_schema_explains(exported: Path) -> None:
    schema = {one["label"]: one for one in json.loads((exported / "house" / "schema.json").read_bytes())}
    for label, table in schema.items():
        lines = (exported / "house" / f"{label}.jsonl").read_text("utf-8").splitlines()
        assert len(lines) == table["rows"]
        columns = {column["name"]: column for column in table["columns"]}
        for line in map(json.loads, lines):
            assert set(line) == set(columns)
            assert all(value is not None or columns[name].get("null") for name, value in line.items())
    assert {"people.person", "people.staff", "people.note", "auth.user", "server.papersheet"} <= set(schema)


def test_another_vendor_checks_the_journal_without_bothy(exported: Path) -> None:
    check = Path(__file__).parents[3] / "docs" / "journal_check.py"
    with (exported / "journal" / "entries.jsonl").open("rb") as lines:
        done = subprocess.run([sys.executable, "-I", check], stdin=lines, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
