"""`bothy export facts`: the tables, the codebook and a manifest in one folder, pseudonymous."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bothy import __version__
from bothy.journal.whole_folder import whole_folder
from bothy.reports.facts import Facts
from bothy.reports.leaving import manifest as listing
from bothy.reports.leaving.codebook import write_codebook
from bothy.reports.leaving.facts import Progress, months_of, write_tables
from bothy.reports.leaving.manifest import Manifest
from bothy.reports.leaving.pseudonyms import Pseudonyms

Note = Callable[[Manifest, str], None]
"""Called with the manifest and its SHA-256 before the export gets its name; what it raises leaves nothing behind."""

_README = """# Facts of {name}

Tables of records, one Parquet file each, of {since} to {until}. **They are records of people's lives, not counts:** nobody's
name and no word that anybody wrote is in them, but times and places are exact, and whoever knows of one visit can find it
here. Keep them as you would keep case notes; publish nothing from them that was not protected against small counts.

- `codebook.md` (also .csv, .json): every column with its unit, its code list, and what null means; the same stands in the
  schema of each Parquet file (the field's metadata).
- Ids are pseudonyms {pseudonyms}: the same id in two tables here is the same person or visit; two exports made without the
  same key cannot be joined by id. Exact times can still join them.
- Left out: names, codes, notes, what staff wrote when the floor was closed, drills, staff, devices, and numbers of the journal.
- A person who was not looked up may be another: `person.same_as` says who, once the desk has said so.
- `manifest.json`: the journal entry up to which these were built, its digest, and the SHA-256 of every file.
"""


def export_facts(
    facts: Facts,
    final: Path,
    reason: str,
    *,
    since: str | None = None,
    until: str | None = None,
    pseudonyms: Pseudonyms | None = None,
    note: Note = lambda *_: None,
    now: datetime | None = None,
    tell: Progress = lambda *_: None,
) -> Manifest:
    """Write the facts of a time into the new folder `final`. `FolderTrouble`; ValueError where that time has none."""
    left = months_of(facts, since, until)
    given = pseudonyms is not None
    with whole_folder(final) as part:
        records = write_tables(facts, part, left.months, pseudonyms or Pseudonyms(), tell)
        write_codebook(part)
        said = "by a key that was given" if given else "by a key that was not kept"
        (part / "README.md").write_text(
            _README.format(name=facts.name, since=left.since, until=left.until, pseudonyms=f"made {said}"), encoding="utf-8"
        )
        made = Manifest(
            what="facts", bothy=__version__, facility=facts.facility, name=facts.name, demo=facts.demo,
            made_at=now or datetime.now(UTC), reason=reason, number=facts.number, digest=facts.digest.hex(),
            since=left.since, until=left.until, pseudonyms=said, files=listing.files_in(part, records),
        )  # fmt: skip
        note(made, listing.write(part, made))
    return made


__all__ = ["Note", "export_facts"]
