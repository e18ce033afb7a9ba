"""`bothy run --tls`: a real server, asked by clients that know its authority and by some that do not."""

from __future__ import annotations

import plistlib
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from cryptography import x509

from bothy.journal.checkpoint import from_json
from bothy.server.tls.authority import (
    fingerprint,
    fingerprint_lines,
    folder_of,
    make_authority,
    read_authority,
)
from bothy.server.tls.certificate import make_certificate, read_certificate
from support.real_server import Furnished, furnish
from support.tls_server import TlsServer, bothy, serving_tls


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsServer]:
    with serving_tls(furnish(tmp_path_factory.mktemp("over tls") / "home", tablets=1)) as server:
        yield server


def handshake(server: TlsServer, name: str, authority: Path | None) -> str:
    """The protocol agreed on with a server that must prove to be `name`. Raises ssl.SSLError."""
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        with context.wrap_socket(wire, server_hostname=name) as secured:
            return str(secured.version())


def test_whoever_knows_the_authority_takes_it_and_nobody_else(server: TlsServer, tmp_path: Path) -> None:
    assert handshake(server, "bothy.local", server.authority) == "TLSv1.3"
    assert handshake(server, "127.0.0.1", server.authority) == "TLSv1.3"
    with server.client() as client:
        assert client.get("/sign-in").status_code == 200
    for name, authority in (("bothy.local", None), ("other.local", server.authority)):
        with pytest.raises(ssl.SSLCertVerificationError):
            handshake(server, name, authority)
    # An authority of the same name is not the same authority.
    make_authority(tmp_path / "tls", "bothy.local", datetime.now(UTC))
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server, "bothy.local", tmp_path / "tls" / "authority.crt")


def test_plain_http_on_the_same_port_gets_nothing(server: TlsServer) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{server.port}/sign-in")


def test_cookies_are_for_https_only(server: TlsServer) -> None:
    with closing(server.sign_in()) as browser:
        page = browser.get("/office/devices")
        told = {"name": "Desk", "csrfmiddlewaretoken": page.text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]}
        enrolled = browser.post("/office/devices/this", data=told)
        assert {each.name: each.secure for each in browser.cookies.jar} == {
            "csrftoken": True, "bothy_office": True, "bothy_device": True, "messages": True,
        }  # fmt: skip
        assert "HttpOnly" in enrolled.headers["set-cookie"]


def test_a_name_is_asked_for_over_https_from_then_on_but_never_localhost(server: TlsServer) -> None:
    with server.client() as client:
        for host, told in (
            ("bothy.local", "max-age=2592000"), (f"bothy.local:{server.port}", "max-age=2592000"),
            ("localhost", None), (f"localhost:{server.port}", None), (f"127.0.0.1:{server.port}", None), (f"[::1]:{server.port}", None),
        ):  # fmt: skip
            for path in ("/sign-in", "/static/bothy/base.css", "/floor/commands"):
                assert client.get(path, headers={"host": host}).headers.get("strict-transport-security") == told, (host, path)


def test_a_page_that_did_not_come_over_tls_is_not_ours(server: TlsServer) -> None:
    cookie = {"cookie": f"bothy_device={server.home.tablets[0]}"}
    with server.client() as client:
        for path, content in (("/floor/commands", {"commands": []}), ("/floor/shift/end", {"staff": str(uuid4())})):
            for origin, status in ((server.url, 200), (server.url.replace("https:", "http:"), 403), ("https://evil.example", 403)):
                assert client.post(path, json=content, headers={**cookie, "origin": origin}).status_code == status, (path, origin)


def test_the_command_line_reaches_the_running_server_over_tls(server: TlsServer) -> None:
    made = bothy(server.home, "journal", "checkpoint", "--format", "json")
    assert made.returncode == 0, made.stderr
    assert from_json(made.stdout).number > 0


def test_the_fingerprint_stands_on_the_server_s_screen_and_in_the_office(server: TlsServer) -> None:
    authority = read_authority(folder_of(server.home.folder / "keys"))
    assert authority is not None
    lines = fingerprint_lines(fingerprint(authority.certificate))
    with closing(server.sign_in()) as browser:
        office = browser.get("/office/network").text
        assert browser.get("/office/network/bothy.crt").content == authority.der
        assert browser.get("/office/network/enrol.svg").headers["content-type"] == "image/svg+xml"
    for line in lines:
        assert line in server.said() and line in office and line in httpx.get(server.enrol).text
    assert f"{server.named}/floor/" in office


def test_the_plain_page_serves_what_sets_a_tablet_up(server: TlsServer) -> None:
    authority = read_authority(folder_of(server.home.folder / "keys"))
    assert authority is not None
    page = httpx.get(server.enrol)
    assert page.status_code == 200 and f"{server.named}/floor/" in page.text
    assert "script" not in page.text and "default-src 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"], "this page runs none"
    loaded = httpx.get(f"{server.enrol}/bothy.crt")
    assert loaded.headers["content-type"] == "application/x-x509-ca-cert" and loaded.content == authority.der
    profile = httpx.get(f"{server.enrol}/bothy.mobileconfig")
    assert profile.headers["content-type"] == "application/x-apple-aspen-config"
    told = plistlib.loads(profile.content)
    (root,) = told["PayloadContent"]
    assert root["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(root["PayloadContent"]) == authority.certificate
    assert told["PayloadUUID"] != root["PayloadUUID"]
    code = httpx.get(f"{server.enrol}/address.svg")
    assert code.headers["content-type"] == "image/svg+xml" and b"<svg" in code.content and b"<script" not in code.content
    assert httpx.head(server.enrol).content == b""


def test_the_plain_page_serves_nothing_of_the_house(server: TlsServer) -> None:
    cookie = {"cookie": f"bothy_device={server.home.tablets[0]}", "origin": server.enrol}
    for path in (
        "/floor/", "/floor/words.json", "/floor/stream", "/floor/people?q=a", "/floor/staff", "/sign-in", "/office/", "/journal/",
        "/reports/", "/control/checkpoint", "/static/bothy/theme.js", "/static/floor/app.js", "/static/../settings.py", "/authority.key",
    ):  # fmt: skip
        answer = httpx.get(server.enrol + path, headers=cookie)
        assert answer.status_code == 404 and server.named in answer.text, path
        assert "set-cookie" not in answer.headers
    for path in ("/", "/sign-in", "/floor/commands", "/floor/enrol"):
        answer = httpx.post(server.enrol + path, json={"code": "x"}, headers=cookie)
        assert answer.status_code == 405 and server.named in answer.text, path


def test_it_can_be_left_out(tmp_path: Path) -> None:
    home = furnish(tmp_path / "home", tablets=0)
    assert bothy(home, "tls").returncode == 0
    taken = bothy(home, "run", "--tls", "--port", "0", "--enrol-port", "1", "--no-enrol-page", "--host", "192.0.2.77")
    assert "certificate does not hold 192.0.2.77" in taken.stderr


# --- what cannot be done is told at once -----------------------------------------------------------


@pytest.fixture
def empty(tmp_path: Path) -> Furnished:
    return Furnished(tmp_path / "home", None, [], uuid4())


def refused(home: Furnished, *words: str) -> str:
    """What `bothy run` says on its way out with exit code 2."""
    told = bothy(home, "run", *words)
    assert told.returncode == 2 and told.stdout == "" and "Traceback" not in told.stderr, told
    return told.stderr


def test_without_a_certificate_it_says_how_to_make_one(empty: Furnished) -> None:
    assert "`bothy tls`" in refused(empty, "--tls")


def test_a_certificate_that_ended_and_cannot_be_made_anew(empty: Furnished) -> None:
    folder, then = folder_of(empty.folder / "keys"), datetime.now(UTC) - timedelta(days=500)
    make_certificate(folder, make_authority(folder, "bothy.local", then), "bothy.local", (), then)
    (folder / "authority.key").rename(empty.folder / "in the safe")
    assert "ended on" in refused(empty, "--tls")
    assert "Put authority.key back" in bothy(empty, "tls", "--renew").stderr


def test_a_name_that_the_certificate_does_not_hold(empty: Furnished) -> None:
    assert bothy(empty, "tls", "--name", "north.local", "--address", "192.168.7.5").returncode == 0
    told = refused(empty, "--tls", "--allow-host", "south.local")
    assert "does not hold south.local" in told and "north.local" in told and "192.168.7.5" in told
    assert "not for south.local" in bothy(empty, "tls", "--name", "south.local").stderr


def test_a_port_in_use_names_the_option_to_change(empty: Furnished) -> None:
    assert bothy(empty, "tls").returncode == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        host = ("--tls", "--host", "127.0.0.1")
        assert f"Port {port} is in use" in (told := refused(empty, *host, "--port", port)) and "--port" in told
        told = refused(empty, *host, "--port", "0", "--enrol-port", port)
        assert f"Port {port} is in use" in told and "--enrol-port" in told


def test_tls_twice_is_asked_wrongly(empty: Furnished) -> None:
    assert "not both" in refused(empty, "--tls", "--behind-proxy")
    assert "Mend --trust-proxy" in refused(empty, "--behind-proxy", "--trust-proxy", "the proxy")


# --- the verb ----------------------------------------------------------------------------------------


def test_the_verb_says_how_things_stand_and_changes_nothing(empty: Furnished) -> None:
    first = bothy(empty, "tls", "--address", "192.168.7.5")
    assert first.returncode == 0, first.stderr
    folder = folder_of(empty.folder / "keys")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = bothy(empty, "tls")
    assert again.returncode == 0 and {path.name: path.read_bytes() for path in folder.iterdir()} == before
    authority = read_authority(folder)
    assert authority is not None
    for line in fingerprint_lines(fingerprint(authority.certificate)):
        assert line in first.stdout and line in again.stdout
    # Anew by hand: the same authority, name and addresses.
    assert bothy(empty, "tls", "--renew").returncode == 0
    renewed = read_certificate(folder)
    assert renewed is not None and str(renewed.addresses[0]) == "192.168.7.5" and renewed.name == "bothy.local"
    assert (folder / "authority.crt").read_bytes() == before["authority.crt"]
    assert (folder / "server.pem").read_bytes() != before["server.pem"]
    # Also where the certificate is damaged.
    (folder / "server.pem").write_text("gone")
    assert bothy(empty, "tls").returncode == 2 and bothy(empty, "tls", "--renew").returncode == 0
    assert bothy(empty, "tls", "--new-authority", "--name", "north.local").returncode == 0
    other = read_authority(folder)
    assert other is not None and other.name == "north.local" and other.certificate != authority.certificate


def test_a_start_makes_an_old_certificate_anew_and_keeps_the_authority(tmp_path: Path) -> None:
    home = furnish(tmp_path / "home", tablets=0)
    folder, then = folder_of(home.folder / "keys"), datetime.now(UTC) - timedelta(days=380)
    authority = make_authority(folder, "bothy.local", then)
    old = make_certificate(folder, authority, "bothy.local", (), then)
    with serving_tls(home) as server:
        assert "made anew" in server.said()
        assert handshake(server, "bothy.local", folder / "authority.crt") == "TLSv1.3"
        kept, fresh = read_authority(folder), read_certificate(folder)
        assert kept is not None and kept.certificate == authority.certificate
        assert fresh is not None and fresh.ends_at > old.ends_at
        assert server.stop() == 0
