"""Check an exported journal (JSON lines on standard input) with the standard library alone.

An example for inspectors: it shares no code with Bothy. See journal-format.md.
"""

import base64
import hashlib
import json
import re
import struct
import sys
import uuid
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def id_bytes(text):
    return uuid.UUID(text).bytes


def micros(text):
    return (datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH) // timedelta(microseconds=1)


def optional(text):
    return b"\x00" if text is None else b"\x01" + id_bytes(text)


def with_length(raw):
    return struct.pack(">I", len(raw)) + raw


def body_of(line, entry):
    if "body_base64" in entry:
        return base64.b64decode(entry["body_base64"])
    # The body stands in the line as its exact bytes, up to the brace that closes the line.
    start = re.search(rb'"body":', line).end()
    return line.rstrip(b"\n")[start:-1]


def frame(line, entry):
    signature = entry.get("signature")
    return b"".join(
        [
            b"bothy-entry-1",
            id_bytes(entry["facility"]),
            struct.pack(">Q", entry["number"]),
            id_bytes(entry["id"]),
            struct.pack(">I", entry["version"]),
            id_bytes(entry["subject"]),
            struct.pack(">qq", micros(entry["happened_at"]), micros(entry["recorded_at"])),
            optional(entry.get("staff")),
            optional(entry.get("device")),
            b"\x00" if signature is None else b"\x01" + with_length(bytes.fromhex(signature)),
            with_length(entry["kind"].encode()),
            with_length(body_of(line, entry)),
        ]
    )


def main():
    digest, number = bytes(32), 0
    for line in sys.stdin.buffer:
        entry = json.loads(line)
        digest = hashlib.sha256(digest + frame(line, entry)).digest()
        number += 1
        if entry["number"] != number or entry["digest"] != digest.hex():
            return f"entry {number} does not fit"
    sys.stdout.write(f"{number} entries fit; the head is {digest.hex()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
