"""One file that anybody can check: members in order, at one fixed time, with a manifest of their digests, signed.

The same members and key make the same bytes. The signature (Ed25519, the key that signs the facility's checkpoints) is over
the bytes of manifest.json, so nothing but a SHA-256 and an Ed25519 program is needed to check a pack.
"""

import io
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bothy.journal.checkpoint import SigningKey, key_id

MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.pub.pem"
_UNSIGNED = frozenset({MANIFEST, SIGNATURE})
_THEN = (1980, 1, 1, 0, 0, 0)
_MOST_BYTES = 2_000_000_000


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``number``, ``digest``: the last journal entry the pack rests on. ``files``: SHA-256 of each member in hex.

    ``breaches``: findings without a recorded reason. Times are RFC 3339.
    """

    bothy_inspection: int = 1
    bothy: str
    facility: str
    name: str
    demo: bool
    since: str
    until: str
    number: int
    digest: str
    told_upto: str
    key_id: str
    holds: bool
    breaches: int
    states: dict[str, str]
    files: dict[str, str] = {}


class Checked(msgspec.Struct, frozen=True):
    """Whether a pack is as it was signed; ``sentence`` says what is wrong, or by which key it is right."""

    ok: bool
    sentence: str
    manifest: Manifest | None = None


def pem_of(public: bytes) -> bytes:
    """The key as openssl reads it."""
    der = bytes.fromhex("302a300506032b6570032100") + public
    return b"-----BEGIN PUBLIC KEY-----\n" + b64encode(der) + b"\n-----END PUBLIC KEY-----\n"


def pack(members: Mapping[str, bytes], manifest: Manifest, key: SigningKey) -> bytes:
    """The file. `members`: by their names; the manifest, its signature, the key and how to check it are added."""
    whole = dict(members)
    whole[KEY] = pem_of(key.public)
    whole["check.py"] = files("bothy.reports").joinpath("inspection/check_script.py").read_bytes()
    signed = msgspec.structs.replace(
        manifest, files={name: sha256(data).hexdigest() for name, data in sorted(whole.items())}
    )
    told = msgspec.json.format(msgspec.json.encode(signed), indent=1) + b"\n"
    whole[MANIFEST], whole[SIGNATURE] = told, key.sign(told)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in sorted(whole.items()):
            one = zipfile.ZipInfo(name, _THEN)
            one.compress_type, one.create_system, one.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100600 << 16
            archive.writestr(one, data)
    return out.getvalue()


def check(data: bytes, public: bytes | None = None) -> Checked:
    """Whether these bytes are a pack as it was signed, by this key (raw, 32 bytes) where one is given, else by the one in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check(archive, public)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        return Checked(False, f"This is no whole pack ({fault}). Ask for it again.")


def _check(archive: zipfile.ZipFile, public: bytes | None) -> Checked:
    names = archive.namelist()
    if len(names) != len(set(names)):
        return Checked(False, "A name stands in the pack twice: it was changed after it was signed.")
    missing = [name for name in (MANIFEST, SIGNATURE, KEY) if name not in names]
    if missing:
        return Checked(
            False, f"This is no inspection pack, or a part of one: {', '.join(missing)} is not in it."
        )
    if sum(one.file_size for one in archive.infolist()) > _MOST_BYTES:
        return Checked(False, "This unpacks to more than 2 GB: it is no pack of Bothy's.")
    told, signature = archive.read(MANIFEST), archive.read(SIGNATURE)
    try:
        manifest = msgspec.json.decode(told, type=Manifest)
        inside = load_pem_public_key(archive.read(KEY))
    except (msgspec.MsgspecError, ValueError):
        return Checked(
            False, "The manifest or the key in the pack cannot be read: it was changed after it was signed."
        )
    key = inside if public is None else Ed25519PublicKey.from_public_bytes(public)
    if not isinstance(key, Ed25519PublicKey):
        return Checked(False, "The key in the pack is of another kind than Bothy signs with.")
    raw = key.public_bytes_raw()
    try:
        key.verify(signature, told)
    except InvalidSignature:
        said = "by the key you gave" if public is not None else "by the key in it"
        return Checked(
            False,
            f"The manifest is not signed {said} ({key_id(raw)}): it was changed, or it is another facility's.",
        )
    for name in sorted({*names, *manifest.files} - _UNSIGNED):
        if name not in manifest.files:
            return Checked(False, f"{name} was added after the pack was signed.", manifest)
        if name not in names:
            return Checked(False, f"{name} was taken out after the pack was signed.", manifest)
        if sha256(archive.read(name)).hexdigest() != manifest.files[name]:
            return Checked(False, f"{name} was changed after the pack was signed.", manifest)
    whose = (
        "the key you gave"
        if public is not None
        else "the key in it; compare it with one that you hold (--key)"
    )
    return Checked(
        True, f"{len(manifest.files)} files are as they were signed by {whose}: {key_id(raw)}.", manifest
    )


__all__ = ["KEY", "MANIFEST", "SIGNATURE", "Checked", "Manifest", "check", "pack", "pem_of"]
