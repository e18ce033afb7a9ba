"""The facility's own certificate authority: made once, kept in HOME/keys/tls, trusted by its own tablets only.

Whoever holds its key can pose as any site that it may speak for, to every tablet that trusts it. So it
may speak for little: the one name, this machine, and addresses of local networks (RFC 5280, 4.2.1.10).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bothy.journal.whole_file import write_whole

AUTHORITY_YEARS = 10
# A tablet whose clock is somewhat behind must not find a certificate that is not valid yet.
EARLIER = timedelta(hours=1)

LOCAL_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(each)
    for each in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
"""Loopback, private (RFC 1918, RFC 4193) and link-local addresses: what the authority may speak for."""


class TlsTrouble(Exception):
    """There is no certificate to serve with, or it cannot be made; the message says what to do."""


class Authority(msgspec.Struct, frozen=True):
    """The authority as it stands. `key` is None where it was taken out of the home, as it may be."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | None

    @property
    def der(self) -> bytes:
        """As tablets load it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def name(self) -> str:
        """The one name that it may speak for, besides this machine."""
        return next(each for each in _permitted_names(self.certificate) if each != "localhost")

    @property
    def ends_at(self) -> datetime:
        return self.certificate.not_valid_after_utc


def folder_of(keys: Path) -> Path:
    """Where the authority and the certificate lie; `keys` is HOME/keys."""
    return keys / "tls"


def make_authority(folder: Path, name: str, now: datetime) -> Authority:
    """A new authority in `folder` for `name`, good for ten years from `now` (UTC). Raises TlsTrouble."""
    key = ec.generate_private_key(ec.SECP256R1())
    # A tablet's list shows both. What kind of house this is need not stand in it; the day tells two of them apart.
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bothy"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name[:40]}, {now:%d %b %Y}"),
        ]
    )
    public = key.public_key()
    permitted = [
        x509.DNSName(name),
        x509.DNSName("localhost"),
        *(x509.IPAddress(each) for each in LOCAL_NETWORKS),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=round(365.25 * AUTHORITY_YEARS)))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The key first: a certificate without its key would look like one whose key was put away.
        write_whole(folder / "authority.key", private_pem(key))
        write_whole(folder / "authority.crt", made.public_bytes(serialization.Encoding.PEM))
    except OSError as fault:
        raise TlsTrouble(
            f"The authority cannot be written to {folder} ({fault.strerror or fault})."
        ) from fault
    return Authority(made, key)


def read_authority(folder: Path) -> Authority | None:
    """The authority of this home; None where none was made. Raises TlsTrouble where it is damaged."""
    path = folder / "authority.crt"
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as fault:
        raise TlsTrouble(
            f"{path} cannot be read ({fault}). Put it back from a backup, or make another: `bothy tls --new-authority`."
        ) from fault
    key = _read_key(folder / "authority.key")
    if key is not None and key.public_key() != certificate.public_key():
        raise TlsTrouble(
            f"{folder / 'authority.key'} is not the key of authority.crt beside it. Put the right one back from a backup."
        )
    if not any(each != "localhost" for each in _permitted_names(certificate)):
        raise TlsTrouble(f"{path} was not made by `bothy tls`. Move it away, and make one with `bothy tls`.")
    return Authority(certificate, key)


def put_away(folder: Path, now: datetime) -> None:
    """Move an authority and its certificate aside, so that a new one can be made. Raises TlsTrouble."""
    aside = folder / f"until-{now:%Y-%m-%d-%H%M%S}"
    try:
        aside.mkdir(mode=0o700, exist_ok=True)
        for path in (*folder.glob("*.crt"), *folder.glob("*.key"), *folder.glob("*.pem")):
            os.replace(path, aside / path.name)
    except OSError as fault:
        raise TlsTrouble(f"The old authority cannot be moved to {aside} ({fault.strerror or fault}).") from fault


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate as tablets show it, in capitals: 64 hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def fingerprint_lines(told: str) -> tuple[str, ...]:
    """A fingerprint to be read aloud: four lines of two groups of four pairs."""
    pairs = [told[i : i + 2] for i in range(0, len(told), 2)]
    lines = [pairs[i : i + 8] for i in range(0, len(pairs), 8)]
    return tuple(" ".join(line[:4]) + "   " + " ".join(line[4:]) for line in lines)


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as fault:
        raise TlsTrouble(f"{path} cannot be read ({fault}). Put it back from a backup.") from fault
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TlsTrouble(f"{path} is not a key that `bothy tls` made. Put the right one back from a backup.")
    return key


def _permitted_names(certificate: x509.Certificate) -> Iterator[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return
    for each in told.permitted_subtrees or ():
        if isinstance(each, x509.DNSName):
            yield each.value
