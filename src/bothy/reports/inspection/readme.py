"""What a pack says of itself, for whoever opens it without Bothy."""

from bothy.reports.inspection.bundle import Manifest

ABOUT = (
    "Holds: no finding without a recorded reason. Where the house departed from a rule and said why, that is told with its reason. "
    "Cannot be said: the record does not tell. Everything is worked out from journal entries, to the second, each moment by the house "
    "rules in force then. Staff are letters, the same throughout this pack and in no other; service users are not in it at all, "
    "visits are numbered. The counts here are true and small: this is for an inspector under duty, and is no publication."
)

_TEXT = """\
INSPECTION PACK
{name}
{since} to {until}

It rests on entries 1 to {number} of the facility's journal, digest
{digest}.
{demo}
WHAT IS IN IT
  inspection.pdf       to be read: a line for each question, each day as a strip, all findings
  data/checks          every question: whether it holds, by which rule, how it was worked out
  data/findings        every finding: from when to when, what, the reason recorded, journal entries
  data/minutes/DAY     minute by minute: people inside, capacity, places, staff by role, what is asked
  data/visits          every visit: when, what was asked. Who came is not in this pack
  data/episodes        every supervised use: who was on the floor, who looked, the longest time unseen
  data/floor           who was on the floor when, as letters with roles
  data/kinds           every kind of entry that this version of Bothy can write, with all its fields
  data/rules.json      the house rules and the legal basis in force in the period
  checkpoints/         the checkpoints that the inspector brought
  codebook, schema     what every column means, for people and for programs
Each table is there as .csv and as .json.

HOW TO READ IT
{about}

IS IT AS IT WAS SIGNED?
Unpack it into an empty folder. Then either of these, no Bothy needed:

  python3 check.py [KEY.pem]

  openssl pkeyutl -verify -pubin -inkey key.pub.pem -rawin -in manifest.json -sigfile manifest.sig
  sha256sum inspection.pdf        and compare with manifest.json

(openssl 3 or later.) The key in the pack, key.pub.pem, has the id {key_id}: the first 16 letters of the SHA-256
of its 32 bytes. It is the key that signs the facility's checkpoints. Take one that you got from the facility earlier,
or compare the id with one on a checkpoint that you hold: a key that came with the pack proves only that nothing was
changed since by somebody else. With Bothy: bothy inspect --check FILE --key KEY.pem

WHAT IT DOES NOT PROVE
That what was written down is what happened. It proves that it was written then, and has not been changed since: as
far as checkpoints reach that somebody outside the house has kept.
"""


def readme(manifest: Manifest) -> str:
    """The text beside the files."""
    return _TEXT.format(
        name=manifest.name, since=manifest.since, until=manifest.until, number=f"{manifest.number:,}", digest=manifest.digest,
        demo="\nDEMO: everything in it is invented.\n" if manifest.demo else "", about=_wrapped(ABOUT), key_id=manifest.key_id,
    )  # fmt: skip


def _wrapped(text: str, width: int = 110) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


__all__ = ["ABOUT", "readme"]
