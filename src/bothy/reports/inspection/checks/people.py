"""People inside against capacity, people in places against places, and everybody seen out."""

from collections.abc import Iterator

from bothy.reports.inspection.ground import Ground, Sat
from bothy.reports.inspection.steps import Span, Steps, union
from bothy.reports.inspection.told import Answer, Finding, Question, count, judged

INSIDE = Question(
    id="people_inside", group="people",
    asks="Were there ever more people inside than the house rules and the legal basis allow?",
    rule="Capacity, people; legal basis, capacity (people)",
    condition="Licensed capacity is never exceeded",
    how="Each visit from its start to its end, as entries say; somebody with two visits at once is one person. Staff and visitors are not counted.",
)  # fmt: skip
PLACES = Question(
    id="people_in_places", group="people",
    asks="Were there ever more people in places than there are places, or two in one?",
    rule="Places of the house; legal basis, capacity (places)",
    condition="No more using places than the plan shows",
    how="Each stay from when the place was given to when it was left. Two stays in one place at one time are a finding.",
)  # fmt: skip
SEEN_OUT = Question(
    id="seen_out", group="people",
    asks="Was the end of every visit recorded?",
    rule="None: without an end nobody can say who is inside",
    condition="It is known at any time who is inside",
    how="A visit without an end that began more than 24 hours before the period ended is a finding.",
)  # fmt: skip

_DAY_US = 24 * 3600 * 1_000_000
_MOST_ENTRIES = 12


def capacity_steps(ground: Ground) -> Steps:
    """The most people that were allowed inside at each moment: the smaller of house rules and legal basis."""
    eras = ground.eras()
    most = [
        min(rules.capacity_people, rules.legal_basis.capacity_people or rules.capacity_people)
        for _, _, rules in eras
    ]
    return Steps([since for since, _, _ in eras], most)


def inside(ground: Ground) -> Answer:
    findings = []
    for since, until, most, allowed in _over(ground.inside, capacity_steps(ground), ground):
        entries = tuple(one.number for one in ground.record.visits if since <= one.started <= until)
        findings.append(
            Finding(
                since=since, until=until, says=f"{most} people inside, where {allowed} may be",
                explained=ground.reason_of("over_capacity", since, until), entries=entries[:_MOST_ENTRIES],
            )
        )  # fmt: skip
    return judged(INSIDE, count(len(ground.record.visits), "visit"), findings)


def places(ground: Ground) -> Answer:
    there = len(ground.record.calendar.places)
    eras = ground.eras()
    most = Steps(
        [since for since, _, _ in eras],
        [min(there, rules.legal_basis.capacity_places or there) for _, _, rules in eras],
    )
    findings = [
        Finding(since=since, until=until, says=f"{taken} people in places, where {allowed} may be")
        for since, until, taken, allowed in _over(ground.in_places, most, ground)
    ]
    findings += _two_in_one(ground.stays)
    return judged(PLACES, f"{count(len(ground.stays), 'stay')} in {count(there, 'place')}", findings)


def _two_in_one(stays: list[Sat]) -> Iterator[Finding]:
    last: dict[int, Sat] = {}
    for one in stays:
        before = last.get(one.stay.place)
        if before is not None and one.since < before.until:
            until = min(before.until, one.until)
            says = f"Visits {before.visit} and {one.visit} both in place {one.stay.place}"
            yield Finding(
                since=one.since, until=until, says=says, entries=(before.stay.number, one.stay.number)
            )
        if before is None or one.until > before.until:
            last[one.stay.place] = one


def _over(counts: Steps, allowed: Steps, ground: Ground) -> Iterator[tuple[int, int, int, int]]:
    """Times through which more were there than allowed: from, to, the most there were, the fewest allowed then."""
    over: list[tuple[Span, int, int]] = []
    for since, until, most in allowed.pieces(ground.since, ground.until):
        over += [((a, b), there, most) for a, b, there in counts.pieces(since, until) if there > most]
    at = 0
    for span in union(one[0] for one in over):
        mine = []
        while at < len(over) and over[at][0][1] <= span[1]:
            mine.append(over[at])
            at += 1
        yield span[0], span[1], max(one[1] for one in mine), min(one[2] for one in mine)


def seen_out(ground: Ground) -> Answer:
    findings = [
        Finding(since=one.started, says=f"Visit {number} has no end", entries=(one.number,))
        for number, one in enumerate(ground.record.visits, 1)
        if one.ended is None and one.started < ground.until - _DAY_US
    ]
    return judged(SEEN_OUT, count(len(ground.record.visits), "visit"), findings)


__all__ = ["INSIDE", "PLACES", "SEEN_OUT", "capacity_steps", "inside", "places", "seen_out"]
