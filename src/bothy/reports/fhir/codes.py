"""Which codes are somebody's standard, and which are the house's own lists, given as CodeSystems of their own."""

from collections.abc import Iterator
from typing import Any

from bothy.reports.leaving.said import list_of

Json = dict[str, Any]

FHIR_VERSION = "4.0.1"
OWN = "urn:bothy:code:"
EXTENSION = "urn:bothy:extension:"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"
V3_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PLACE_TYPE = "http://terminology.hl7.org/CodeSystem/location-physical-type"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

KIND_OF_OBSERVATION = {
    "look": "staff looked: awake, breathing",
    "episode": "one supervised use in a place",
    "emergency": "an emergency; its observations are its members",
}
PART = {
    "used": "whether the person did use", "injected": "whether it was an injection", "mix": "row of the published shares",
    "substance": "a substance that was named", "outcome": "how it ended", "severity": "how severe what is recorded shows it",
    "reversed": "whether what is recorded shows it reversed", "ambulance": "how far an ambulance came", "where": "where it began",
}  # fmt: skip
SIGNS = {
    "breathing": "how the person breathed", "consciousness": "AVPU, with confused", "skin": "skin", "pupils": "pupils",
    "seizure": "a seizure", "agitation": "agitation", "on_oxygen": "whether oxygen was running", "chest_pain": "chest pain",
    "stroke_signs": "signs of a stroke",
}  # fmt: skip
_OWN_SYSTEMS = {"observation": KIND_OF_OBSERVATION, "part": PART, "sign": SIGNS}
_LISTS = (
    "purpose", "ended_how", "seen_state", "used", "mix", "substance", "presentation", "emergency_outcome", "severity", "reversed",
    "ambulance_step", "emergency_where", "breathing", "consciousness", "skin", "pupils", "seizure", "agitation", "referral_to",
    "referral_step", "engagement", "place_kind", "stage", "age_band", "sex", "naloxone_route",
)  # fmt: skip

MEASURED: dict[str, tuple[tuple[tuple[str, str], ...], str, str]] = {
    "breaths_per_minute": ((("9279-1", "Respiratory rate"),), "/min", "vital-signs"),
    "spo2_percent": (
        (
            ("2708-6", "Oxygen saturation in Arterial blood"),
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        ),
        "%",
        "vital-signs",
    ),
    "pulse_per_minute": ((("8867-4", "Heart rate"),), "/min", "vital-signs"),
    "temperature_celsius": ((("8310-5", "Body temperature"),), "Cel", "vital-signs"),
    "glucose_mmol_per_litre": ((("15074-8", "Glucose [Moles/volume] in Blood"),), "mmol/L", "laboratory"),
    "gcs": ((("9269-2", "Glasgow coma score total"),), "{score}", "exam"),
    "oxygen_litres_per_minute": ((("3151-8", "Inhaled oxygen flow rate"),), "L/min", "vital-signs"),
}
"""Columns that are measured: LOINC codes, UCUM unit, category."""
PRESSURE = ("85354-9", "Blood pressure panel with all children optional")
PRESSURES = {
    "systolic_mmhg": ("8480-6", "Systolic blood pressure"),
    "diastolic_mmhg": ("8462-4", "Diastolic blood pressure"),
}
NALOXONE = ("V03AB15", "naloxone")
OXYGEN = ("V03AN01", "oxygen")
ROUTES = {
    "im": ("78421000", "Intramuscular route"),
    "nasal": ("46713006", "Nasal route"),
    "iv": ("47625008", "Intravenous route"),
}


def coding(system: str, code: str, display: str = "") -> Json:
    """A Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: Json) -> Json:
    """A CodeableConcept."""
    return {"coding": list(codings)}


def own(name: str, code: str) -> Json:
    """A CodeableConcept of one of the house's own lists. KeyError for a code that is not in it."""
    return concept(coding(OWN + name, code, _words(name)[code]))


def _words(name: str) -> dict[str, str]:
    if name not in _KNOWN:
        _KNOWN[name] = _OWN_SYSTEMS[name] if name in _OWN_SYSTEMS else list_of(name)
    return _KNOWN[name]


_KNOWN: dict[str, dict[str, str]] = {}


def code_systems() -> Iterator[Json]:
    """The house's own lists as CodeSystem resources, so that no code travels without its words."""
    for name in (*_OWN_SYSTEMS, *_LISTS):
        yield {
            "resourceType": "CodeSystem", "id": name.replace("_", "-"), "url": OWN + name, "status": "active", "content": "complete",
            "concept": [{"code": code, "display": words} for code, words in _words(name).items()],
        }  # fmt: skip


def extension(name: str, kind: str, value: object) -> Json:
    """One of our extensions: `value` under value[x] of that kind ("Code")."""
    return {"url": EXTENSION + name, f"value{kind}": value}


def absent() -> Json:
    """An element whose value is not known, as FHIR says it."""
    return {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}
