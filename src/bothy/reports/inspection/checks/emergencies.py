"""Departures with their reasons, and emergencies: ambulance, what must be reported, what is recorded, deaths."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bothy.care.bodies import FloorClosed
from bothy.care.completeness import completeness
from bothy.care.departures import Departed, departed
from bothy.care.duties import duties
from bothy.care.house import Emergency
from bothy.care.words import label
from bothy.journal.chain import micros, moment
from bothy.reports.inspection.checks.staff import clock
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.told import Answer, Finding, Question, count, judged

DEPARTURES = Question(
    id="departures", group="emergencies",
    asks="Does every departure from the house rules have a reason?",
    rule="All: a departure is recorded, never blocked",
    condition="Departures are known, with reasons",
    how="Every departure that stands with an entry of the period, and every one that is read from the record of an emergency.",
)  # fmt: skip
AMBULANCE = Question(
    id="ambulance_rule", group="emergencies",
    asks="Was an ambulance called where the house rules ask for one?",
    rule="Emergency: ambulance, ambulance when",
    condition="Instant emergency care",
    how="What was observed and done in each emergency against the conditions in force when it was raised. Drills and alarms raised in error are left out.",
)  # fmt: skip
REPORTED = Question(
    id="reported_in_time", group="emergencies",
    asks="Was everything reported that emergencies and deaths ask for, in time?",
    rule="Duties after an emergency, an ambulance, a death",
    condition="Emergency and death clocks, with evidence that it was sent",
    how="Each duty of each emergency of the period, from when it began to run, against when it was written down as done.",
)  # fmt: skip
COMPLETE = Question(
    id="emergencies_recorded", group="emergencies",
    asks="Is enough recorded of every emergency to say whether it was reversed?",
    rule="None: a record that says too little proves nothing",
    condition="Record of each emergency",
    how="A look before and after what was done, and what was done, as entries say.",
)  # fmt: skip
DEATHS = Question(
    id="deaths", group="emergencies",
    asks="Did anybody die on site, and was each death reported?",
    rule="Duties after a death",
    condition="Deaths on site are counted and reported",
    how="Emergencies closed as a death, and visits that ended so. Each is told here, whether or not everything was done.",
)  # fmt: skip


def _real(ground: Ground) -> list[Emergency]:
    return [one for one in ground.record.emergencies if not one.drill and one.outcome != "raised_in_error"]


def _departed(ground: Ground) -> Iterator[tuple[Emergency, Departed]]:
    now = moment(ground.until)
    for one in ground.record.emergencies:
        if not one.drill:
            for each in departed(ground.record.house, one, now):
                yield one, each


def _why(one: Departed) -> str:
    if one.why is not None:
        return label("departure_why", one.why)
    if one.not_called_why is not None:
        return label("not_called_why", one.not_called_why)
    # Older entries hold words that staff typed: that there are some is said, what they say stays in the house.
    return "in words, at the entry" if one.reason else ""


def _numbers(one: Emergency) -> tuple[int, ...]:
    return (min(line.number for line in one.lines),)


def departures(ground: Ground) -> Answer:
    findings = list(_of_departures(ground))
    rules = Counter(one.says for one in findings)
    of = ", ".join(f"{many:,} × {rule}" for rule, many in rules.most_common()) or "none in the period"
    return judged(DEPARTURES, of, findings)


def _of_departures(ground: Ground) -> Iterator[Finding]:
    within = ground.record.within
    for rule, told in ground.left_at.items():
        for at, number, reason in told:
            if within(at):
                yield Finding(since=at, says=_rule(rule), explained=reason, entries=(number,))
    for line in ground.floor_standing:
        if isinstance(line.body, FloorClosed) and within(micros(line.happened_at)):
            for one in line.body.departures:
                yield _stored(micros(line.happened_at), line.number, one.rule, one.reason)
    for group in ground.record.registers.values():
        for lines in group.values():
            for line in lines:
                if within(micros(line.happened_at)):
                    for one in getattr(line.body, "departures", ()):
                        yield _stored(micros(line.happened_at), line.number, one.rule, one.reason)
    for emergency, each in _departed(ground):
        yield Finding(
            since=micros(each.at), says=_rule(each.rule), explained=_why(each), entries=_numbers(emergency)
        )


def _stored(at: int, number: int, rule: str, reason: str) -> Finding:
    return Finding(
        since=at, says=_rule(rule), explained="" if reason == "not_stated" else reason, entries=(number,)
    )


def _rule(rule: str) -> str:
    try:
        return label("departure", rule)
    except KeyError:
        return rule.replace("_", " ")


def ambulance(ground: Ground) -> Answer:
    findings = [
        Finding(
            since=micros(each.at),
            says="No ambulance, though the house rules ask for one",
            explained=_why(each),
            entries=_numbers(one),
        )
        for one, each in _departed(ground)
        if each.rule == "ambulance_not_called"
    ]
    return judged(AMBULANCE, count(len(_real(ground)), "emergency", "emergencies"), findings)


def reported(ground: Ground) -> Answer:
    findings, due = [], 0
    now = moment(ground.record.told_upto)
    for one in _real(ground):
        for each in duties(ground.record.house, one):
            due += 1
            if each.due_at is None:
                continue
            if each.kept_at is None and each.due_at <= now:
                says = f"{each.duty}: not written down as done; it was due within {_hours(each.due_at - each.since)}"
                findings.append(
                    Finding(
                        since=micros(each.since), until=micros(each.due_at), says=says, entries=_numbers(one)
                    )
                )
            elif each.kept_at is not None and each.kept_at > each.due_at:
                says = f"{each.duty}: done {clock(micros(each.kept_at) - micros(each.due_at))} late"
                findings.append(
                    Finding(
                        since=micros(each.due_at),
                        until=micros(each.kept_at),
                        says=says,
                        entries=_numbers(one),
                    )
                )
    return judged(
        REPORTED,
        f"{count(due, 'duty', 'duties')} of {count(len(_real(ground)), 'emergency', 'emergencies')}",
        findings,
    )


def _hours(span: timedelta) -> str:
    return count(int(span.total_seconds() // 3600), "hour")


def complete(ground: Ground) -> Answer:
    findings = []
    why = {(one.id, each.rule): _why(each) for one, each in _departed(ground)}
    for one in _real(ground):
        said = completeness(one)
        if one.closed_at is None:
            findings.append(
                Finding(since=micros(one.raised_at), says="Still open", entries=_numbers(one), note=True)
            )
        elif said.reversed == "not_enough_information":
            missing = "; ".join(said.sentences) if said.missing else "too little recorded"
            findings.append(
                Finding(
                    since=micros(one.raised_at),
                    until=micros(one.closed_at),
                    says=missing,
                    explained=why.get((one.id, "too_little_recorded"), ""),
                    entries=_numbers(one),
                )
            )
    return judged(COMPLETE, count(len(_real(ground)), "emergency", "emergencies"), findings)


def deaths(ground: Ground) -> Answer:
    now, findings, found = moment(ground.record.told_upto), [], 0
    for one in _real(ground):
        if one.outcome != "died":
            continue
        found += 1
        assert one.closed_at is not None
        findings.append(
            Finding(since=micros(one.closed_at), says="A death", entries=_numbers(one), note=True)
        )
        of_death = [each for each in duties(ground.record.house, one) if each.after == "death"]
        for each in of_death:
            if each.overdue(now) or (
                each.kept_at is not None and each.due_at is not None and each.kept_at > each.due_at
            ):
                findings.append(
                    Finding(
                        since=micros(one.closed_at),
                        says=f"{each.duty}: {'late' if each.kept_at else 'not written down as done'}",
                        entries=_numbers(one),
                    )
                )
    return judged(DEATHS, f"{count(found, 'death')} on site", findings)


__all__ = [
    "AMBULANCE",
    "COMPLETE",
    "DEATHS",
    "DEPARTURES",
    "REPORTED",
    "ambulance",
    "complete",
    "deaths",
    "departures",
    "reported",
]
