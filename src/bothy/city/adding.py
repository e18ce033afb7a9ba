"""Putting a facility on the server, and taking one off; neither touches its neighbours."""

from __future__ import annotations

import secrets
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bothy.city.databases import drop_database, make_database
from bothy.city.folder import (
    Changing,
    CityFolder,
    CityTrouble,
    Place,
    account,
    give,
    must_be_host,
    must_be_new,
    must_be_slug,
    must_hold_socket,
)
from bothy.city.sockets import answers
from bothy.journal.whole_file import write_whole
from bothy.server.hosted import Hosted

ENDS_WITHIN_SECONDS = 40


def add(
    folder: CityFolder,
    slug: str,
    host: str,
    admin_url: str,
    user: str = "",
    *,
    stopped: bool = False,
    now: datetime | None = None,
) -> Hosted:
    """Make database, role and home of a new facility, and list it. `CityTrouble`, `DatabaseTrouble`; then nothing stands."""
    must_be_slug(slug)
    must_be_host(host)
    must_hold_socket(folder.socket(slug))
    account(user)
    with folder.changing() as change:
        must_be_new(change.city, slug, host)
        place = folder.of(slug)
        if place.exists():
            raise CityTrouble(
                f"{place} is there already, and is not listed. Move it away first; it was not touched."
            )
        hosted = Hosted(
            slug=slug, host=host, database_url=make_database(admin_url, slug), door=secrets.token_urlsafe(32)
        )
        try:
            _make_place(folder, hosted, change.city.user, user)
        except OSError as fault:
            shutil.rmtree(place, ignore_errors=True)
            drop_database(admin_url, slug)
            raise CityTrouble(f"{place} could not be made ({fault.strerror}). Nothing was left behind.") from fault
        change.put(slug, Place(host=host, added_at=now or datetime.now(UTC), user=user, stopped=stopped))
    return hosted


def _make_place(folder: CityFolder, hosted: Hosted, city_user: str, user: str) -> None:
    place, home, file = folder.of(hosted.slug), folder.home(hosted.slug).folder, folder.hosted_file(hosted.slug)
    place.mkdir(mode=0o700)
    home.mkdir(mode=0o700)
    write_whole(file, msgspec.json.format(msgspec.json.encode(hosted), indent=2) + b"\n")
    for path in (place, home, file):
        give(path, user)
    folder.set_door(hosted.slug, hosted.door, city_user)


def stop_or_start(folder: CityFolder, slug: str, *, stopped: bool) -> None:
    """Have one facility rest, or run again; its neighbours go on. Returns when it rests. `CityTrouble`."""
    with folder.changing() as change:
        place = _place(change, slug)
        change.put(slug, msgspec.structs.replace(place, stopped=stopped))
        folder.write(change.city)
    if stopped:
        _until_ended(folder, slug)


def remove(folder: CityFolder, slug: str, now: datetime | None = None) -> Path:
    """Take a facility off the server; where its home lies then. Its database stays as it is. `CityTrouble`."""
    now = now or datetime.now(UTC)
    with folder.changing() as change:
        _place(change, slug)
        change.put(slug, None)
        # First off the list: whoever looks after the processes then ends it, and only then its folder is moved.
        folder.write(change.city)
        folder.set_door(slug, None, change.city.user)
        _until_ended(folder, slug)
        aside = folder.folder / "removed" / f"{slug}-{now:%Y-%m-%dT%H-%M-%SZ}"
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        if folder.of(slug).exists():
            folder.of(slug).rename(aside)
    return aside


def _place(change: Changing, slug: str) -> Place:
    place = change.city.facilities.get(slug)
    if place is None:
        raise CityTrouble(f"There is no facility {slug} on this server. `bothy city list` says which there are.")
    return place


def _until_ended(folder: CityFolder, slug: str) -> None:
    """Wait until nobody answers for it any more: a home is not moved from under a process."""
    until = time.monotonic() + ENDS_WITHIN_SECONDS
    while answers(folder.socket(slug)):
        if time.monotonic() > until:
            raise CityTrouble(f"{slug} still answers, though it is not to run any more. Is it served by something else than `bothy city run`?")
        time.sleep(0.1)


__all__ = ["add", "remove", "stop_or_start"]
