"""A file that somebody brings to a page. It is read in memory and never kept: what is asked of it next brings it along again."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from hashlib import sha256

import msgspec

from bothy.evidence.table import BadTable, Table, read_csv

MOST_BYTES = 512 * 1024
"""Of a file on a page; the command line takes more."""
MOST_POSTED = MOST_BYTES + MOST_BYTES * 4 // 3 + 64 * 1024
"""Of a form: a new file, the one that was brought before, and the fields."""
LONGEST_NAME = 80


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """``example``: the key of a carried file, "" for one that was brought."""

    name: str
    content: bytes
    example: str = ""

    def table(self) -> Table:
        """Its columns, where it is a CSV file. `BadTable` where it is none."""
        return read_csv(self.content, self.name)

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def named(name: str) -> str:
    """The name of a file as it may be printed: its last part, nothing that is no letter."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME].strip() or "The file"


def brought(name: str, content: bytes) -> Brought:
    """`BadTable` for a file that is empty or larger than a page takes."""
    if not content:
        raise BadTable(f"{named(name)} is empty.")
    if len(content) > MOST_BYTES:
        raise BadTable(TOO_LARGE)
    return Brought(name=named(name), content=content)


TOO_LARGE = f"The file is larger than {MOST_BYTES // 1024} KB, the most that a page takes. Take out the rows that are not needed, or use bothy evidence on the command line."


def packed(file: Brought) -> str:
    """The file as a hidden field carries it."""
    return b64encode(file.content).decode()


def unpacked(name: str, told: str) -> Brought:
    """The file that a hidden field carried. `BadTable` where it came back damaged."""
    try:
        content = b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raise BadTable("The file that was brought before came back damaged. Choose it again.") from None
    return brought(name, content)
