"""The authority and the certificate: what they may speak for, how long, and that a renewal keeps the authority."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from bothy.server.tls.authority import (
    Authority,
    TlsTrouble,
    fingerprint,
    fingerprint_lines,
    make_authority,
    put_away,
    read_authority,
)
from bothy.server.tls.certificate import (
    Served,
    make_certificate,
    read_address,
    read_certificate,
    read_name,
    ready_to_serve,
)
from bothy.server.tls.keeper import Keeper

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "tls"


@pytest.fixture
def made(folder: Path) -> tuple[Authority, Served]:
    authority = make_authority(folder, "bothy.local", NOW)
    return authority, make_certificate(folder, authority, "bothy.local", (ip_address("192.168.7.5"),), NOW)


def good(authority: Authority, served: Served, subject: x509.GeneralName, at: datetime) -> bool:
    """Whether a verifier that trusts the authority takes the certificate for `subject` at that moment."""
    verifier = PolicyBuilder().store(Store([authority.certificate])).time(at).build_server_verifier(subject)
    try:
        verifier.verify(served.certificate, [])
    except VerificationError:
        return False
    return True


def test_the_certificate_is_good_for_its_name_and_addresses_and_no_other(made: tuple[Authority, Served]) -> None:
    authority, served = made
    for subject in (x509.DNSName("bothy.local"), x509.DNSName("localhost"), x509.IPAddress(ip_address("192.168.7.5"))):
        assert good(authority, served, subject, NOW)
    for subject in (x509.DNSName("example.org"), x509.DNSName("other.local"), x509.IPAddress(ip_address("192.168.7.6"))):
        assert not good(authority, served, subject, NOW)
    assert served.covers("BOTHY.local") and served.covers("[::1]") and not served.covers("192.168.7.6")


def test_nothing_lasts_longer_than_browsers_take(made: tuple[Authority, Served]) -> None:
    authority, served = made
    lasts = served.certificate.not_valid_after_utc - served.certificate.not_valid_before_utc
    assert lasts <= timedelta(days=397)
    assert good(authority, served, x509.DNSName("bothy.local"), NOW + timedelta(days=396))
    assert not good(authority, served, x509.DNSName("bothy.local"), NOW + timedelta(days=398))
    assert timedelta(days=3652) <= authority.ends_at - NOW <= timedelta(days=3653)
    for one in (authority.certificate, served.certificate):
        key = one.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def test_the_authority_can_pose_as_no_other_site(made: tuple[Authority, Served], folder: Path) -> None:
    """Somebody with the authority's key signs for a bank, and for a server on the internet: no tablet takes it."""
    authority, _ = made
    own, bank = x509.DNSName("bothy.local"), x509.DNSName("bank.example")
    inside, outside = x509.IPAddress(ip_address("10.4.4.4")), x509.IPAddress(ip_address("203.0.113.9"))
    for names, taken in (([own], True), ([own, inside], True), ([bank], False), ([own, bank], False), ([own, outside], False)):
        served = Served(folder, forged(authority, names), "", ())
        assert good(authority, served, names[0], NOW) == taken, names
        assert good(authority, served, names[-1], NOW) == taken, names


def forged(authority: Authority, names: list[x509.GeneralName]) -> x509.Certificate:
    """What the authority's key can sign when nobody of ours holds it."""
    assert authority.key is not None
    public, own = ec.generate_private_key(ec.SECP256R1()).public_key(), authority.key.public_key()
    return (
        x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(authority.certificate.subject).public_key(public)
        .serial_number(x509.random_serial_number()).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own), critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority.key, hashes.SHA256())
    )  # fmt: skip


def test_keys_are_for_their_owner_alone(made: tuple[Authority, Served], folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0
    for name in ("authority.key", "server.pem"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600, name


def test_a_certificate_is_made_anew_in_its_last_thirty_days_by_the_same_authority(made: tuple[Authority, Served], folder: Path) -> None:
    authority, served = made
    same, kept, fresh = ready_to_serve(folder, served.ends_at - timedelta(days=31))
    assert not fresh and kept.certificate == served.certificate
    later = served.ends_at - timedelta(days=29)
    same, renewed, fresh = ready_to_serve(folder, later)
    assert fresh and same.certificate == authority.certificate
    assert renewed.certificate.serial_number != served.certificate.serial_number
    assert (renewed.name, renewed.addresses) == (served.name, served.addresses)
    assert good(authority, renewed, x509.DNSName("bothy.local"), later + timedelta(days=390))
    # Also when nobody started it for a year.
    _, found, fresh = ready_to_serve(folder, renewed.ends_at + timedelta(days=40))
    assert fresh and good(authority, found, x509.DNSName("bothy.local"), renewed.ends_at + timedelta(days=40))


def test_an_authority_whose_key_was_put_away_serves_until_the_end_and_then_says_so(made: tuple[Authority, Served], folder: Path) -> None:
    _, served = made
    (folder / "authority.key").unlink()
    assert ready_to_serve(folder, served.ends_at - timedelta(days=1))[1:] == (served, False)
    with pytest.raises(TlsTrouble, match=r"ended on 0[0-9] April 2027.*Put authority.key back"):
        ready_to_serve(folder, served.ends_at + timedelta(seconds=1))


def test_an_authority_that_ended_is_said(made: tuple[Authority, Served], folder: Path) -> None:
    authority, _ = made
    with pytest.raises(TlsTrouble, match=r"authority of this home ended on .* 2036"):
        ready_to_serve(folder, authority.ends_at + timedelta(days=1))


def test_the_last_certificate_ends_with_its_authority_and_is_not_made_anew_for_ever(made: tuple[Authority, Served], folder: Path) -> None:
    authority, _ = made
    near = authority.ends_at - timedelta(days=5)
    _, last, fresh = ready_to_serve(folder, near)
    assert fresh and last.ends_at == authority.ends_at
    assert not ready_to_serve(folder, near)[2]


def test_what_cannot_be_used_is_told_in_a_sentence(folder: Path) -> None:
    with pytest.raises(TlsTrouble, match="no certificate in this home yet"):
        ready_to_serve(folder, NOW)
    authority = make_authority(folder, "bothy.local", NOW)
    with pytest.raises(TlsTrouble, match="no certificate in this home yet"):
        ready_to_serve(folder, NOW)
    make_certificate(folder, authority, "bothy.local", (), NOW)
    with pytest.raises(TlsTrouble, match=r"may speak for bothy\.local only, not for other\.local"):
        make_certificate(folder, authority, "other.local", (), NOW)
    (folder / "server.pem").write_text("nothing of the kind")
    with pytest.raises(TlsTrouble, match="--renew"):
        read_certificate(folder)
    other = make_authority(folder.parent / "other", "bothy.local", NOW)
    assert other.key is not None
    (folder / "authority.key").write_bytes((folder.parent / "other" / "authority.key").read_bytes())
    with pytest.raises(TlsTrouble, match="not the key of"):
        read_authority(folder)
    (folder / "authority.crt").write_text("gone")
    with pytest.raises(TlsTrouble, match="from a backup"):
        read_authority(folder)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "needs a name"), ("192.168.7.5", "--address"), ("a b", "no name"), ("-x.local", "no name"), ("localhost", "each tablet itself"), ("ä.local", "no name")],
)  # fmt: skip
def test_names_that_are_none(name: str, sentence: str) -> None:
    with pytest.raises(TlsTrouble, match=sentence):
        read_name(name)


@pytest.mark.parametrize(("address", "sentence"), [("bothy.local", "--name"), ("8.8.8.8", "local network"), ("192.168.7", "not an address")])
def test_addresses_that_are_none(address: str, sentence: str) -> None:
    with pytest.raises(TlsTrouble, match=sentence):
        read_address(address)


def test_another_authority_leaves_the_old_one_aside(made: tuple[Authority, Served], folder: Path) -> None:
    authority, _ = made
    put_away(folder, NOW)
    assert read_authority(folder) is None
    (aside,) = folder.iterdir()
    found = read_authority(aside)
    assert found is not None and found.certificate == authority.certificate


def test_the_fingerprint_is_told_in_pairs(made: tuple[Authority, Served]) -> None:
    import hashlib

    authority, _ = made
    told = fingerprint(authority.certificate)
    assert told == hashlib.sha256(authority.der).hexdigest().upper(), "certutil -hashfile on Windows shows the same"
    lines = fingerprint_lines(told)
    assert len(lines) == 4 and "".join(lines).replace(" ", "") == told
    assert all(len(line.split()) == 8 for line in lines)


def test_a_running_server_takes_a_new_certificate_up(made: tuple[Authority, Served], folder: Path) -> None:
    authority, served = made
    clock = [NOW]
    keeper = Keeper(folder, lambda: clock[0])
    assert keeper.look() is None and shown_by(keeper.context) == served.certificate
    # By the command line, while it runs.
    by_hand = make_certificate(folder, authority, "bothy.local", (), NOW)
    assert "new certificate" in (keeper.look() or "")
    assert shown_by(keeper.context) == by_hand.certificate
    # By itself, in time.
    clock[0] = by_hand.ends_at - timedelta(days=20)
    assert "new certificate" in (keeper.look() or "") and keeper.look() is None
    assert keeper.served.ends_at > by_hand.ends_at and shown_by(keeper.context) == keeper.served.certificate
    put_away(folder, NOW)
    fresh = make_authority(folder, "bothy.local", clock[0])
    make_certificate(folder, fresh, "bothy.local", (), clock[0])
    with pytest.raises(TlsTrouble, match="Stop Bothy and start it again"):
        keeper.look()


def shown_by(context: ssl.SSLContext) -> x509.Certificate:
    """The certificate that a client of this context is shown."""
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(to_server, to_client, server_side=True)
    client = asking.wrap_bio(to_client, to_server)
    for _ in range(4):
        for each in (client, server):
            try:
                each.do_handshake()
            except ssl.SSLWantReadError:
                continue
    told = client.getpeercert(binary_form=True)
    assert told is not None
    return x509.load_der_x509_certificate(told)
