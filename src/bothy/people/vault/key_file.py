"""The vault key: 32 bytes in a file outside the database, plain or locked with a passphrase.

The file is JSON. `keys`: the key in use first; while a rotation is under way the one before it, too. A locked file has
`locked` in their place: the same list sealed under scrypt of the passphrase.

Where it lies: `keys/vault.key` of the home, or where BOTHY_VAULT_KEY_FILE says. Its passphrase, where it has one, is in
the file that BOTHY_VAULT_PASSPHRASE_FILE names (a mounted secret, a systemd credential), read when the vault is opened.
"""

import base64
import os
import secrets
import stat
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from bothy.journal.whole_file import make_once, write_whole
from bothy.people.vault.trouble import VaultTrouble

KEY_VARIABLE = "BOTHY_VAULT_KEY_FILE"
PASSPHRASE_VARIABLE = "BOTHY_VAULT_PASSPHRASE_FILE"  # noqa: S105  (a name, no secret)
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 12
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}
_ABOUT = b"bothy vault key file 1"


class VaultKey(msgspec.Struct, frozen=True):
    """One vault key. `id`: 16 hex signs that say which, and nothing of it."""

    id: str
    key: bytes

    def __repr__(self) -> str:
        return f"VaultKey({self.id})"

    __rich_repr__ = None


class _Locked(msgspec.Struct, frozen=True):
    salt: str
    n: int
    r: int
    p: int
    box: str


class _File(msgspec.Struct, frozen=True):
    bothy_vault_key: int
    keys: list[VaultKey] = []
    locked: _Locked | None = None


class Keys(msgspec.Struct, frozen=True):
    """The keys of the file: the one in use first. `locked`: whether the file needs a passphrase."""

    keys: tuple[VaultKey, ...]
    locked: bool

    @property
    def now(self) -> VaultKey:
        return self.keys[0]

    def of(self, id: str) -> VaultKey:
        """The key of that id. `VaultTrouble` where the file has no such key."""
        found = next((one for one in self.keys if one.id == id), None)
        if found is None:
            raise VaultTrouble(
                f"What is in the vault was sealed under the key {id}, and {place()} holds another ({self.now.id}). Put the "
                "right key file back, from the backup that holds the keys, then try again. Nothing is lost."
            )
        return found

    __rich_repr__ = None


def place() -> Path:
    """Where the key file lies."""
    told = os.environ.get(KEY_VARIABLE)
    return Path(told).expanduser() if told else Path(settings.HOME.keys) / "vault.key"


def passphrase() -> bytes | None:
    """What the passphrase file says, without the end of its line; None where none is named. `VaultTrouble`."""
    told = os.environ.get(PASSPHRASE_VARIABLE)
    if not told:
        return None
    try:
        return Path(told).expanduser().read_bytes().rstrip(b"\r\n")
    except OSError as fault:
        raise VaultTrouble(
            f"The vault's passphrase cannot be read from {told} ({fault.strerror}). Mend that file or {PASSPHRASE_VARIABLE}, "
            "then try again."
        ) from fault


def read() -> Keys:
    """The keys. `VaultTrouble` says what to do where there are none, or they cannot be read."""
    path = place()
    try:
        said = path.read_bytes()
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
    except FileNotFoundError as fault:
        raise VaultTrouble(
            f"The vault's key is not there: {path} is missing. Bring it back from the backup that holds the keys, or say with "
            f"{KEY_VARIABLE} where it is. Until then the vault stays shut; everything else works."
        ) from fault
    except OSError as fault:
        raise VaultTrouble(
            f"The vault's key {path} cannot be read ({fault.strerror}). Make it readable for Bothy's user."
        ) from fault
    if open_to_others:
        raise VaultTrouble(
            f"The vault's key {path} can be read by others. Make it Bothy's own: chmod 600 {path}"
        )
    try:
        told = msgspec.json.decode(said, type=_File)
        if told.bothy_vault_key != 1:
            raise ValueError("of another version")
        keys = told.keys if told.locked is None else _unlocked(told.locked)
        if not keys or any(len(one.key) != KEY_BYTES for one in keys):
            raise ValueError("no key in it")
    except ValueError as fault:
        raise VaultTrouble(
            f"The vault's key {path} is damaged ({fault}). Bring it back from the backup that holds the keys; do not make a new one."
        ) from fault
    return Keys(tuple(keys), told.locked is not None)


def make() -> Keys:
    """The keys; where there is no file yet, one with a new key. Of several that make it at once the first stands. `VaultTrouble`."""
    path = place()
    if not path.exists():
        with_passphrase = passphrase()
        try:
            make_once(path, _said((new_key(),), with_passphrase))
        except OSError as fault:
            raise VaultTrouble(
                f"The vault's key could not be made at {path} ({fault.strerror}). Nothing was kept."
            ) from fault
    return read()


def write(keys: tuple[VaultKey, ...], with_passphrase: bytes | None) -> None:
    """Put these keys in the place of those that stand there, in one step. `VaultTrouble`."""
    path = place()
    try:
        write_whole(path, _said(keys, with_passphrase))
    except OSError as fault:
        raise VaultTrouble(
            f"The vault's key could not be written to {path} ({fault.strerror}). The old one stands."
        ) from fault


def new_key() -> VaultKey:
    return VaultKey(secrets.token_hex(8), secrets.token_bytes(KEY_BYTES))


def _said(keys: tuple[VaultKey, ...], with_passphrase: bytes | None) -> bytes:
    if with_passphrase is None:
        return msgspec.json.encode({"bothy_vault_key": 1, "keys": keys}) + b"\n"
    if len(with_passphrase) < SHORTEST_PASSPHRASE:
        raise VaultTrouble(f"A passphrase for the vault has {SHORTEST_PASSPHRASE} signs or more.")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = nonce + AESGCM(_derived(with_passphrase, salt, _SCRYPT)).encrypt(
        nonce, msgspec.json.encode(keys), _ABOUT
    )
    locked = {"salt": _text(salt), **_SCRYPT, "box": _text(box)}
    return msgspec.json.encode({"bothy_vault_key": 1, "locked": locked}) + b"\n"


def _unlocked(locked: _Locked) -> list[VaultKey]:
    told = passphrase()
    if told is None:
        raise VaultTrouble(
            f"The vault's key {place()} is locked with a passphrase. Say with {PASSPHRASE_VARIABLE} which file holds it, "
            "then start Bothy again."
        )
    if not (2**14 <= locked.n <= 2**20 and locked.r == 8 and locked.p == 1):
        raise ValueError("its scrypt is not ours")
    salt, box = base64.b64decode(locked.salt, validate=True), base64.b64decode(locked.box, validate=True)
    try:
        plain = AESGCM(_derived(told, salt, {"n": locked.n, "r": locked.r, "p": locked.p})).decrypt(
            box[:12], box[12:], _ABOUT
        )
    except InvalidTag as fault:
        raise VaultTrouble(
            f"The passphrase does not open the vault's key {place()}. Mend the file with the passphrase."
        ) from fault
    return msgspec.json.decode(plain, type=list[VaultKey])


def _derived(told: bytes, salt: bytes, cost: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, **cost).derive(told)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


__all__ = [
    "KEY_VARIABLE",
    "PASSPHRASE_VARIABLE",
    "Keys",
    "VaultKey",
    "make",
    "new_key",
    "passphrase",
    "place",
    "read",
    "write",
]
