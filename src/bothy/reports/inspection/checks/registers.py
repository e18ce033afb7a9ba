"""Registers reconciled: left-behind items, restrictions, incidents and complaints, visitors, duties that come again."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bothy.care import register_duties, register_incidents, register_items, register_visitors
from bothy.care.house import Line, Restriction
from bothy.care.register_items import Item
from bothy.care.restrictions import all_restrictions
from bothy.care.words import label
from bothy.journal.chain import micros, moment
from bothy.reports.inspection.checks.staff import clock
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.told import Answer, Finding, Question, count, judged, no_rule

LEFT_BEHIND = Question(
    id="left_behind", group="registers",
    asks="Is every left-behind item sealed by two, and in the safe, with the police or destroyed?",
    rule="Two-person acts: find, move, count items",
    condition="Left-behind substances: two persons, sealed-bag number, custody chain to police or destruction, reconciliation",
    how="Every item found by the end of the period, from bag to its last place: found = in the safe + with the police + destroyed. Counts of the safe against what should lie there.",
)  # fmt: skip
RESTRICTIONS = Question(
    id="restrictions", group="registers",
    asks="Has every restriction of service a reason, an end or a review, and was the person told?",
    rule="None: stated with each restriction",
    condition="Refusals and exclusions need reason, start, end, review, who decided",
    how="Restrictions that held in the period. Who is restricted is not in this pack.",
)  # fmt: skip
INCIDENTS = Question(
    id="incidents", group="registers",
    asks="Was every incident and complaint dealt with by its day?",
    rule="Duties after a complaint; the day set for each",
    condition="Registers of incidents and complaints",
    how="Incidents opened in the period or open in it. One with a day is due by the end of that day; complaints also by the duties.",
)  # fmt: skip
VISITORS = Question(
    id="visitors", group="registers",
    asks="Was every visitor signed out?",
    rule="None: without it nobody can say who is in the house",
    condition="Visitors and inspections are known",
    how="Visitors who came in the period. One not signed out 16 hours later is a finding.",
)  # fmt: skip
DUTIES = Question(
    id="duties_that_come_again", group="registers",
    asks="Was every duty of a day, week, month, quarter or year done in time?",
    rule="Duties that come again",
    condition="Statistics and duties due by the calendar, with evidence",
    how="Each duty in each of its periods that fell due within the period of this pack.",
)  # fmt: skip

_STAY = timedelta(hours=16)


def _lines(ground: Ground, group: str) -> list[Line]:
    return [line for lines in ground.record.registers[group].values() for line in lines]


def _number(lines: tuple[Line, ...] | None) -> tuple[int, ...]:
    return tuple(line.number for line in lines or ())[:8]


def left_behind(ground: Ground) -> Answer:
    until = moment(ground.until)
    every = [one for one in register_items.items(_lines(ground, "item")) if one.found_at < until]
    where = Counter(one.where_at(until) or "found" for one in every)
    findings = [*_unplaced(ground, every), *_items(ground, every), *_counts(ground)]
    of = (
        f"{count(len(every), 'item')} found by then = {where['safe']:,} in the safe + {where['police']:,} with the police "
        f"+ {where['destroyed']:,} destroyed"
        + (f" + {where['found']:,} in nobody's custody" if where["found"] else "")
    )
    return judged(LEFT_BEHIND, of, findings)


def _unplaced(ground: Ground, every: list[Item]) -> Iterator[Finding]:
    """Found, and an hour later in no safe: whoever found it has it."""
    for one in every:
        moved = one.steps[1].at if len(one.steps) > 1 else moment(ground.until)
        a, b = micros(one.found_at), micros(moved)
        if b - a > 3_600_000_000 and b >= ground.since:
            yield Finding(
                since=a,
                until=b,
                says=f"Bag {one.bag}: not in the safe for {clock(b - a)}",
                entries=_number(ground.record.registers["item"].get(one.id)),
            )


def _items(ground: Ground, every: list[Item]) -> Iterator[Finding]:
    by_id = {one.id: one for one in every}
    says = {
        "bag_twice": "the same number stands on another bag",
        "bag_differs": "another number was read on it than it was sealed under",
        "done_by_one": "done by one, where the house rules ask for two",
        "no_receipt": "went out of the house without a receipt",
    }
    acts = {"found": "find-item", "safe": "move-item", "police": "move-item", "destroyed": "move-item"}
    for told in register_items.findings(every):
        at = micros(told.at)
        if not ground.record.within(at) or told.code not in says or told.item is None:
            continue
        item = by_id[told.item]
        step = next((one for one in item.steps if one.at == told.at), None)
        if (
            told.code == "done_by_one"
            and step is not None
            and acts[step.to] not in ground.record.rules_at(at).two_person_acts
        ):
            continue
        why = (
            ""
            if step is None
            else next((each.reason for each in step.departures if each.reason != "not_stated"), "")
        )
        entries = _number(ground.record.registers["item"].get(told.item))
        yield Finding(
            since=at,
            says=f"Bag {told.bag}: {says[told.code]}",
            explained=why if told.code == "done_by_one" else "",
            entries=entries,
        )


def _counts(ground: Ground) -> Iterator[Finding]:
    for one in register_items.counts(ground.floor_standing):
        at = micros(one.at)
        if not ground.record.within(at) or one.holds:
            continue
        parts = [f"bag {bag} was missing" for bag in one.missing] + [
            f"bag {bag} should not have lain there" for bag in one.unknown
        ]
        yield Finding(since=at, says="Count of the safe: " + ", ".join(parts))


def restrictions(ground: Ground) -> Answer:
    a, b = moment(ground.since), moment(ground.until)
    findings, held = [], 0
    for person, one in all_restrictions(ground.record.house):
        ends = min((end for end in (one.until, one.lifted_at) if end is not None), default=None)
        if one.since >= b or (ends is not None and ends < a):
            continue
        held += 1
        findings += _restriction(ground, one, ends, tuple(line.number for line in person.lines if line.id == one.id))
        findings += _in_spite(ground, person.id.bytes, one, ends)
    return judged(RESTRICTIONS, f"{count(held, 'restriction')} that held in the period", findings)


def _restriction(
    ground: Ground, one: Restriction, ends: datetime | None, entries: tuple[int, ...]
) -> Iterator[Finding]:
    at = micros(one.since)
    words = f"Restriction ({label('restriction_kind', one.what).lower()}, {label('restriction_why', one.why).lower()})"
    until = moment(ground.until)
    if one.until is None and one.review_on is None and one.lifted_at is None:
        yield Finding(since=at, says=f"{words}: neither an end nor a review is set", entries=entries)
    if one.told_at is None or one.told_at > until:
        yield Finding(since=at, says=f"{words}: the person was not told", entries=entries)
    zone = ZoneInfo(ground.record.rules_at(at).time_zone)
    if (
        one.review_on is not None
        and (ends is None or ends.astimezone(zone).date() > one.review_on)
        and one.review_on < until.astimezone(zone).date()
    ):
        due = datetime(one.review_on.year, one.review_on.month, one.review_on.day, tzinfo=zone).astimezone(
            UTC
        )
        yield Finding(since=micros(due), says=f"{words}: not reviewed on the day set for it", entries=entries)


def _in_spite(ground: Ground, person: bytes, one: Restriction, ends: datetime | None) -> Iterator[Finding]:
    """A visit with use while the whole house or the using space was barred."""
    if one.what not in ("whole_house", "using_space"):
        return
    people = ground.record.people
    mine = people[person].meant if person in people else person
    since, until = micros(one.since), ground.until if ends is None else micros(ends)
    for number, visit in enumerate(ground.record.visits, 1):
        known = people.get(visit.person)
        if (visit.person if known is None else known.meant) != mine:
            continue
        for use in visit.uses:
            if since <= use.at < until and ground.record.within(use.at):
                why = next(
                    (left.reason for left in visit.left if left.rule == "restricted" and left.reason), ""
                )
                yield Finding(
                    since=use.at,
                    until=use.until,
                    says=f"Visit {number}: used in spite of a restriction",
                    explained=why,
                    entries=(use.number,),
                )


def incidents(ground: Ground) -> Answer:
    until = moment(ground.until)
    since = moment(ground.since)
    zone = ZoneInfo(ground.record.rules_at(ground.since).time_zone)
    findings, seen = [], Counter()
    for one in register_incidents.incidents(_lines(ground, "incident")):
        if one.opened_at >= until or (one.closed_at is not None and one.closed_at < since):
            continue
        seen[one.what] += 1
        at, words = micros(one.opened_at), label("incident_kind", one.what)
        entries = _number(ground.record.registers["incident"].get(one.id))
        over = one.closed_at if one.closed_at is not None and one.closed_at < until else None
        if one.due_on is not None and one.due_on < (over or until).astimezone(zone).date():
            findings.append(
                Finding(
                    since=at,
                    until=None if over is None else micros(over),
                    says=f"{words}: {'closed after' if over else 'not closed by'} its day ({one.due_on})",
                    entries=entries,
                )
            )
        for each in register_incidents.deadlines(one, ground.record.rules_at(at)):
            if each.overdue(until) or (each.kept_at and each.due_at and each.kept_at > each.due_at):
                findings.append(
                    Finding(
                        since=at,
                        says=f"{words}: {each.duty}, {'late' if each.kept_at else 'not done in time'}",
                        entries=entries,
                    )
                )
        if one.what == register_incidents.DEALING and not one.acts:
            findings.append(
                Finding(since=at, says=f"{words}: nothing is written down that was done", entries=entries)
            )
    of = (
        ", ".join(f"{many:,} × {label('incident_kind', what).lower()}" for what, many in seen.most_common())
        or "none in the period"
    )
    return judged(INCIDENTS, of, findings)


def visitors(ground: Ground) -> Answer:
    findings, came = [], 0
    until = moment(ground.record.told_upto)
    for one in register_visitors.visitors(_lines(ground, "visitor")):
        at = micros(one.came_at)
        if not ground.record.within(at):
            continue
        came += 1
        went = one.went_at or until
        if went - one.came_at > _STAY:
            findings.append(
                Finding(
                    since=at,
                    until=None if one.went_at is None else micros(went),
                    says=f"{label('visitor_kind', one.what)}: {'signed out after ' + clock(micros(went) - at) if one.went_at else 'never signed out'}",
                    entries=_number(ground.record.registers["visitor"].get(one.id)),
                )
            )
    return judged(VISITORS, count(came, "visitor"), findings)


def duties(ground: Ground) -> Answer:
    if not any(duty.every for _, _, rules in ground.eras() for duty in rules.duties):
        return no_rule(DUTIES, "The house rules name no duty that comes again.")
    findings, due, until = [], 0, moment(ground.until)
    done = register_duties.kept(ground.floor_standing)
    for one in register_duties.periodic(
        ground.record.house, done, ground.record.period.since - timedelta(days=366), until
    ):
        at = micros(one.due_at)
        if not ground.record.within(at):
            continue
        due += 1
        state = one.state(until)
        if state in ("late", "overdue"):
            days = f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
            says = f"{one.duty} ({days}): " + (
                "not written down as done"
                if one.kept_at is None
                else f"done {clock(micros(one.kept_at) - at)} late"
            )
            findings.append(
                Finding(since=at, until=None if one.kept_at is None else micros(one.kept_at), says=says)
            )
    return judged(DUTIES, f"{count(due, 'time')} that a duty fell due", findings)


__all__ = [
    "DUTIES",
    "INCIDENTS",
    "LEFT_BEHIND",
    "RESTRICTIONS",
    "VISITORS",
    "duties",
    "incidents",
    "left_behind",
    "restrictions",
    "visitors",
]
