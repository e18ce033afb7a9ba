"""A protocol as a file that people write: TOML or JSON, with sentences for what is wrong in it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from bothy.care.bodies_basis import ProtocolSigned

NOBODY = UUID(int=0)
"""Stands for the signer until somebody signs."""

MOST_BYTES = 100_000

EXAMPLE = """# A pilot protocol. Everything is asked here before the first visit; afterwards it is only amended, with a reason.
title = "Pilot of the facility"
version = "1"
question = "What do we want to know, of whom, over which time?"
analysis = "How each outcome is worked out, what it is compared with, and what is done where data are missing."
data_from = 2026-03-01
data_until = 2027-02-28
reviews = [2026-09-01, 2027-03-31]
go_on = ["Under which finding the pilot goes on."]
stop = ["Under which finding it is stopped before its time."]

[[outcomes]]
name = "Injecting episodes under supervision"
primary = true
indicator = "injecting_episodes"        # one that Bothy counts: bothy report --list
better = "more"
smallest_effect = "300 episodes a month"

[[outcomes]]
name = "Ambulance call-outs for overdose within 500 m"
source = "Ambulance service, monthly counts by grid cell"   # Bothy does not count this
better = "fewer"
smallest_effect = "10 percent"
"""


class CannotRead(Exception):
    """The file is no protocol; the message says what is wrong and what to do."""


def read(content: bytes, indicators: Iterable[str]) -> ProtocolSigned:
    """The protocol that a file holds, not signed yet. `indicators`: those that Bothy counts. Raises `CannotRead`."""
    if len(content) > MOST_BYTES:
        raise CannotRead(f"This is too long for a protocol ({len(content):,} bytes, {MOST_BYTES:,} at most). Put the longer text into a document and name its SHA-256 in `document`.")
    told = _plain(content)
    told.setdefault("signer", str(NOBODY))
    try:
        found = msgspec.convert(told, ProtocolSigned)
    except msgspec.ValidationError as fault:
        raise CannotRead(f"This is no protocol yet: {_said(str(fault))}. Put it right and choose the file again.") from fault
    return checked(found, indicators)


def _plain(content: bytes) -> dict[str, Any]:
    faults = []
    for kind, decode in (("TOML", msgspec.toml.decode), ("JSON", msgspec.json.decode)):
        try:
            told = decode(content)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError) as fault:
            faults.append(f"as {kind}: {str(fault)[:160]}")
            continue
        if isinstance(told, dict):
            return told
        faults.append(f"as {kind}: it holds no table of values")
    # What looks like JSON was meant as JSON, so its fault is the one to tell.
    told_first = faults[1] if content.lstrip()[:1] == b"{" else faults[0]
    raise CannotRead(f"This cannot be read {told_first}. Write it as in the example.")


def checked(found: ProtocolSigned, indicators: Iterable[str]) -> ProtocolSigned:
    """What no schema says: outcomes that can be counted or say where they come from, days in their order. Raises `CannotRead`."""
    known = set(indicators)
    names = [one.name for one in found.outcomes]
    for one in found.outcomes:
        if one.indicator is not None and one.indicator not in known:
            raise CannotRead(f"Outcome “{one.name}”: Bothy counts no “{one.indicator}”. Name one that it counts, or leave indicator out and say the source.")
        if one.indicator is None and not one.source.strip():
            raise CannotRead(f"Outcome “{one.name}”: name an indicator that Bothy counts, or say in source where its figures come from.")
        if names.count(one.name) > 1:
            raise CannotRead(f"Two outcomes are called “{one.name}”. Give each its own name.")
    if not any(one.primary for one in found.outcomes):
        raise CannotRead("No outcome is primary. Say which one decides: primary = true.")
    if found.data_until is not None and found.data_until < found.data_from:
        raise CannotRead("data_until lies before data_from. Enter the days again.")
    return found


def as_file(body: ProtocolSigned) -> bytes:
    """A version as JSON that can be changed and signed as an amendment."""
    plain = {name: value for name in body.__struct_fields__ if name not in ("signer", "amends", "reason") and (value := getattr(body, name)) not in (None, ())}
    return msgspec.json.format(msgspec.json.encode(plain), indent=2)


def _said(fault: str) -> str:
    """msgspec's words in ours: what part is meant comes first."""
    what, _, where = fault.partition(" - at `$")
    part = where.rstrip("`").lstrip(".")
    what = what.replace("Object missing required field", "there is no").replace("Object contains unknown field", "there is an unknown part")
    return f"{part}: {what}" if part else what


