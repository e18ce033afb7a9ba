"""A correction, a late fact, a merge: each changes the figures that hang on it, and no other; what is missing is no zero."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bothy.care import bodies as b
from bothy.reports import facts
from bothy.reports.engine.arrow import evaluate
from bothy.reports.figures import Figure
from bothy.reports.indicators import BY_NAME, INDICATORS
from reports.journals import FACILITY, INJECT, Pen, at, write

MONTHS = ("2025-02", "2025-03")
COCAINE = (b.Preparation(substances=("cocaine",), route="vein"),)


@dataclass
class Place:
    """A home whose journal grows; `figures` says every figure of it by month and grouping."""

    home: Path
    pen: Pen = field(default_factory=Pen)
    written: int = 0

    def facts(self) -> facts.Facts:
        write(self.home, self.pen.drafts[self.written :])
        self.written = len(self.pen.drafts)
        return facts.fresh(self.home)

    def figures(self) -> dict[tuple[str, str, str, str], Figure]:
        opened = self.facts()
        return {
            (one.name, month, by, group): figure
            for one in INDICATORS
            for month in MONTHS
            for by in ("", *one.groupings)
            for group, figure in evaluate(opened, one, [month], by or None).items()
        }

    def ask(self, name: str, by: str | None = None) -> dict[str, Figure]:
        return evaluate(self.facts(), BY_NAME[name], MONTHS, by)

    def emergency(self, visit: UUID | None, day: str, presentation: str = "opioid", **more: object) -> UUID:
        id = uuid4()
        self.pen(id, b.EmergencyRaised(where="place", place=1, visit=visit), at(day, "12:10"))
        self.pen(id, b.EmergencyClosed(outcome="recovered_here", presentation=presentation, **more), at(day, "12:50"))
        return id


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Ann in February and March, Ben in March; an emergency of Ann's in March."""
    place = Place(tmp_path)
    place.ann = place.pen.person(at("2025-02-01"), "female")  # type: ignore[attr-defined]
    place.ben = place.pen.person(at("2025-02-01"), "male")  # type: ignore[attr-defined]
    place.pen.visit(place.ann, at("2025-02-03"))  # type: ignore[attr-defined]
    place.visit = place.pen.visit(place.ann, at("2025-03-03"))  # type: ignore[attr-defined]
    place.pen.visit(place.ben, at("2025-03-04"), preparations=COCAINE)  # type: ignore[attr-defined]
    place.emergency(place.visit, "2025-03-03")  # type: ignore[attr-defined]
    return place


def changed(before: dict, after: dict) -> dict:
    """What differs, as (name, month) with its figures as a whole before and after."""
    keys = {key[:2] for key in {*before, *after} if before.get(key) != after.get(key)}
    return {key: tuple(told.get((*key, "", "")) for told in (before, after)) for key in sorted(keys)}


def test_a_late_service_changes_the_services_of_its_month_and_nothing_else(place):
    place.pen(place.visit, b.ServiceGiven(service="food"), at("2025-03-03", "12:20"))
    before = place.figures()
    place.pen(place.visit, b.ServiceGiven(service="wound_care"), at("2025-03-03", "12:30"))
    found = changed(before, place.figures())
    assert {name for name, _ in found} == {"services_given", "wound_care", "people_served"}
    assert found["people_served", "2025-03"][0] == found["people_served", "2025-03"][1], "one person, now by two services"
    assert {month for _, month in found} == {"2025-03"}
    assert found["wound_care", "2025-03"][0].value == 0 and found["wound_care", "2025-03"][1].value == 1


def test_a_corrected_substance_moves_the_use_and_the_emergency_that_followed_it(place):
    before = place.figures()
    started = next(draft for draft in place.pen.drafts if draft.kind == "episode-started" and draft.subject == place.visit)
    said = b.EpisodeStarted(place=1, preparations=COCAINE)
    place.pen.correct(place.visit, started.id, "episode-started", at("2025-03-20"), body=said)
    after = place.figures()
    assert {month for _, month in changed(before, after)} == {"2025-03"}
    assert before["medical_emergencies", "2025-03", "substance", "heroin"].value == 1
    assert after["medical_emergencies", "2025-03", "substance", "cocaine"].value == 1
    assert ("medical_emergencies", "2025-03", "substance", "heroin") not in after
    assert after["share_heroin", "2025-03", "", ""].k == 0 and after["share_cocaine", "2025-03", "", ""].k == 2
    assert before["medical_emergencies", "2025-03", "", ""] == after["medical_emergencies", "2025-03", "", ""]


def test_a_merge_changes_how_many_people_and_of_which_sex_and_no_count_of_visits(place):
    lark = uuid4()
    place.pen(lark, b.PersonRegistered(looked_up=False), at("2025-03-05"))
    seen = place.pen.visit(lark, at("2025-03-05"))
    place.emergency(seen, "2025-03-05")
    before = place.figures()
    assert before["people", "2025-03", "", ""] == Figure(value=3, k=3, least=2)
    place.pen(lark, b.PersonLinked(same_as=place.ann), at("2025-04-02"))
    after = place.figures()
    assert after["people", "2025-03", "", ""] == Figure(value=2, k=2)
    assert after["medical_emergencies", "2025-03", "sex", "female"].value == 2
    whole = {name for name, _ in (key[:2] for key in before if key[2] == "" and before[key] != after.get(key))}
    assert whole == {"people", "people_who_used"}, "visits, uses and emergencies are as many as before"


def test_someone_who_comes_in_two_months_is_one_person_over_both(place):
    months = {month: evaluate(place.facts(), BY_NAME["people"], [month])[""].value for month in MONTHS}
    assert (months, place.ask("people")[""].value) == ({"2025-02": 1, "2025-03": 2}, 2)
    assert {group: one.value for group, one in place.ask("people", "sex").items()} == {"": 2, "female": 1, "male": 1}


def test_an_emergency_is_divided_by_whose_it_was_and_what_was_taken_where_that_is_known(place):
    place.emergency(None, "2025-03-06", "stimulant")
    by_sex = {group: one.value for group, one in place.ask("medical_emergencies", "sex").items()}
    assert by_sex == {"": 2, "female": 1, "not_recorded": 1}
    by_substance = {group: one.value for group, one in place.ask("medical_emergencies", "substance").items()}
    assert by_substance == {"": 2, "heroin": 1, "not_recorded": 1}


def test_overdoses_and_other_drug_emergencies_are_told_apart_and_what_nobody_said_is_neither(place):
    for n, kind in enumerate(("stimulant", "sedative", "faint", "not_known")):
        place.emergency(None, f"2025-03-1{n}", kind)
    told = {name: place.ask(name)[""] for name in ("overdoses", "other_drug_emergencies", "other_emergencies")}
    assert {name: (one.value, one.n, one.missing) for name, one in told.items()} == {
        "overdoses": (2, 4, 1), "other_drug_emergencies": (1, 4, 1), "other_emergencies": (1, 4, 1),
    }  # fmt: skip


def test_what_a_house_does_not_record_at_all_is_not_known_and_after_the_first_entry_it_may_be_none(place):
    for name in ("turned_away", "needles_out", "equipment_attendances", "wound_care", "referrals_offered", "open_minutes"):
        assert place.ask(name) == {"": Figure(value=None)}, name
    for name in ("would_have_used_outside", "emergency_ambulance", "returns_counted", "share_attended"):
        assert place.ask(name)[""].value is None, name
    place.pen(FACILITY, b.TurnedAway(reason="under_age"), at("2025-03-07"))
    place.pen(place.visit, b.ServiceGiven(service="food"), at("2025-03-03", "12:20"))
    assert place.ask("turned_away_full")[""].value == 0 and place.ask("wound_care")[""].value == 0


def test_needles_that_nobody_counted_are_not_none_brought_back(place):
    given = b.SuppliesGiven(items=(b.SuppliedItem(item="needle", count=5),), for_others=True)
    place.pen(place.visit, given, at("2025-03-03", "12:20"))
    back = place.ask("needles_back")[""]
    assert (back.value, back.n, back.missing) == (None, 0, 1)
    counted = b.SuppliesGiven(items=(b.SuppliedItem(item="foil", count=1),), returned=0, for_others="declined")
    place.pen(place.visit, counted, at("2025-03-03", "12:25"))
    back = place.ask("needles_back")[""]
    assert (back.value, back.n, back.missing) == (0, 1, 1)
    others = place.ask("collected_for_others")[""]
    assert (others.k, others.n, others.missing) == (1, 1, 1)
    assert {group: one.value for group, one in place.ask("items_out", "item").items()} == {"": 6, "needle": 5, "foil": 1}


def test_a_share_seated_in_ten_minutes_says_who_never_got_a_place(place):
    visit = uuid4()
    place.pen(visit, b.VisitStarted(person=place.ben, purposes=("use",)), at("2025-03-08"))
    place.pen(visit, b.VisitEnded(how="left_before_use"), at("2025-03-08") + timedelta(minutes=40))
    seated = place.ask("seated_within_10")[""]
    assert (seated.k, seated.n, seated.missing) == (3, 3, 1)
    left = place.ask("left_before_use")[""]
    assert (left.value, left.n) == (1, 4)


def test_a_visit_with_two_substances_stands_in_both_and_is_counted_once(place):
    place.pen.visit(place.ben, at("2025-03-09"), preparations=(*INJECT, *COCAINE))
    by_substance = {group: one.value for group, one in place.ask("supervised_uses", "substance").items()}
    assert by_substance == {"": 4, "heroin": 3, "cocaine": 2}
