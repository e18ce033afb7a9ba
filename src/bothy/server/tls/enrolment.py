"""The page that sets a tablet up, on plain HTTP: how to load the authority, and nothing of the house.

Whoever can change what passes on the network can change this page and the file on it. So the page proves
nothing: what counts is that the tablet itself, once it has loaded the file, shows the fingerprint that
stands on the server's own screen. The steps say so.
"""

from __future__ import annotations

from django.utils.html import escape

from bothy.server.headers import Receive, Scope, Send, with_headers
from bothy.server.static_files import StaticFiles
from bothy.server.tls.authority import Authority, fingerprint, fingerprint_lines
from bothy.server.tls.codes import SVG, qr_svg
from bothy.server.tls.profile import MIME, mobileconfig
from bothy.server.tls.steps import STEPS

_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
_LOOK = (
    "/static/bothy/base.css",
    "/static/bothy/mark.svg",
    "/static/enrol/enrol.css",
    "/static/vendor/@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-400-normal.woff2",
    "/static/vendor/@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-700-normal.woff2",
)

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<link rel="icon" href="/static/bothy/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/bothy/base.css"><link rel="stylesheet" href="/static/enrol/enrol.css"></head>
<body><main class="page">{content}</main></body></html>
"""


class EnrolmentPage:
    """An ASGI app: the page, the authority in two forms, the way to Bothy as a QR code. All else is told where Bothy is."""

    def __init__(self, authority: Authority, address: str) -> None:
        self.address = address
        self._static = StaticFiles()
        self._files: dict[str, tuple[str, bytes, str]] = {
            "/": ("text/html; charset=utf-8", _page(authority, address).encode(), ""),
            "/bothy.crt": ("application/x-x509-ca-cert", authority.der, "bothy.crt"),
            "/bothy.mobileconfig": (MIME, mobileconfig(authority), "bothy.mobileconfig"),
            "/address.svg": (SVG, qr_svg(f"{address}/floor/"), ""),
        }
        self._app = with_headers(self._answer, _HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if method not in ("GET", "HEAD"):
            await _send(
                send,
                405,
                "text/plain; charset=utf-8",
                f"Nothing is taken here. Bothy is at {self.address}\n".encode(),
            )
        elif path in self._files:
            kind, content, name = self._files[path]
            await _send(send, 200, kind, content, name, head_only=method == "HEAD")
        elif path in _LOOK:
            await self._static(scope, receive, send)
        else:
            content = _PAGE.format(title="Not here", content=_elsewhere(self.address)).encode()
            await _send(send, 404, "text/html; charset=utf-8", content, head_only=method == "HEAD")


def _page(authority: Authority, address: str) -> str:
    told = fingerprint(authority.certificate)
    lines = "".join(f"<span>{line}</span>" for line in fingerprint_lines(told))
    steps = "".join(
        f'<details class="card"><summary><h2>{escape(each.device)}</h2></summary><ol>'
        + "".join(
            f"<li>{step.format(address=f'<b>{escape(address)}/floor/</b>')}</li>" for step in each.steps
        )
        + "</ol></details>"
        for each in STEPS
    )
    content = f"""<h1>Set this tablet up</h1>
<p>Bothy speaks with its tablets over a protected connection. For that, each tablet loads one file, once. It then trusts
this house's own server, <b>{escape(authority.name)}</b>, and no other site on the internet because of it.</p>
<section class="card due"><h2>Compare before you trust</h2>
<p>The screen of the server shows these 32 pairs, and so does the tablet once it has the file. <b>The tablet and the
server's screen must show the same.</b> This page came unprotected: it is here to help you read, and proves nothing.</p>
<p class="fingerprint" id="fingerprint">{lines}</p>
<p>If they differ, take the file off the tablet again and tell whoever looks after Bothy.</p></section>
<div class="ways"><section class="card"><h2>1. Load the file</h2>
<p><a class="button" href="/bothy.crt">For Android, ChromeOS, Windows</a></p>
<p><a class="button" href="/bothy.mobileconfig">For iPad</a></p>
<p>Then follow the steps for this kind of tablet.</p></section>
<section class="card"><h2>2. Open Bothy</h2><p>Once the file is trusted, open <a href="{escape(address)}/floor/">{escape(address)}/floor/</a>
or point another tablet's camera at this:</p><img class="qr" src="/address.svg" alt="QR code of {escape(address)}/floor/" width="220" height="220"></section></div>
{steps}"""
    return _PAGE.format(title="Set this tablet up", content=content)


def _elsewhere(address: str) -> str:
    return (
        '<h1>Not here</h1><p>This address only helps to <a href="/">set a tablet up</a>. '
        f'Bothy itself is at <a href="{escape(address)}/">{escape(address)}</a>.</p>'
    )


async def _send(
    send: Send, status: int, kind: str, content: bytes, name: str = "", *, head_only: bool = False
) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(content))]
    if name:
        headers.append((b"content-disposition", f'attachment; filename="{name}"'.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head_only else content})
