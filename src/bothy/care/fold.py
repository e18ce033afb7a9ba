"""Fold: what one more entry makes of the House. Pure, and the same in the browser.

Each subject keeps its own lines in the order in which they happened. A line that happened last is
added to what there is; any other, and every correction, makes its subject be added up anew. So the
order of arrival cannot change the House.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from immutables import Map
from msgspec.structs import replace

from bothy.care import (
    fold_emergency,
    fold_facility,
    fold_person,
    fold_referral,
    fold_register,
    fold_visit,
    history,
)
from bothy.care.bodies import Corrected
from bothy.care.duties import duties_wait
from bothy.care.house import KEEP_HOURS, Emergency, House, Line, Person, Referral, Visit
from bothy.care.kinds import KINDS, decode
from bothy.journal.entry import Entry

Recall = Callable[[UUID], Iterable[Line]]
"""The earlier lines of a subject that the House no longer holds, in any order."""

UPCASTERS: dict[tuple[str, int], Callable[[bytes], bytes]] = {}
"""(kind, old version) -> the body's bytes as the next version would have said them."""

_KEEP = timedelta(hours=KEEP_HOURS)

H = TypeVar("H", Visit, Emergency, Referral, Person)


def line(entry: Entry) -> Line:
    """An entry as care reads it: body decoded, upcast to the latest version of its kind.

    KeyError for a kind or version that this Bothy does not know, msgspec.ValidationError for a body
    that does not fit its kind.
    """
    body, version = entry.body, entry.version
    while version != KINDS[entry.kind].version:
        body = UPCASTERS[entry.kind, version](body)
        version += 1
    return Line(
        entry.number,
        entry.id,
        entry.kind,
        entry.subject,
        decode(entry.kind, body),
        entry.happened_at,
        entry.recorded_at,
        entry.staff,
        entry.device,
    )


def fold(house: House, line: Line, recall: Recall | None = None) -> House:
    """The House after `line`. `recall` is asked for a subject's earlier lines where they have been let go."""
    hour = _full_hour(line.recorded_at)
    if house.swept_at is None or hour > house.swept_at:
        house = sweep(house, hour)
    return add(house, line, recall)


def restore(lines: Iterable[Line], number: int = 0, swept_at: datetime | None = None) -> House:
    """The House from the lines of a snapshot, in any order: nothing is let go on the way.

    `number` and `swept_at` are those of the House that the lines came from. Running counts of people
    are only those of these lines: put the people of the snapshot in afterwards.
    """
    house = House()
    for line in lines:
        house = add(house, line)
    return replace(house, number=max(number, house.number), swept_at=swept_at)


def add(house: House, line: Line, recall: Recall | None = None) -> House:
    """`fold` without letting anything go."""
    subject = _kind_of_subject(house, line, recall)
    number = max(house.number, line.number)
    # Nothing can be told of a visit before it is started, so most need not ask; an emergency may be
    # raised by what was told of it before the tablet that raised it was heard.
    asked = None if line.kind == "visit-started" else recall
    if subject == "visit":
        before = house.visits.get(line.subject) or _recalled(
            Visit(line.subject), line.number, asked, fold_visit.add
        )
        after = _next(before, line, fold_visit.add, Visit(line.subject))
        visits = house.visits.set(after.id, after)
        people = fold_person.count(house.people, visits, before, after)
        return replace(
            house, number=number, visits=visits, open_visits=_open_visits(house, after), people=people
        )
    if subject == "emergency":
        emergency = house.emergencies.get(line.subject) or _recalled(
            Emergency(line.subject), line.number, asked, fold_emergency.add
        )
        emergency = _next(emergency, line, fold_emergency.add, Emergency(line.subject))
        return replace(house, number=number, emergencies=house.emergencies.set(emergency.id, emergency))
    if subject == "referral":
        referral = house.referrals.get(line.subject) or _recalled(
            Referral(line.subject), line.number, asked, fold_referral.add
        )
        referral = _next(referral, line, fold_referral.add, Referral(line.subject))
        return replace(house, number=number, referrals=house.referrals.set(referral.id, referral))
    if subject == "person":
        if line.kind == "noted":
            return replace(house, number=number)
        person = house.people.get(line.subject) or Person(line.subject)
        person = _next(person, line, fold_person.add, fold_person.empty(person))
        return replace(
            house,
            number=number,
            people=house.people.set(person.id, person),
            not_looked_up=fold_person.note(house.not_looked_up, person),
            restricted=fold_person.restricted(house.restricted, person),
        )
    if subject in fold_register.SUBJECTS:
        file = house.registers.get(line.subject) or fold_register.recalled(
            line.subject, () if recall is None else _earlier(line.subject, line.number, recall)
        )
        file = fold_register.add(file, line)
        return replace(house, number=number, registers=house.registers.set(file.id, file))
    if subject == "facility":
        return _facility(replace(house, number=number), line, recall)
    return replace(house, number=number)


def sweep(house: House, hour: datetime) -> House:
    """The House without what was over more than KEEP_HOURS before `hour`, a full hour of recorded time."""
    since = hour - _KEEP
    visits, people = house.visits, house.people
    for visit in house.visits.values():
        if _over(visit.ended_at if visit.started_at is not None else _last(visit), since):
            visits = visits.delete(visit.id)
            people = fold_person.let_go(people, visit)
    emergencies = house.emergencies
    for emergency in house.emergencies.values():
        over = _over(emergency.closed_at if emergency.raised_at is not None else _last(emergency), since)
        if over and not duties_wait(house, emergency, hour):
            emergencies = emergencies.delete(emergency.id)
    referrals = house.referrals
    for referral in house.referrals.values():
        final = referral.step in fold_referral.FINAL_STEPS
        if (final or referral.offered_at is None) and _over(_last(referral), since):
            referrals = referrals.delete(referral.id)
    registers = house.registers
    for file in house.registers.values():
        if _over(file.over_at, since):
            registers = registers.delete(file.id)
    facility_lines = fold_facility.keep(house.facility_lines, since)
    return replace(
        house,
        visits=visits,
        people=people,
        emergencies=emergencies,
        referrals=referrals,
        registers=registers,
        facility_lines=facility_lines,
        facility_corrected=history.has_corrections(facility_lines),
        turned_away=tuple(at for at in house.turned_away if at >= since),
        flags=fold_facility.flags_since(house.flags, since),
        swept_at=hour,
    )


def find_visit(house: House, visit: UUID, recall: Recall | None = None) -> Visit:
    """The visit, in the House or recalled; without lines where there is none."""
    return house.visits.get(visit) or _recalled(Visit(visit), house.number + 1, recall, fold_visit.add)


def find_emergency(house: House, emergency: UUID, recall: Recall | None = None) -> Emergency:
    """The emergency, in the House or recalled; without lines where there is none."""
    found = house.emergencies.get(emergency)
    return found or _recalled(Emergency(emergency), house.number + 1, recall, fold_emergency.add)


def find_referral(house: House, referral: UUID, recall: Recall | None = None) -> Referral:
    """The referral, in the House or recalled; without lines where there is none."""
    found = house.referrals.get(referral)
    return found or _recalled(Referral(referral), house.number + 1, recall, fold_referral.add)


def find_lines(house: House, subject: UUID, recall: Recall | None = None) -> tuple[Line, ...]:
    """The history of any subject as far as the House holds it, or else as it is recalled."""
    if subject == house.facility:
        return house.facility_lines
    for held in (house.visits, house.emergencies, house.referrals, house.people, house.registers):
        if subject in held:
            lines: tuple[Line, ...] = held[subject].lines
            return lines
    return () if recall is None else _earlier(subject, house.number + 1, recall)


def _open_visits(house: House, visit: Visit) -> Map[UUID, Visit]:
    if visit.is_open:
        return house.open_visits.set(visit.id, visit)
    if visit.id in house.open_visits:
        return house.open_visits.delete(visit.id)
    return house.open_visits


def _next(held: H, line: Line, step: Callable[[H, Line], H], empty: H) -> H:
    """The subject after one more line: added to it, or all added up anew."""
    lines, last = history.insert(held.lines, line)
    if last and line.kind != "corrected" and not held.corrected:
        return replace(step(held, line), lines=lines)
    state = empty
    for standing in history.standing(lines):
        state = step(state, standing)
    return replace(state, lines=lines, corrected=history.has_corrections(lines))


def _facility(house: House, line: Line, recall: Recall | None) -> House:
    lines, last = history.insert(_facility_lines(house, line, recall), line)
    if last and line.kind != "corrected" and not house.facility_corrected:
        return replace(fold_facility.add(house, line), facility_lines=lines)
    state = fold_facility.empty(house)
    for standing in history.standing(lines):
        state = fold_facility.add(state, standing)
    return replace(state, facility_lines=lines, facility_corrected=history.has_corrections(lines))


def _facility_lines(house: House, line: Line, recall: Recall | None) -> tuple[Line, ...]:
    """The facility's lines, all of them where a correction names one that has been let go."""
    named = line.body.entry if isinstance(line.body, Corrected) else None
    if named is None or recall is None or any(held.id == named for held in house.facility_lines):
        return house.facility_lines
    return _earlier(line.subject, line.number, recall)


def _recalled(empty: H, before: int, recall: Recall | None, step: Callable[[H, Line], H]) -> H:
    """A subject that the House does not hold: its lines before a number, if it has any, added up."""
    lines = () if recall is None else _earlier(empty.id, before, recall)
    state = empty
    for standing in history.standing(lines):
        state = step(state, standing)
    return replace(state, lines=lines, corrected=history.has_corrections(lines)) if lines else empty


def _earlier(subject: UUID, before: int, recall: Recall) -> tuple[Line, ...]:
    return history.in_order(line for line in recall(subject) if line.number < before)


def _kind_of_subject(house: House, line: Line, recall: Recall | None) -> str:
    subject = KINDS[line.kind].subject
    if subject not in ("any", "visit or emergency"):
        return subject
    if line.subject in house.visits:
        return "visit"
    if line.subject in house.emergencies:
        return "emergency"
    if line.subject in house.referrals:
        return "referral"
    if line.subject in house.people:
        return "person"
    if line.subject in house.registers:
        return "item"
    if line.subject == house.facility:
        return "facility"
    earlier = () if recall is None else _earlier(line.subject, line.number, recall)
    for one in (line, *earlier):
        kind = one.body.kind if isinstance(one.body, Corrected) else one.kind
        said = KINDS[kind].subject
        if said not in ("any", "visit or emergency"):
            return said
    return "unknown"


def _full_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _over(at: datetime | None, since: datetime) -> bool:
    return at is not None and at < since


def _last(held: Visit | Emergency | Referral) -> datetime | None:
    return held.lines[-1].happened_at if held.lines else None
