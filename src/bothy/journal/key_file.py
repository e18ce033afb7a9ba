"""A private key in a file of the home: made at the first call, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bothy.journal.whole_file import make_once


def key_in(path: Path, make: Callable[[], PrivateKeyTypes]) -> PrivateKeyTypes:
    """The key in this PEM file; where there is none, one of `make` is put there, and of several the first stands.

    OSError where it cannot be read or made, ValueError where the file holds no key that can be opened.
    """
    if not path.exists():
        make_once(path, make().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except TypeError as fault:  # one that is locked with a password
        raise ValueError(str(fault)) from fault


__all__ = ["key_in"]
