"""Security headers, put on every answer whoever gives it: the floor, Django, static files, errors."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import ip_address
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
"""No inline script or style and no eval anywhere. Vendored modules import each other by relative path
(scripts/vendor.py), so no import map and hence no hash or nonce is needed."""

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), screen-wake-lock=(self)",
    ),
    # What may be kept says so itself: the app's own files, and nothing that names people or counts them.
    (b"cache-control", b"no-store"),
)


HSTS_DAYS = 30
"""How long a browser that came over https asks for nothing else of this name. Not years: a house that goes back
to plain HTTP, or makes another authority, must not lock its own tablets out until they are reset."""
_HSTS = (b"strict-transport-security", b"max-age=%d" % (HSTS_DAYS * 86_400))


def with_security_headers(app: App) -> App:
    """Add each header that the answer does not name itself; over https also that it is to be asked for that way."""
    plain, over_tls = with_headers(app, HEADERS), with_headers(app, (*HEADERS, _HSTS))

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        await (over_tls if _keeps_to_https(scope) else plain)(scope, receive, send)

    return wrapped


def _keeps_to_https(scope: Scope) -> bool:
    """Whether HSTS belongs on the answer: over https, under a name. Addresses have none, localhost is every program's."""
    if scope.get("scheme") != "https":
        return False
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
    name = host.rsplit("]", 1)[0].strip("[") if host.startswith("[") else host.split(":")[0]
    if not name or name == "localhost" or name.endswith(".localhost"):
        return False
    try:
        ip_address(name)
    except ValueError:
        return True
    return False


def with_headers(app: App, more: Iterable[tuple[bytes, bytes]]) -> App:
    """Add each of these headers that the answer does not name itself."""
    told = tuple(more)

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                named = {name.lower() for name, _ in headers}
                message = {
                    **message,
                    "headers": [*headers, *(pair for pair in told if pair[0] not in named)],
                }
            await send(message)

        await app(scope, receive, send_with)

    return wrapped
