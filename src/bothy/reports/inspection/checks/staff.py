"""Staff on the floor against the rule, what they are trained for, and every episode watched by a named role."""

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bothy.care.competences import Notes, notes_of, stands
from bothy.care.rules import HouseRules
from bothy.care.staffing import Short, Shortfall, short_times
from bothy.care.words import label
from bothy.journal.chain import micros, moment
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.steps import Span, gaps, union
from bothy.reports.inspection.told import Answer, Finding, Question, count, judged, no_rule

ON_FLOOR = Question(
    id="staff_on_floor", group="staff",
    asks="Were there always as many staff on the floor, in the roles, as the house rules ask?",
    rule="Staffing: on the floor at least, of each role, people in places for each who may watch",
    condition="Staff always present in sufficient number (ratio at that minute)",
    how="From coming on shift to going off, as entries say (16 hours at most). Judged while the floor was open and while anybody was in a place.",
)  # fmt: skip
TRAINED = Question(
    id="staff_trained", group="staff",
    asks="Were those on the floor trained for what the house rules ask?",
    rule="Competences: so many trained on the floor, everyone of a role",
    condition="Training currency against the rota (life support, naloxone, safeguarding)",
    how="The last training noted for each of the staff by that day, until its own end or that of the rule.",
)  # fmt: skip
WATCHED = Question(
    id="episodes_watched", group="staff",
    asks="Was somebody who may watch on the floor at every second of every episode?",
    rule="Staffing: watchers",
    condition="Every episode supervised; a supervisor at all times",
    how="Each episode from its start to its end against those on the floor in a role that may watch.",
)  # fmt: skip
NAMED = Question(
    id="episodes_named", group="staff",
    asks="Was every episode looked at by a named member of staff in a role that may watch?",
    rule="Staffing: watchers",
    condition="Every episode supervised by a named role",
    how="Giving the place, the beginning and each look carry who did it; their role is the one in which they were on the floor then.",
)  # fmt: skip
LOOKED = Question(
    id="looks_in_time", group="staff",
    asks="Was everybody in a place looked at as often as the house rules say?",
    rule="Limits: seen every so many minutes (in a place)",
    condition="Direct observation throughout",
    how="The time between two looks in a place, to the second; giving the place and beginning to use are looks.",
)  # fmt: skip


def _notes(ground: Ground) -> Notes:
    told = ground.record.registers["staff"]
    return notes_of(line for lines in told.values() for line in lines)


def _shorts(ground: Ground) -> list[Short]:
    present, notes = ground.spells(), _notes(ground)
    record = ground.record
    starts = [one.since for one in present]
    found: list[Short] = []
    for since, until in ground.must_be_staffed():
        edges = [since, *(at for at in ground.rule_changes() if since < at < until), until]
        for opens, closes in itertools.pairwise(edges):
            sat = [(moment(a), n) for a, _, n in ground.in_places.pieces(opens, closes)]
            first = max(bisect_right(starts, moment(opens)) - 1, 0)
            last = bisect_right(starts, moment(closes))
            found += short_times(
                present[first:last], [(moment(opens), moment(closes))],
                lambda at: record.rules_at(micros(at)), notes, sat,
            )  # fmt: skip
    return found


def staffed(ground: Ground) -> tuple[Answer, Answer]:
    """On the floor, and trained: both come of the same times."""
    shorts = _shorts(ground)
    hours = sum(b - a for a, b in ground.must_be_staffed()) / 3_600_000_000
    of = f"{hours:,.1f} hours open or with somebody in a place"
    number = judged(ON_FLOOR, of, list(_of(shorts, ground, trained=False)))
    asked = [one for _, _, rules in ground.eras() for one in rules.competences]
    if not asked:
        return number, no_rule(TRAINED, "The house rules ask for no training.")
    if not ground.record.registers["staff"]:
        return number, judged(TRAINED, of, [], "No training is written down for anybody (office, Staff).")
    return number, judged(TRAINED, of, [*_of(shorts, ground, trained=True), *_untrained(ground)])


def _of(shorts: list[Short], ground: Ground, trained: bool) -> Iterator[Finding]:
    held: tuple[int, int, tuple[Shortfall, ...]] | None = None
    for one in shorts:
        lacks = tuple(each for each in one.lacks if (each.what == "competence") == trained)
        since, until = micros(one.since), micros(one.until)
        if held is not None and held[1] == since and held[2] == lacks:
            held = (held[0], until, lacks)
            continue
        if held is not None and held[2]:
            yield _short(ground, *held)
        held = (since, until, lacks)
    if held is not None and held[2]:
        yield _short(ground, *held)


def _short(ground: Ground, since: int, until: int, lacks: tuple[Shortfall, ...]) -> Finding:
    says = "; ".join(one.sentence() for one in lacks)
    return Finding(
        since=since, until=until, says=says, explained=ground.reason_of("below_staffing", since, until)
    )


def _untrained(ground: Ground) -> Iterator[Finding]:
    """Somebody on the floor in a role whose training had ended or was never noted: once for each and each training."""
    notes = _notes(ground)
    found: dict[tuple[str, str, str], list[Span]] = {}
    for since, until, rules in ground.eras():
        zone = ZoneInfo(rules.time_zone)
        for spell in ground.on_floor:
            a, b = max(spell.since, since), min(spell.until, until)
            if a >= b:
                continue
            for day, c, d in _days(a, b, zone):
                for staff, role in spell.floor.items():
                    for rule in rules.competences:
                        if role not in rule.roles:
                            continue
                        where = stands(notes.get(staff, {}).get(rule.competence, ()), rule, day)
                        if where.state in ("missing", "ended"):
                            key = (ground.letter(staff.bytes), role, rule.competence)
                            found.setdefault(key, []).append((c, d))
    for (letter, role, competence), spans in found.items():
        joined = union(spans)
        hours = sum(b - a for a, b in joined) / 3_600_000_000
        says = (
            f"{letter}, {label('role', role).lower()}, on the floor for {hours:,.1f} hours "
            f"without {label('competence', competence).lower()} that holds"
        )
        yield Finding(since=joined[0][0], until=joined[-1][1], says=says)


def _days(since: int, until: int, zone: ZoneInfo) -> Iterator[tuple[object, int, int]]:
    at = since
    while at < until:
        day = moment(at).astimezone(zone).date()
        following = day + timedelta(days=1)
        midnight = micros(
            datetime(following.year, following.month, following.day, tzinfo=zone).astimezone(UTC)
        )
        yield day, at, min(midnight, until)
        at = midnight


def _watched_spans(ground: Ground) -> list[Span]:
    found = []
    for since, until, rules in ground.eras():
        watchers = set(rules.staffing.watchers)
        found += [
            (max(one.since, since), min(one.until, until))
            for one in ground.on_floor
            if watchers & set(one.floor.values())
        ]
    return union(found)


def watched(ground: Ground) -> Answer:
    spans = _watched_spans(ground)
    ends = [one[1] for one in spans]
    findings, uses = [], 0
    for number, visit in enumerate(ground.record.visits, 1):
        for use in visit.uses:
            since, until = ground.cut(use.at, use.until)
            if since >= until and not ground.record.within(use.at):
                continue
            uses += 1
            at = bisect_right(ends, since)
            findings += [
                Finding(since=a, until=b, says=f"Visit {number} using in place {use.place}, nobody on the floor who may watch", entries=(use.number,))
                for a, b in gaps(spans[at:], (since, until))
            ]  # fmt: skip
    return judged(WATCHED, count(uses, "episode"), findings)


def named(ground: Ground) -> Answer:
    findings, uses, unnamed = [], 0, 0
    for number, visit in enumerate(ground.record.visits, 1):
        for use in visit.uses:
            if not ground.record.within(use.at):
                continue
            uses += 1
            until = ground.until if use.until is None else use.until
            watchers = ground.record.rules_at(use.at).staffing.watchers
            looks = [one for one in visit.looks if use.at <= one.at <= until]
            unnamed += sum(one.author is None for one in looks)
            if not any(ground.role_at(one.author, one.at) in watchers for one in looks):
                who = ", ".join(dict.fromkeys(ground.who(one.author, one.at) for one in looks)) or "nobody"
                says = f"Visit {number} in place {use.place}: looked at by {who}"
                findings.append(
                    Finding(
                        since=use.at,
                        until=until,
                        says=says,
                        entries=(use.number, *(one.number for one in looks[:8])),
                    )
                )
    of = count(uses, "episode") + (f"; {count(unnamed, 'look')} without a name" if unnamed else "")
    return judged(NAMED, of, findings)


def looked(ground: Ground) -> Answer:
    findings, looks = [], 0
    for sat in ground.stays:
        visit = ground.record.visits[sat.visit - 1]
        mine = [one for one in visit.looks if sat.since <= one.at <= sat.until]
        looks += len(mine)
        moments = [(sat.since, sat.stay.number), *((one.at, one.number) for one in mine), (sat.until, 0)]
        for (a, before), (b, after) in itertools.pairwise(moments):
            rule = _every(ground.record.rules_at(a))
            if b - a > rule * 60_000_000:
                says = f"Visit {sat.visit} in place {sat.stay.place} not seen for {clock(b - a)}, where {rule} minutes may be"
                findings.append(
                    Finding(
                        since=a,
                        until=b,
                        says=says,
                        explained=_told(ground, visit.left, a, b),
                        entries=tuple(n for n in (before, after) if n),
                    )
                )
    return judged(LOOKED, f"{count(looks, 'look')} at {count(len(ground.stays), 'stay')}", findings)


def _told(ground: Ground, left: list, since: int, until: int) -> str:  # type: ignore[type-arg]
    return next(
        (one.reason for one in left if one.rule == "seen" and since <= one.at <= until and one.reason), ""
    )


def _every(rules: HouseRules) -> int:
    return rules.limits.seen_every_minutes


def clock(microseconds: int) -> str:
    """ "7 min 20 s", "1 h 5 min"."""
    seconds = microseconds // 1_000_000
    if seconds >= 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60} min"
    return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"


__all__ = [
    "LOOKED",
    "NAMED",
    "ON_FLOOR",
    "TRAINED",
    "WATCHED",
    "clock",
    "looked",
    "named",
    "staffed",
    "watched",
]
