"""The tables beside the minutes: checks, findings, visits, episodes, who was on the floor, kinds of entries. No id of anybody."""

import itertools
from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bothy.care.words import label
from bothy.journal.chain import moment
from bothy.reports.inspection import absence
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.minutes import utc
from bothy.reports.inspection.tables import Column, Table
from bothy.reports.inspection.told import GROUPS, STATES, Answer

_SEEN_PARTS = ("substances", "route", "last_used", "risks", "otherwise")


def local(ground: Ground, at: int | None) -> str | None:
    """The moment on the facility's own clock, to the second, with its offset."""
    if at is None:
        return None
    there = moment(at).astimezone(ZoneInfo(ground.record.rules_at(at).time_zone))
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M:%S}{offset[:3]}:{offset[3:]}"


def checks(answers: Iterable[Answer]) -> Table:
    columns = (
        Column("check", "text", "its name, the same in every pack"),
        Column("group", "text", f"one of: {', '.join(GROUPS)}"),
        Column("state", "text", f"one of: {', '.join(STATES)}"),
        Column("asks", "text", "the question"),
        Column("looked_at", "text", "how much was looked at"),
        Column("breaches", "whole number", "findings without a recorded reason", "findings"),
        Column("explained", "whole number", "findings with one", "findings"),
        Column("why", "text", "where it cannot be said, or no rule asks it: why", "", "it can be said"),
        Column("rule", "text", "the part of the house rules that it is judged by"),
        Column("condition", "text", "the condition of the legal basis that it answers"),
        Column("how", "text", "how it is worked out"),
    )
    rows = [
        (one.question.id, one.question.group, one.state, one.question.asks, one.of, one.breaches, one.explained, one.why or None,
         one.question.rule, one.question.condition, one.question.how)
        for one in answers
    ]  # fmt: skip
    return Table("data/checks", "Every question, and whether it holds.", columns, rows)


def findings(ground: Ground, answers: Iterable[Answer]) -> Table:
    columns = (
        Column("check", "text", "of which check"),
        Column("breach", "text", "yes: no reason is recorded; explained: one is; note: told, and no breach"),
        Column("since_utc", "time", "from when, in universal time"),
        Column("until_utc", "time", "until when", "", "a moment, or it still goes on"),
        Column("since_local", "text", "from when, on the facility's own clock"),
        Column("seconds", "number", "how long", "seconds", "a moment"),
        Column("says", "text", "what was so"),
        Column("explained", "text", "the reason that was recorded", "", "none"),
        Column(
            "entries",
            "text",
            "numbers of journal entries behind it",
            "",
            "the absence of entries is the finding",
        ),
    )
    rows = []
    for answer in answers:
        for one in answer.findings:
            kind = "note" if one.note else "yes" if one.breach else "explained"
            seconds = None if one.until is None else (one.until - one.since) / 1_000_000
            rows.append(
                (answer.question.id, kind, utc(one.since), utc(one.until), local(ground, one.since), seconds, one.says,
                 one.explained or None, " ".join(map(str, one.entries)) or None)
            )  # fmt: skip
    return Table(
        "data/findings",
        "Every finding, with its time, the reason recorded for it, and the entries behind it.",
        columns,
        rows,
    )


def visits(ground: Ground) -> Table:
    columns = (
        Column("visit", "whole number", "a number within this pack, by when they came; it is nobody's id"),
        Column("came_utc", "time", "when the visit began"),
        Column("left_utc", "time", "when it ended", "", "no end is recorded"),
        Column("episodes", "whole number", "how often somebody used in it", "episodes"),
        Column("asked_utc", "time", "when the first assessment was", "", "there was none"),
        *(
            Column(
                f"asked_{name}",
                "text",
                "answered, declined, not_asked or not_known",
                "",
                "there was no assessment",
            )
            for name in _SEEN_PARTS
        ),
        Column("departures", "whole number", "departures from house rules recorded with it", "departures"),
    )
    rows = []
    for number, one in enumerate(ground.record.visits, 1):
        first = one.asked[0] if one.asked else None
        answers = [None if first is None else first.answers[name] for name in _SEEN_PARTS]
        rows.append(
            (
                number,
                utc(one.started),
                utc(one.ended),
                len(one.uses),
                None if first is None else utc(first.at),
                *answers,
                len(one.left),
            )
        )
    return Table(
        "data/visits",
        "Every visit of the period: when, and what was asked. Who came is not here.",
        columns,
        rows,
    )


def episodes(ground: Ground) -> Table:
    columns = (
        Column("visit", "whole number", "the visit's number within this pack"),
        Column("place", "whole number", "the place, as on the wall"),
        Column("began_utc", "time", "when it began"),
        Column("ended_utc", "time", "when it ended", "", "no end is recorded"),
        Column("began_local", "text", "when it began, on the facility's own clock"),
        Column("on_floor", "text", "staff on the floor when it began, by role"),
        Column("watchers", "whole number", "of them, in a role that may watch", "people"),
        Column(
            "looks", "whole number", "looks from its beginning to its end, the beginning among them", "looks"
        ),
        Column("longest_unseen_seconds", "number", "the longest time between two looks", "seconds"),
        Column(
            "rule_seconds",
            "whole number",
            "how long that may be, by the house rules of that moment",
            "seconds",
        ),
        Column(
            "looked_by",
            "text",
            "who looked: a letter of this pack and the role in which they were on the floor, with how often",
        ),
        Column("entry", "whole number", "number of the journal entry that began it"),
    )
    rows = []
    for number, visit in enumerate(ground.record.visits, 1):
        for use in visit.uses:
            if not ground.record.within(use.at):
                continue
            rules, floor = ground.record.rules_at(use.at), ground.floor_at(use.at)
            until = ground.until if use.until is None else use.until
            looks = [one for one in visit.looks if use.at <= one.at <= until]
            moments = sorted({use.at, *(one.at for one in looks), until})
            longest = max((b - a for a, b in itertools.pairwise(moments)), default=0)
            who = Counter(ground.who(one.author, one.at) for one in looks)
            roles = Counter(floor.values())
            rows.append(
                (number, use.place, utc(use.at), utc(use.until), local(ground, use.at),
                 ", ".join(f"{many} {label('role', role).lower()}" for role, many in sorted(roles.items())) or "nobody",
                 sum(role in rules.staffing.watchers for role in floor.values()), len(looks), longest / 1_000_000,
                 rules.limits.seen_every_minutes * 60, "; ".join(f"{name} ×{many}" for name, many in who.items()), use.number)
            )  # fmt: skip
    return Table(
        "data/episodes", "Every supervised use: where, when, who was on the floor, who looked.", columns, rows
    )


def on_floor(ground: Ground) -> Table:
    columns = (
        Column("since_utc", "time", "from when"),
        Column("until_utc", "time", "until when"),
        Column("since_local", "text", "from when, on the facility's own clock"),
        Column("people", "whole number", "how many", "people"),
        Column(
            "who",
            "text",
            "letter of this pack and role; the same letter is the same person throughout the pack, and in no other",
        ),
    )
    rows = [
        (utc(one.since), utc(one.until), local(ground, one.since), len(one.floor),
         "; ".join(f"{ground.letter(staff.bytes)}, {label('role', role).lower()}" for staff, role in one.floor.items()) or "nobody")
        for one in ground.on_floor
    ]  # fmt: skip
    return Table("data/floor", "Who was on the floor, a row for each change.", columns, rows)


def kinds(ground: Ground) -> Table:
    columns = (
        Column("kind", "text", "the kind of entry"),
        Column("label", "text", "in words"),
        Column("sort", "text", "what sort of thing it writes down"),
        Column("command", "text", "the command that asks for it", "", "the house writes it by itself"),
        Column("in_journal", "whole number", "how many stand in the whole journal", "entries"),
        Column(
            "in_period",
            "whole number",
            "how many happened in the period (days begin on a quarter of an hour)",
            "entries",
        ),
        Column("fields", "text", "every field that an entry of this kind can have, at every depth"),
    )
    of = {kind: command for command, kind in absence.COMMAND_MAKES.items()}
    record = ground.record
    rows = [
        (
            one.kind,
            one.label,
            one.sort,
            of.get(one.kind),
            record.kinds.get(one.kind, 0),
            record.kinds_within.get(one.kind, 0),
            " ".join(one.fields),
        )
        for one in absence.kinds()
    ]
    rows += [
        (kind, "not known to this Bothy", "unknown", None, many, 0, "")
        for kind, many in sorted(record.unknown.items())
    ]
    return Table(
        "data/kinds",
        "Every kind of entry of this version, and how often it stands in the journal.",
        columns,
        rows,
    )


__all__ = ["checks", "episodes", "findings", "kinds", "local", "on_floor", "visits"]
