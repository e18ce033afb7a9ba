"""The pack as paper: a PDF that screen readers can read (PDF/UA-1), set by Typst. A line a check first, then how the days went."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np

from bothy.care.rules import HouseRules
from bothy.care.words import label
from bothy.journal.chain import moment
from bothy.reports.inspection.checks.staff import clock
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.minutes import Day
from bothy.reports.inspection.steps import Numbers
from bothy.reports.inspection.strips import strip
from bothy.reports.inspection.told import GROUPS, STATES, Answer, Finding, count
from bothy.reports.print.typesetting import pdf

_TEMPLATE = files("bothy.reports").joinpath("inspection/inspection.typ")

MOST_DAYS = 45
"""A longer period is drawn a month a strip, a day a column."""
MOST_FINDINGS = 25
"""On paper, of one check; all of them are in data/findings.csv."""
_MARK = {
    "holds": "yes",
    "explained": "yes",
    "does_not_hold": "no",
    "cannot_be_said": "open",
    "no_rule": "none",
}


class Held:
    """What the strips need of the days, kept as they go by: whole days, or only their extremes."""

    def __init__(self, ground: Ground, days: int) -> None:
        self.whole = days <= MOST_DAYS
        self._ground = ground
        self._days: list[Day] = []
        self._least: list[tuple[date, dict[str, int], str]] = []

    def add(self, day: Day) -> None:
        if self.whole:
            self._days.append(day)
            return
        asked = day.required > 0
        values = {
            "inside": int(day.inside.max()), "capacity": int(day.capacity.min()), "in_places": int(day.in_places.max()), "open": int(day.opened.max()),
            "on_floor": int(day.on_floor[asked].min()) if asked.any() else 0, "required": int(day.required.max()),
        }  # fmt: skip
        held = (
            "no"
            if "no" in day.holds
            else "explained"
            if "explained" in day.holds
            else "yes"
            if "yes" in day.holds
            else ""
        )
        self._least.append((day.day, values, held))

    def rows(self) -> Iterator[dict[str, str]]:
        """A strip of people and one of staff for each day, or each month."""
        if self.whole:
            inside = max(
                (max(int(one.inside.max()), int(one.capacity.max())) for one in self._days), default=1
            )
            staff = max(
                (max(int(one.on_floor.max()), int(one.required.max())) for one in self._days), default=1
            )
            for one in self._days:
                hours = _hours(one)
                # Beyond what is asked nobody cares for the last person: staff are drawn where somebody must be there.
                yield _row(
                    f"{one.day:%a %-d %b}",
                    one.inside,
                    one.capacity,
                    one.in_places,
                    one.opened,
                    one.on_floor,
                    one.required,
                    one.holds,
                    inside,
                    staff,
                    hours,
                )
            return
        inside = max((max(v["inside"], v["capacity"]) for _, v, _ in self._least), default=1)
        staff = max((max(v["on_floor"], v["required"]) for _, v, _ in self._least), default=1)
        for month, group in groupby(self._least, key=lambda one: one[0].isoformat()[:7]):
            mine = list(group)
            column = {
                name: np.array([values[name] for _, values, _ in mine], np.int64) for name in mine[0][1]
            }
            holds = [held for _, _, held in mine]
            mondays = [n for n, one in enumerate(mine) if one[0].weekday() == 0]
            yield _row(
                f"{mine[0][0]:%B} {month[:4]}",
                column["inside"],
                column["capacity"],
                column["in_places"],
                column["open"],
                column["on_floor"],
                column["required"],
                holds,
                inside,
                staff,
                mondays,
            )


def _hours(day: Day) -> list[int]:
    """The columns at which the wall clock shows 3, 6, 9, … o'clock."""
    zone = ZoneInfo(day.zone)
    found = []
    for n in range(0, len(day.edges) - 1, 15):
        there = moment(int(day.edges[n])).astimezone(zone)
        if n and there.hour % 3 == 0 and there.minute == 0:
            found.append(n)
    return found


def _row(
    name: str, inside: Numbers, capacity: Numbers, in_places: Numbers, opened: Numbers, on_floor: Numbers, required: Numbers,
    holds: Sequence[str], top: int, most: int, ticks: Sequence[int],
) -> dict[str, str]:  # fmt: skip
    said = f"at most {int(inside.max())} inside of {int(capacity.min())}, {int(in_places.max())} in places"
    asked = required > 0
    least = int((on_floor[asked]).min()) if asked.any() else 0
    staffed = (
        f"at least {least} on the floor where {int(required.max())} must be" if asked.any() else "closed"
    )
    broken = sum(one == "no" for one in holds)
    return {
        "name": name,
        "inside": strip(inside, capacity, in_places, opened, [""] * len(holds), top, ticks),
        "inside_says": f"{int(inside.max())} of {int(capacity.min())}",
        "inside_alt": f"{name}: {said}.",
        "staff": strip(on_floor, required, None, opened, holds, most, ticks),
        "staff_says": f"{least} of {int(required.max())}" if asked.any() else "–",
        "staff_alt": f"{name}: {staffed}" + (f"; rules not kept in {broken}." if broken else "."),
    }


def as_pdf(ground: Ground, answers: Sequence[Answer], held: Held, head: dict[str, object]) -> bytes:
    """The PDF. `head`: title, facility, trace and so on, as `making` says them."""
    broken = [one for one in answers if one.state == "does_not_hold"]
    data = {
        **head,
        "verdict": _verdict(answers),
        "good": not broken,
        "groups": [
            {
                "title": title,
                "lines": [
                    {
                        "mark": _MARK[one.state],
                        "state": STATES[one.state],
                        "asks": one.question.asks,
                        "of": _of(one),
                        "id": one.question.id,
                    }
                    for one in answers
                    if one.question.group == group
                ],
            }
            for group, title in GROUPS.items()
        ],
        "whole_days": held.whole,
        "strips": list(held.rows()),
        "findings": [_found(ground, one) for one in answers if one.findings],
        "rules": [_rules(ground, since, rules) for since, _, rules in ground.eras()],
        "questions": [
            {
                "asks": one.question.asks,
                "rule": one.question.rule,
                "condition": one.question.condition,
                "how": one.question.how,
            }
            for one in answers
        ],
    }
    return pdf(_TEMPLATE, data)


def _verdict(answers: Iterable[Answer]) -> str:
    told = Counter(one.state for one in answers)
    says = {
        "holds": ("holds", "hold"),
        "explained": (
            "holds with departures that were explained",
            "hold with departures that were explained",
        ),
        "cannot_be_said": ("cannot be said", "cannot be said"),
        "no_rule": ("is asked by no rule here", "are asked by no rule here"),
        "does_not_hold": ("does not hold", "do not hold"),
    }
    parts = [
        f"{told[state]} {one if told[state] == 1 else many}"
        for state, (one, many) in says.items()
        if told[state]
    ]
    whole = ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"Of {sum(told.values())} questions {whole}."


def _of(one: Answer) -> str:
    parts = [one.of] if one.of else []
    if one.breaches:
        parts.append(count(one.breaches, "finding") + " without a reason")
    if one.explained:
        parts.append(f"{one.explained:,} with one")
    return ". ".join([*(["; ".join(parts)] if parts else []), *([one.why] if one.why else [])])


def _found(ground: Ground, answer: Answer) -> dict[str, object]:
    # Those that nobody has explained come first: they are what an inspector is here for.
    told = sorted(answer.findings, key=lambda one: (not one.breach, one.since))
    more = (
        f" The first {MOST_FINDINGS} of {len(told):,}; all are in data/findings.csv."
        if len(told) > MOST_FINDINGS
        else ""
    )
    state = STATES[answer.state]
    return {
        "asks": answer.question.asks,
        "state": f"{state[:1].upper()}{state[1:]}.{more}",
        "rows": [_finding(ground, one) for one in told[:MOST_FINDINGS]],
    }


def _finding(ground: Ground, one: Finding) -> list[str]:
    there = moment(one.since).astimezone(ZoneInfo(ground.record.rules_at(one.since).time_zone))
    long = "" if one.until is None else clock(max(0, one.until - one.since))
    why = "told, no breach" if one.note else one.explained or "no reason recorded"
    numbers = sorted(set(one.entries))
    entries = ", ".join(f"{number:,}" for number in numbers[:3]) + (" …" if len(numbers) > 3 else "")
    return [f"{there:%-d %b %Y, %H:%M:%S}", long, one.says, why, entries]


def _rules(ground: Ground, since: int, rules: HouseRules) -> dict[str, object]:
    there = moment(since).astimezone(ZoneInfo(rules.time_zone))
    basis, staffing = rules.legal_basis, rules.staffing
    wanted = ", ".join(f"{many} × {label('role', role).lower()}" for role, many in staffing.of_role.items())
    watchers = ", ".join(label("role", role).lower() for role in staffing.watchers)
    lines = [
        (
            "Legal basis",
            "; ".join(
                part
                for part in (
                    basis.title,
                    basis.reference,
                    f"given by {basis.given_by}" if basis.given_by else "",
                )
                if part
            ),
        ),
        ("Its conditions", "; ".join(basis.conditions) or "none stated"),
        (
            "Its capacity",
            f"{basis.capacity_people or 'not stated'} people, {basis.capacity_places or 'not stated'} places",
        ),
        ("House capacity", f"{rules.capacity_people} people; {len(ground.record.calendar.places)} places"),
        (
            "Staff on the floor",
            f"at least {staffing.on_floor_at_least}"
            + (f", of them {wanted}" if wanted else "")
            + (
                f"; at most {staffing.places_per_watcher} people in places for each who may watch"
                if staffing.places_per_watcher
                else ""
            ),
        ),
        ("Who may watch", watchers),
        ("Looks", f"at least every {rules.limits.seen_every_minutes} minutes in a place"),
        ("Least age", f"{rules.minimum_age_years} years"),
        ("Routes", ", ".join(label("route", one).lower() for one in rules.routes)),
        (
            "Barred supplies",
            ", ".join(label("supply_item", one).lower() for one in rules.barred_supplies) or "none",
        ),
    ]
    return {
        "title": f"{rules.name}, from {there:%-d %B %Y, %H:%M}",
        "lines": [[name, says] for name, says in lines],
    }


__all__ = ["MOST_DAYS", "Held", "as_pdf"]
