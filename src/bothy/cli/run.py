"""`bothy run`: serve one facility."""

import asyncio
import contextlib
import os
import secrets
import socket
import threading
from typing import Annotated

import typer

from bothy.cli.listening import EVERYWHERE, listen, reached_at, shown_host
from bothy.cli.main import app
from bothy.cli.over_tls import OwnTls, keeper_of, names_are_covered, own_tls, proxies_of
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
        int | None,
        typer.Option(
            help="Where to listen; 0 takes any free port.",
            min=0,
            max=65535,
            show_default="8000; with --tls 8443",
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="The address to listen on. Others than 127.0.0.1 can be reached from the network.",
            show_default="127.0.0.1; with --tls every address",
        ),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Where the home is empty: found a demo of invented people.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(help="What the demo's people are drawn from.", show_default=False)
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name under which browsers may reach it. May be given again.")
    ] = None,
    tls: Annotated[
        bool,
        typer.Option("--tls", help="Speak HTTPS on the local network, with the certificate of `bothy tls`."),
    ] = False,
    enrol_port: Annotated[
        int,
        typer.Option(
            help="With --tls: where the plain page that sets tablets up is served.", min=0, max=65535
        ),
    ] = 8080,
    enrol_page: Annotated[
        bool, typer.Option("--enrol-page/--no-enrol-page", help="With --tls: serve that page, or not.")
    ] = True,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            envvar="BOTHY_BEHIND_TLS_PROXY",
            help="A proxy ends TLS before this Bothy: serve only what came to it over https.",
        ),
    ] = False,
    trust_proxy: Annotated[
        list[str] | None,
        typer.Option(
            help="With --behind-proxy: the address (or network) of the proxy. May be given again.",
            show_default="127.0.0.1 and ::1",
        ),
    ] = None,
    socket_fd: Annotated[
        int | None,
        typer.Option("--socket-fd", hidden=True, help="A listening socket that `bothy city run` hands over."),
    ] = None,
) -> None:
    """Serve one facility: the floor for its tablets, reports, and the office."""
    place = made(home_of(home))
    if socket_fd is not None:
        raise typer.Exit(asyncio.run(_behind_the_front(place, socket_fd).serve()))
    if tls and behind_proxy:
        stop(
            ASKED_WRONGLY, "Either the proxy ends TLS or Bothy does: give --tls or --behind-proxy, not both."
        )
    proxies = proxies_of(trust_proxy) if behind_proxy else []
    keeper = keeper_of(place) if tls else None
    host = host or ("0.0.0.0" if tls else "127.0.0.1")
    if keeper is not None:
        names_are_covered(keeper, [*(allow_host or ()), *([] if host in EVERYWHERE else [host])])
    _lock_is_free(place)
    listening = listen(host, port if port is not None else 8443 if tls else 8000)
    own = (
        own_tls(keeper, listening, listen(host, enrol_port, "--enrol-port") if enrol_page else None)
        if keeper
        else None
    )
    os.environ["BOTHY_HOME"] = str(place.folder)
    os.environ["BOTHY_OVER_TLS"] = "1" if tls or behind_proxy else ""
    names = [
        *(allow_host or ()),
        *([host] if host not in EVERYWHERE else []),
        *(own.hosts if own is not None else ()),
        *os.environ.get("BOTHY_ALLOWED_HOSTS", "").split(","),
    ]
    os.environ["BOTHY_ALLOWED_HOSTS"] = ",".join(filter(None, names))
    shown = (
        own.network.address if own is not None else f"http://{shown_host(host)}:{listening.getsockname()[1]}"
    )
    code = asyncio.run(_Serving(place, listening, shown, host, demo, seed, own, proxies).serve())
    raise typer.Exit(code)


def _behind_the_front(home: Home, socket_fd: int) -> "_Serving":
    """One of several on this server: only the front reaches its socket, so only the front's word is taken."""
    from bothy.server.hosted import hosted

    place = hosted(home)
    if place is None:
        stop(
            ASKED_WRONGLY,
            f"{home.folder} has no place on a server of several facilities: `bothy city add` gives it one.",
        )
    os.environ["BOTHY_HOME"] = str(home.folder)
    shown = os.environ.get("BOTHY_SHOWN_AS") or f"https://{place.host}"
    return _Serving(home, socket.socket(fileno=socket_fd), shown, place.host, False, None, None, ["*"])


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


class _Serving:
    """One run of the server, from listening to the last line written."""

    def __init__(
        self, home: Home, listening: socket.socket, shown: str, host: str, demo: bool, seed: int | None,
        own: OwnTls | None, proxies: list[str],
    ) -> None:  # fmt: skip
        from bothy.server.asgi import Bothy
        from bothy.server.control import UNIX, Control
        from bothy.server.running import running

        self.own, self.proxies = own, proxies
        running.network = own.network if own is not None else None
        self.home, self.listening, self.shown = home, listening, shown
        # Whoever can reach an empty home founds the facility in it: from the network that takes a key.
        self.key = None if host in LOOPBACK else secrets.token_urlsafe(12)
        scheme, authority = ("https", own.authority_file) if own is not None else ("http", "")
        here = (
            f"{scheme}://{reached_at(listening)}"
            if listening.family != socket.AF_UNIX
            else f"{UNIX}{listening.getsockname()}"
        )
        self.control = Control(home, here, authority)
        self.bothy = Bothy(
            home, demo=demo, seed=seed, founding_key=self.key, control=self.control, on_trouble=self._trouble
        )
        self.code = 0

    async def serve(self) -> int:
        import uvicorn

        from bothy.server.forwarded import over_tls_only
        from bothy.server.patience import Patient, room_for_connections
        from bothy.server.serving import Server

        own = self.own
        room_for_connections()
        config = uvicorn.Config(
            over_tls_only(self.bothy) if self.proxies and os.environ.get("BOTHY_OVER_TLS") == "1" else self.bothy,
            log_level="warning", access_log=False, lifespan="on", server_header=False, date_header=True,
            timeout_graceful_shutdown=GOODBYE_SECONDS, ws="none", http=Patient,
            # Nobody's word is taken for where a request came from but that of the proxies that were named.
            proxy_headers=bool(self.proxies), forwarded_allow_ips=self.proxies or [],
            ssl_context_factory=(lambda *_: own.context) if own is not None else None,
        )  # fmt: skip
        self.server = Server(config, self.bothy.say_goodbye)
        out.print(f"Bothy is at [bold]{self.shown}[/bold]  (stop it with Ctrl+C)")
        threading.Thread(target=self._announce, daemon=True).start()
        beside = asyncio.create_task(own.serve_beside()) if own is not None else None
        try:
            await self.server.serve(sockets=[self.listening])
        finally:
            self.control.remove()
            if own is not None and beside is not None:
                await own.end(beside)
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
        for line in self.own.told() if self.own is not None else ():
            out.print(line, markup=False)
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
