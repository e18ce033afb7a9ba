"""What people are shown of how tablets reach this Bothy, and which address of this machine they are told."""

from __future__ import annotations

import socket
from datetime import datetime
from ipaddress import ip_address

import msgspec

from bothy.server.tls.authority import LOCAL_NETWORKS


class Network(msgspec.Struct, frozen=True):
    """How tablets reach this process over its own TLS. Addresses are whole, such as "https://bothy.local:8443".

    `enrol`: the plain page on which a tablet is set up, or "" where it is not served. `fingerprint`: of the authority,
    64 hexadecimal digits. `authority`: as tablets load it (DER).
    """

    address: str
    enrol: str
    name: str
    fingerprint: str
    authority: bytes
    ends_at: datetime
    authority_ends_at: datetime


def own_address() -> str | None:
    """The address by which this machine is reached from its local network; None where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Choosing the way to somewhere names our own end of it. 192.0.2.1 is nobody (RFC 5737).
            probe.connect(("192.0.2.1", 9))
            told = ip_address(probe.getsockname()[0])
        except (OSError, ValueError):
            return None
    local = not told.is_loopback and any(told in network for network in LOCAL_NETWORKS)
    return str(told) if local else None
