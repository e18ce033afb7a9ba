"""The city's folder: which facilities this server has, which send their journals to it, and where each is kept.

CITY/city.json            what is said here: names, host names, accounts, digests of tokens; no secret
     facilities/NAME/     hosted.json (its database, its secrets) and home/ (its home folder)
     copies/NAME/         the journal that a box elsewhere ships, with its publications
     office/              the city's own page: its accounts, its secret
     run/                 sockets, while it runs
     removed/             what was taken off the server; nothing is deleted
"""

from __future__ import annotations

import fcntl
import os
import pwd
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from bothy.journal.whole_file import write_whole
from bothy.server.home import Home
from bothy.server.hosted import FILE_NAME as HOSTED_FILE

FOLDER_VARIABLE = "BOTHY_CITY"
_SLUG = re.compile("[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,39}")
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_LONGEST_SOCKET = 100
"""A path of a Unix socket holds some 107 bytes."""


class CityTrouble(Exception):
    """It was not done; the message says why and what to do."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A facility that this server serves: the one name it is reached by, and the account it runs under ("" the server's).

    `stopped`: it is not to run, while something is done to it that needs its home at rest.
    """

    host: str
    added_at: datetime
    user: str = ""
    stopped: bool = False


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A facility on a box of its own that ships its journal here. `token`: the SHA-256 of what it shows, in hex.

    `facility`: whose journal it must be; None until its first entry says so.
    """

    token: str
    made_at: datetime
    facility: UUID | None = None
    revoked_at: datetime | None = None


class City(msgspec.Struct, frozen=True, kw_only=True):
    """`host`: the name of the city's own page. `user`: the account that page and the front run under."""

    host: str
    user: str = ""
    facilities: dict[str, Place] = {}
    boxes: dict[str, Box] = {}

    def by_host(self) -> dict[str, str]:
        """Which facility each name leads to."""
        return {place.host: slug for slug, place in self.facilities.items()}


class CityFolder:
    """Paths below one folder, and its list."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()

    @property
    def list_file(self) -> Path:
        return self.folder / "city.json"

    @property
    def office(self) -> Path:
        return self.folder / "office"

    @property
    def doors(self) -> Path:
        """The secrets by which the city's page asks each facility for what it published."""
        return self.office / "doors.json"

    def of(self, slug: str) -> Path:
        return self.folder / "facilities" / slug

    def home(self, slug: str) -> Home:
        return Home(self.of(slug) / "home")

    def hosted_file(self, slug: str) -> Path:
        return self.of(slug) / HOSTED_FILE

    def copy(self, slug: str) -> Path:
        return self.folder / "copies" / slug

    def socket(self, slug: str) -> Path:
        return self.folder / "run" / f"{slug}.sock"

    @property
    def office_socket(self) -> Path:
        # No slug has a dot: no facility can take it.
        return self.folder / "run" / "the.city.sock"

    def read(self) -> City:
        """The list as it stands. `CityTrouble`."""
        try:
            return msgspec.json.decode(self.list_file.read_bytes(), type=City)
        except FileNotFoundError as fault:
            raise CityTrouble(
                f"There is no city in {self.folder}. Make one with `bothy city init`, or name the right folder with --city."
            ) from fault
        except (OSError, msgspec.DecodeError) as fault:
            raise CityTrouble(
                f"{self.list_file} cannot be read ({fault}). Mend it, or bring it back from a backup."
            ) from fault

    @contextmanager
    def changing(self) -> Iterator[Changing]:
        """The list, to be changed: written when the block ends, one change at a time. `CityTrouble`."""
        try:
            descriptor = os.open(self.folder / "city.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            self.read()
            raise
        except OSError as fault:
            raise CityTrouble(
                f"{self.folder} cannot be written ({fault.strerror}). Run it as the account that owns the folder."
            ) from fault
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            change = Changing(self.read())
            yield change
            self.write(change.city)
        finally:
            os.close(descriptor)

    def write(self, city: City) -> None:
        """Say it anew, whole."""
        write_whole(self.list_file, msgspec.json.format(msgspec.json.encode(city), indent=2) + b"\n")
        # The front and the page read it under an account of their own; it holds no secret.
        self.list_file.chmod(0o644)

    def make(self, host: str, user: str = "") -> City:
        """Make the folder of a new city. `CityTrouble` where there is one already."""
        must_be_host(host)
        if self.list_file.exists():
            raise CityTrouble(f"There is a city in {self.folder} already.")
        account(user)
        city = City(host=host, user=user)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o711)
            self.folder.chmod(0o711)
            for name in ("facilities", "run"):
                (self.folder / name).mkdir(exist_ok=True)
                (self.folder / name).chmod(0o711)
            for name in ("office", "copies"):
                (self.folder / name).mkdir(mode=0o700, exist_ok=True)
                give(self.folder / name, user)
            write_whole(self.doors, b"{}\n")
            give(self.doors, user)
            self.write(city)
        except OSError as fault:
            raise CityTrouble(
                f"{self.folder} could not be made ({fault.strerror}). Choose another place with --city."
            ) from fault
        return city

    def set_door(self, slug: str, secret: str | None, user: str) -> None:
        """Let the city's page know the secret of a facility, or forget it."""
        doors = self.read_doors()
        if secret is None:
            doors.pop(slug, None)
        else:
            doors[slug] = secret
        write_whole(self.doors, msgspec.json.encode(doors) + b"\n")
        give(self.doors, user)

    def read_doors(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self.doors.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError) as fault:
            raise CityTrouble(f"{self.doors} cannot be read ({fault}).") from fault


class Changing:
    """The list while it is changed: `city` is what will be written."""

    def __init__(self, city: City) -> None:
        self.city = city

    def put(self, slug: str, place: Place | None) -> None:
        """Add a facility, or take it off."""
        facilities = {name: one for name, one in self.city.facilities.items() if name != slug}
        if place is not None:
            facilities[slug] = place
        self.city = msgspec.structs.replace(self.city, facilities=facilities)

    def put_box(self, slug: str, box: Box) -> None:
        """Add a box that ships, or say of it something else."""
        self.city = msgspec.structs.replace(self.city, boxes={**self.city.boxes, slug: box})


def must_be_slug(slug: str) -> None:
    """`CityTrouble` for what cannot name a facility."""
    if not _SLUG.fullmatch(slug):
        raise CityTrouble(
            f"{slug[:60]!r} cannot name a facility: 2 to 40 small letters, digits and single hyphens, a letter first, such as north-gate."
        )


def must_be_host(host: str) -> None:
    """`CityTrouble` for what is no host name."""
    if not _HOST.fullmatch(host):
        raise CityTrouble(
            f"{host[:60]!r} is no host name in small letters, such as north-gate.example.org. Leave out https:// and the port."
        )


def must_be_new(city: City, slug: str, host: str | None) -> None:
    """`CityTrouble` where the name is taken on this server, here or of a box elsewhere."""
    if slug in city.facilities:
        raise CityTrouble(f"There is a facility {slug} on this server already.")
    if slug in city.boxes:
        raise CityTrouble(
            f"{slug} is a box that ships its journal here. A facility has one home: choose another name."
        )
    if host is not None and (host == city.host or host in city.by_host()):
        raise CityTrouble(
            f"{host} leads to {city.by_host().get(host, 'the city')} already. Each needs a name of its own."
        )


def must_hold_socket(path: Path) -> None:
    """`CityTrouble` where the system cannot make a socket of so long a name."""
    if len(os.fsencode(path)) > _LONGEST_SOCKET:
        raise CityTrouble(
            f"The path {path} is too long for a socket. Keep the city in a folder with a shorter name, such as /srv/bothy."
        )


def account(user: str) -> pwd.struct_passwd | None:
    """An account of this machine; None for "". `CityTrouble` where there is none, or it may not be used."""
    if not user:
        return None
    try:
        found = pwd.getpwnam(user)
    except KeyError as fault:
        raise CityTrouble(
            f"There is no account {user} on this machine. Make it first: useradd --system {user}"
        ) from fault
    if os.geteuid() not in (0, found.pw_uid):
        raise CityTrouble(f"Only root can have something run as {user}. Run it as root, or leave --user out.")
    return found


def give(path: Path, user: str) -> None:
    """Let an account own a file or folder, where one was named."""
    found = account(user)
    if found is not None and os.geteuid() == 0:
        os.chown(path, found.pw_uid, found.pw_gid)


def become(user: str) -> None:
    """Go on as another account, where one was named and this process may: what is made is then that account's."""
    found = account(user)
    if found is not None and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(found.pw_gid)
        os.setuid(found.pw_uid)


__all__ = [
    "FOLDER_VARIABLE", "Box", "Changing", "City", "CityFolder", "CityTrouble", "Place", "account", "become", "give", "must_be_host", "must_be_new",
    "must_be_slug", "must_hold_socket",
]  # fmt: skip
