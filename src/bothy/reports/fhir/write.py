"""`bothy export fhir`: a folder of ndjson, a file a resource type as FHIR's bulk data has it; or one Bundle, type collection."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bothy import __version__
from bothy.journal import Reader
from bothy.journal.whole_folder import whole_file, whole_folder
from bothy.reports.facts import Facts
from bothy.reports.fhir.codes import FHIR_VERSION, Json
from bothy.reports.fhir.records import RESOURCES, Progress, resources
from bothy.reports.fhir.resources import moment
from bothy.reports.fhir.shapes import Looker
from bothy.reports.leaving import manifest as listing
from bothy.reports.leaving.facts import months_of
from bothy.reports.leaving.manifest import Manifest
from bothy.reports.leaving.pseudonyms import Pseudonyms

Note = Callable[[Manifest, str], None]
"""Called with the manifest and its SHA-256 (of one file: the file's) before the export gets its name; what it raises leaves nothing behind."""

_BUFFER = 1 << 20
_README = """# {name} as FHIR

Records of {since} to {until} in the shape of **FHIR R4 ({version})**: a file a resource type, a resource a line
(`application/fhir+ndjson; fhirVersion=4.0`). **They are records of people's lives, not counts:** nobody's name and no word
that anybody wrote is in them, but times and places are exact. Keep them as you would keep case notes.

Standard: the resources and their elements; LOINC, UCUM, SNOMED CT and ATC where a coding names them. Ours: every code of a
system `urn:bothy:code:...` (all are in `CodeSystem.ndjson`, with their words) and every extension `urn:bothy:extension:...`.

Ids are pseudonyms made {pseudonyms}: two exports made without the same key cannot be joined by id. No profile is claimed.
Not in it: names, notes, staff, devices, drills, services, supplies, people turned away, actions other than naloxone and oxygen.
"""


def write_fhir(
    facts: Facts,
    reader: Reader,
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
    """Write FHIR into the new folder `final`; or, where it ends in .json, as one Bundle into that file.

    `FolderTrouble`; ValueError where that time has nothing; `NotFhir` for a fault of ours. Then nothing stands.
    """
    left = months_of(facts, since, until)
    given = pseudonyms is not None
    now = now or datetime.now(UTC)
    made_of = _looked_at(resources(facts, reader, left.months, pseudonyms or Pseudonyms(), tell))
    made = Manifest(
        what="fhir", bothy=__version__, facility=facts.facility, name=facts.name, demo=facts.demo, made_at=now, reason=reason,
        number=facts.number, digest=facts.digest.hex(), since=left.since, until=left.until,
        pseudonyms="by a key that was given" if given else "by a key that was not kept", files={},
    )  # fmt: skip
    if final.suffix == ".json":
        with whole_file(final) as path:
            records = {final.name: _bundle(path, made_of, now)}
            (file,) = listing.files_in(path, records).values()
            made = msgspec.structs.replace(made, files={final.name: msgspec.structs.replace(file, records=records[final.name])})
            note(made, file.sha256)
        return made
    with whole_folder(final) as part:
        records = _lines(part, made_of)
        text = _README.format(
            name=facts.name, since=left.since, until=left.until, version=FHIR_VERSION, pseudonyms=made.pseudonyms
        )
        (part / "README.md").write_text(text, encoding="utf-8")
        made = msgspec.structs.replace(made, files=listing.files_in(part, records))
        note(made, listing.write(part, made))
    return made


def _looked_at(every: Iterable[Json]) -> Iterable[Json]:
    looker = Looker()
    for one in every:
        looker.look(one)
        yield one


def _lines(folder: Path, every: Iterable[Json]) -> dict[str, int]:
    """A file a resource type; how many resources each has. Files of types that do not occur are empty."""
    encoder = msgspec.json.Encoder()
    files = {name: (folder / f"{name}.ndjson").open("wb", buffering=_BUFFER) for name in RESOURCES}
    counts = dict.fromkeys(RESOURCES, 0)
    try:
        for one in every:
            files[one["resourceType"]].write(encoder.encode(one) + b"\n")
            counts[one["resourceType"]] += 1
    finally:
        for file in files.values():
            file.close()
    return {f"{name}.ndjson": count for name, count in counts.items()}


def _bundle(path: Path, every: Iterable[Json], now: datetime) -> int:
    """One Bundle, written as it comes: a busy year is not held in memory."""
    encoder, count = msgspec.json.Encoder(), 0
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": moment(now)}
    with path.open("wb", buffering=_BUFFER) as file:
        file.write(encoder.encode(head)[:-1] + b',"entry":[')
        for one in every:
            entry = {"fullUrl": _full_url(one), "resource": _within(one)}
            file.write((b",\n" if count else b"\n") + encoder.encode(entry))
            count += 1
        file.write(b"\n]}\n")
    return count


def _full_url(resource: Json) -> str:
    """What others in the Bundle refer to: a urn:uuid, for an id is one; of a code system its own address."""
    return str(resource.get("url") or f"urn:uuid:{resource['id']}")


def _within(value: Any) -> Any:
    """The same with references as a Bundle of type collection has them: "Patient/ID" is urn:uuid:ID."""
    if isinstance(value, dict):
        return {
            key: f"urn:uuid:{inner.rpartition('/')[2]}" if key == "reference" else _within(inner)
            for key, inner in value.items()
        }
    return [_within(one) for one in value] if isinstance(value, list) else value


__all__ = ["write_fhir"]
