"""The floor's endpoints, ahead of Django: commands in, the stream out, and what there is to know of both.

Everything else goes to the application behind. Nothing here waits for a database.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence

from bothy.floor.commands import post_commands
from bothy.floor.door import Device, Devices, Door
from bothy.floor.http import MOST_BYTES, Asgi, Gone, Receive, Scope, Send, Told, body, respond
from bothy.floor.hub import HEARTBEAT_SECONDS, Hub
from bothy.floor.openapi import openapi
from bothy.floor.refill import post_refill
from bothy.floor.screen_told import MOST_BYTES as MOST_SCREEN_BYTES
from bothy.floor.screen_told import post_screen
from bothy.floor.sealed import post_sealed
from bothy.floor.stream import stream
from bothy.floor.wordlist import words
from bothy.intake.facility import Facility
from bothy.intake.sealing import SealKey, SealKeyTrouble
from bothy.intake.subscription import NamesFor

log = logging.getLogger(__name__)

Endpoint = Callable[[Scope, Receive, Send], Awaitable[None]]

_STARTING = (
    503, "starting", "Bothy is starting and reads its journal. It goes on by itself in a moment.", ((b"retry-after", b"1"),)
)  # fmt: skip


class FloorApp:
    """The ASGI application of a Bothy. Made at once, answers 503 until `open` gives it its facility.

    `behind`: the application for all other paths; None answers 404 there. `devices` and `names_for`
    come from people and answer from memory. `waits` says in a sentence why commands cannot be taken yet
    (a demo's history is being written), or None.
    """

    def __init__(
        self,
        behind: Asgi | None,
        devices: Devices,
        names_for: NamesFor,
        *,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        on_shutdown: Sequence[Callable[[], None]] = (),
        waits: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.hub = Hub(devices, names_for, heartbeat_seconds)
        self.facility: Facility | None = None
        self._seal_key: SealKey | None = None
        self._behind = behind
        self._door = Door(devices)
        self._on_shutdown = on_shutdown
        self._waits = waits
        self._endpoints: dict[str, tuple[str, Endpoint]] = {
            "/floor/commands": ("POST", self._commands),
            "/floor/sealed": ("POST", self._sealed),
            "/floor/refill": ("POST", self._refill),
            "/floor/screen": ("POST", self._screen),
            "/floor/stream": ("GET", self._stream),
            "/floor/openapi.json": ("GET", self._openapi),
            "/floor/words.json": ("GET", self._words),
        }

    def open(self, facility: Facility) -> None:
        """Serve this facility from now on; from any thread."""
        self._seal_key = _seal_key(facility)
        self.hub.of_you = {"seal_key": self._seal_key.public if self._seal_key else None}
        self.hub.attach(facility.writer, facility.beside)
        facility.watches.out_of_contact = self.hub.out_of_contact
        self.facility = facility

    def shut(self) -> None:
        """End every stream with a goodbye; before the server waits for its connections to close."""
        self.hub.shut()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        endpoint = self._endpoints.get(scope["path"]) if scope["type"] == "http" else None
        if endpoint is not None:
            await self._answer(endpoint, scope, receive, send)
        elif self._behind is not None:
            await self._behind(scope, receive, send)
        elif scope["type"] == "http":
            await self._tell(send, Told(404, "not_found", "There is nothing at this address."))

    async def _answer(self, endpoint: tuple[str, Endpoint], scope: Scope, receive: Receive, send: Send) -> None:
        method, serve = endpoint
        started = False

        async def noting(message: object) -> None:
            nonlocal started
            started = True
            await send(message)  # type: ignore[arg-type]

        try:
            if scope["method"] != method:
                allow = ((b"allow", method.encode()),)
                raise Told(405, "method", f"Only {method} is understood here.", allow)
            await serve(scope, receive, noting)
        except Told as told:
            await self._tell(send, told)
        except (Gone, OSError):
            return
        except Exception:
            log.exception("%s failed", scope["path"])
            if started:
                raise
            await self._tell(send, Told(500, "fault", "Bothy failed at this and wrote why in its log. Try again."))

    async def _commands(self, scope: Scope, receive: Receive, send: Send) -> None:
        facility, device, content = await self._posted(scope, receive)
        await respond(send, 200, await post_commands(facility.writer, self._door, device, content))

    async def _refill(self, scope: Scope, receive: Receive, send: Send) -> None:
        facility, device, content = await self._posted(scope, receive)
        await respond(send, 200, await post_refill(facility, self._door, device, content))

    async def _sealed(self, scope: Scope, receive: Receive, send: Send) -> None:
        facility, device, content = await self._posted(scope, receive)
        await respond(send, 200, await post_sealed(facility.writer, self._door, device, self._seal_key, content, facility.mending))

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        facility = self._ready()
        device = self._door.device(scope)
        self._door.own_pages_only(scope, required=False)
        await stream(self.hub, device, str(facility.id), scope, receive, send)

    async def _screen(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, device, content = await self._posted(scope, receive, MOST_SCREEN_BYTES, while_filling=True)
        await respond(send, 200, post_screen(self.hub, device, content))

    async def _openapi(self, scope: Scope, receive: Receive, send: Send) -> None:
        await respond(send, 200, openapi())

    async def _words(self, scope: Scope, receive: Receive, send: Send) -> None:
        facility = self._ready()
        self._door.device(scope)
        await respond(send, 200, words(facility.house, facility.clock.now()))

    async def _posted(
        self, scope: Scope, receive: Receive, most: int = MOST_BYTES, *, while_filling: bool = False
    ) -> tuple[Facility, Device, bytes]:
        """What an enrolled device posts from a page of ours; `Told` where it may not, or not now."""
        facility = self._ready()
        device = self._door.device(scope)
        self._door.own_pages_only(scope, required=True)
        if not while_filling and (why := self._waits()):
            raise Told(503, "filling", why, ((b"retry-after", b"5"),))
        return facility, device, await body(scope, receive, most)

    def _ready(self) -> Facility:
        facility = self.facility
        if facility is None:
            raise Told(*_STARTING)
        if self.hub.is_shut:
            raise Told(503, "closing", "Bothy is shutting down. What you enter is kept on this device.", ((b"retry-after", b"2"),))
        return facility

    @staticmethod
    async def _tell(send: Send, told: Told) -> None:
        await respond(send, told.status, told.body, told.headers)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.shut()
                for call in self._on_shutdown:
                    try:
                        call()
                    except Exception:
                        log.exception("something did not close")
                await send({"type": "lifespan.shutdown.complete"})
                return


def _seal_key(facility: Facility) -> SealKey | None:
    """The key that opens tablets' sealed boxes; without it tablets keep under their own keys what they would seal."""
    try:
        return SealKey.of_home(facility.home)
    except SealKeyTrouble as fault:
        log.error("%s", fault)
        return None


__all__ = ["FloorApp"]
