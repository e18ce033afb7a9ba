"""That what is written is FHIR R4: each element that is used, as R4 4.0.1 has it, and as the models (R4B) have it.

The list below says what HL7 FHIR Release 4 (v4.0.1) says on the page of each resource and data type
(hl7.org/fhir/R4/encounter.html and so on): name, cardinality, type. It was held against models generated from 4.0.1 (build
9346c8cc45; fhir.resources 6.2.2): none of the 88 differs. The models used here are those of R4B; if one of these elements had
changed between the two, a line here would not fit its model.
"""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from bothy.journal import open_reader
from bothy.reports.facts import fresh
from bothy.reports.fhir.records import RESOURCES, resources
from bothy.reports.fhir.shapes import Looker, NotFhir, look_at
from bothy.reports.leaving.pseudonyms import Pseudonyms
from reports.journals import write
from support.leaving import everything

R4: dict[str, dict[str, tuple[str, str]]] = {
    "Bundle": {"type": ("1..1", "code"), "timestamp": ("0..1", "instant"), "entry": ("0..*", "BundleEntry")},
    "BundleEntry": {"fullUrl": ("0..1", "uri"), "resource": ("0..1", "Resource")},
    "CodeSystem": {
        "id": ("0..1", "id"), "url": ("0..1", "uri"), "status": ("1..1", "code"), "content": ("1..1", "code"),
        "concept": ("0..*", "CodeSystemConcept"),
    },
    "CodeSystemConcept": {"code": ("1..1", "code"), "display": ("0..1", "string")},
    "Location": {
        "id": ("0..1", "id"), "status": ("0..1", "code"), "name": ("0..1", "string"), "mode": ("0..1", "code"),
        "type": ("0..*", "CodeableConcept"), "physicalType": ("0..1", "CodeableConcept"), "partOf": ("0..1", "Reference"),
    },
    "Patient": {"id": ("0..1", "id"), "gender": ("0..1", "code"), "extension": ("0..*", "Extension")},
    "Encounter": {
        "id": ("0..1", "id"), "status": ("1..1", "code"), "statusHistory": ("0..*", "EncounterStatusHistory"),
        "class": ("1..1", "Coding"), "subject": ("0..1", "Reference"), "period": ("0..1", "Period"),
        "reasonCode": ("0..*", "CodeableConcept"), "hospitalization": ("0..1", "EncounterHospitalization"),
        "location": ("0..*", "EncounterLocation"),
    },
    "EncounterStatusHistory": {"status": ("1..1", "code"), "period": ("1..1", "Period"), "extension": ("0..*", "Extension")},
    "EncounterHospitalization": {"dischargeDisposition": ("0..1", "CodeableConcept")},
    "EncounterLocation": {"location": ("1..1", "Reference"), "period": ("0..1", "Period")},
    "Observation": {
        "id": ("0..1", "id"), "status": ("1..1", "code"), "category": ("0..*", "CodeableConcept"),
        "code": ("1..1", "CodeableConcept"), "subject": ("0..1", "Reference"), "encounter": ("0..1", "Reference"),
        "effectiveDateTime": ("0..1", "dateTime"), "effectivePeriod": ("0..1", "Period"),
        "valueQuantity": ("0..1", "Quantity"), "valueCodeableConcept": ("0..1", "CodeableConcept"),
        "valueBoolean": ("0..1", "boolean"), "hasMember": ("0..*", "Reference"), "component": ("0..*", "ObservationComponent"),
    },
    "ObservationComponent": {
        "code": ("1..1", "CodeableConcept"), "valueQuantity": ("0..1", "Quantity"),
        "valueCodeableConcept": ("0..1", "CodeableConcept"), "valueBoolean": ("0..1", "boolean"),
    },
    "MedicationAdministration": {
        "id": ("0..1", "id"), "status": ("1..1", "code"), "medicationCodeableConcept": ("1..1", "CodeableConcept"),
        "subject": ("1..1", "Reference"), "context": ("0..1", "Reference"), "supportingInformation": ("0..*", "Reference"),
        "effectiveDateTime": ("1..1", "dateTime"), "dosage": ("0..1", "MedicationAdministrationDosage"),
    },
    "MedicationAdministrationDosage": {
        "route": ("0..1", "CodeableConcept"), "dose": ("0..1", "Quantity"), "rateQuantity": ("0..1", "Quantity"),
    },
    "ServiceRequest": {
        "id": ("0..1", "id"), "status": ("1..1", "code"), "intent": ("1..1", "code"), "code": ("0..1", "CodeableConcept"),
        "subject": ("1..1", "Reference"), "encounter": ("0..1", "Reference"), "authoredOn": ("0..1", "dateTime"),
        "extension": ("0..*", "Extension"),
    },
    "CodeableConcept": {"coding": ("0..*", "Coding")},
    "Coding": {"system": ("0..1", "uri"), "code": ("0..1", "code"), "display": ("0..1", "string")},
    "Quantity": {
        "value": ("0..1", "decimal"), "unit": ("0..1", "string"), "system": ("0..1", "uri"), "code": ("0..1", "code"),
        "extension": ("0..*", "Extension"),
    },
    "Period": {"start": ("0..1", "dateTime"), "end": ("0..1", "dateTime")},
    "Reference": {"reference": ("0..1", "string"), "extension": ("0..*", "Extension")},
    "Extension": {"url": ("1..1", "uri"), "valueCode": ("0..1", "code")},
}  # fmt: skip
PRIMITIVE = {
    "code": "Code", "instant": "Instant", "uri": "Uri", "id": "Id", "string": "String", "dateTime": "DateTime", "boolean": "Boolean",
    "decimal": "Decimal",
}  # fmt: skip


def model(name: str) -> Any:
    return get_fhir_model_class(name)


@pytest.mark.parametrize(("owner", "element"), [(owner, each) for owner, told in R4.items() for each in told])
def test_an_element_has_the_cardinality_and_the_type_of_r4_in_the_models(owner: str, element: str) -> None:
    cardinality, kind = R4[owner][element]
    fields = {field.alias or name: field for name, field in model(owner).model_fields.items()}
    field = fields[element]
    said, more = str(field.annotation), field.json_schema_extra or {}
    assert ("List[" in said) == cardinality.endswith("*"), said
    required = field.is_required() or more.get("element_required", False) or more.get("one_of_many_required", False)
    assert required == cardinality.startswith("1"), more
    if kind == "boolean":
        assert "bool" in said
    elif kind in PRIMITIVE:
        assert f"{PRIMITIVE[kind]}(" in said or f"{PRIMITIVE[kind]}Type" in said, said
    else:
        assert f"abc.{kind}Type" in said, said


def written(tmp_path: Path) -> list[dict[str, Any]]:
    home = tmp_path / "home"
    write(home, everything().drafts)
    reader = open_reader(home)
    try:
        facts = fresh(home, reader)
        return list(resources(facts, reader, facts.months, Pseudonyms()))
    finally:
        reader.close()


def elements(value: Any, owner: str) -> typing.Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if name == "resourceType":
            continue
        yield owner, name
        kind = R4.get(owner, {}).get(name, ("", ""))[1]
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield from elements(one, kind)


def test_no_element_is_written_that_is_not_listed_and_each_listed_one_is(tmp_path: Path) -> None:
    used = {pair for one in written(tmp_path) for pair in elements(one, one["resourceType"])}
    listed = {(owner, name) for owner, told in R4.items() for name in told}
    assert used <= listed, used - listed
    of_bundles = {("Bundle", name) for name in R4["Bundle"]} | {("BundleEntry", name) for name in R4["BundleEntry"]}
    assert listed - used == of_bundles


def test_every_resource_is_read_by_its_model_and_every_type_occurs(tmp_path: Path) -> None:
    every = written(tmp_path)
    assert {one["resourceType"] for one in every} == set(RESOURCES)
    for one in every:
        look_at(one)


def test_a_resource_of_another_shape_is_refused_be_it_the_thousandth() -> None:
    looker = Looker()
    good = {"resourceType": "Observation", "id": "a", "status": "final", "code": {"coding": [{"code": "x"}]}}
    for _ in range(1000):
        looker.look(good)
    assert looker.shapes == 1
    for wrong in (
        {**good, "valueQuantity": [1]}, {**good, "status": None}, {key: good[key] for key in ("resourceType", "id", "code")},
        {**good, "emergency": "place 3"}, {**good, "id": 7},
    ):  # fmt: skip
        with pytest.raises(NotFhir, match="Observation"):
            looker.look(wrong)
