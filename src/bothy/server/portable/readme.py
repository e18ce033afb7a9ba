"""The README of an export of everything: what an engineer of other software needs, and nothing of Bothy's own."""

from bothy.care.kinds import KINDS
from bothy.server.portable.manifest import Manifest

_TEXT = """# {name}: everything

Written by Bothy {version} on {made_at:%Y-%m-%d %H:%M} UTC, journal entries 1 to {number}. It holds **names, notes and what people
did**: keep it locked away or encrypted, and remove it once it has been brought into other software.

Nothing here needs Bothy: the files are JSON lines (one JSON object a line, UTF-8), Parquet, TOML and PEM.

## What is where

| Folder | What | How to read it |
| --- | --- | --- |
| `journal/entries.jsonl` | everything that happened, {number} entries, never changed once written | `number` from 1 without a gap; `kind` and `version` say what `body` is; `digest` chains it to the one before |
| `journal/receipts.jsonl` | which command made which entries, and its answer | `answer_base64` is JSON; needed only to recognise repeats |
| `journal/checkpoints.jsonl` | signed statements of where the journal ended | Ed25519, public halves in `keys/` |
| `journal/checkpoint.txt` | the end of this very export, signed | short enough to compare with one held elsewhere |
| `house/*.jsonl` | names, staff, devices, notes, printed sheets, publications and the rest: one file a table | `house/schema.json` has the columns; ids and times as text, bytes as base64 |
| `facts/*.parquet` | the journal added up, with the true ids | `facts/codebook.md`; each column also carries its meaning |
| `home/` | settings and the daily checkpoints as they were printed | TOML, text |
| `keys/` | public keys | PEM |
| `manifest.json` | whose it is, where the journal ends, and the SHA-256 of every file | |

## How it goes together

- A service user is an id: `subject` of `person-registered`, `person` in `visit-started`; the chosen name stands in
  `house/people.person.jsonl` under the same id and nowhere else.
- Words that staff wrote stand in `house/people.note.jsonl`. The entry `noted` has their SHA-256 with a salt; the salt is in the row.
- Staff and devices: `staff` and `device` of an entry are ids in `house/people.staff.jsonl` and `house/people.device.jsonl`.
- A mistake is put right by a later entry `corrected` that names it (`entry`); nothing is ever changed or removed. To know
  what stands, apply the corrections, then read each subject's entries by `happened_at`, then `number`.
- House rules are whole in each `rules-signed` entry, in force from `effective_from`.
- Fields left out of a body have their default; the data dictionary of Bothy (docs/data-dictionary.md) has every field.

Kinds of entry here: {kinds}.

## Checking it

`digest` of entry n is SHA-256(digest of n - 1, then the entry's frame); docs/journal-format.md has the bytes and
docs/journal_check.py a complete check in plain Python. The last entry is {number}, its digest {digest}.

## Secrets

- Passwords of the office are Argon2 hashes as Django writes them (`auth.user`); they go on working in anything that
  reads those, and PINs in any Bothy: a PIN's hash is Argon2id over
  HMAC-SHA256(key = SHA-256("bothy pin" and a zero byte, then `secret_key` of home/settings.toml), the PIN).
- A device has only the SHA-256 of its token. It goes on working where the same address serves it.
- Not here, because useless or harmful elsewhere:
{left_out}

## Tables

{tables}
"""


def readme(told: Manifest) -> str:
    """The text, for this export."""
    return _TEXT.format(
        name=told.name,
        version=told.bothy,
        made_at=told.made_at,
        number=told.number,
        digest=told.digest,
        kinds=", ".join(sorted(KINDS)),
        left_out="\n".join(f"  - `{what}`: {why}" for what, why in told.left_out.items()),
        tables="\n".join(
            f"- `{one.label}` ({one.rows:,} rows){': ' + one.about.splitlines()[0] if one.about else ''}" for one in told.tables
        ),
    )
