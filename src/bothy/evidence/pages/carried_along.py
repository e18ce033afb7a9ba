"""A file that a page holds for its reader: packed into the form itself, so that the house keeps nothing.

See docs/decisions/2026-11-30-files-of-the-evidence.md.
"""

from __future__ import annotations

import base64
import binascii
import zlib

from bothy.evidence.pages.design import Given
from bothy.evidence.table import BadTable

MOST_BYTES = 512 * 1024
"""Of a file, unpacked. Packed it stays below what Django takes in one field."""
LONGEST_NAME = 80
_LOST = "The file did not come along with the form. Choose it again."


def pack(given: Given) -> str:
    """The file as a word for a hidden field."""
    return base64.b64encode(zlib.compress(given.name.encode() + b"\0" + given.content)).decode()


def unpack(told: str) -> Given:
    """The file that `pack` packed. BadTable for anything else: what comes back is whatever a browser sends."""
    try:
        reader = zlib.decompressobj()
        whole = reader.decompress(base64.b64decode(told, validate=True), MOST_BYTES + 4 * LONGEST_NAME + 1)
        name, nought, content = whole.partition(b"\0")
        if not reader.eof or not nought:
            raise BadTable(_LOST)
        return checked(name.decode(), content)
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise BadTable(_LOST) from None


def checked(name: str, content: bytes) -> Given:
    """A file that may be read. BadTable where it is too large."""
    if len(content) > MOST_BYTES:
        raise too_large()
    plain = "".join(sign for sign in name.rpartition("/")[2].rpartition("\\")[2] if sign.isprintable())
    return Given(plain[-LONGEST_NAME:] or "the file", content)


def too_large() -> BadTable:
    """What is said of a file that no page takes."""
    return BadTable(f"The file is larger than {MOST_BYTES // 1024} KB. Take out the places or years that are not needed, or use `bothy evidence` on the command line.")
