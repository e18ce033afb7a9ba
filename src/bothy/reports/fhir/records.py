"""Every resource of an export, month by month: what stands in the facts, with stages and looks from the journal itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bothy.care.bodies import PlaceGiven, Seen, StageEntered, VisitStarted
from bothy.journal import Reader
from bothy.journal.chain import moment as moment_of
from bothy.journal.lean import LeanRow, of_subjects
from bothy.reports.facts import Facts
from bothy.reports.facts.lines import Subject, settle
from bothy.reports.fhir.codes import Json, code_systems
from bothy.reports.fhir.resources import STATUS_OF_STAGE, Maker
from bothy.reports.leaving.pseudonyms import Pseudonyms
from bothy.reports.whose import Whose

AT_ONCE = 1000
"""Visits that are held in memory with their lines."""
RESOURCES = (
    "CodeSystem", "Location", "Encounter", "Observation", "MedicationAdministration", "ServiceRequest", "Patient",
)  # fmt: skip

Progress = Callable[[int, int], None]


def resources(
    facts: Facts, reader: Reader, months: Sequence[str], ids: Pseudonyms, tell: Progress = lambda *_: None
) -> Iterator[Json]:
    """Every resource of these months; of people, those who occur in them. Drills are no emergencies."""
    return _Records(facts, reader, Maker(ids)).all(months, tell)


class _Records:
    def __init__(self, facts: Facts, reader: Reader, make: Maker) -> None:
        self.facts, self.reader, self.make = facts, reader, make
        people = facts.table("person", None, ["subject", "age_band", "sex", "looked_up", "same_as", "said"])
        self.whose = Whose(people)
        told = zip(
            people["subject"].to_pylist(), people["age_band"].to_pylist(), people["sex"].to_pylist(), strict=True
        )
        self.people = {subject: (age_band, sex) for subject, age_band, sex in told}
        self.meant: dict[bytes, bytes] = {}
        self.facility = facts.facility.bytes

    def all(self, months: Sequence[str], tell: Progress) -> Iterator[Json]:
        yield from code_systems()
        yield self.make.facility(self.facility, self.facts.name)
        for number, spec in sorted(self.facts.calendar.places.items()):
            yield self.make.place(self.facility, number, spec.kind)
        for done, month in enumerate(months, 1):
            yield from self._visits(month)
            yield from self._referrals(month)
            tell(done, len(months))
        yield from self._emergencies(months)
        for person in sorted(set(self.meant.values())):
            yield self.make.patient(person, *self.people.get(person, ("not_known", "not_known")))

    def _who(self, person: bytes | None) -> bytes | None:
        """Whoever is meant, as the desk said."""
        if person is None:
            return None
        if person not in self.meant:
            self.meant[person] = self.whose.meant(pa.array([person], pa.binary(16))).to_pylist()[0]
        return self.meant[person]

    def _visits(self, month: str) -> Iterator[Json]:
        wanted = ["subject", "at", "person", "ended_at", "ended_how", "purposes"]
        # An episode counts on its own day: a visit at the end of one month may have one in the next.
        for row in _each(self.facts.table("episode", [month])):
            yield self.make.episode(row, self._who(row["person"]))
        stays = self.facts.table(
            "episode", self._here(month, _next(month)), ["subject", "at", "ended_at", "place"]
        )
        for batch in self.facts.table("visit", [month], wanted).combine_chunks().to_batches(AT_ONCE):
            lines = _lines(self.reader, batch["subject"].to_pylist(), self.facts.number)
            places: dict[bytes, list[Json]] = {}
            for row in stays.filter(pc.is_in(stays["subject"], value_set=batch["subject"])).to_pylist():
                places.setdefault(row["subject"], []).append(row)
            for row in batch.to_pylist():
                person, subject = self._who(row["person"]), lines[row["subject"]]
                told = stages(subject, row["ended_at"])
                yield self.make.encounter(row, person, told, places.get(row["subject"], []), self.facility)
                for at, number, _, _, body in subject.lines:
                    if isinstance(body, Seen):
                        yield self.make.look(number, row["subject"], person, moment_of(at), body.state)

    def _here(self, *months: str) -> list[str]:
        return [month for month in months if month in self.facts.months]

    def _emergencies(self, months: Sequence[str]) -> Iterator[Json]:
        """All of them at once: of a year they are few beside its visits."""
        emergencies = {row["subject"]: row for row in self.facts.table("emergency", months).to_pylist()}
        person_of = self._persons_of({row["visit"] for row in emergencies.values() if row["visit"] is not None})
        members: dict[bytes, list[str]] = {}
        ids = pa.array(list(emergencies), pa.binary(16))
        for name, make in (("observation", self.make.signs), ("action", self._doses)):
            for month in self.facts.months:
                table = self.facts.table(name, [month])
                for row in table.filter(pc.is_in(table["subject"], value_set=ids)).to_pylist():
                    visit = emergencies[row["subject"]]["visit"]
                    for made in make(row, person_of.get(visit), visit):
                        if made["resourceType"] == "Observation":
                            members.setdefault(row["subject"], []).append(made["id"])
                        yield made
        for subject, row in emergencies.items():
            yield self.make.emergency(row, person_of.get(row["visit"]), members.get(subject, ()))

    def _doses(self, row: Json, person: bytes | None, visit: bytes | None) -> list[Json]:
        return [self.make.dose(row, person, visit)] if row["action"] in ("naloxone", "oxygen") else []

    def _persons_of(self, visits: set[bytes]) -> dict[bytes, bytes | None]:
        if not visits:
            return {}
        ids, found = pa.array(sorted(visits), pa.binary(16)), {}
        for month in self.facts.months:
            table = self.facts.table("visit", [month], ["subject", "person"])
            for row in table.filter(pc.is_in(table["subject"], value_set=ids)).to_pylist():
                found[row["subject"]] = self._who(row["person"])
        return found

    def _referrals(self, month: str) -> Iterator[Json]:
        for row in _each(self.facts.table("referral", [month])):
            person = self._who(row["person"])
            assert person is not None
            yield self.make.referral(row, person)


def stages(subject: Subject, ended: datetime | None) -> list[tuple[str, datetime]]:
    """The stages of a visit with their beginnings, up to its end. A place is given: using."""
    found: list[tuple[str, datetime]] = []
    for at, _, _, _, body in subject.lines:
        stage = (
            "waiting" if isinstance(body, VisitStarted)
            else body.stage if isinstance(body, StageEntered)
            else "using" if isinstance(body, PlaceGiven)
            else None
        )  # fmt: skip
        since = moment_of(at)
        if stage is None or stage not in STATUS_OF_STAGE or (ended is not None and since > ended):
            continue
        if not found or found[-1][0] != stage:
            found.append((stage, since))
    return found


def _lines(reader: Reader, subjects: list[bytes], upto: int) -> dict[bytes, Subject]:
    rows: dict[bytes, list[LeanRow]] = {subject: [] for subject in subjects}
    for row in of_subjects(reader, subjects, upto):
        rows[row[4]].append(row)
    return {subject: settle(subject, told) for subject, told in rows.items()}


def _each(table: pa.Table) -> Iterable[dict[str, Any]]:
    for batch in table.to_batches(AT_ONCE):
        yield from batch.to_pylist()


def _next(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02d}"


__all__ = ["RESOURCES", "resources", "stages"]
