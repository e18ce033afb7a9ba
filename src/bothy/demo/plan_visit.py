"""One visit as commands: the door, the talk, the place, what was given, the way out."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec

from bothy.care.bodies import (
    Assessed,
    EpisodeEnded,
    OtherwisePlace,
    PersonRegistered,
    PlaceChanged,
    Preparation,
    ServiceGiven,
    SuppliedItem,
)  # fmt: skip
from bothy.care.commands import Correct, EndVisit, EnterStage, GivePlace, GiveSupplies, StartVisit
from bothy.demo.plan_emergency import write_emergency
from bothy.demo.plan_months import Stay
from bothy.demo.plan_people import Invented
from bothy.demo.plan_streams import pick
from bothy.demo.plan_write import Scribe
from bothy.journal.entry import entry_id

OTHER_PURPOSES = {
    "wound_care": 0.24, "shower": 0.15, "supplies": 0.19, "food": 0.11, "clothing": 0.06, "laundry": 0.05,
    "housing_help": 0.07, "treatment_help": 0.05, "advice": 0.06, "naloxone_kit": 0.02,
}  # fmt: skip
SERVICE_FOR = {
    "wound_care": "wound_care", "shower": "shower", "food": "food", "clothing": "clothing", "laundry": "laundry",
    "housing_help": "housing_talk", "treatment_help": "treatment_talk", "advice": "injecting_advice",
}  # fmt: skip
AFTER_USE = {
    "food": 0.34, "wound_care": 0.22, "injecting_advice": 0.14, "welfare_talk": 0.06, "bbv_test": 0.04,
    "housing_talk": 0.05, "treatment_talk": 0.05, "naloxone_training": 0.03, "mental_health_talk": 0.04,
    "peer_support": 0.03,
}  # fmt: skip
LAST_USED = {
    "today": 0.4, "under_2_hours": 0.13, "yesterday": 0.27, "this_week": 0.1, "this_month": 0.02,
    "over_a_month": 0.01, "declined": 0.02, "not_asked": 0.03, "not_known": 0.02,
}  # fmt: skip
EARLY = ("wanted to go, awake and steady", "had an appointment", "friend was waiting", "did not want to stay")
CARE = ("worker", "nurse", "shift_lead")


@dataclass
class Memory:
    """What the house remembers of people from one day to the next."""

    registered: set[UUID] = field(default_factory=set)
    last: dict[UUID, tuple[Preparation, ...]] = field(default_factory=dict)
    asked_on: dict[UUID, date] = field(default_factory=dict)


def preparation_of(scribe: Scribe, person: Invented, category: str) -> tuple[Preparation, ...] | str:
    """What goes into one use, so that the published category of it can be read back."""
    route, site = person.route, person.site
    if scribe.rng.random() < 0.04:
        site = "not_known"
    if category == "other":
        summer = scribe.day.month in (5, 7)
        what = pick(scribe.rng, {"ketamine": 0.7 if summer else 0.1, "not_known": 0.3, "declined": 0.15})
        if what == "declined":
            return "declined"
        return (Preparation(substances=(what,), route=route, site=site),)
    beside: tuple[Preparation, ...] = ()
    if scribe.rng.random() < person.benzodiazepines * 0.3:
        pill = "gabapentinoid" if scribe.rng.random() < 0.25 else "street_benzodiazepine"
        beside = (Preparation(substances=(pill,), route="not_asked"),)
    substances = {
        "cocaine": ("cocaine",),
        "heroin": ("heroin",),
        "heroin_and_cocaine": ("heroin", "cocaine"),
    }[category]
    return (Preparation(substances=substances, route=route, site=site), *beside)


def write_visit(scribe: Scribe, stay: Stay, memory: Memory) -> None:
    """All commands of one visit but the looks of the rounds, which see many at once."""
    at, person, rng = stay.minutes, stay.person, scribe.rng
    desk = scribe.who(at["comes"], "reception", "worker")
    if person.id not in memory.registered:
        memory.registered.add(person.id)
        body = PersonRegistered(age_band=person.age_band, sex=person.sex)
        private = {"name": person.name, "code": person.code, "card": None}
        scribe.write(at["comes"] - 0.4, "register-person", person.id, body, desk, private)
    other = pick(rng, OTHER_PURPOSES)
    if stay.category:
        purposes = ("use", other) if rng.random() < 0.09 else ("use",)
    else:
        purposes = (other,)
    scribe.write(at["comes"], "start-visit", stay.id, StartVisit(person=person.id, purposes=purposes), desk)
    how = "left"
    if not stay.category:
        carer = scribe.who(at["asked"], *CARE)
        body = EnterStage(stage="assessment", with_staff=carer)
        scribe.write(at["asked"], "enter-stage", stay.id, body, carer)
    if stay.category:
        how = _use(scribe, stay, memory)
    elif rng.random() < 0.045:
        how = _leaves_before_use(scribe, stay)
    else:
        _serve(scribe, stay, other)
    early = stay.category and how == "left" and at["leaves"] - at.get("rises2", at["rises"]) < 15
    reason = EARLY[int(rng.integers(len(EARLY)))] if early or how == "left_against_advice" else ""
    by = scribe.who(at["leaves"] - 0.1, "reception", *CARE)
    scribe.write(at["leaves"], "end-visit", stay.id, EndVisit(how=how, reason=reason), by)


def _use(scribe: Scribe, stay: Stay, memory: Memory) -> str:
    at, rng = stay.minutes, scribe.rng
    carer = scribe.who(at["asked"], *CARE)
    _assess(scribe, stay, memory, carer)
    if rng.random() < 0.85:
        kit = [SuppliedItem(item="one_piece_set", count=1)]
        if "heroin" in (stay.category or ""):
            kit += [SuppliedItem(item="citric", count=1), SuppliedItem(item="filter", count=1)]
        scribe.write(
            at["place"] - 0.25,
            "give-supplies",
            stay.id,
            GiveSupplies(items=tuple(kit), for_others=False),
            carer,
        )
    given = scribe.write(at["place"], "give-place", stay.id, GivePlace(place=stay.place), carer)
    rises = at["rises"]
    if stay.emergency:
        how = write_emergency(scribe, stay)
    else:
        how = "left_against_advice" if at["leaves"] - rises < 5 and rng.random() < 0.25 else "left"
    _rise(scribe, stay, given, rises)
    if stay.again:
        talked = at["place2"] - 2.0
        scribe.write(
            talked - 1.5, "enter-stage", stay.id, EnterStage(stage="assessment", with_staff=carer), carer
        )
        prepared = preparation_of(scribe, stay.person, stay.again)
        scribe.write(
            talked, "assess", stay.id, Assessed(preparations=prepared, last_used="under_2_hours"), carer
        )
        again = scribe.write(at["place2"], "give-place", stay.id, GivePlace(place=stay.place), carer)
        _rise(scribe, stay, again, at["rises2"])
    if how != "to_hospital":
        _aftercare(scribe, stay)
    scribe.write(
        at["clean"], "change-place", scribe.facility, PlaceChanged(place=stay.place, status="ready"),
        scribe.who(at["clean"], "worker"),
    )  # fmt: skip
    return how


def _rise(scribe: Scribe, stay: Stay, given: UUID, rises: float) -> None:
    """The episode ends, and with it the person moves to aftercare; the place waits to be cleaned."""
    watcher = scribe.who(rises, *CARE)
    scribe.write(rises, "end-episode", stay.id, EpisodeEnded(episode=entry_id(given, 1), used="yes"), watcher)
    if stay.again and rises == stay.minutes["rises"]:
        clean = PlaceChanged(place=stay.place, status="ready")
        scribe.write(rises + 2.0, "change-place", scribe.facility, clean, watcher)


def _assess(scribe: Scribe, stay: Stay, memory: Memory, carer: UUID) -> None:
    at, rng, person = stay.minutes, scribe.rng, stay.person
    scribe.write(at["asked"], "enter-stage", stay.id, EnterStage(stage="assessment", with_staff=carer), carer)
    prepared = preparation_of(scribe, person, stay.category or "other")
    flags = _flags(scribe, stay, memory)
    otherwise = None
    if memory.asked_on.get(person.id) != scribe.day:
        memory.asked_on[person.id] = scribe.day
        otherwise = _otherwise(scribe, person)
    same = memory.last.get(person.id) == prepared and rng.random() < 0.7
    if not isinstance(prepared, str):
        memory.last[person.id] = prepared
    body = Assessed(
        preparations=prepared,
        last_used=pick(rng, LAST_USED),
        risk_flags=flags,
        otherwise=otherwise,
        same_as_last=same,
    )
    done = at["asked"] + (at["place"] - at["asked"]) * 0.45
    if rng.random() < 0.008 and not isinstance(prepared, str):
        # A wrong tap, put right within the minute: the first entry stays, a later one names it.
        wrong = msgspec.structs.replace(body, last_used="over_a_month")
        first = scribe.write(done, "assess", stay.id, wrong, carer)
        right = msgspec.Raw(msgspec.json.encode(body))
        fix = Correct(entry=entry_id(first, 0), reason="wrong_tap", body=right)
        scribe.write(done + 0.3, "correct", stay.id, fix, carer)
        return
    scribe.write(done, "assess", stay.id, body, carer)


def _flags(scribe: Scribe, stay: Stay, memory: Memory) -> tuple[str, ...] | str:
    rng, person = scribe.rng, stay.person
    if rng.random() < 0.03:
        return "not_asked" if rng.random() < 0.7 else "declined"
    odds = {
        "benzodiazepines_today": person.benzodiazepines, "alcohol_today": person.alcohol, "opioids_today": 0.16,
        "low_tolerance": 0.02, "left_prison_4_weeks": 0.012, "left_hospital_4_weeks": 0.012, "overdose_before": 0.12,
        "unwell": 0.03, "very_drowsy": 0.012, "new_supply": 0.05,
    }  # fmt: skip
    flags = [flag for flag, chance in odds.items() if rng.random() < chance]
    if person.id not in memory.last:
        flags.insert(0, "first_time_here")
    return tuple(flags)


def _otherwise(scribe: Scribe, person: Invented) -> OtherwisePlace | None:
    drawn = scribe.rng.random()
    if drawn < 0.22:
        return None
    if drawn < 0.28:
        return OtherwisePlace(where="declined", alone="declined")
    where = person.otherwise if drawn < 0.75 else "street"
    return OtherwisePlace(where=where, alone="yes" if scribe.rng.random() < person.alone else "no")


def _aftercare(scribe: Scribe, stay: Stay) -> None:
    at, rng = stay.minutes, scribe.rng
    start, end = at.get("rises2", at["rises"]), at["leaves"]
    start = max(start, at.get("calm", 0.0))
    if rng.random() < 0.33 and end - start > 5:
        minute = start + (end - start) * rng.uniform(0.3, 0.9)
        staff = scribe.who(minute, *CARE)
        body = ServiceGiven(service=pick(rng, AFTER_USE))
        scribe.write(minute, "give-service", stay.id, body, staff)
        if rng.random() < 0.012:
            twice = scribe.write(minute + 0.05, "give-service", stay.id, body, staff)
            void = Correct(entry=entry_id(twice, 0), reason="entered_twice", void=True)
            scribe.write(minute + 0.4, "correct", stay.id, void, staff)
    if rng.random() < 0.3:
        minute = end - 0.5
        _supplies(scribe, stay, minute)


def _supplies(scribe: Scribe, stay: Stay, minute: float) -> None:
    rng = scribe.rng
    count = int(rng.choice([1, 2, 5, 10, 20], p=[0.1, 0.15, 0.35, 0.3, 0.1]))
    items = [SuppliedItem(item="one_piece_set", count=count), SuppliedItem(item="wipe", count=count)]
    if rng.random() < 0.5:
        items.append(SuppliedItem(item="water", count=count))
    if rng.random() < 0.12:
        items.append(SuppliedItem(item="foil", count=5))
    if rng.random() < 0.07:
        items.append(
            SuppliedItem(item="naloxone_kit_nasal" if rng.random() < 0.6 else "naloxone_kit_im", count=1)
        )
    if rng.random() < 0.25:
        items.append(SuppliedItem(item="sharps_bin", count=1))
    returned = int(rng.integers(0, 25)) if rng.random() < 0.4 else None
    others = "not_asked" if rng.random() < 0.3 else bool(rng.random() < 0.25)
    scribe.write(
        minute, "give-supplies", stay.id, GiveSupplies(items=tuple(items), for_others=others, returned=returned),
        scribe.who(minute, "reception", "worker"),
    )  # fmt: skip


def _serve(scribe: Scribe, stay: Stay, purpose: str) -> None:
    at, rng = stay.minutes, scribe.rng
    minute = at["asked"] + (at["leaves"] - at["asked"]) * rng.uniform(0.35, 0.9)
    staff = scribe.who(minute, *CARE)
    if purpose in SERVICE_FOR:
        if rng.random() < 0.94:
            scribe.write(minute, "give-service", stay.id, ServiceGiven(service=SERVICE_FOR[purpose]), staff)
        if rng.random() < 0.16:
            _supplies(scribe, stay, (minute + at["leaves"]) / 2)
    elif purpose == "naloxone_kit":
        scribe.write(minute, "give-service", stay.id, ServiceGiven(service="naloxone_training"), staff)
        kit = GiveSupplies(items=(SuppliedItem(item="naloxone_kit_nasal", count=1),), for_others="not_asked")
        scribe.write((minute + at["leaves"]) / 2, "give-supplies", stay.id, kit, staff)
    else:
        _supplies(scribe, stay, minute)


def _leaves_before_use(scribe: Scribe, stay: Stay) -> str:
    return "left_before_use" if scribe.rng.random() < 0.6 else "left_against_advice"
