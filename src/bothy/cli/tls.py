"""`bothy tls`: the facility's own authority and the certificate that `bothy run --tls` serves with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, HomeOption, home_of, made, out, stop

if TYPE_CHECKING:
    from bothy.server.tls.authority import Authority
    from bothy.server.tls.certificate import Served


@app.command()
def tls(
    home: HomeOption = None,
    name: Annotated[
        str | None,
        typer.Option(help="The one name by which tablets know this machine.", show_default="bothy.local"),
    ] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(
            help="An address of this machine on the local network, if it never changes. May be given again."
        ),
    ] = None,
    renew: Annotated[
        bool,
        typer.Option(
            "--renew", help="Make the certificate anew, by the same authority: tablets need nothing new."
        ),
    ] = False,
    new_authority: Annotated[
        bool,
        typer.Option(
            "--new-authority", help="Begin anew with another authority: every tablet has to load it."
        ),
    ] = False,
) -> None:
    """HTTPS on the local network: make this facility's own authority and certificate, or say how they stand."""
    # Imported late: the other verbs need no cryptography.
    from bothy.server.tls import authority as ca
    from bothy.server.tls import certificate as leaf

    place = made(home_of(home))
    folder, now = ca.folder_of(place.keys), datetime.now(UTC)
    did = ""
    try:
        addresses = tuple(leaf.read_address(each) for each in address or ())
        told_name = None if name is None else leaf.read_name(name)
        authority = None if new_authority else ca.read_authority(folder)
        before = _before(folder, damaged_is_none=renew or new_authority)
        if new_authority and folder.is_dir():
            ca.put_away(folder, now)
        if authority is None:
            asked = told_name or (before.name if before is not None else leaf.DEFAULT_NAME)
            authority = ca.make_authority(folder, asked, now)
            did = "Made an authority and a certificate."
        if did or renew or before is None or told_name is not None or addresses:
            asked = told_name or (before.name if before is not None else authority.name)
            kept = addresses or (before.addresses if before is not None else ())
            before = leaf.make_certificate(folder, authority, asked, kept, now)
            did = did or "Made the certificate anew, by the same authority: tablets need nothing new."
    except ca.TlsTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    _say(folder, authority, before, did, now)


def _before(folder: Path, *, damaged_is_none: bool) -> Served | None:
    from bothy.server.tls.authority import TlsTrouble
    from bothy.server.tls.certificate import read_certificate

    try:
        return read_certificate(folder)
    except TlsTrouble:
        if damaged_is_none:
            return None
        raise


def _say(folder: Path, authority: Authority, served: Served, did: str, now: datetime) -> None:
    from bothy.server.tls.authority import fingerprint, fingerprint_lines
    from bothy.server.tls.network import own_address

    over = " (ended)" if served.ends_at <= now else ""
    lines = [
        *([did] if did else []),
        f"Name         {served.name}",
        f"Addresses    {', '.join(map(str, served.addresses)) or 'none'}",
        f"Certificate  until {served.ends_at:%d %B %Y}{over}; made anew by itself when under 30 days are left",
        f"Authority    until {authority.ends_at:%d %B %Y}; in {folder}",
        "",
        "The authority's fingerprint (SHA-256). A tablet that has loaded it must show the same:",
        *(f"    {line}" for line in fingerprint_lines(fingerprint(authority.certificate))),
        "",
    ]
    if authority.key is None:
        lines.append(
            "The authority's key is not in this home: certificates cannot be made anew until it is put back."
        )
    here = own_address()
    if not served.addresses:
        lines.append(
            f"Tablets must find {served.name}: call this machine that on your network"
            + (
                f", or add its address if it never changes: bothy tls --address {here}"
                if here
                else " (docs/https.md)."
            )
        )
    lines.append("Next: bothy run --tls")
    for line in lines:
        out.print(line, markup=False)
