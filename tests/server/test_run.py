"""`bothy run` as a process: answers at once, founds a facility in the browser, stops in order."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.conftest import PASSWORD, found_one, token, wait_until_up

Serve = Callable[..., Any]


def bothy(*words: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    import os

    environ = {**os.environ, **variables}
    return subprocess.run(
        [sys.executable, "-m", "bothy.cli", *words, "--home", str(home)],
        capture_output=True,
        text=True,
        env=environ,
    )


def test_an_empty_home_is_founded_in_the_browser(serve: Serve) -> None:
    with serve() as server:
        browser = found_one(server.url)
        assert browser.last.url.path == "/office/" and "Northgate" in browser.last.text  # type: ignore[attr-defined]
        assert browser.get("/found").url.path == "/office/"
        rules = browser.get("/office/rules").text
        assert "Lord Advocate" in rules and "signed by Morag" in rules
        assert server.stop() == 0
    with serve(home=server.home) as again:
        assert wait_until_up(again.url).status_code == 302
        signed = httpx.Client(base_url=again.url, follow_redirects=True, headers={"Origin": again.url})
        page = signed.get("/sign-in")
        fields = {"csrfmiddlewaretoken": token(page.text), "username": "morag", "password": PASSWORD}
        assert signed.post("/sign-in", data=fields).url.path == "/office/"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "required"), ({"places": "0"}, "greater than"), ({"accessible": "9"}, "more accessible places"),
        ({"time_zone": "Mars/Base"}, "valid choice"), ({"again": "another one entirely"}, "differ"),
        ({"password": "short", "again": "short"}, "too short"), ({"rules": "none"}, "valid choice"), ({"username": "a b"}, "Letters"),
    ],
)  # fmt: skip
def test_a_wrong_answer_founds_nothing(shared_empty: str, wrong: dict[str, str], sentence: str) -> None:
    browser = found_one(shared_empty, **wrong)
    assert browser.last.status_code == 400 and sentence in browser.last.text  # type: ignore[attr-defined]
    html = {"Accept": "text/html"}
    assert httpx.get(shared_empty + "/office/", headers=html).headers["location"] == "/found"


@pytest.fixture(scope="module")
def shared_empty(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from server.conftest import serving

    with serving(tmp_path_factory.mktemp("empty") / "home") as server:
        yield server.url


def test_a_tablet_is_told_to_wait_where_no_facility_is_founded_yet(shared_empty: str) -> None:
    wait_until_up(shared_empty)
    answer = httpx.post(shared_empty + "/floor/commands", json={"commands": []}, headers={"Origin": shared_empty})
    assert answer.status_code == 503, "its outbox keeps what was entered"
    assert answer.json()["code"] == "empty"
    assert "/found" in answer.json()["sentence"]
    assert int(answer.headers["retry-after"]) > 0


def test_from_the_network_founding_takes_the_key_that_was_printed(serve: Serve) -> None:
    with serve("--host", "0.0.0.0") as server:
        assert found_one(server.url).last.status_code == 400  # type: ignore[attr-defined]
        assert found_one(server.url, key="schlüssel").last.status_code == 400  # type: ignore[attr-defined]
        key = re.search(r"found\?key=(\S+)", server.said())[1]  # type: ignore[index]
        assert f'value="{key}"' in httpx.get(f"{server.url}/found?key={key}").text
        assert found_one(server.url, key=key).last.url.path == "/office/"  # type: ignore[attr-defined]


def test_the_server_answers_while_it_starts(serve: Serve) -> None:
    with serve() as server:
        first = httpx.get(server.url + "/", headers={"Accept": "text/html"})
        assert first.status_code in (302, 503)
        assert "default-src 'none'" in first.headers["content-security-policy"]
        assert httpx.get(server.url + "/static/bothy/base.css").headers["content-type"].startswith("text/css")


def test_what_a_home_holds_is_for_its_user_alone(serve: Serve, tmp_path: Path) -> None:
    """Also where somebody made the folder beforehand, open to everyone."""
    home = tmp_path / "made before"
    home.mkdir(mode=0o755)
    with serve(home=home) as server:
        found_one(server.url)
        for name in ("house.sqlite3", "journal.sqlite3", "settings.toml"):
            assert (home / name).stat().st_mode & 0o077 == 0, name


def test_every_answer_carries_the_headers(serve: Serve) -> None:
    with serve() as server:
        found_one(server.url)
        for path in (
            "/sign-in",
            "/static/bothy/theme.js",
            "/static/nothing.js",
            "/nowhere",
            "/floor/commands",
            "/floor/people?q=a",
            "/control/x",
        ):
            headers = httpx.get(server.url + path).headers
            policy = headers["content-security-policy"]
            assert "unsafe" not in policy and "default-src 'none'" in policy, path
            assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY", (
                path
            )
        assert (
            httpx.get(server.url + "/static/bothy/theme.js")
            .headers["content-type"]
            .startswith("text/javascript")
        )
        strange = httpx.get(server.url + "/sign-in", headers={"Host": "evil.example"})
        assert strange.status_code == 400


def test_static_files_are_asked_after_and_not_sent_again(serve: Serve) -> None:
    with serve() as server:
        first = httpx.get(server.url + "/static/bothy/base.css")
        again = httpx.get(
            server.url + "/static/bothy/base.css", headers={"If-None-Match": first.headers["etag"]}
        )
        assert first.status_code == 200 and again.status_code == 304 and again.content == b""
        # By hand: an HTTP library would tidy these up before it sends them.
        asking = http.client.HTTPConnection(server.url.removeprefix("http://"))
        for path in (
            "/static/../settings.py",
            "/static/%2e%2e/settings.py",
            "/static//etc/passwd",
            "/static/bothy",
        ):
            asking.request("GET", path)
            answer = asking.getresponse()
            assert (answer.status, answer.read()) == (404, b"There is no such file."), path


def test_a_second_run_on_the_same_home_is_refused_with_a_sentence(serve: Serve) -> None:
    with serve() as server:
        found_one(server.url)
        second = bothy("run", "--port", "0", home=server.home)
        assert (
            second.returncode == 2
            and "is being written by process" in second.stderr
            and server.url.split(":")[-1] in second.stderr
        )
        assert second.stdout == ""


def test_a_port_in_use_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        run = bothy("run", "--port", port, home=tmp_path / "home")
    assert run.returncode == 2 and f"Port {port} is in use" in run.stderr


def test_a_journal_that_is_none_is_told_and_not_served(serve: Serve, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "journal.sqlite3").write_bytes(b"not a database at all" * 400)
    run = bothy("run", "--port", "0", home=home)
    assert run.returncode == 1 and "journal.sqlite3" in run.stderr and "Traceback" not in run.stderr


def test_settings_that_cannot_be_read_name_the_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text("secret_key = \n")
    run = bothy("run", "--port", "0", home=home)
    assert run.returncode == 2 and "line 1" in run.stderr and "Traceback" not in run.stderr


def test_a_checkpoint_goes_through_the_running_server(serve: Serve) -> None:
    from bothy.journal.checkpoint import from_json
    from bothy.journal.opening import open_reader
    from bothy.server.control import running_server
    from bothy.server.home import Home

    with serve() as server:
        found_one(server.url)
        made = bothy("journal", "checkpoint", "--format", "json", home=server.home)
        assert made.returncode == 0, made.stderr
        with_reader = open_reader(server.home)
        assert with_reader.checkpoints()[-1].number == from_json(made.stdout).number == 2
        with_reader.close()
        verified = bothy("journal", "verify", home=server.home)
        assert (
            verified.returncode == 0
            and verified.stdout.startswith("All 2 entries")
            and verified.stdout.count("\n") == 1
        )
        told = running_server(Home(server.home))
        assert told is not None and (server.home / "running.json").stat().st_mode & 0o077 == 0
        for secret in ("", "Bearer", "Bearer x", f"Bearer {told.token}x"):
            assert (
                httpx.post(server.url + "/control/checkpoint", headers={"Authorization": secret}).status_code
                == 404
            )
        assert server.stop() == 0
        assert running_server(Home(server.home)) is None
    # Without a server the command takes the lock itself, also where a killed one left its note.
    (server.home / "running.json").write_text(
        '{"pid": 1, "url": "http://127.0.0.1:1", "token": "left behind"}'
    )
    assert bothy("journal", "checkpoint", home=server.home).returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_though_a_screen_listens(serve: Serve, how: signal.Signals) -> None:
    with serve() as server:
        browser = enrolled(server.url)
        with httpx.stream("GET", server.url + "/floor/stream", cookies=browser.cookies, timeout=60) as stream:
            heard = ""
            events = stream.iter_text()
            while "event: snapshot" not in heard:
                heard += next(events)
            server.process.send_signal(how)
            assert "event: bye" in "".join(events)
        assert server.process.wait() == 0
        assert not (server.home / "running.json").exists() and (server.home / "snapshot.bothy").exists()


def test_a_revoked_tablet_s_screen_ends(serve: Serve) -> None:
    with serve() as server:
        browser = enrolled(server.url)
        with httpx.stream("GET", server.url + "/floor/stream", cookies=browser.cookies, timeout=60) as stream:
            events = stream.iter_text()
            heard = next(events)
            listing = browser.get("/office/devices").text
            revoke = re.search(r'action="(/office/devices/[^"]+/revoke)"', listing)[1]  # type: ignore[index]
            browser.post(revoke, data={"csrfmiddlewaretoken": token(listing)})
            heard += "".join(events)
        assert "event: bye" in heard and "revoked" in heard
        assert httpx.get(server.url + "/floor/stream", cookies=browser.cookies).status_code == 401


def enrolled(url: str) -> httpx.Client:
    """A facility's manager, whose browser is enrolled too."""
    browser = found_one(url)
    page = browser.get("/office/devices")
    browser.post("/office/devices/this", data={"csrfmiddlewaretoken": token(page.text), "name": "Desk"})
    return browser


def on_shift(browser: httpx.Client) -> str:
    """A nurse, whom the office gives a PIN, comes on shift at the browser; their id."""
    form = token(browser.get("/office/staff/add").text)
    browser.post("/office/staff/add", data={"csrfmiddlewaretoken": form, "name": "Ailsa", "role": "nurse", "pin": "4817"})
    (staff,) = (one["staff"] for one in browser.get("/floor/staff").json()["staff"] if one["name"] == "Ailsa")
    came = browser.post("/floor/shift", json={"staff": staff, "pin": "4817"})
    assert came.status_code == 200, came.text
    return staff


def test_a_person_registered_on_a_tablet_is_found_by_another(serve: Serve) -> None:
    with serve() as server:
        browser = enrolled(server.url)
        assert browser.get("/floor/people?q=lark").status_code == 403, "nobody is on shift here yet"
        person, staff = str(uuid4()), on_shift(browser)
        command = {
            "id": str(uuid4()), "kind": "register-person", "subject": person, "body": {"age_band": "25-34"},
            "private": {"name": "Lark", "code": "plum-otter-7"}, "happened_at": "2026-01-05T10:00:00Z", "staff": staff,
        }  # fmt: skip
        nameless = {**command, "id": str(uuid4()), "subject": str(uuid4()), "private": {"name": ""}}
        answers = browser.post("/floor/commands", json={"commands": [command, nameless, command]}).json()[
            "answers"
        ]
        assert answers[1]["answer"] == "refused" and answers[1]["refusal"]["code"] == "private_unreadable"
        found = browser.get("/floor/people?q=lark").json()["people"]
        assert answers[0]["answer"] == "recorded", answers
        assert [(one["person"], one["counts"]["age_band"]) for one in found] == [(person, "25-34")]
        server.stop()
    with serve(home=server.home) as again:
        wait_until_up(again.url)
        after = httpx.get(again.url + "/floor/people?q=lark", cookies=browser.cookies).json()["people"]
        assert len(after) == 1


def test_on_postgresql_the_same(serve: Serve, postgres_url: str) -> None:
    with serve(DATABASE_URL=postgres_url) as server:
        browser = found_one(server.url)
        assert browser.last.url.path == "/office/", browser.last.text  # type: ignore[attr-defined]
        assert not (server.home / "house.sqlite3").exists() and not (server.home / "journal.sqlite3").exists()
        page = browser.get("/office/devices")
        browser.post("/office/devices/this", data={"csrfmiddlewaretoken": token(page.text), "name": "Desk"})
        staff = browser.get("/floor/staff").json()["staff"]
        assert [one["name"] for one in staff] == ["Morag"]
        verified = bothy("journal", "verify", home=server.home, DATABASE_URL=postgres_url)
        assert verified.returncode == 0, verified.stderr
        made = bothy("journal", "checkpoint", home=server.home, DATABASE_URL=postgres_url)
        assert made.returncode == 0 and "BOTHY CHECKPOINT" in made.stdout, made.stderr
        assert server.stop() == 0
