"""One record as one resource: plain dicts of JSON, in the shape of FHIR R4. No name, no note, no word anybody wrote."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bothy.reports.fhir import codes
from bothy.reports.fhir.codes import Json, absent, coding, concept, extension, own
from bothy.reports.leaving.pseudonyms import Pseudonyms

Row = Mapping[str, Any]

STATUS_OF_STAGE = {"waiting": "arrived", "assessment": "triaged", "using": "in-progress", "aftercare": "in-progress"}
_GENDER = {"male": "male", "female": "female", "other": "other"}
_REQUEST = {
    "offered": ("draft", "proposal"), "declined": ("revoked", "proposal"), "accepted": ("active", "proposal"),
    "made": ("active", "order"), "acknowledged": ("active", "order"), "appointment": ("active", "order"),
    "attended": ("active", "order"), "engaged": ("completed", "order"), "lost": ("unknown", "order"),
    "not_known": ("unknown", "order"),
}  # fmt: skip
"""How a referral stands, as status and intent of a ServiceRequest: what happened then, we say in an extension."""


class Maker:
    """Makes resources of one export: `ids` are its pseudonyms."""

    def __init__(self, ids: Pseudonyms) -> None:
        self.ids = ids

    def id(self, *parts: bytes | str | int) -> str:
        """The id of a resource: the pseudonym of a record's id, or of what else tells it apart."""
        told = [one.encode() if isinstance(one, str) else str(one).encode() if isinstance(one, int) else one for one in parts]
        return self.ids.text(told[0] if len(told) == 1 else b"\0".join(told))

    def refer(self, kind: str, *parts: bytes | str | int) -> Json:
        """A Reference to a resource in the same export."""
        return {"reference": f"{kind}/{self.id(*parts)}"}

    def facility(self, facility: bytes, name: str) -> Json:
        """The facility itself: a Location, under its own name."""
        return {
            "resourceType": "Location", "id": self.id(facility), "status": "active", "name": name, "mode": "instance",
            "physicalType": concept(coding(codes.PLACE_TYPE, "bu", "Building")),
        }  # fmt: skip

    def place(self, facility: bytes, number: int, kind: str) -> Json:
        """One place of the house."""
        return {
            "resourceType": "Location", "id": self.id(facility, "place", number), "status": "active", "name": f"Place {number}",
            "mode": "instance", "type": [own("place_kind", kind)],
            "physicalType": concept(coding(codes.PLACE_TYPE, "area", "Area")), "partOf": self.refer("Location", facility),
        }  # fmt: skip

    def patient(self, person: bytes, age_band: str, sex: str) -> Json:
        """A service user: age band and sex and nothing else. A resource of its own because doses and referrals need one."""
        return {
            "resourceType": "Patient", "id": self.id(person), "gender": _GENDER.get(sex, "unknown"),
            "extension": [extension("age-band", "Code", age_band), extension("sex-as-told", "Code", sex)],
        }  # fmt: skip

    def encounter(
        self, row: Row, person: bytes | None, stages: Sequence[tuple[str, datetime]], stays: Sequence[Row], facility: bytes
    ) -> Json:
        """A visit. `stages`: each with its beginning, in order; `stays`: its episodes, for the places."""
        ended = row["ended_at"]
        history = []
        for i, (stage, since) in enumerate(stages):
            until = stages[i + 1][1] if i + 1 < len(stages) else ended
            history.append(
                {
                    "status": STATUS_OF_STAGE[stage], "period": _period(since, until),
                    "extension": [extension("stage", "Code", stage)],
                }
            )  # fmt: skip
        now = "finished" if ended is not None else history[-1]["status"] if history else "unknown"
        made: Json = {
            "resourceType": "Encounter", "id": self.id(row["subject"]), "status": now,
            "class": coding(codes.V3_ACT, "AMB", "ambulatory"), "period": _period(row["at"], ended),
            "reasonCode": [own("purpose", code) for code in row["purposes"]],
        }  # fmt: skip
        if history:
            made["statusHistory"] = history
        if person is not None:
            made["subject"] = self.refer("Patient", person)
        if row["ended_how"] is not None:
            made["hospitalization"] = {"dischargeDisposition": own("ended_how", row["ended_how"])}
        places = [
            {"location": self.refer("Location", facility, "place", stay["place"]), "period": _period(stay["at"], stay["ended_at"])}
            for stay in stays
            if stay["place"] is not None
        ]
        if places:
            made["location"] = places
        return made

    def look(self, entry: int, visit: bytes, person: bytes | None, at: datetime, state: str) -> Json:
        """Staff looked at somebody."""
        return self._observation(
            self.id("look", entry), own("observation", "look"), person, visit,
            effectiveDateTime=moment(at), valueCodeableConcept=own("seen_state", state),
        )  # fmt: skip

    def episode(self, row: Row, person: bytes | None) -> Json:
        """One supervised use."""
        parts = [_part("mix", valueCodeableConcept=own("mix", row["mix"]))]
        if row["used"] is not None:
            parts.append(_part("used", valueCodeableConcept=own("used", row["used"])))
        if row["injected"] is not None:
            parts.append(_part("injected", valueBoolean=row["injected"]))
        parts += [_part("substance", valueCodeableConcept=own("substance", one)) for one in row["substances"] or ()]
        return self._observation(
            self.id(row["episode"]), own("observation", "episode"), person, row["subject"],
            effectivePeriod=_period(row["at"], row["ended_at"]), component=parts,
        )  # fmt: skip

    def emergency(self, row: Row, person: bytes | None, members: Sequence[str]) -> Json:
        """An emergency. `members`: the ids of its observations."""
        parts = [
            _part(name, valueCodeableConcept=own(listed, row[column]))
            for name, listed, column in (
                ("where", "emergency_where", "where"), ("outcome", "emergency_outcome", "outcome"),
                ("severity", "severity", "severity"), ("reversed", "reversed", "reversed"),
                ("ambulance", "ambulance_step", "ambulance"),
            )
            if row[column] is not None
        ]  # fmt: skip
        more: Json = {"effectivePeriod": _period(row["at"], row["closed_at"]), "component": parts}
        if row["presentation"] is not None:
            more["valueCodeableConcept"] = own("presentation", row["presentation"])
        if members:
            more["hasMember"] = [{"reference": f"Observation/{one}"} for one in members]
        made = self._observation(self.id(row["subject"]), own("observation", "emergency"), person, row["visit"], **more)
        return made if row["closed_at"] is not None else made | {"status": "preliminary"}

    def signs(self, row: Row, person: bytes | None, visit: bytes | None) -> list[Json]:
        """What was seen of a person at one moment: an Observation a sign."""
        made = []
        common: Json = {"effectiveDateTime": moment(row["at"])}
        for column, (loinc, unit, category) in codes.MEASURED.items():
            if row[column] is not None:
                code = concept(*(coding(codes.LOINC, *one) for one in loinc))
                told = {"valueQuantity": quantity(row[column], unit), "category": [_category(category)]}
                made.append(self._observation(self.id("sign", row["first_number"], column), code, person, visit, **common, **told))
        pressures = [
            {"code": concept(coding(codes.LOINC, *loinc)), "valueQuantity": quantity(row[column], "mm[Hg]")}
            for column, loinc in codes.PRESSURES.items()
            if row[column] is not None
        ]
        if pressures:
            code = concept(coding(codes.LOINC, *codes.PRESSURE))
            told = {"component": pressures, "category": [_category("vital-signs")]}
            made.append(self._observation(self.id("sign", row["first_number"], "pressure"), code, person, visit, **common, **told))
        for column in codes.SIGNS:
            value = row[column]
            if value is not None:
                told = {"valueBoolean": value} if isinstance(value, bool) else {"valueCodeableConcept": own(column, value)}
                told["category"] = [_category("exam")]
                code = own("sign", column)
                made.append(self._observation(self.id("sign", row["first_number"], column), code, person, visit, **common, **told))
        return made

    def dose(self, row: Row, person: bytes | None, visit: bytes | None) -> Json:
        """Naloxone or oxygen that was given. Where it is not known to whom, FHIR is told just that."""
        naloxone = row["action"] == "naloxone"
        made: Json = {
            "resourceType": "MedicationAdministration", "id": self.id("dose", row["first_number"]), "status": "completed",
            "medicationCodeableConcept": concept(coding(codes.ATC, *(codes.NALOXONE if naloxone else codes.OXYGEN))),
            "subject": absent() if person is None else self.refer("Patient", person), "effectiveDateTime": moment(row["at"]),
            "supportingInformation": [self.refer("Observation", row["subject"])],
        }  # fmt: skip
        if visit is not None:
            made["context"] = self.refer("Encounter", visit)
        if naloxone:
            dosage: Json = {"dose": absent() if row["dose_mg"] is None else quantity(row["dose_mg"], "mg")}
            if row["route"] in codes.ROUTES:
                dosage["route"] = concept(coding(codes.SNOMED, *codes.ROUTES[row["route"]]))
        else:
            litres = row["litres_per_minute"]
            dosage = {"rateQuantity": absent() if litres is None else quantity(litres, "L/min")}
        return made | {"dosage": dosage}

    def referral(self, row: Row, person: bytes) -> Json:
        """A referral, as it stands."""
        status, intent = _REQUEST[row["step"]]
        more = [extension("referral-step", "Code", row["step"]), extension("referral-furthest", "Code", row["furthest"])]
        if row["engagement"] is not None:
            more.append(extension("referral-engagement", "Code", row["engagement"]))
        made: Json = {
            "resourceType": "ServiceRequest", "id": self.id(row["subject"]), "status": status, "intent": intent,
            "code": own("referral_to", row["to"]), "subject": self.refer("Patient", person), "authoredOn": moment(row["at"]),
            "extension": more,
        }  # fmt: skip
        if row["visit"] is not None:
            made["encounter"] = self.refer("Encounter", row["visit"])
        return made

    def _observation(self, id: str, code: Json, person: bytes | None, visit: bytes | None, **more: Any) -> Json:
        made: Json = {"resourceType": "Observation", "id": id, "status": "final", "code": code}
        if person is not None:
            made["subject"] = self.refer("Patient", person)
        if visit is not None:
            made["encounter"] = self.refer("Encounter", visit)
        return made | more


def _part(name: str, **value: object) -> Json:
    return {"code": own("part", name), **value}


def _category(code: str) -> Json:
    return concept(coding(codes.CATEGORY, code))


def quantity(value: float, unit: str) -> Json:
    """A Quantity in UCUM; a single-precision reading is told with the digits it has, not with more."""
    told = int(value) if float(value).is_integer() else float(f"{value:.6g}")
    return {"value": told, "unit": unit, "system": codes.UCUM, "code": unit}


def _period(start: datetime, end: datetime | None) -> Json:
    return {"start": moment(start), **({} if end is None else {"end": moment(end)})}


def moment(at: datetime) -> str:
    """A dateTime of FHIR: UTC, in milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
