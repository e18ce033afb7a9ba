"""The process of the city's own host name: what boxes ship, static files, and the page."""

from __future__ import annotations

from bothy.city.boot import prepare
from bothy.city.folder import CityFolder
from bothy.city.receiving import PREFIX, Receiving
from bothy.server.headers import Receive, Scope, Send, with_security_headers
from bothy.server.static_files import StaticFiles


class CityApp:
    """Ready when it is made. `CityTrouble`."""

    def __init__(self, folder: CityFolder) -> None:
        prepare(folder)
        from django.core.handlers.asgi import ASGIHandler

        self._static = StaticFiles()
        self._receiving = Receiving(folder)
        self._django = ASGIHandler()
        self._app = with_security_headers(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1003})
            return
        await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith(PREFIX):
            await self._receiving(scope, receive, send)
        elif self._static.has(path):
            await self._static(scope, receive, send)
        else:
            await self._django(scope, receive, send)


__all__ = ["CityApp"]
