"""House rules as rows that a manager and an inspector read, and what differs between two sets of them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from bothy.care.rules import ROLES_FOR_ACTS, HouseRules
from bothy.care.rules_words import CHOICES, GROUPS, LISTS, WORDS, unit
from bothy.care.vocabulary import codes
from bothy.care.words import WORDS as CATALOGUE

Named = Callable[[UUID], str]
"""What somebody who works here is called."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Row(msgspec.Struct, frozen=True):
    """One rule: `path` in `HouseRules`, its title, what it says (a line each), and why it is there."""

    path: str
    title: str
    said: tuple[str, ...]
    why: str


class Group(msgspec.Struct, frozen=True):
    code: str
    title: str
    rows: tuple[Row, ...]


class Difference(msgspec.Struct, frozen=True):
    """A rule that two sets say differently. `was`, `now`: their lines; `gone`, `new`: the lines that only one of them has."""

    path: str
    group: str
    title: str
    was: tuple[str, ...]
    now: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def groups(rules: HouseRules, named: Named | None = None) -> tuple[Group, ...]:
    """Every rule, under its heading."""
    return tuple(
        Group(code, title, tuple(row for name in names for row in _rows(name, getattr(rules, name), named)))
        for code, title, names in GROUPS
    )


def differences(before: HouseRules, after: HouseRules, named: Named | None = None) -> tuple[Difference, ...]:
    """Only what differs, in the order of the page."""
    found = []
    for old, new in zip(groups(before, named), groups(after, named), strict=True):
        for was, now in zip(old.rows, new.rows, strict=True):
            if was.said != now.said:
                gone = tuple(one for one in was.said if one not in now.said)
                fresh = tuple(one for one in now.said if one not in was.said)
                found.append(Difference(was.path, old.title, was.title, was.said, now.said, gone, fresh))
    return tuple(found)


def _rows(name: str, value: Any, named: Named | None) -> Iterator[Row]:
    if isinstance(value, msgspec.Struct):
        for part in value.__struct_fields__:
            yield _row(f"{name}.{part}", getattr(value, part), named)
    else:
        yield _row(name, value, named)


def _row(path: str, value: Any, named: Named | None) -> Row:
    title, why = WORDS[path]
    return Row(path, title, _said(path, value, named), why)


def _said(path: str, value: Any, named: Named | None) -> tuple[str, ...]:
    if isinstance(value, dict):
        return _of_dict(path, value)
    if isinstance(value, tuple):
        if path in LISTS:
            value = in_order(LISTS[path], value)  # a set of codes has no order of its own
        lines = tuple(
            _of_row(path, one, named) if isinstance(one, msgspec.Struct) else plain(path, one, named)
            for one in value
        )
        return lines or ("none",)
    return (plain(path, value, named),)


def _of_dict(path: str, value: dict[str, Any]) -> tuple[str, ...]:
    if path == "roles_for_acts":
        lines = [
            f"{_words_of('command', act)}: {', '.join(_words_of('role', one) for one in in_order('role', roles)) or 'nobody'}"
            for act, roles in sorted(value.items())
        ]
        return tuple(lines) or ("as shipped",)
    return tuple(f"{count} {_words_of(LISTS[path], code)}" for code, count in sorted(value.items())) or (
        "none",
    )


def _of_row(path: str, one: msgspec.Struct, named: Named | None) -> str:
    say = _ROWS.get(path)
    if say is not None:
        return say(one, named)
    return ", ".join(
        f"{WORDS[f'{path}.{part}'][0].lower()} {plain(f'{path}.{part}', getattr(one, part), named)}"
        for part in one.__struct_fields__
    )


def plain(path: str, value: Any, named: Named | None = None) -> str:
    """One value in words, with its unit."""
    if value is None:
        return "none" if path.startswith(("limits.", "staffing.")) else "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, UUID):
        return named(value) if named is not None else str(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, int | float):
        of = unit(path)
        return f"{value:g} {of}".strip() if isinstance(value, float) else f"{value:,} {of}".strip()
    if path in LISTS:
        return _words_of(LISTS[path], value)
    return CHOICES.get(value, value) if value else "not stated"


def in_order(list_name: str, told: Iterable[str]) -> tuple[str, ...]:
    """Codes in the order of their list."""
    listed = tuple(ROLES_FOR_ACTS) if list_name == "command" else codes(list_name)
    return tuple(sorted(told, key=lambda one: (listed.index(one) if one in listed else len(listed), one)))


def _words_of(list_name: str, code: str) -> str:
    return CATALOGUE.get(f"{list_name}.{code}", code.replace("-", " ").replace("_", " "))


def _hours(one: Any, named: Named | None) -> str:
    return f"{DAYS[one.weekday]} {one.opens} to {one.closes}" + (
        "" if one.closes > one.opens else " the day after"
    )


def _lead(one: Any, named: Named | None) -> str:
    return f"{CHOICES[one.post]}: {named(one.staff) if named is not None else one.staff}"


def _competence(one: Any, named: Named | None) -> str:
    who = ", ".join(_words_of("role", role) for role in in_order("role", one.roles))
    floor = f"at least {one.on_floor} on the floor" if one.on_floor else ""
    asked = "; ".join(part for part in (f"every {who}" if who else "", floor) if part) or "nobody"
    return f"{_words_of('competence', one.competence)}: {asked}; holds {one.valid_months} months, reminded {one.remind_days} days before"


def _duty(one: Any, named: Named | None) -> str:
    when = []
    if one.after:
        when.append(f"after each {CHOICES[one.after]}")
    if one.within_hours is not None:
        when.append(f"within {one.within_hours} hours")
    if one.every:
        when.append(f"every {one.every}")
    return f"{one.name}: {', '.join(when) or 'no time set'}"


def _return(one: Any, named: Named | None) -> str:
    days = (
        f"{one.within_days} {'working ' if one.working_days else ''}day{'' if one.within_days == 1 else 's'}"
    )
    return f"{one.set} to the {one.to}: every {one.every}, within {days}, {CHOICES[one.months]}, reminded {one.remind_days} days before"


_ROWS: dict[str, Callable[[Any, Named | None], str]] = {
    "opening_hours": _hours, "leads": _lead, "competences": _competence, "duties": _duty, "returns": _return,
}  # fmt: skip


def shipped_roles(act: str) -> tuple[str, ...]:
    """Who may do an act where a house has not said otherwise."""
    return ROLES_FOR_ACTS.get(act, ())
