"""`bothy run --tls` and `--behind-proxy`: what is served with, what is served beside it, and what is said of both."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING

from bothy.cli.listening import EVERYWHERE, bracketed
from bothy.cli.shared import ASKED_WRONGLY, err, stop

if TYPE_CHECKING:
    from bothy.server.home import Home
    from bothy.server.tls.keeper import Keeper
    from bothy.server.tls.network import Network

LOOPBACK_PROXIES = ["127.0.0.1", "::1"]


def proxies_of(told: list[str] | None) -> list[str]:
    """The proxies whose word is taken; exit 2 for what is no address."""
    for each in told or ():
        try:
            ip_network(each)
        except ValueError:
            stop(
                ASKED_WRONGLY,
                f"{each} is not an address or a network such as 10.0.0.5 or 10.0.0.0/24. Mend --trust-proxy.",
            )
    return told or LOOPBACK_PROXIES


def keeper_of(home: Home) -> Keeper:
    """What to serve with; a sentence and exit 2 where there is nothing that is good today."""
    from bothy.server.tls.authority import TlsTrouble, folder_of
    from bothy.server.tls.keeper import Keeper

    try:
        return Keeper(folder_of(home.keys))
    except TlsTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


def names_are_covered(keeper: Keeper, hosts: list[str]) -> None:
    """Exit 2 where browsers are to come by a name that the certificate does not hold: they would all refuse it."""
    for host in hosts:
        if not keeper.served.covers(host):
            stop(
                ASKED_WRONGLY,
                f"The certificate does not hold {host}: no browser would take it there. It holds {', '.join(keeper.served.hosts())}. "
                "An address is added with `bothy tls --address`.",
            )


def own_tls(keeper: Keeper, listening: socket.socket, enrolling: socket.socket | None) -> OwnTls:
    """TLS of our own on `listening`, with the page that sets tablets up on `enrolling`."""
    from bothy.server.tls.authority import fingerprint
    from bothy.server.tls.network import Network, own_address

    enrol = ""
    if enrolling is not None:
        host, port = enrolling.getsockname()[:2]
        # By address where that is known: a tablet that still has to be set up may not find the name, and one
        # that knows the name asks for it over https only.
        first = str(keeper.served.addresses[0]) if keeper.served.addresses else own_address()
        enrol = f"http://{bracketed(host if host not in EVERYWHERE else first or keeper.served.name)}:{port}"
    network = Network(
        address=f"https://{keeper.served.name}:{listening.getsockname()[1]}",
        enrol=enrol,
        name=keeper.served.name,
        fingerprint=fingerprint(keeper.authority.certificate),
        authority=keeper.authority.der,
        ends_at=keeper.served.ends_at,
        authority_ends_at=keeper.authority.ends_at,
    )
    return OwnTls(keeper, network, enrolling)


class OwnTls:
    """TLS of our own, while it is served."""

    def __init__(self, keeper: Keeper, network: Network, enrolling: socket.socket | None) -> None:
        self.keeper, self.network, self._enrolling = keeper, network, enrolling
        self.hosts = keeper.served.hosts()
        self.authority_file = str(keeper.served.path.with_name("authority.crt"))
        self._ended = asyncio.Event()

    @property
    def context(self) -> ssl.SSLContext:
        return self.keeper.context

    def told(self) -> Iterator[str]:
        """What stands on the server's own screen: the fingerprint, and where tablets are set up."""
        from bothy.server.tls.authority import fingerprint_lines

        if self.keeper.renewed:
            yield f"The certificate was made anew, until {self.network.ends_at:%d %B %Y}. Tablets need nothing new."
        yield "The authority's fingerprint (SHA-256). A tablet that has loaded it must show the same:"
        for line in fingerprint_lines(self.network.fingerprint):
            yield f"    {line}"
        if self.network.enrol:
            yield f"Set a tablet up at {self.network.enrol}"

    async def serve_beside(self) -> None:
        """Serve the plain page, and look after the certificate, until `end`."""
        looking = asyncio.create_task(self._look_after())
        try:
            if self._enrolling is not None:
                await self._serve_page(self._enrolling)
            else:
                await self._ended.wait()
        finally:
            looking.cancel()

    async def end(self, beside: asyncio.Task[None]) -> None:
        self._ended.set()
        with contextlib.suppress(asyncio.CancelledError):
            await beside

    async def _serve_page(self, listening: socket.socket) -> None:
        import uvicorn

        from bothy.server.patience import Patient
        from bothy.server.serving import Beside
        from bothy.server.tls.enrolment import EnrolmentPage

        config = uvicorn.Config(
            EnrolmentPage(self.keeper.authority, self.network.address), log_level="warning", access_log=False,
            lifespan="off", server_header=False, proxy_headers=False, ws="none", http=Patient, timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = Beside(config)

        async def stop_when_ended() -> None:
            await self._ended.wait()
            server.should_exit = True

        stopping = asyncio.create_task(stop_when_ended())
        try:
            await server.serve(sockets=[listening])
        finally:
            stopping.cancel()

    async def _look_after(self) -> None:
        from bothy.server.tls.authority import TlsTrouble
        from bothy.server.tls.keeper import LOOK_SECONDS

        last = ""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                said = await asyncio.to_thread(self.keeper.look)
            except TlsTrouble as fault:
                said = str(fault)
            # Once is enough: what is wrong stays wrong until somebody does something.
            if said and said != last:
                err.print(said, markup=False)
            last = said or ""
