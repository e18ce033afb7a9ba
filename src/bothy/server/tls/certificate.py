"""The certificate that Bothy serves with: one stable name, this machine, and addresses of the local network."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bothy.journal.whole_file import write_whole
from bothy.server.tls.authority import (
    EARLIER,
    LOCAL_NETWORKS,
    Authority,
    TlsTrouble,
    key_usage,
    private_pem,
    read_authority,
)

DAYS = 397
"""The longest that browsers take (CA/Browser Forum, ballot SC31: 398 days, the last second counted)."""
RENEW_WITHIN_DAYS = 30
DEFAULT_NAME = "bothy.local"

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LOOPBACK = (ip_address("127.0.0.1"), ip_address("::1"))


class Served(msgspec.Struct, frozen=True):
    """What Bothy serves with. `path`: the PEM file with key and certificate; `addresses`: without this machine's own."""

    path: Path
    certificate: x509.Certificate
    name: str
    addresses: tuple[IPv4Address | IPv6Address, ...]

    @property
    def ends_at(self) -> datetime:
        return self.certificate.not_valid_after_utc

    def covers(self, host: str) -> bool:
        """Whether a browser that was told `host` (a name or an address) will take this certificate."""
        try:
            told = ip_address(host.strip("[]"))
        except ValueError:
            return host.lower() in (self.name, "localhost")
        return told in (*_LOOPBACK, *self.addresses)

    def hosts(self) -> list[str]:
        """Every name and address of it, as they stand in an address line."""
        told = [f"[{each}]" if each.version == 6 else str(each) for each in self.addresses]
        return [self.name, "localhost", "127.0.0.1", "[::1]", *told]


def read_name(told: str) -> str:
    """A name as certificates hold it. Raises TlsTrouble with a sentence."""
    name = told.strip().rstrip(".").lower()
    if not name:
        raise TlsTrouble(f"A certificate needs a name. Leave --name out for {DEFAULT_NAME}.")
    try:
        ip_address(name)
    except ValueError:
        pass
    else:
        raise TlsTrouble(f"{told} is an address, not a name: give it with --address.")
    if len(name) > 253 or not all(_LABEL.fullmatch(part) for part in name.split(".")):
        raise TlsTrouble(
            f"{told} is no name that a browser can open: letters, digits, hyphens and dots only, such as {DEFAULT_NAME}."
        )
    if name == "localhost":
        raise TlsTrouble(
            f"localhost is each tablet itself. Choose a name of this machine, such as {DEFAULT_NAME}."
        )
    return name


def read_address(told: str) -> IPv4Address | IPv6Address:
    """An address of a local network. Raises TlsTrouble with a sentence."""
    try:
        address = ip_address(told.strip().strip("[]"))
    except ValueError:
        raise TlsTrouble(f"{told} is not an address such as 192.168.1.20. A name goes with --name.") from None
    if not any(address in network for network in LOCAL_NETWORKS):
        raise TlsTrouble(
            f"{told} is not an address of a local network, and Bothy's own authority may speak for no other. "
            "On the internet, put a proxy with a public certificate before it (docs/https.md)."
        )
    return address


def make_certificate(
    folder: Path,
    authority: Authority,
    name: str,
    addresses: tuple[IPv4Address | IPv6Address, ...],
    now: datetime,
) -> Served:
    """A new key and certificate in `folder`, for at most 397 days from `now` (UTC). Raises TlsTrouble."""
    if authority.key is None:
        raise TlsTrouble(
            f"The authority's key is not in {folder}, so it can sign nothing. Put authority.key back for as long as this takes."
        )
    if authority.ends_at <= now:
        raise TlsTrouble(_authority_ended(authority))
    if name != authority.name:
        raise TlsTrouble(
            f"The authority of this home may speak for {authority.name} only, not for {name}. "
            "`bothy tls --new-authority` makes another one; each tablet then has to load it."
        )
    key = ec.generate_private_key(ec.SECP256R1())
    own = [
        x509.DNSName(name),
        x509.DNSName("localhost"),
        *(x509.IPAddress(each) for each in dict.fromkeys((*_LOOPBACK, *addresses))),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(min(now - EARLIER + timedelta(days=DAYS), authority.ends_at))
        .add_extension(x509.SubjectAlternativeName(own), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.certificate.public_key()),
            critical=False,
        )  # type: ignore[arg-type]
        .sign(authority.key, hashes.SHA256())
    )
    # One file with both: whoever reads it while it is made anew gets a pair that fits.
    try:
        write_whole(folder / "server.pem", private_pem(key) + made.public_bytes(serialization.Encoding.PEM))
    except OSError as fault:
        raise TlsTrouble(
            f"The certificate cannot be written to {folder} ({fault.strerror or fault})."
        ) from fault
    return _served(folder / "server.pem", made)


def read_certificate(folder: Path) -> Served | None:
    """The certificate as it stands, whether or not it is still good; None where there is none. Raises TlsTrouble."""
    path = folder / "server.pem"
    try:
        return _served(path, x509.load_pem_x509_certificate(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, x509.ExtensionNotFound) as fault:
        raise TlsTrouble(f"{path} cannot be read ({fault}). `bothy tls --renew` makes it anew.") from fault


def ready_to_serve(folder: Path, now: datetime) -> tuple[Authority, Served, bool]:
    """What to serve with at `now` (UTC), made anew where under 30 days are left; and whether it was. Raises TlsTrouble."""
    authority, served = read_authority(folder), read_certificate(folder)
    if authority is None or served is None:
        raise TlsTrouble(
            "There is no certificate in this home yet. Make one with `bothy tls`, then start again."
        )
    if authority.ends_at <= now:
        raise TlsTrouble(_authority_ended(authority))
    fresh = False
    stale = served.ends_at - now < timedelta(days=RENEW_WITHIN_DAYS) or not _signed_by(authority, served)
    # Close to the authority's own end there is nothing to be won by making it anew each time.
    if stale and authority.key is not None and served.ends_at < authority.ends_at:
        served, fresh = make_certificate(folder, authority, served.name, served.addresses, now), True
    if served.ends_at <= now:
        raise TlsTrouble(
            f"The certificate ended on {served.ends_at:%d %B %Y}, and the authority's key is not in {folder} to make another. "
            "Put authority.key back, then `bothy tls --renew`."
        )
    return authority, served, fresh


def _authority_ended(authority: Authority) -> str:
    return (
        f"The authority of this home ended on {authority.ends_at:%d %B %Y}. "
        "`bothy tls --new-authority` makes another one; each tablet then has to load it."
    )


def _signed_by(authority: Authority, served: Served) -> bool:
    try:
        served.certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _served(path: Path, certificate: x509.Certificate) -> Served:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    name = next(
        (each for each in names.get_values_for_type(x509.DNSName) if each != "localhost"), "localhost"
    )
    addresses = tuple(each for each in names.get_values_for_type(x509.IPAddress) if each not in _LOOPBACK)
    return Served(path, certificate, name, addresses)  # type: ignore[arg-type]
