"""Two facilities on one real PostgreSQL, and everything that one of them could try on the other.

North tries, with its manager's session, its tablet's cookie, its tokens, its role in the database and its command
line. Nothing of South's (a name, a code, an id, a word) may come back, and nothing of South's may change.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
import psycopg
import pytest

from bothy.city.databases import DatabaseTrouble, make_database, name_of
from bothy.server.control import PREFIX, VERBS
from support.city import PASSWORD, Resident, Server, csrf, forget, tablet, two_facilities

pytestmark = pytest.mark.timeout(600)

FLOOR = ("/floor/commands", "/floor/sealed", "/floor/refill", "/floor/screen", "/floor/openapi.json", "/floor/words.json")
INSIDE = (*(PREFIX + verb for verb in VERBS), "/for-city/publications", "/ship/state", "/ship/entries")


@pytest.fixture(scope="module")
def both(postgres_server: str) -> Iterator[tuple[Server, Resident, Resident]]:
    """North and South, served. What each holds of the other is checked once more when all is over."""
    with two_facilities(postgres_server) as (server, north, south):
        server.start().until_open([north, south])
        yield server, north, south
        assert server.stop() == 0, server.said()
        assert_untouched(server, south)


def assert_untouched(server: Server, one: Resident) -> None:
    done = server.bothy("journal", "verify", "--home", server.folder.home(one.slug).folder)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def server(both: tuple[Server, Resident, Resident]) -> Server:
    return both[0]


@pytest.fixture(scope="module")
def north(both: tuple[Server, Resident, Resident]) -> Resident:
    return both[1]


@pytest.fixture(scope="module")
def south(both: tuple[Server, Resident, Resident]) -> Resident:
    return both[2]


@pytest.fixture(scope="module")
def manager(server: Server, north: Resident) -> Iterator[httpx.Client]:
    with server.signed_in(north.host, "manager") as browser:
        yield browser


def told_of(one: Resident, answer: httpx.Response, asked: str = "") -> list[str]:
    """What of a facility stands in an answer; an id that was asked with may come back in a "there is no such…"."""
    text = answer.text + str(answer.headers)
    return [secret for secret in one.secrets if secret and secret in text and secret not in asked]


def every_address(ids: dict[str, str]) -> Iterator[str]:
    """Every address of the resolver with each of these ids in each place, then the floor's own and those for this machine."""
    patterns = sorted(_patterns())
    assert len(patterns) > 80 and "office/staff/<uuid:id>" in patterns
    uuids = [value for name, value in ids.items() if name != "sheet"]
    words = {"theme": ["day"], "form": ["csv"], "format": ["csv", "json"], "name": ["thistle"], "grid": ["use"], "month": ["2025-02"], "period": ["2025-02"]}
    for pattern in patterns:
        slots = re.findall(r"<(\w+):(\w+)>", pattern)
        kinds = {kind for kind, _ in slots}
        for one in uuids if "uuid" in kinds else [ids["sheet"]]:
            path = pattern
            for kind, name in slots:
                value = {"uuid": one, "int": "40", "slug": ids["sheet"], "str": one}[kind] if name not in words else words[name][0]
                path = path.replace(f"<{kind}:{name}>", value)
            yield "/" + path
    yield from FLOOR
    yield from INSIDE
    yield "/static/../../home/settings.toml"
    yield "/static/%2e%2e/%2e%2e/hosted.json"
    yield f"/floor/people?q={quote(uuids[0])}"


@cache
def _patterns() -> frozenset[str]:
    """The addresses of `bothy.server.urls`, read in a process of its own: Django is set up once a process."""
    program = (
        "import json, sys, tempfile; from pathlib import Path; from bothy.server.boot import prepare; from bothy.server.home import Home\n"
        "prepare(Home(Path(tempfile.mkdtemp()) / 'home'), migrate=False, people=False)\n"
        "from django.urls import get_resolver; from django.urls.resolvers import URLPattern\n"
        "def walk(r, p):\n"
        "    for one in r.url_patterns:\n"
        "        if isinstance(one, URLPattern): yield p + str(one.pattern)\n"
        "        else: yield from walk(one, p + str(one.pattern))\n"
        "print(json.dumps(list(walk(get_resolver(), ''))))\n"
    )
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BOTHY_HOME")}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return frozenset(json.loads(done.stdout))


_CHANGES_WHAT_IS_USED = ("/sign-out", "/office/devices/this")


def test_norths_manager_asks_everything_with_souths_ids(server: Server, north: Resident, south: Resident, manager: httpx.Client) -> None:
    """Each address at North's own name: no id of South's opens anything, and nothing of South's stands in any answer."""
    token = csrf(manager)
    asked = found = 0
    for path in every_address(south.ids):
        for method in ("GET", "POST"):
            if method == "POST" and path.startswith("/reports/"):
                # Only asked there, never told; its charts and files are dear.
                continue
            if path.startswith(_CHANGES_WHAT_IS_USED) or (method, path) == ("GET", "/floor/stream"):
                continue
            body = {"csrfmiddlewaretoken": token, "id": south.ids["draft"], "subject": south.ids["visit"], "q": south.tag, "reason": "a test"}
            headers = {"accept": "text/html", **tablet_beside(manager, north)}
            answer = manager.request(method, path, data=body if method == "POST" else None, headers=headers)
            asked += 1
            found += answer.status_code == 200
            assert answer.status_code < 500 or answer.status_code == 503, (method, path, answer.status_code)
            assert told_of(south, answer, path + json.dumps(body)) == [], (method, path, answer.status_code)
    assert asked > 250 and found > 30, "North's own pages answered, so it was no closed door that kept South's away"


def tablet_beside(browser: httpx.Client, one: Resident) -> dict[str, str]:
    """The session and the tablet's cookie of one facility together."""
    own = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return {"cookie": f"{own}; {tablet(one)['cookie']}"}


def test_the_same_ids_open_something_at_their_own_facility(server: Server, south: Resident) -> None:
    """Or the walk above would prove nothing."""
    with server.signed_in(south.host, "manager") as browser:
        for path in (f"/office/staff/{south.ids['staff nurse']}", f"/office/emergencies/{south.ids['emergency']}", f"/office/publications/{south.ids['publication']}",
                     f"/office/publications/draft/{south.ids['draft']}", "/office/staff", "/office/devices"):  # fmt: skip
            answer = browser.get(path)
            assert answer.status_code == 200 and south.tag in answer.text, path
    with server.browser(south.host, headers=tablet(south)) as screen:
        assert south.tag in screen.get(f"/floor/people/{south.ids['person']}").text
        assert south.tag in screen.get(f"/floor/people?q=Lark+{south.tag}").text


def test_at_souths_name_norths_session_and_tablet_are_a_strangers(server: Server, north: Resident, south: Resident, manager: httpx.Client) -> None:
    """Under South's cookie names, under North's and under the plain ones: each address answers as it answers nobody."""
    office = next(value for name, value in manager.cookies.items() if "office" in name)
    both_tokens = csrf(manager)
    cookies = "; ".join(
        f"{name}={value}"
        for slug in (south.slug, north.slug, "")
        for name, value in ((f"bothy_office_{slug}".strip("_"), office), (f"csrftoken_{slug}".strip("_"), both_tokens), (f"bothy_device_{slug}".strip("_"), north.cookie))
    )
    with server.browser(south.host) as nobody, server.browser(south.host, headers={"cookie": cookies}) as stranger:
        for path in every_address({name: south.ids[name] for name in ("visit", "sheet")}):
            for method in ("GET", "POST"):
                more = {"data": {"csrfmiddlewaretoken": both_tokens}} if method == "POST" else {}
                plain, tried = nobody.request(method, path), stranger.request(method, path, **more)
                if method == "GET":
                    assert tried.status_code == plain.status_code, (method, path, plain.status_code, tried.status_code)
                # What is open to everybody is open to a stranger; nothing else is.
                assert tried.status_code not in (200, 201) or nobody.get(path).status_code == 200, (method, path)
                # Its own front door says its name to everybody; nothing else of it does.
                leaked = [each for each in told_of(south, tried, path) if each != south.tag or f"House of {south.tag}" not in tried.text]
                assert leaked == [], (method, path, tried.status_code)
        assert stranger.post("/floor/commands", json={"commands": []}).status_code == 401
        assert stranger.get("/floor/stream").status_code == 401


def raw(server: Server, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(request)
        said = b""
        with suppress(TimeoutError):
            while part := wire.recv(65536):
                said += part
    return said


def test_no_trick_with_the_name_crosses_over(server: Server, north: Resident, south: Resident, manager: httpx.Client) -> None:
    cookie = tablet_beside(manager, north)["cookie"]
    n, s = f"{north.host}:{server.port}", f"{south.host}:{server.port}"
    heads = (
        [f"Host: {n}", f"X-Forwarded-Host: {s}", f"Forwarded: host={s}", f"X-Original-Host: {s}"],
        [f"Host: {n}", f"Host: {s}"], [f"Host: {s}", f"Host: {n}"], [f"Host: {n}, {s}"], [f"Host: {north.host}@{s}"], [f"Host: {n}#{s}"],
        [f"Host: {s}"], [f"Host: {south.host.upper()}."], [f"Host:  {s} "], [f"Host: {s}\t"], ["Host: "], [],
        [f"Host: {s}", f"Origin: http://{n}"], [f"Host: {s}", f"Referer: http://{s}/office/"], [f"Host: {south.slug}"], ["Host: localhost"], ["Host: 127.0.0.1"],
        [f"Host: {s}", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https"],
    )  # fmt: skip
    targets = ("/office/staff", f"http://{s}/office/staff", f"/floor/people?q=Lark+{south.tag}", f"//{s}/office/staff", "/control/checkpoint", f"/office/staff/{south.ids['staff nurse']}")
    for head in heads:
        for target in targets:
            lines = [f"GET {target} HTTP/1.1", *head, f"Cookie: {cookie}", "Connection: close", "", ""]
            said = raw(server, "\r\n".join(lines).encode()).decode("utf-8", "replace")
            if any(south.slug in line.lower() and north.slug not in line.lower() for line in head if line.startswith("Host")):
                # At its own name South says what it is called, to everybody.
                said = said.replace(f"House of {south.tag}", "")
            leaked = [each for each in south.secrets if each and each in said and each not in target]
            assert leaked == [], (head, target, said[:300])
            assert not said.startswith("HTTP/1.1 500"), (head, target)


def test_a_request_hidden_in_another_is_no_request(server: Server, north: Resident, south: Resident, manager: httpx.Client) -> None:
    """Two lengths that contradict each other, so that front and facility might part a body in different places."""
    cookie = tablet_beside(manager, north)["cookie"]
    hidden = f"GET /office/staff HTTP/1.1\r\nHost: {south.host}\r\n\r\n"
    for more in (
        f"Content-Length: {len(hidden)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        f"Content-Length: 5\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}",
        f"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}",
    ):
        said = raw(server, f"POST /floor/screen HTTP/1.1\r\nHost: {north.host}\r\nCookie: {cookie}\r\n{more}".encode()).decode("utf-8", "replace")
        assert [each for each in south.secrets if each and each in said] == [], said[:400]


def test_cookies_are_one_hosts_own_and_named_for_it(server: Server, north: Resident, south: Resident) -> None:
    for one in (north, south):
        with server.browser(one.host) as browser:
            browser.get("/sign-in")
            said = browser.post("/sign-in", data={"username": "manager", "password": PASSWORD, "csrfmiddlewaretoken": csrf(browser)})
            cookies = said.headers.get_list("set-cookie")
            assert cookies and all(re.match(rf"\w+_{one.slug}=", each) for each in cookies), cookies
            assert not any("domain=" in each.lower() for each in cookies)


def test_norths_token_does_nothing_at_souths_own_socket(server: Server, north: Resident, south: Resident) -> None:
    """Even from inside the machine, past the front."""
    told = json.loads((server.folder.home(north.slug).folder / "running.json").read_text())
    own, other = (json.loads(server.folder.hosted_file(one.slug).read_text())["door"] for one in (north, south))
    for one, secret, expected in ((south, told["token"], 404), (south, own, 404), (north, other, 404), (north, own, 200)):
        assert by_socket(server.folder.socket(one.slug), "GET", "/for-city/publications", secret)[0] == expected
        status, said = by_socket(server.folder.socket(one.slug), "POST", "/control/exported", secret)
        assert status == 404, said
    assert by_socket(server.folder.socket(north.slug), "POST", "/control/go-on", told["token"])[0] == 409


def by_socket(path: Path, method: str, target: str, secret: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    connection.request(method, target, headers={"Authorization": f"Bearer {secret}"})
    answer = connection.getresponse()
    said = answer.status, answer.read()
    connection.close()
    return said


# --- the database ------------------------------------------------------------------------------------


def at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


Table = tuple[str, str, str]


def tables_of(admin_url: str, one: Resident) -> list[Table]:
    """Every table of a facility, by schema and name, and a column of each."""
    with psycopg.connect(at(admin_url, name_of(one.slug))) as owner:
        rows = owner.execute(
            "SELECT table_schema, table_name, max(column_name) FILTER (WHERE is_identity = 'NO') FROM information_schema.columns "
            "WHERE table_schema IN ('public', 'journal') GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
    assert len(rows) > 15 and {"journal", "public"} == {row[0] for row in rows}
    return rows


class Tries:
    """One connection that tries, and keeps what it could do; nothing of it stays done."""

    def __init__(self, url: str, become: str = "") -> None:
        self.done: list[str] = []
        self._connection: psycopg.Connection | None = None
        with suppress(psycopg.Error):
            self._connection = psycopg.connect(url)
            self.try_it("connect", "SELECT 1")
            if become:
                self._connection.execute(f'SET ROLE "{become}"'.encode())
                self._connection.commit()
                self.done.append("become the other")

    def try_it(self, what: str, statement: str) -> None:
        if self._connection is None:
            return
        with suppress(psycopg.Error):
            self._connection.execute(statement.encode())
            self.done.append(what)
        self._connection.rollback()

    def close(self) -> list[str]:
        if self._connection is not None:
            self._connection.close()
        return self.done


def what_crosses(url: str, admin_url: str, other: Resident) -> list[str]:
    """Everything that this role can do to another facility's database; nothing, where they are apart."""
    name, found = name_of(other.slug), []
    tables = tables_of(admin_url, other)
    # In the other's database, as oneself and as the other.
    for become in ("", name):
        there = Tries(at(url, name), become)
        for schema, table, column in tables:
            whole = f'"{schema}"."{table}"'
            there.try_it(f"select {whole}", f"SELECT * FROM {whole} LIMIT 1")
            there.try_it(f"insert {whole}", f"INSERT INTO {whole} SELECT * FROM {whole} LIMIT 0")
            there.try_it(f"update {whole}", f'UPDATE {whole} SET "{column}" = "{column}" WHERE false')
        found += there.close()
    # From one's own.
    here = Tries(url)
    for schema, table, _ in tables:
        here.try_it(f"by name {schema}.{table}", f'SELECT * FROM "{name}"."{schema}"."{table}" LIMIT 1')
    for what, statement in (
        ("become the other", f'SET ROLE "{name}"'), ("dblink", "CREATE EXTENSION dblink"), ("fdw", "CREATE EXTENSION postgres_fdw"),
        ("read files", "SELECT pg_read_file('postgresql.conf')"), ("run programs", "COPY (SELECT 1) TO PROGRAM 'true'"), ("list files", "SELECT pg_ls_dir('.')"),
        ("grant oneself", f'GRANT "{name}" TO CURRENT_USER'), ("make a superuser", "CREATE ROLE more SUPERUSER"), ("change the other", f'ALTER ROLE "{name}" NOLOGIN'),
        ("see its statements", f"SELECT 1 / count(*) FROM pg_stat_activity WHERE datname = '{name}' AND query NOT LIKE '<%'"),
        ("end its sessions", f"SELECT 1 / count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'"),
    ):  # fmt: skip
        here.try_it(what, statement)
    return found + [each for each in here.close() if each != "connect"]


def test_norths_role_can_do_nothing_to_souths_database(postgres_server: str, north: Resident, south: Resident) -> None:
    assert what_crosses(north.hosted.database_url, postgres_server, south) == []


@pytest.mark.parametrize(
    "mistake",
    [
        (lambda n, s: f'GRANT "{s}" TO "{n}"; GRANT CONNECT ON DATABASE "{s}" TO "{n}"', 'select "public"."people_person"'),
        (lambda n, s: f'GRANT CONNECT ON DATABASE "{s}" TO PUBLIC', "connect"),
    ],
    ids=["its role", "its database"],
)
def test_a_grant_too_much_is_found(postgres_server: str, north: Resident, south: Resident, mistake: tuple[Callable[[str, str], str], str]) -> None:
    """The check above fails when somebody is let in: else it would prove nothing."""
    grants, opens = mistake
    n, s = name_of(north.slug), name_of(south.slug)
    with psycopg.connect(postgres_server, autocommit=True) as owner:
        try:
            for statement in grants(n, s).split(";"):
                owner.execute(statement.encode())
            assert opens in what_crosses(north.hosted.database_url, postgres_server, south)
        finally:
            for statement in (f'REVOKE "{s}" FROM "{n}"', f'REVOKE CONNECT ON DATABASE "{s}" FROM PUBLIC', f'REVOKE CONNECT ON DATABASE "{s}" FROM "{n}"'):
                owner.execute(statement.encode())


def test_its_own_journal_a_role_can_only_read_and_add_to(north: Resident) -> None:
    with psycopg.connect(north.hosted.database_url, autocommit=True) as own:
        for statement in (
            "UPDATE journal.entry SET kind = 'x'", "DELETE FROM journal.entry", "TRUNCATE journal.entry", "DROP TRIGGER entry_no_update ON journal.entry",
            "ALTER TABLE journal.entry DISABLE TRIGGER ALL", "DROP TABLE journal.receipt", "CREATE TABLE journal.more (a int)", "SET session_replication_role = replica",
            "ALTER SCHEMA journal RENAME TO other", "CREATE SCHEMA more",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(statement.encode())


def test_a_facility_that_cannot_be_made_leaves_nothing_behind(postgres_server: str, north: Resident) -> None:
    with pytest.raises(DatabaseTrouble, match="already"):
        make_database(postgres_server, north.slug)
    with psycopg.connect(north.hosted.database_url) as own:
        assert own.execute("SELECT count(*) FROM journal.entry").fetchone() != (0,), "the one that is there was not touched"
    with pytest.raises(DatabaseTrouble, match="may not make roles"):
        make_database(north.hosted.database_url, "another-one")
    forget(postgres_server, "another-one")


# --- the command line --------------------------------------------------------------------------------

_EVERY_VERB = """
import json, os, sys
import typer
from typer.testing import CliRunner
from bothy.cli.main import app, main
# Every verb is added when the program begins.
sys.argv = ["bothy", "--version"]
try:
    main()
except SystemExit:
    pass
home, out = os.environ["NORTH"], os.environ["OUT"]
def leaves(command, names):
    for name, one in getattr(command, "commands", {}).items():
        if getattr(one, "commands", None):
            yield from leaves(one, [*names, name])
        else:
            yield [*names, name], one
more = {
    "inspect": ["--from", "2025-08-01", "--out", out + "/pack.zip"],
    "brief": ["--out", out + "/brief.pdf"],
    "visit": ["--out", out + "/visit.html"],
    "evidence sheet": ["--outcome", "deaths", "--protocol", "only"],
}
dummy = {"destination": out + "/backup", "to": out + "/to", "host": "a.org", "name": "a", "backup": out + "/none", "files": out + "/none", "answer": os.environ["ANSWER"]}
told = []
for names, one in leaves(typer.main.get_command(app), []):
    options = {p.name: p for p in one.params}
    if "home" not in options:
        continue
    words = [*names, "--home", home, *more.get(" ".join(names), [])]
    for p in one.params:
        if p.required or p.param_type_name == "argument":
            value = dummy.get(p.name, "thistle")
            words += [value] if p.param_type_name == "argument" else [p.opts[0], value]
    database = os.environ["DATABASE_URL"]
    done = CliRunner().invoke(app, words)
    assert os.environ["DATABASE_URL"] == database, words
    told.append([" ".join(names), done.exit_code, done.output])
print(json.dumps(told))
"""


def test_no_verb_reads_souths_database_for_norths_home(server: Server, north: Resident, south: Resident, tmp_path: Path) -> None:
    """Every verb that takes a home, with North's home and South's database."""
    answer, out = tmp_path / "answer.json", tmp_path / "out"
    answer.write_text("{}")
    out.mkdir()
    environ = server.environment | {
        "DATABASE_URL": south.hosted.database_url,
        "NORTH": str(server.folder.home(north.slug).folder),
        "ANSWER": str(answer),
        "OUT": str(out),
    }
    done = subprocess.run([sys.executable, "-c", _EVERY_VERB], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {name for name, *_ in told} >= {"run", "backup", "restore", "report", "publish", "journal verify", "journal export", "journal checkpoint", "journal ship", "export fhir"}
    for name, code, said in told:
        assert code == 2, (name, code, said)
        assert [each for each in south.secrets if each and each in said] == [], name
    # These two are asked wrongly here and say so before they look into any house.
    earlier = {"report", "protocol sign"}
    assert {name for name, _, said in told if "names another database" not in said} <= earlier
    assert not any(out.iterdir())


def test_a_homes_own_verbs_find_its_own_database_and_server(server: Server, north: Resident) -> None:
    done = server.bothy("journal", "checkpoint", "--home", server.folder.home(north.slug).folder)
    assert done.returncode == 0 and done.stdout.startswith("BOTHY CHECKPOINT"), done.stderr


# --- the city ----------------------------------------------------------------------------------------


def test_the_citys_page_has_published_figures_and_nothing_else(server: Server, north: Resident, south: Resident, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    made = server.bothy("city", "account", "council", "--password-file", tmp_path / "password")
    assert made.returncode == 0, made.stderr
    with server.signed_in("city.localhost", "council") as city:
        page = city.get("/")
        assert page.status_code == 200 and f"House of {north.tag}" in page.text and f"House of {south.tag}" in page.text
        assert "All together" in page.text and "kept back" in page.text
        figures = city.get("/figures/scottish-government.2025-02.2025-02.csv")
        assert figures.status_code == 200 and "All together" in figures.text
        # A draft is not published, and nothing of a person is in anything.
        for answer in (page, figures):
            for one in (north, south):
                assert not [each for name, each in one.ids.items() if each in answer.text], one.slug
                assert f"Lark {one.tag}" not in answer.text and one.facility not in answer.text
        reached = {path for path in every_address({name: north.ids[name] for name in ("publication", "sheet")}) if city.get(path).status_code == 200}
        assert reached == {"/"}, reached
        for one in (north, south):
            with server.browser(one.host, headers={"cookie": "; ".join(f"{name}={value}" for name, value in city.cookies.items())}) as elsewhere:
                assert elsewhere.get("/office/").status_code == 302
    with server.browser("city.localhost") as nobody:
        assert {nobody.get(path).status_code for path in ("/", "/figures/scottish-government.2025-02.2025-02.csv")} == {302}
        assert nobody.get("/ship/state").status_code == 401
    done = server.bothy("city", "figures")
    assert done.returncode == 0 and f"House of {north.tag}" in done.stdout and "All together" in done.stdout, done.stderr
    assert [each for each in (*north.ids.values(), *south.ids.values()) if each in done.stdout] == []


def test_norths_sign_in_is_not_the_citys_and_the_citys_not_norths(server: Server, north: Resident) -> None:
    for host, name in (("city.localhost", "manager"), (north.host, "council")):
        with server.browser(host) as browser:
            browser.get("/sign-in")
            answer = browser.post("/sign-in", data={"username": name, "password": PASSWORD, "csrfmiddlewaretoken": csrf(browser)})
            assert answer.status_code == 400, (host, answer.status_code)


def test_what_ships_is_the_journal_and_what_was_signed_and_no_name_or_word(server: Server, north: Resident, tmp_path: Path) -> None:
    from bothy.city import boxes
    from bothy.city.figures import together
    from bothy.city.gathered import gather
    from bothy.journal import open_reader
    from bothy.journal.verify import verify
    from city.test_shipping import City

    city = City(tmp_path)
    try:
        token = boxes.admit(city.folder, "north")
        done = server.bothy("journal", "ship", "--home", server.folder.home(north.slug).folder, "--to", city.url, BOTHY_SHIP_TOKEN=token)
        assert done.returncode == 0 and "entries shipped" in done.stdout, done.stderr
    finally:
        city.close()
    reader = open_reader(city.copy())
    assert verify(reader).ok and str(reader.facility) == north.facility
    reader.close()
    everything = b"".join(path.read_bytes() for path in city.copy().rglob("*") if path.is_file())
    assert north.facility.encode() in everything or bytes.fromhex(north.facility.replace("-", "")) in everything
    for word in (f"Lark {north.tag}", f"plum-{north.tag}", f"card{north.tag}", f"Words of {north.tag}", f"nurse-{north.tag}", north.cookie.partition(".")[2]):
        assert word.encode() not in everything, word
    assert {path.stem for path in (city.copy() / "publications").iterdir()} == {north.ids["publication"]}
    assert [one.set for one in together(gather(city.folder).published)] == ["scottish-government"]
    # Bytes that were changed on the city's disk are not shown.
    kept = city.copy() / "publications" / f"{north.ids['publication']}.json"
    kept.write_bytes(kept.read_bytes().replace(b"House of", b"Haus von"))
    assert together(gather(city.folder).published) == ()


# --- neighbours do not notice ------------------------------------------------------------------------


def pid_of(server: Server, slug: str) -> int:
    return int(json.loads((server.folder.home(slug).folder / "running.json").read_text())["pid"])


def test_one_that_is_killed_is_started_again_and_its_neighbour_does_not_notice(server: Server, north: Resident, south: Resident) -> None:
    with server.browser(south.host, headers=tablet(south)) as screen, screen.stream("GET", "/floor/stream") as stream:
        events = stream.iter_lines()
        assert any(line == "event: snapshot" for line in events)
        before = pid_of(server, north.slug), pid_of(server, south.slug)
        os.kill(before[0], 9)
        until = time.monotonic() + 60
        with server.browser(north.host, headers=tablet(north)) as other:
            seen = set()
            while (status := other.get("/floor/words.json").status_code) != 200 or pid_of(server, north.slug) == before[0]:
                seen.add(status)
                assert time.monotonic() < until, server.said()
                time.sleep(0.05)
        assert seen <= {200, 502, 503}, "what a tablet keeps its outbox for"
        assert pid_of(server, south.slug) == before[1]
        assert any(line == "event: heartbeat" for line in events), "South's stream never ended"


def test_one_is_taken_off_without_harm_to_the_other(server: Server, north: Resident, south: Resident, postgres_server: str) -> None:
    """The last of this file: North rests, and is taken off."""
    assert server.bothy("city", "stop", north.slug).returncode == 0
    with server.browser(north.host) as browser:
        assert browser.get("/floor/words.json").status_code == 503
    done = server.bothy("city", "remove", north.slug)
    assert done.returncode == 0 and "its database and role" in done.stdout, done.stderr
    with server.browser(north.host) as browser:
        until = time.monotonic() + 10
        while browser.get("/").status_code != 421:
            assert time.monotonic() < until
            time.sleep(0.1)
    with server.browser(south.host, headers=tablet(south)) as screen:
        assert screen.get("/floor/words.json").status_code == 200
    (aside,) = (server.folder.folder / "removed").iterdir()
    assert (aside / "home" / "settings.toml").exists() and (aside / "hosted.json").exists()
    with psycopg.connect(north.hosted.database_url) as own:
        assert own.execute("SELECT count(*) > 100 FROM journal.entry").fetchone() == (True,)
