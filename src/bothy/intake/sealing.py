"""Boxes that only this facility can open: what a tablet keeps when nobody is signed in at it, and PINs typed while cut off.

The facility has a P-256 key pair in HOME/keys/seal.pem (mode 0600). Tablets know the public point and can seal, never
open. A box is ephemeral ECDH on P-256 (NIST SP 800-56A), HKDF-SHA256 (RFC 5869) and AES-256-GCM (NIST SP 800-38D), as
JSON with base64url without padding: {"v": 1, "epk": the sender's point, uncompressed, "iv": 12 bytes, "ct": text and tag}.
Both points go into the derivation, so a box fits one facility only. Its twin in the browser is floor/keep/seal.js.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bothy.journal.key_file import key_in

KEY_FILE = Path("keys") / "seal.pem"
INFO = b"bothy sealed box 1"
_CURVE = ec.SECP256R1()


class BoxTrouble(ValueError):
    """A box that cannot be opened with this key; the message says why in a sentence."""


class SealKeyTrouble(Exception):
    """The facility's seal key cannot be read or made; the message says what to do."""


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed box on the wire. All texts are base64url."""

    v: Literal[1]
    epk: str
    iv: str
    ct: str


class PinWords(msgspec.Struct, frozen=True):
    """What a sealed PIN says: whose, and when the tablet took it, so that a box cannot be used for another sign-in."""

    staff: UUID
    pin: str
    since: datetime


class SealKey:
    """The facility's own key. Its private half stays in the home; `public` travels to the tablets."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self.point: bytes = _point(private.public_key())
        self.public: str = _text(self.point)
        """The public point, uncompressed (65 bytes), base64url."""

    @classmethod
    def of_home(cls, home: Path) -> "SealKey":
        """The key in HOME/keys/seal.pem (mode 0600), made at the first call. `SealKeyTrouble` when that fails."""
        path = home / KEY_FILE
        try:
            private = key_in(path, lambda: ec.generate_private_key(_CURVE))
        except OSError as fault:
            raise SealKeyTrouble(
                f"The key {path} that opens tablets' sealed boxes cannot be read or made ({fault.strerror}). Check the folder's permissions."
            ) from fault
        except ValueError as fault:
            raise SealKeyTrouble(_no_key(path)) from fault
        if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != _CURVE.name:
            raise SealKeyTrouble(_no_key(path))
        return cls(private)

    def open(self, box: Box) -> bytes:
        """The text that was sealed. `BoxTrouble` for another facility's box and for one that was changed."""
        try:
            theirs = _bytes(box.epk)
            sender = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs)
            shared = self._private.exchange(ec.ECDH(), sender)
            return AESGCM(_derived(shared, theirs, self.point)).decrypt(_bytes(box.iv), _bytes(box.ct), None)
        except (InvalidTag, ValueError) as fault:
            raise BoxTrouble(
                "This box was not sealed for this facility, or was changed on the way. It is kept on the tablet."
            ) from fault

    def open_pin(self, box: Box) -> PinWords:
        """A PIN that a tablet took while it was cut off. `BoxTrouble` where it holds none."""
        try:
            return msgspec.json.decode(self.open(box), type=PinWords)
        except msgspec.MsgspecError as fault:
            raise BoxTrouble("This box holds no PIN.") from fault


def seal(public: str, text: bytes) -> Box:
    """Seal `text` to a facility's public point (base64url). What a tablet does; here for tests and the command line."""
    theirs = _bytes(public)
    own = ec.generate_private_key(_CURVE)
    epk = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    iv = os.urandom(12)
    sealed = AESGCM(_derived(shared, epk, theirs)).encrypt(iv, text, None)
    return Box(1, _text(epk), _text(iv), _text(sealed))


def _derived(shared: bytes, epk: bytes, point: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=epk + point, info=INFO).derive(shared)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _no_key(path: Path) -> str:
    return f"{path} is no P-256 key. Put the file back from a backup: without it, boxes that tablets sealed cannot be opened."


__all__ = ["KEY_FILE", "Box", "BoxTrouble", "PinWords", "SealKey", "SealKeyTrouble", "seal"]
