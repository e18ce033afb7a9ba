"""What may be a facility's name and host, and the list of them."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bothy.city.adding import stop_or_start
from bothy.city.folder import (
    Box,
    CityFolder,
    CityTrouble,
    Place,
    must_be_host,
    must_be_new,
    must_be_slug,
    must_hold_socket,
)
from bothy.city.front import Names, host_of
from bothy.journal.errors import ReadOnlyJournal
from bothy.server.home import Home, HomeTrouble
from bothy.server.hosted import hosted, take_up

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> CityFolder:
    made = CityFolder(tmp_path / "city")
    made.make("city.example.org")
    return made


@pytest.mark.parametrize("name", ["no", "north-gate", "a1", "x" + "9" * 39])
def test_small_letters_digits_and_hyphens_name_a_facility(name: str) -> None:
    must_be_slug(name)


@pytest.mark.parametrize("name", ["", "n", "North", "1st", "a--b", "a-", "-a", "a_b", "a.b", "a/b", "../a", "a b", "ä" * 3, "x" * 41, "a\n", "a'; DROP"])
def test_nothing_else_does(name: str) -> None:
    with pytest.raises(CityTrouble, match="cannot name a facility"):
        must_be_slug(name)


@pytest.mark.parametrize("host", ["", "https://a.org", "a.org:80", "A.org", "a_b.org", ".a.org", "a..org", "a.org/", "a b", "x" * 300])
def test_a_host_name_is_a_name_alone(host: str) -> None:
    with pytest.raises(CityTrouble, match="is no host name"):
        must_be_host(host)


def test_no_two_share_a_name_or_a_host(folder: CityFolder) -> None:
    with folder.changing() as change:
        change.put("north", Place(host="north.example.org", added_at=NOW))
        change.put_box("west", Box(token="0" * 64, made_at=NOW))
    city = folder.read()
    must_be_new(city, "south", "south.example.org")
    for slug, host in (("north", "other.org"), ("west", "other.org"), ("south", "north.example.org"), ("south", "city.example.org")):
        with pytest.raises(CityTrouble):
            must_be_new(city, slug, host)


def test_a_change_that_fails_changes_nothing(folder: CityFolder) -> None:
    with pytest.raises(RuntimeError), folder.changing() as change:  # noqa: PT012
        change.put("north", Place(host="north.example.org", added_at=NOW))
        raise RuntimeError
    assert folder.read().facilities == {}


def test_a_folder_without_a_city_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CityTrouble, match="There is no city"):
        CityFolder(tmp_path).read()
    with pytest.raises(CityTrouble, match="There is no city"), CityFolder(tmp_path / "none").changing():
        pass


def test_a_path_that_no_socket_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityTrouble, match="too long for a socket"):
        must_hold_socket(tmp_path / ("x" * 120) / "run" / "north.sock")


@pytest.mark.parametrize(
    ("headers", "host"),
    [
        ([b"North.Example.org:8443"], "north.example.org"), ([b"north.example.org."], "north.example.org"), ([b"north.example.org"], "north.example.org"),
    ],
)  # fmt: skip
def test_a_request_is_for_the_name_it_says(headers: list[bytes], host: str) -> None:
    assert host_of({"headers": [(b"host", each) for each in headers]}) == host


@pytest.mark.parametrize("headers", [[], [b"a.org", b"b.org"], [b"a.org:b.org"], ["ä.org".encode()]])
def test_a_request_that_says_none_or_two_is_for_nobody(headers: list[bytes]) -> None:
    with pytest.raises(ValueError):
        host_of({"headers": [(b"host", each) for each in headers]})


def test_the_front_hears_of_a_facility_that_was_added_and_goes_on_with_a_broken_list(folder: CityFolder) -> None:
    now = [0.0]
    names = Names(folder, lambda: now[0])
    assert names.socket("north.example.org") is None
    assert names.socket("city.example.org") == folder.office_socket
    with folder.changing() as change:
        change.put("north", Place(host="north.example.org", added_at=NOW))
    now[0] += 2
    assert names.socket("north.example.org") == folder.socket("north")
    folder.list_file.write_text("{")
    now[0] += 2
    assert names.socket("north.example.org") == folder.socket("north")


def test_one_can_rest_and_run_again(folder: CityFolder) -> None:
    with folder.changing() as change:
        change.put("north", Place(host="north.example.org", added_at=NOW))
    for stopped in (True, False):
        stop_or_start(folder, "north", stopped=stopped)
        assert folder.read().facilities["north"].stopped is stopped
    with pytest.raises(CityTrouble, match="no facility south"):
        stop_or_start(folder, "south", stopped=True)


def place_of(home: Home, url: str) -> None:
    home.folder.mkdir(parents=True)
    told = {"slug": "north", "host": "north.example.org", "database_url": url, "door": "d"}
    (home.folder.parent / "hosted.json").write_text(json.dumps(told))


def test_a_home_of_its_own_is_left_as_it_is(tmp_path: Path) -> None:
    assert hosted(Home(tmp_path / "home")) is None
    assert take_up(Home(tmp_path / "home")) is None


def test_a_hosted_home_uses_its_own_database_and_refuses_a_neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path / "north" / "home")
    place_of(home, "postgresql://bothy_north@localhost/bothy_north")
    for name in ("DATABASE_URL", "BOTHY_HOSTED_AS"):
        # So that what is set here does not outlive the test.
        monkeypatch.setenv(name, "")
    take_up(home)
    assert os.environ["DATABASE_URL"].endswith("/bothy_north") and os.environ["BOTHY_HOSTED_AS"] == "north"
    monkeypatch.setenv("DATABASE_URL", "postgresql://bothy_south@localhost/bothy_south")
    with pytest.raises(HomeTrouble, match="another database than the one of north"):
        take_up(home)


def test_a_shipped_copy_is_no_home(tmp_path: Path) -> None:
    from bothy.journal.opening import create_store, open_store
    from support.open_house import FACILITY

    (tmp_path / "shipped.json").write_text("{}")
    with pytest.raises(HomeTrouble, match="a copy that another Bothy ships here"):
        Home(tmp_path).make()
    for opened in (lambda: open_store(tmp_path), lambda: create_store(tmp_path, FACILITY)):
        with pytest.raises(ReadOnlyJournal, match="one home"):
            opened()


def test_a_cookie_is_named_for_its_facility_and_over_https_bound_to_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.people.cookie_names import cookie_name

    monkeypatch.delenv("BOTHY_HOSTED_AS", raising=False)
    monkeypatch.setenv("BOTHY_OVER_TLS", "1")
    assert cookie_name("bothy_device") == "bothy_device", "a box of its own keeps the names its tablets have"
    monkeypatch.setenv("BOTHY_HOSTED_AS", "north")
    assert cookie_name("bothy_device") == "__Host-bothy_device_north"
    monkeypatch.setenv("BOTHY_OVER_TLS", "")
    assert cookie_name("bothy_device") == "bothy_device_north"
