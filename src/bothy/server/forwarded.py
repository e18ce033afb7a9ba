"""Behind a proxy that ends TLS: only what came to it over https is served.

Which requests those are, uvicorn reads from `X-Forwarded-Proto`, and believes it of the addresses only that
were named as proxies (`bothy run --behind-proxy --trust-proxy`).
"""

from __future__ import annotations

import msgspec

from bothy.server.control import PREFIX
from bothy.server.headers import App, Receive, Scope, Send

_SENTENCE = (
    "This Bothy stands behind a proxy and is reached over https only. If you came that way, the proxy does not pass "
    "X-Forwarded-Proto on, or is not named with --trust-proxy: docs/https.md says how."
)


def over_tls_only(app: App) -> App:
    """Refuse with a sentence what did not come over https; the command line's own requests pass."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get("scheme") == "https" or scope["path"].startswith(PREFIX):
            await app(scope, receive, send)
            return
        body = msgspec.json.encode({"code": "not_https", "sentence": _SENTENCE})
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        # 403 keeps a tablet's outbox waiting; a redirect would run in circles where the proxy is at fault.
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return guarded
