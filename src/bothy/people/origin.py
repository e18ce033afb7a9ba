"""Whether a request comes from a page of this Bothy: one answer for the floor and for the views of people."""

from urllib.parse import urlsplit


def same_site(origin: str, host: str | None, scheme: str | None = None) -> bool:
    """Whether an Origin is this server's own; it has to name a host.

    `scheme`: what the request came by, where that is known. Where it is not (a proxy may have taken the TLS
    off), only the host counts.
    """
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ((scheme,) if scheme else ("http", "https")) or not parts.hostname or host is None:
        return False
    default = {"http": 80, "https": 443}
    try:
        ours = urlsplit(f"//{host}")
        our_port = ours.port
    except ValueError:
        return False
    if parts.hostname.lower() != (ours.hostname or "").lower():
        return False
    return (port or default[parts.scheme]) == (our_port or default[parts.scheme])
