"""Somebody outside who has every published file, and reckons: written without looking at how sums are bound.

He matches numbers by their names, and knows what anybody knows who reads the definitions: months make a
period, sexes and ages make all, a person came at least once, who came in a month came in the year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from bothy.reports.release import Release

PARTS = ("sex", "age_band", "mix", "service", "referral_to", "outcome", "presentation", "reason", "otherwise", "alone", "item", "ended_how")
Line = tuple[dict[str, int], float, float]


def split(name: str) -> tuple[str, str, str]:
    """A number's measure, period and group."""
    key, period, *group = name.split(" | ")
    return key, period, group[0] if group else ""


def printed(releases: Iterable[Release]) -> dict[str, int | None]:
    """Every number that has a name in a release, with its value where one of them shows it."""
    found: dict[str, int | None] = {}
    for release in releases:
        for name, count in release.numbers.items():
            if not name.startswith("reckoned") and "at least" not in name and found.get(name) is None:
                found[name] = count
    return found


def lines(names: Iterable[str]) -> list[Line]:
    """What must hold among these numbers: factors, the least and the most that they come to."""
    names = set(names)
    found: list[Line] = []
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    spans: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in names:
        key, period, group = split(name)
        spans[key, group][period] = name
        if group.partition("=")[0] in PARTS:
            groups[key, period, group.partition("=")[0]].append(name)
        if key.startswith("people") and (rows := f"rows {key.removeprefix('people ')}" + name.removeprefix(key)) in names:
            found.append(({rows: 1, name: -1}, 0, np.inf))
    for (key, period, by), parts in groups.items():
        whole = f"{key} | {period}"
        if whole in names and (not key.startswith("people") or by in ("sex", "age_band")):
            found.append(({**dict.fromkeys(parts, 1), whole: -1}, 0, 0))
        elif whole in names:
            found += [({whole: 1, part: -1}, 0, np.inf) for part in parts]
            found.append(({**dict.fromkeys(parts, 1), whole: -1}, 0, np.inf))
    for (key, _), of in spans.items():
        for period, name in of.items():
            since, _, until = period.partition("/")
            inside = [one for p, one in of.items() if p != period and since <= p[:7] and p[-7:] <= (until or since)]
            months = [one for one in inside if "/" not in split(one)[1]]
            every = len(months) == (int(until[:4]) - int(since[:4])) * 12 + int(until[5:]) - int(since[5:]) + 1 if until else False
            found += [({name: 1, one: -1}, 0, np.inf) for one in inside]
            if every:
                found.append(({**dict.fromkeys(months, 1), name: -1}, 0, np.inf if key.startswith("people") else 0))
    return found


def told(known: dict[str, int | None], true: dict[str, int], below: int) -> list[str]:
    """The small numbers that he can say are small, from all that is shown and what must hold."""
    names = list(known)
    at = {name: n for n, name in enumerate(names)}
    of = [one for one in lines(names) if all(name in at for name in one[0])]
    table = np.zeros((len(of), len(names)))
    for r, (factors, *_) in enumerate(of):
        for name, factor in factors.items():
            table[r, at[name]] = factor
    low = np.array([0.0 if known[name] is None else float(known[name]) for name in names])
    high = np.array([np.inf if known[name] is None else float(known[name]) for name in names])
    # That nothing happened is often known anyway.
    high[[at[name] for name in names if true.get(name) == 0]] = 0
    rows = LinearConstraint(table, np.array([one[1] for one in of]), np.array([one[2] for one in of]))
    found = []
    for name in names:
        if known[name] is None and 0 < true[name] < below:
            at_least = low.copy()
            at_least[at[name]] = below
            answer = milp(np.zeros(len(names)), constraints=rows, bounds=Bounds(at_least, high), integrality=np.ones(len(names)))
            if answer.x is None:
                found.append(name)
    return found
