"""`bothy run`: serve one facility."""

import asyncio
import contextlib
import os
import secrets
import socket
import threading
from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, err, home_of, made, out, stop
from bothy.journal.errors import JournalError, JournalInUse
from bothy.journal.lock import WriterLock
from bothy.server.home import Home, HomeTrouble

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GOODBYE_SECONDS = 5


@app.command()
def run(
    home: HomeOption = None,
    port: Annotated[
        int, typer.Option(help="Where to listen; 0 takes any free port.", min=0, max=65535)
    ] = 8000,
    host: Annotated[
        str,
        typer.Option(help="The address to listen on. Others than 127.0.0.1 can be reached from the network."),
    ] = "127.0.0.1",
    demo: Annotated[
        bool, typer.Option("--demo", help="Where the home is empty: found a demo of invented people.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(help="What the demo's people are drawn from.", show_default=False)
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name under which browsers may reach it. May be given again.")
    ] = None,
) -> None:
    """Serve one facility: the floor for its tablets, reports, and the office."""
    place = made(home_of(home))
    _lock_is_free(place)
    listening = _listen(host, port)
    shown = f"http://{_shown_host(host)}:{listening.getsockname()[1]}"
    os.environ["BOTHY_HOME"] = str(place.folder)
    names = [
        *(allow_host or ()),
        *([host] if host not in ("0.0.0.0", "::") else []),
        *os.environ.get("BOTHY_ALLOWED_HOSTS", "").split(","),
    ]
    os.environ["BOTHY_ALLOWED_HOSTS"] = ",".join(filter(None, names))
    code = asyncio.run(_Serving(place, listening, shown, host, demo, seed).serve())
    raise typer.Exit(code)


def _lock_is_free(home: Home) -> None:
    """Say at once that another process has this home; the journal itself asks again when it is opened."""
    if os.environ.get("DATABASE_URL"):
        return
    try:
        WriterLock.take(home.lock).release()
    except JournalInUse as fault:
        from bothy.server.control import running_server

        told = running_server(home)
        stop(ASKED_WRONGLY, str(fault) + (f" It listens at {told.url}" if told is not None else ""))
    except JournalError as fault:
        stop(ASKED_WRONGLY, str(fault))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except socket.gaierror:
        stop(
            ASKED_WRONGLY,
            f"{host} is not an address of this machine. Leave --host out to listen on 127.0.0.1.",
        )
    except PermissionError:
        stop(ASKED_WRONGLY, f"This user may not listen on port {port}. Choose one from 1024 up with --port.")
    except OSError as fault:
        if fault.errno == 98 or "in use" in str(fault).lower():
            stop(
                ASKED_WRONGLY,
                f"Port {port} is in use by another program. Choose another with --port, or stop that program.",
            )
        stop(ASKED_WRONGLY, f"Bothy cannot listen on {host}, port {port}: {fault.strerror}.")
    return listening


def _shown_host(host: str) -> str:
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


class _Serving:
    """One run of the server, from listening to the last line written."""

    def __init__(
        self, home: Home, listening: socket.socket, shown: str, host: str, demo: bool, seed: int | None
    ) -> None:
        from bothy.server.asgi import Bothy
        from bothy.server.control import Control

        self.home, self.listening, self.shown = home, listening, shown
        # Whoever can reach an empty home founds the facility in it: from the network that takes a key.
        self.key = None if host in LOOPBACK else secrets.token_urlsafe(12)
        self.control = Control(home, f"http://{_reached_at(listening)}")
        self.bothy = Bothy(
            home, demo=demo, seed=seed, founding_key=self.key, control=self.control, on_trouble=self._trouble
        )
        self.code = 0

    async def serve(self) -> int:
        import uvicorn

        from bothy.server.serving import Server

        config = uvicorn.Config(
            self.bothy, log_level="warning", access_log=False, lifespan="on", server_header=False, date_header=True,
            timeout_graceful_shutdown=GOODBYE_SECONDS, proxy_headers=False, ws="none",
        )  # fmt: skip
        self.server = Server(config, self.bothy.say_goodbye)
        out.print(f"Bothy is at [bold]{self.shown}[/bold]  (stop it with Ctrl+C)")
        threading.Thread(target=self._announce, daemon=True).start()
        try:
            await self.server.serve(sockets=[self.listening])
        finally:
            self.control.remove()
        return self.code

    def _trouble(self, fault: Exception, said: str) -> None:
        """On the event loop: the facility cannot be opened, so there is nothing to serve."""
        self.code = ASKED_WRONGLY if isinstance(fault, JournalInUse | HomeTrouble) else FOUND_SOMETHING
        err.print(said, markup=False)
        self.server.should_exit = True

    def _announce(self) -> None:
        """Once there is something to see, say what a newcomer needs."""
        from bothy.server.running import running

        self.bothy.opener.ready.wait()
        if self.bothy.opener.failed is not None:
            return
        with contextlib.suppress(OSError):
            self.control.write()
        if running.standing.phase == "empty":
            key = f"?key={self.key}" if self.key else ""
            out.print(
                f"There is no facility in {self.home.folder} yet: found it at {self.shown}/found{key}",
                markup=False,
            )
        elif running.demo_sign_in is not None:
            name, password = running.demo_sign_in
            out.print(
                f"A demo: invented people fitted to published totals. Office sign-in: {name} / {password}",
                markup=False,
            )


def _reached_at(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
