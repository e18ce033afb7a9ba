"""The ASGI app that a Bothy is: static files, the floor, then Django; a friendly page until there is a facility.

The server answers at once. Behind the pages a thread makes the tables, opens the journal and folds
the House (`opening`); until then every page says how far it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from bothy.server.bodies import of_bounded_length
from bothy.server.control import Control
from bothy.server.for_city import PREFIX as FOR_CITY
from bothy.server.for_city import ForCity
from bothy.server.headers import App, Receive, Scope, Send, with_security_headers
from bothy.server.home import Home
from bothy.server.hosted import hosted
from bothy.server.opening import Opener
from bothy.server.running import running
from bothy.server.starting import starting_answer
from bothy.server.static_files import StaticFiles

log = logging.getLogger(__name__)

# The tablet app's own two files: a service worker may only look after what stands below it.
_AT_THE_FLOOR = {"/floor/sw.js": "floor/sw.js", "/floor/manifest.webmanifest": "floor/manifest.webmanifest"}
_WHILE_EMPTY = ("/found", "/")


class Bothy:
    """One Bothy as an ASGI app. `on_trouble(fault, sentence)` is called when the facility cannot be opened."""

    def __init__(
        self,
        home: Home,
        *,
        demo: bool = False,
        seed: int | None = None,
        founding_key: str | None = None,
        control: Control | None = None,
        on_trouble: Callable[[Exception, str], None] | None = None,
    ) -> None:
        running.founding_key = founding_key
        self.static = StaticFiles()
        self.opener = Opener(home, demo=demo, seed=seed)
        self.control = control
        place = hosted(home)
        self._for_city = ForCity(home, place) if place is not None else None
        self._on_trouble = on_trouble
        self._floor: Any = None
        self._django: App | None = None
        self._watch: asyncio.Task[None] | None = None
        self.app = with_security_headers(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self.app(scope, receive, send)
        else:
            # No web sockets here: the floor speaks Server-Sent Events, which proxies and caches know.
            await send({"type": "websocket.close", "code": 1003})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.opener.on_open.append(self._attach_floor)
                self.opener.start()
                self._watch = asyncio.create_task(self._tell_of_trouble())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.say_goodbye()
                await asyncio.to_thread(self.opener.close)
                if self._watch is not None:
                    self._watch.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def say_goodbye(self) -> None:
        """End the screens' streams, so that the server need not wait for them. Harmless when done twice."""
        if running.screens is not None:
            running.screens.shut()

    async def _tell_of_trouble(self) -> None:
        await asyncio.to_thread(self.opener.ready.wait)
        if self.opener.failed is not None and self._on_trouble is not None:
            self._on_trouble(self.opener.failed, running.standing.said)

    def _attach_floor(self, facility: Any) -> None:
        """On the opener's thread, once the facility is open and before anyone is let in."""
        from bothy.floor.asgi import FloorApp
        from bothy.people.devices import devices
        from bothy.people.names import names_for

        waits: dict[str, Any] = {}
        if facility.house.demo:
            from bothy.demo.running import floor_waits

            waits = {"waits": floor_waits}
        floor = FloorApp(self._django_app(), devices, names_for, **waits)
        floor.open(facility)
        running.screens, self._floor = floor.hub, floor

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if self.static.has(path):
            await self.static(scope, receive, send)
        elif path in _AT_THE_FLOOR:
            await self.static.serve("/static/" + _AT_THE_FLOOR[path], scope, send)
        elif self.control is not None and self.control.has(path):
            await self.control(scope, receive, send)
        elif self._for_city is not None and path.startswith(FOR_CITY) and running.standing.phase == "open":
            await self._for_city(scope, receive, send)
        elif running.standing.phase == "open" and self._floor is not None:
            await self._floor(scope, receive, send)
        elif running.standing.phase == "empty" and path in _WHILE_EMPTY:
            await self._django_app()(scope, receive, send)
        else:
            await starting_answer(scope, send)

    def _django_app(self) -> App:
        if self._django is None:
            from django.core.handlers.asgi import ASGIHandler

            self._django = of_bounded_length(ASGIHandler())
        return self._django
