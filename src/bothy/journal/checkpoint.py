"""Checkpoints: where the journal ended, signed, and small enough to print, mail or type.

A checkpoint held outside the house is what finds a journal that was cut off, or written anew
from some entry on with a chain that fits (docs/journal-format.md).
"""

import struct
from base64 import b32decode, b32encode
from binascii import crc32
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from bothy.journal.chain import micros, moment
from bothy.journal.errors import CorruptJournal, ReadOnlyJournal
from bothy.journal.key_file import key_in
from bothy.journal.store import Checkpoint, Reader
from bothy.journal.whole_file import write_whole

DOMAIN_TAG = b"bothy-checkpoint-1"
TITLE = "BOTHY CHECKPOINT 1"
KEY_FILE = Path("keys") / "journal.ed25519"

_SIGNED = struct.Struct(">18s16sQ32sq8s")
_WHOLE = struct.Struct(">16sQ32sq8s64s")
_LINE = 50
_GROUP = 5


class SigningKey:
    """The facility's own Ed25519 key. It stays in the home; its public half may go anywhere."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id: str = key_id(self.public)

    @classmethod
    def of_home(cls, home: Path) -> "SigningKey":
        """The key in HOME/keys/journal.ed25519 (mode 0600), made at the first call.

        The public half is written beside it as journal.ed25519.pub. `CorruptJournal` when the file
        is no such key, `ReadOnlyJournal` when it cannot be made.
        """
        path = home / KEY_FILE
        try:
            private = key_in(path, Ed25519PrivateKey.generate)
            if not isinstance(private, Ed25519PrivateKey):
                raise CorruptJournal(_no_key(path))
            public = _public_file(home)
            if not public.exists():
                said = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                write_whole(public, said)
        except OSError as fault:
            raise ReadOnlyJournal(
                f"The signing key {path} cannot be read or made ({fault.strerror}). Check the folder's permissions."
            ) from fault
        except ValueError as fault:
            raise CorruptJournal(_no_key(path)) from fault
        return cls(private)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self._private.sign(message)


def public_key_of_home(home: Path) -> bytes | None:
    """The raw public key (32 bytes) kept in the home, None when there is none yet."""
    path = _public_file(home)
    return read_public_key(path) if path.exists() else None


def _public_file(home: Path) -> Path:
    return (home / KEY_FILE).with_suffix(".ed25519.pub")


def read_public_key(path: Path) -> bytes:
    """The raw public key (32 bytes) of a PEM file. ValueError when it is no Ed25519 key."""
    public = load_pem_public_key(path.read_bytes())
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError(f"{path} is no Ed25519 public key.")
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    """The first 8 bytes of the SHA-256 of the raw public key, in hex."""
    return sha256(public).digest()[:8].hex()


def make_checkpoint(store: Reader, key: SigningKey, at: datetime) -> Checkpoint:
    """The present head of the journal, signed. `at` is aware. It is not yet kept anywhere."""
    head = store.head()
    unsigned = Checkpoint(store.facility, head.number, head.digest, at, key.key_id, b"")
    return msgspec.structs.replace(unsigned, signature=key.sign(signed_bytes(unsigned)))


def signed_bytes(checkpoint: Checkpoint) -> bytes:
    """What the signature is over."""
    return _SIGNED.pack(
        DOMAIN_TAG,
        checkpoint.facility.bytes,
        checkpoint.number,
        checkpoint.digest,
        micros(checkpoint.at),
        bytes.fromhex(checkpoint.key_id),
    )


def is_signed_by(checkpoint: Checkpoint, public: bytes) -> bool:
    """Whether this key (raw, 32 bytes) signed exactly this checkpoint."""
    if key_id(public) != checkpoint.key_id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(checkpoint.signature, signed_bytes(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return True


def to_text(checkpoint: Checkpoint) -> str:
    """A short form (under 400 characters) to print, mail or type; each line checks itself."""
    whole = _WHOLE.pack(
        checkpoint.facility.bytes,
        checkpoint.number,
        checkpoint.digest,
        micros(checkpoint.at),
        bytes.fromhex(checkpoint.key_id),
        checkpoint.signature,
    )
    letters = b32encode(whole).decode().rstrip("=")
    lines = [letters[start : start + _LINE] for start in range(0, len(letters), _LINE)]
    said = f"{TITLE} entry {checkpoint.number} {checkpoint.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return "\n".join([said, *(_grouped(line + _check(n, line)) for n, line in enumerate(lines, 1))]) + "\n"


def from_text(text: str) -> Checkpoint:
    """A checkpoint read back from its short form, however it was spaced or cased.

    0 and 1, which are not in the alphabet, are read as O and I. ValueError names the line that
    was mistyped.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines or not lines[0].upper().startswith(TITLE):
        raise ValueError(
            f"This is no checkpoint: it begins with “{TITLE}”. Copy it whole, first line included."
        )
    letters = ""
    for n, line in enumerate(lines[1:], 1):
        typed = "".join(line.upper().split()).replace("-", "").replace("0", "O").replace("1", "I")
        payload, check = typed[:-2], typed[-2:]
        if _check(n, payload) != check:
            raise ValueError(
                f"Line {n + 1} of the checkpoint is mistyped. Compare it with the paper and try again."
            )
        letters += payload
    try:
        whole = b32decode(letters + "=" * (-len(letters) % 8))
        facility, number, digest, at, key, signature = _WHOLE.unpack(whole)
        return Checkpoint(UUID(bytes=facility), number, digest, moment(at), key.hex(), signature)
    except (ValueError, OverflowError, struct.error) as fault:
        raise ValueError(
            "The checkpoint is not whole: a line is missing or one too many. Copy it again."
        ) from fault


def to_json(checkpoint: Checkpoint) -> bytes:
    """One JSON object: ids as text, digest and signature in hex, `at` in RFC 3339."""
    return msgspec.json.encode(
        {
            "bothy_checkpoint": 1,
            "facility": checkpoint.facility,
            "number": checkpoint.number,
            "digest": checkpoint.digest.hex(),
            "at": checkpoint.at,
            "key_id": checkpoint.key_id,
            "signature": checkpoint.signature.hex(),
        }
    )


class _Json(msgspec.Struct):
    facility: UUID
    number: int
    digest: str
    at: datetime
    key_id: str
    signature: str


def from_json(raw: bytes | str) -> Checkpoint:
    """A checkpoint read back from its JSON form. ValueError says what is wrong."""
    try:
        read = msgspec.json.decode(raw, type=_Json)
        digest, signature = bytes.fromhex(read.digest), bytes.fromhex(read.signature)
        if len(digest) != 32 or len(signature) != 64 or len(bytes.fromhex(read.key_id)) != 8:
            raise ValueError("digest, key id or signature has the wrong length")
        if read.at.tzinfo is None:
            raise ValueError("“at” has no time zone")
    except ValueError as fault:
        raise ValueError(f"This is no checkpoint in JSON: {fault}.") from fault
    return Checkpoint(read.facility, read.number, digest, read.at, read.key_id, signature)


def parse(raw: str) -> Checkpoint:
    """A checkpoint in either form. ValueError says what is wrong."""
    return from_json(raw) if raw.lstrip().startswith("{") else from_text(raw)


def _check(line: int, letters: str) -> str:
    # Ten bits a line: a slip of the hand is named with its line; forgery is the signature's matter.
    value = crc32(f"{line}:{letters}".encode()) & 0x3FF
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return alphabet[value >> 5] + alphabet[value & 31]


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _no_key(path: Path) -> str:
    return (
        f"{path} is no Ed25519 key. Restore it from a backup; or move it away, and a new key is made "
        "(checkpoints signed with the old one need the old public key to be checked)."
    )
