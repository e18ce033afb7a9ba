"""The certificate while it is served: made anew in time, and taken up by a server that goes on running."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bothy.server.tls.authority import TlsTrouble
from bothy.server.tls.certificate import ready_to_serve

LOOK_SECONDS = 60.0


def _real_time() -> datetime:
    return datetime.now(UTC)


class Keeper:
    """What to serve TLS with. Raises TlsTrouble with a sentence where there is nothing that is good today."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _real_time) -> None:
        self._folder, self._now = folder, now
        self.authority, self.served, self.renewed = ready_to_serve(folder, now())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self._take_up()

    def look(self) -> str | None:
        """Renew it where that is due, and take up one that was made meanwhile. What changed, in a sentence.

        Connections that stand are not touched; new ones get the new certificate. Raises TlsTrouble; what was
        served before then goes on being served.
        """
        authority, served, fresh = ready_to_serve(self._folder, self._now())
        if authority.certificate != self.authority.certificate:
            # Its tablets do not know the new one yet, and the page that sets them up still shows the old one.
            raise TlsTrouble("This home has another authority now. Stop Bothy and start it again to use it.")
        if not fresh and served.certificate == self.served.certificate:
            return None
        self.served = served
        self._take_up()
        return f"A new certificate is in use, good until {served.ends_at:%d %B %Y}. Tablets need nothing new."

    def _take_up(self) -> None:
        try:
            self.context.load_cert_chain(self.served.path)
        except (OSError, ssl.SSLError) as fault:
            raise TlsTrouble(
                f"{self.served.path} cannot be used ({fault}). `bothy tls --renew` makes it anew."
            ) from fault


__all__ = ["LOOK_SECONDS", "Keeper"]
