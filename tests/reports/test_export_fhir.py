"""FHIR that leaves: it counts what the facts count, refers to what is in it, and holds nobody's name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from bothy.journal import Reader, open_reader
from bothy.journal.whole_folder import FolderTrouble
from bothy.reports.facts import Facts, fresh
from bothy.reports.fhir import codes
from bothy.reports.fhir.resources import quantity
from bothy.reports.fhir.shapes import look_at
from bothy.reports.fhir.write import write_fhir
from reports.fitted import fitted
from reports.journals import write
from support.leaving import NAMES, bytes_below, everything

LOINC = {
    "breaths_per_minute": "9279-1", "spo2_percent": "59408-5", "pulse_per_minute": "8867-4", "temperature_celsius": "8310-5",
    "glucose_mmol_per_litre": "15074-8", "gcs": "9269-2", "oxygen_litres_per_minute": "3151-8",
}  # fmt: skip


@pytest.fixture(scope="module", params=["few", "eight months"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Facts, Reader]]:
    home = tmp_path_factory.mktemp("fhir") / "home"
    write(home, (everything() if request.param == "few" else fitted()).drafts)
    reader = open_reader(home)
    yield fresh(home, reader), reader
    reader.close()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Facts, Reader]]:
    home = tmp_path_factory.mktemp("fhir") / "home"
    write(home, everything().drafts)
    reader = open_reader(home)
    yield fresh(home, reader), reader
    reader.close()


def read(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{kind}.ndjson").read_text().splitlines()]


def coded(resource: dict[str, Any], system: str) -> list[str]:
    return [one["code"] for one in resource["code"]["coding"] if one["system"] == system]


def test_counted_again_it_is_what_the_facts_count(opened: tuple[Facts, Reader], tmp_path: Path) -> None:
    facts, reader = opened
    write_fhir(facts, reader, tmp_path / "out", "a test")
    observations, encounters = read(tmp_path / "out", "Observation"), read(tmp_path / "out", "Encounter")
    kinds = Counter(code for one in observations for code in coded(one, codes.OWN + "observation"))
    assert len(encounters) == facts.rows("visit")
    assert sum(one["status"] == "finished" for one in encounters) == pc.sum(pc.is_valid(facts.table("visit")["ended_at"])).as_py()
    assert kinds["look"] == pc.sum(facts.table("visit")["looks"]).as_py()
    assert (kinds["episode"], kinds["emergency"]) == (facts.rows("episode"), facts.rows("emergency"))
    signs = facts.table("observation")
    loinc = Counter(code for one in observations for code in coded(one, codes.LOINC))
    for column, code in LOINC.items():
        assert loinc[code] == len(signs) - signs[column].null_count, column
    assert loinc["85354-9"] == pc.sum(pc.is_valid(signs["systolic_mmhg"])).as_py()
    given = Counter(one["medicationCodeableConcept"]["coding"][0]["code"] for one in read(tmp_path / "out", "MedicationAdministration"))
    actions = Counter(facts.table("action")["action"].to_pylist())
    assert given == Counter({"V03AB15": actions["naloxone"], "V03AN01": actions["oxygen"]}) - Counter()
    assert actions["naloxone"] == pc.sum(facts.table("emergency")["naloxone_doses"]).as_py()
    requests = read(tmp_path / "out", "ServiceRequest")
    assert len(requests) == facts.rows("referral")
    steps = Counter(one["extension"][0]["valueCode"] for one in requests)
    assert steps == Counter(facts.table("referral")["step"].to_pylist())
    uses = Counter(code["coding"][0]["code"] for one in encounters for code in one["reasonCode"])
    assert uses == Counter(one for row in facts.table("visit")["purposes"].to_pylist() for one in row)


def test_every_reference_leads_to_a_resource_in_it_and_every_id_is_there_once(opened: tuple[Facts, Reader], tmp_path: Path) -> None:
    write_fhir(*opened, tmp_path / "out", "a test")
    every = [one for path in (tmp_path / "out").glob("*.ndjson") for one in read(tmp_path / "out", path.stem)]
    there = Counter(f"{one['resourceType']}/{one['id']}" for one in every)
    assert max(there.values()) == 1
    assert set(references(every)) <= set(there)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "reference":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_no_name_no_word_no_true_id_and_no_drill_leaves(few: tuple[Facts, Reader], tmp_path: Path) -> None:
    facts, reader = few
    write_fhir(facts, reader, tmp_path / "out", "a test")
    write_fhir(facts, reader, tmp_path / "one.json", "a test")
    found = bytes_below(tmp_path)
    for name in NAMES:
        assert name.encode() not in found
    for entry in reader.entries():
        if entry.subject != facts.facility:
            assert str(entry.subject).encode() not in found and entry.subject.hex.encode() not in found
        assert str(entry.id).encode() not in found
    (drill,) = facts.table("drill")["at"].to_pylist()
    assert drill.strftime("%Y-%m-%dT%H").encode() not in found


def test_a_bundle_is_one_file_whose_references_lead_to_its_entries(few: tuple[Facts, Reader], tmp_path: Path) -> None:
    made = write_fhir(*few, tmp_path / "one.json", "a test")
    bundle = json.loads((tmp_path / "one.json").read_bytes())
    look_at(bundle)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls)) == made.files["one.json"].records
    assert set(references(bundle)) <= set(urls)
    assert [path.name for path in tmp_path.iterdir()] == ["one.json"]
    assert (tmp_path / "one.json").stat().st_mode & 0o077 == 0


def test_what_is_not_known_is_said_so_and_never_zero(few: tuple[Facts, Reader], tmp_path: Path) -> None:
    write_fhir(*few, tmp_path / "out", "a test")
    doses = read(tmp_path / "out", "MedicationAdministration")
    unknown = [one for one in doses if "reference" not in one["subject"]]
    assert len(unknown) == 3, "of the emergency of whom nobody knows"
    assert all(one["subject"]["extension"][0]["valueCode"] == "unknown" for one in unknown)
    (nasal,) = [one for one in doses if one["dosage"].get("route", {}).get("coding", [{}])[0].get("code") == "46713006"]
    assert nasal["dosage"]["dose"]["extension"][0]["url"] == codes.ABSENT and "value" not in nasal["dosage"]["dose"]
    (muscle,) = [one for one in doses if one["dosage"].get("route", {}).get("coding", [{}])[0].get("code") == "78421000"]
    assert muscle["dosage"]["dose"] == {"value": 0.4, "unit": "mg", "system": codes.UCUM, "code": "mg"}
    open_visits = [one for one in read(tmp_path / "out", "Encounter") if one["status"] != "finished"]
    assert [one["status"] for one in open_visits] == ["arrived"] and "end" not in open_visits[0]["period"]


def test_a_reading_keeps_its_digits() -> None:
    import numpy as np

    assert [quantity(float(np.float32(one)), "Cel")["value"] for one in (35.7, 5.4, 0.4, 15.0)] == [35.7, 5.4, 0.4, 15]


def test_somebody_who_was_not_looked_up_is_who_the_desk_said(few: tuple[Facts, Reader], tmp_path: Path) -> None:
    write_fhir(*few, tmp_path / "out", "a test")
    assert len(read(tmp_path / "out", "Patient")) == 4, "five registrations, four people"
    ages = Counter(one["extension"][0]["valueCode"] for one in read(tmp_path / "out", "Patient"))
    assert ages == Counter(["35-44", "25-34", "not_asked", "65+"])


def test_two_exports_share_no_id(few: tuple[Facts, Reader], tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_fhir(*few, tmp_path / name, "a test")
    for kind in ("Encounter", "Patient", "Location", "Observation"):
        one, two = ({each["id"] for each in read(tmp_path / name, kind)} for name in ("one", "two"))
        assert len(one) == len(two) and not one & two


def test_a_month_is_only_that_month(few: tuple[Facts, Reader], tmp_path: Path) -> None:
    facts, reader = few
    write_fhir(facts, reader, tmp_path / "out", "a test", since="2025-03", until="2025-03")
    starts = [one["period"]["start"] for one in read(tmp_path / "out", "Encounter")]
    assert len(starts) == len(facts.table("visit", ["2025-03"])) and all(one.startswith("2025-03") for one in starts)


def test_more_visits_are_not_held_in_memory(few: tuple[Facts, Reader], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports.fhir import records

    monkeypatch.setattr(records, "AT_ONCE", 2)
    facts, reader = few
    asked: list[int] = []
    lines = records._lines
    monkeypatch.setattr(records, "_lines", lambda reader, ids, upto: asked.append(len(ids)) or lines(reader, ids, upto))
    write_fhir(facts, reader, tmp_path / "out", "a test")
    assert max(asked) == 2 and sum(asked) == facts.rows("visit")


def test_a_full_disk_is_said_and_leaves_nothing(few: tuple[Facts, Reader], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports.fhir import write as writing

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_bundle", full)
    monkeypatch.setattr(writing, "_lines", full)
    for name in ("out", "one.json"):
        with pytest.raises(FolderTrouble, match=r"No space left on device.*Nothing of it was left there"):
            write_fhir(*few, tmp_path / name, "a test")
    assert list(tmp_path.iterdir()) == []


def test_from_postgresql_come_the_same_bytes(few: tuple[Facts, Reader], postgres_url: str, tmp_path: Path) -> None:
    from bothy.journal import create_store
    from bothy.reports.leaving.export_facts import export_facts
    from bothy.reports.leaving.pseudonyms import Pseudonyms

    facts, reader = few
    store = create_store(postgres_url, facts.facility)
    with store.begin() as batch:
        batch.append(list(reader.entries()))
    store.close()
    there = open_reader(postgres_url)
    read_there = fresh(tmp_path / "home", there)
    for name, told, journal in (("lite", facts, reader), ("post", read_there, there)):
        write_fhir(told, journal, tmp_path / name, "a test", pseudonyms=Pseudonyms(b"k" * 32))
        export_facts(told, tmp_path / f"{name} facts", "a test", pseudonyms=Pseudonyms(b"k" * 32))
    there.close()
    for kind in ("Encounter", "Observation", "Patient", "MedicationAdministration", "ServiceRequest"):
        assert (tmp_path / "lite" / f"{kind}.ndjson").read_bytes() == (tmp_path / "post" / f"{kind}.ndjson").read_bytes()
    import pyarrow.parquet as pq

    for path in sorted((tmp_path / "lite facts").glob("*.parquet")):
        assert pq.read_table(path).equals(pq.read_table(tmp_path / "post facts" / path.name)), path.name
