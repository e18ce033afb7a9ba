"""What the desk knows of a person: the registration, and running counts over their visits.

A visit changes the counts by the difference between what it says before and after a line, so they
stay right for visits that have long left the House, corrections included.
"""

from uuid import UUID

from immutables import Map
from msgspec.structs import replace

from bothy.care.bodies import PersonLinked, PersonRegistered
from bothy.care.bodies_people import PersonForgotten
from bothy.care.bodies_register import RestrictionMoved, RestrictionSet
from bothy.care.house import Before, Line, Person, Restriction, Visit


def add(person: Person, line: Line) -> Person:
    """The person after a line of their own history."""
    body = line.body
    if isinstance(body, PersonLinked):
        same_as = None if body.same_as == person.id else body.same_as
        return replace(person, same_as=same_as, linked_at=line.happened_at)
    if isinstance(body, RestrictionSet):
        return replace(person, restrictions=(*person.restrictions, _restriction(line, body)))
    if isinstance(body, RestrictionMoved):
        moved = (
            _moved(one, line, body) if one.id == body.restriction else one for one in person.restrictions
        )
        return replace(person, restrictions=tuple(moved))
    if isinstance(body, PersonForgotten):
        return _forgotten(person, line)
    if not isinstance(body, PersonRegistered) or person.registered_at is not None:
        return person
    return replace(
        person,
        registered_at=line.happened_at,
        age_band=body.age_band,
        sex=body.sex,
        looked_up=body.looked_up,
    )


def _forgotten(person: Person, line: Line) -> Person:
    """Nobody brings up again what they told: whatever tells of it later is counted and not remembered."""
    return replace(
        person,
        forgotten_at=line.happened_at,
        last_assessment=None,
        last_assessed_at=None,
        otherwise_asked_at=None,
        before=Before(person.before.last_visit_at),
    )


def empty(person: Person) -> Person:
    """The person without what their own lines say; the counts stay, and so does a forgetting: it is never taken back."""
    return replace(
        person,
        registered_at=None,
        age_band="not_asked",
        sex="not_asked",
        looked_up=True,
        same_as=None,
        linked_at=None,
        restrictions=(),
    )


def _restriction(line: Line, body: RestrictionSet) -> Restriction:
    return Restriction(
        id=line.id,
        what=body.what,
        why=body.why,
        since=body.since,
        set_at=line.happened_at,
        set_by=line.staff,
        until=body.until,
        review_on=body.review_on,
        told_at=line.happened_at if body.told else None,
    )


def _moved(one: Restriction, line: Line, body: RestrictionMoved) -> Restriction:
    """The restriction after one more word on it; what is lifted stays lifted."""
    if body.step == "told":
        return replace(one, told_at=one.told_at or line.happened_at)
    if body.step == "lifted":
        return replace(one, lifted_at=one.lifted_at or line.happened_at)
    if body.step == "reviewed":
        return replace(one, review_on=body.review_on)
    return replace(one, until=body.until, review_on=body.review_on)


def restricted(known: Map[UUID, bool], person: Person) -> Map[UUID, bool]:
    """``House.restricted`` with this person as they now are."""
    if any(one.lifted_at is None for one in person.restrictions):
        return known.set(person.id, True)
    return known.delete(person.id) if person.id in known else known


def note(not_looked_up: Map[UUID, UUID | None], person: Person) -> Map[UUID, UUID | None]:
    """``House.not_looked_up`` with this person as they now are."""
    if person.same_as is not None or (not person.looked_up and person.linked_at is None):
        return not_looked_up.set(person.id, person.same_as)
    return not_looked_up.delete(person.id) if person.id in not_looked_up else not_looked_up


def count(
    people: Map[UUID, Person], visits: Map[UUID, Visit], before: Visit, after: Visit
) -> Map[UUID, Person]:
    """The people after one visit went from `before` to `after`; `visits` holds `after` already."""
    if (
        before.person == after.person
        and before.started_at == after.started_at
        and len(before.episodes) == len(after.episodes)
        and before.assessment is after.assessment
        and before.assessed_at == after.assessed_at
    ):
        return people
    if before.person is not None:
        person = people.get(before.person) or Person(before.person)
        person = replace(person, visits=person.visits - 1, episodes=person.episodes - len(before.episodes))
        if before.person != after.person or _less(before, after):
            person = _remembered(person, visits, before)
        people = people.set(person.id, person)
    if after.person is not None:
        person = people.get(after.person) or Person(after.person)
        person = replace(person, visits=person.visits + 1, episodes=person.episodes + len(after.episodes))
        people = people.set(person.id, _with(person, after))
    return people


def let_go(people: Map[UUID, Person], visit: Visit) -> Map[UUID, Person]:
    """The people when `visit` leaves the House: what it says of its person is kept in ``before``."""
    if visit.person is None:
        return people
    person = people.get(visit.person) or Person(visit.person)
    before = person.before
    known = _with(
        Person(
            person.id,
            forgotten_at=person.forgotten_at,
            last_visit_at=before.last_visit_at,
            last_assessment=before.last_assessment,
            last_assessed_at=before.last_assessed_at,
            otherwise_asked_at=before.otherwise_asked_at,
        ),
        visit,
    )
    left = Before(
        known.last_visit_at, known.last_assessment, known.last_assessed_at, known.otherwise_asked_at
    )
    return people.set(person.id, replace(person, before=left))


def _less(before: Visit, after: Visit) -> bool:
    """A correction took something back: what is remembered of the person must be looked up again."""
    return (
        before.started_at != after.started_at
        or (
            before.assessed_at is not None
            and (after.assessed_at is None or after.assessed_at < before.assessed_at)
        )
        or (_asked(before) and not _asked(after))
    )


def _asked(visit: Visit) -> bool:
    return visit.assessment is not None and visit.assessment.otherwise is not None


def _with(person: Person, visit: Visit) -> Person:
    """The person, remembering also what `visit` says where that is later."""
    started_at, assessed_at = visit.started_at, visit.assessed_at
    if started_at is not None and (person.last_visit_at is None or started_at > person.last_visit_at):
        person = replace(person, last_visit_at=started_at)
    if assessed_at is None or person.forgotten_at is not None:
        return person
    if person.last_assessed_at is None or assessed_at >= person.last_assessed_at:
        person = replace(person, last_assessment=visit.assessment, last_assessed_at=assessed_at)
    asked_at = person.otherwise_asked_at
    if _asked(visit) and (asked_at is None or assessed_at > asked_at):
        person = replace(person, otherwise_asked_at=assessed_at)
    return person


def _remembered(person: Person, visits: Map[UUID, Visit], taken_back: Visit) -> Person:
    """What the visits in the House, and those that have left it, say of the person. Rare and slow.

    Where the visit that was put right had left the House, what it said is no longer known to be
    right, and nothing is remembered rather than something wrong.
    """
    before = person.before
    stale_visit = before.last_visit_at is not None and before.last_visit_at == taken_back.started_at
    stale_talk = before.last_assessed_at is not None and before.last_assessed_at == taken_back.assessed_at
    before = Before(
        None if stale_visit else before.last_visit_at,
        None if stale_talk else before.last_assessment,
        None if stale_talk else before.last_assessed_at,
        None if before.otherwise_asked_at == taken_back.assessed_at else before.otherwise_asked_at,
    )
    person = replace(
        person,
        before=before,
        last_visit_at=before.last_visit_at,
        last_assessment=before.last_assessment,
        last_assessed_at=before.last_assessed_at,
        otherwise_asked_at=before.otherwise_asked_at,
    )
    for visit in visits.values():
        if visit.person == person.id:
            person = _with(person, visit)
    return person
