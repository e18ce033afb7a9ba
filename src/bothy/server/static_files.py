"""Static files straight from the rooms' folders, found with WhiteNoise: no collecting step, and there before Django is."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Any

from whitenoise.base import WhiteNoise

import bothy
from bothy.server.headers import Receive, Scope, Send

CHUNK = 256 * 1024
ROOMS = ("server", "people", "reports", "floor", "demo", "plan", "evidence", "city")

# Debian's table and Windows' registry disagree; a module served as text/plain does not run.
_TYPES = {
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".json": "application/json",
}


class StaticFiles:
    """Serves what stands below /static/. Files are listed once, at start; a browser asks again each time (ETag)."""

    def __init__(self, prefix: str = "/static/") -> None:
        self.prefix = prefix
        # Names do not change with their content, so a copy is good only until it was asked after.
        self._noise = WhiteNoise(_no_app, max_age=0, mimetypes=_TYPES, allow_all_origins=False)
        for room in ROOMS:
            folder = Path(bothy.__file__).parent / room / "static"
            if folder.is_dir():
                self._noise.add_files(str(folder), prefix)

    def has(self, path: str) -> bool:
        return path.startswith(self.prefix)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.serve(scope["path"], scope, send)

    async def serve(
        self, path: str, scope: Scope, send: Send, extra: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Answer with the file at `path`, with further headers; 404 when there is none."""
        file = self._noise.files.get(path)
        if file is None:
            await _plain(send, HTTPStatus.NOT_FOUND, "There is no such file.")
            return
        environ = {
            "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        answer = file.get_response(scope["method"], environ)
        headers = [(name.lower().encode(), str(value).encode()) for name, value in (*answer.headers, *extra)]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
        if answer.file is None:
            await send({"type": "http.response.body", "body": b""})
            return
        with answer.file as opened:
            while chunk := await asyncio.to_thread(opened.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _no_app(environ: Any, start_response: Any) -> Any:
    raise RuntimeError("WhiteNoise is used to find files only.")


async def _plain(send: Send, status: HTTPStatus, sentence: str) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": int(status),
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")],
        }
    )
    await send({"type": "http.response.body", "body": sentence.encode()})
