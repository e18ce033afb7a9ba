"""Looking after the processes of a server of several facilities: each started, told apart, and started again alone.

It listens to nobody and opens no database. Each facility is a process with its own home, database and, where one was
named, its own account; the front and the city's page are two more. One that ends is started again, a little later
each time it ends at once; its neighbours do not notice.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from bothy.city.folder import FOLDER_VARIABLE, City, CityFolder, CityTrouble, account
from bothy.city.sockets import listen_at

LOOK_SECONDS = 0.2
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
WELL_AFTER_SECONDS = 60.0
END_SECONDS = 15.0
FRONT, OFFICE = "the front", "the city's page"
_PDEATHSIG = 1
# What a child may have of this process's surroundings: a secret of one facility must not come by here to another.
_PASSED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
    "BOTHY_RESERVE_MIB",
    "VIRTUAL_ENV",
    "SSL_CERT_FILE",
)

Say = Callable[[str], None]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How browsers come: `scheme` and `port` as they see them; whether a proxy ends TLS, and whose word is taken."""

    scheme: str = "http"
    port: int = 80
    behind_proxy: bool = False
    proxies: tuple[str, ...] = ()
    certificate: str = ""
    key: str = ""

    def address(self, host: str) -> str:
        """Where a host is found."""
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}" + ("" if self.port in (0, usual) else f":{self.port}")


class _Child:
    """One process that shall run: how it is started, and when it was and will be."""

    def __init__(self, name: str, start: Callable[[], subprocess.Popen[bytes]], told: object) -> None:
        self.name = name
        self.told = told
        self._start = start
        self.process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._wait = 0.0
        self._not_before = 0.0

    def look(self, now: float, say: Say) -> None:
        """Start it where it does not run, unless it ended so often that it should wait."""
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return
            self.process = None
            if now - self._began >= WELL_AFTER_SECONDS:
                self._wait = 0.0
            said = f"signal {-status}" if status < 0 else f"exit code {status}"
            say(
                f"{self.name} ended ({said}); it is started again"
                + (f" in {self._wait:.0f} s." if self._wait else ".")
            )
            self._not_before = now + self._wait
            self._wait = min(max(FIRST_WAIT_SECONDS, self._wait * 2), LONGEST_WAIT_SECONDS)
        if now >= self._not_before:
            try:
                self.process = self._start()
                self._began = now
            except (OSError, CityTrouble, subprocess.SubprocessError) as fault:
                say(f"{self.name} cannot be started: {fault}")
                self._wait = min(max(FIRST_WAIT_SECONDS, self._wait * 2), LONGEST_WAIT_SECONDS)
                self._not_before = now + self._wait

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Supervisor:
    """The processes of one city folder. `listening`: the front's own socket, held here so that no restart loses it."""

    def __init__(self, folder: CityFolder, listening: socket.socket, way: Way, say: Say) -> None:
        self.folder = folder
        self.way = way
        self._listening = listening
        self._say = say
        self._children: dict[str, _Child] = {}
        self._seen: tuple[int, int] = (0, 0)
        self._stop = threading.Event()

    def run(self) -> None:
        """Look after them until a signal says stop; then end each in order. `CityTrouble` where there is no city."""
        city = self.folder.read()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: self._stop.set())
        self._children[OFFICE] = _Child(OFFICE, partial(self._office, city), None)
        self._children[FRONT] = _Child(FRONT, partial(self._front, city), None)
        try:
            while not self._stop.is_set():
                self._follow_the_list()
                now = time.monotonic()
                for child in list(self._children.values()):
                    child.look(now, self._say)
                self._stop.wait(LOOK_SECONDS)
        finally:
            self._end(list(self._children))

    def _follow_the_list(self) -> None:
        """Start what was added, end what was taken off."""
        try:
            stat = self.folder.list_file.stat()
            if (stat.st_ino, stat.st_mtime_ns) == self._seen:
                return
            city = self.folder.read()
        except (OSError, CityTrouble) as fault:
            if self._seen != (0, 0):
                self._say(f"The city's list cannot be read, so what runs goes on: {fault}")
            self._seen = (0, 0)
            return
        self._seen = (stat.st_ino, stat.st_mtime_ns)
        self._end(
            [
                name
                for name, child in self._children.items()
                if child.told is not None and city.facilities.get(name) != child.told
            ]
        )
        for slug, place in city.facilities.items():
            if slug not in self._children and not place.stopped:
                self._children[slug] = _Child(slug, partial(self._facility, city, slug), place)
                self._say(f"{slug} is at {self.way.address(place.host)}")

    def _end(self, names: Sequence[str]) -> None:
        children = [self._children.pop(name) for name in names]
        for child in children:
            child.end()
        until = time.monotonic() + END_SECONDS
        for child in children:
            child.wait(until)
            socket_of = self.folder.office_socket if child.name == OFFICE else self.folder.socket(child.name)
            socket_of.unlink(missing_ok=True)

    def _facility(self, city: City, slug: str) -> subprocess.Popen[bytes]:
        place = city.facilities[slug]
        home = str(self.folder.home(slug).folder)
        more = {
            "BOTHY_HOME": home,
            "BOTHY_HOSTED_AS": slug,
            "BOTHY_SHOWN_AS": self.way.address(place.host),
            "BOTHY_OVER_TLS": self._over_tls,
        }
        listening = self._socket(self.folder.socket(slug), city, place.user)
        with listening:
            return self._bothy(
                slug,
                ["run", "--home", home, "--socket-fd", str(listening.fileno())],
                more,
                place.user,
                listening,
            )

    def _office(self, city: City) -> subprocess.Popen[bytes]:
        more = {
            FOLDER_VARIABLE: str(self.folder.folder),
            "BOTHY_HOSTED_AS": "the-city",
            "BOTHY_OVER_TLS": self._over_tls,
        }
        listening = self._socket(self.folder.office_socket, city, city.user)
        with listening:
            return self._bothy(
                OFFICE,
                ["city", "serve-page", "--socket-fd", str(listening.fileno())],
                more,
                city.user,
                listening,
            )

    def _front(self, city: City) -> subprocess.Popen[bytes]:
        more = {FOLDER_VARIABLE: str(self.folder.folder)}
        verb = ["city", "serve-front", "--socket-fd", str(self._listening.fileno())]
        if self.way.behind_proxy:
            verb += [
                "--behind-proxy",
                *(part for proxy in self.way.proxies for part in ("--trust-proxy", proxy)),
            ]
        if self.way.certificate:
            verb += ["--certificate", self.way.certificate, "--key", self.way.key]
        return self._bothy(FRONT, verb, more, city.user, self._listening)

    @property
    def _over_tls(self) -> str:
        return "1" if self.way.scheme == "https" else ""

    @staticmethod
    def _socket(path: object, city: City, user: str) -> socket.socket:
        from pathlib import Path

        own, front = account(user), account(city.user)
        if os.geteuid() == 0 and (own or front):
            nobody_else = os.getuid(), os.getgid()
            return listen_at(
                Path(str(path)),
                own.pw_uid if own else nobody_else[0],
                front.pw_gid if front else nobody_else[1],
            )
        return listen_at(Path(str(path)))

    def _bothy(
        self, name: str, verb: list[str], more: dict[str, str], user: str, handed: socket.socket
    ) -> subprocess.Popen[bytes]:
        environment = {key: value for key, value in os.environ.items() if key in _PASSED} | more
        process = subprocess.Popen(
            [sys.executable, "-m", "bothy.cli", *verb], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=(handed.fileno(),), preexec_fn=_end_with_parent, start_new_session=True, **_as(account(user)),
        )  # fmt: skip
        threading.Thread(target=self._pass_on_words, args=(name, process), daemon=True).start()
        return process

    def _pass_on_words(self, name: str, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as said:
            for line in said:
                self._say(f"[{name}] {line.decode('utf-8', 'replace').rstrip()}")


def _as(found: pwd.struct_passwd | None) -> dict[str, object]:
    if found is None or os.geteuid() != 0:
        return {}
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    # Should this process be killed, what it looks after must not go on by itself (Linux).
    try:
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return


__all__ = ["Supervisor", "Way"]
