"""A form over all house rules, made from their own schema: every rule is a box with the limits that the schema has.

What was typed is read back part by part, so that each mistake is said beside its box and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

from bothy.care.rules import ROLES_FOR_ACTS, HouseRules
from bothy.care.rules_shown import DAYS
from bothy.care.rules_words import CHOICES, GROUPS, LISTS, WORDS, unit
from bothy.care.vocabulary import FLOOR_ROLES, codes
from bothy.care.words import WORDS as CATALOGUE

UNASKED = frozenset({"declined", "not_asked", "not_known"})
"""Codes that are answers of people, and no rules."""
SPARE_ROWS = 2
MOST_ROWS = 60
KEY_OF_ROW = {
    "opening_hours": "opens", "leads": "staff", "competences": "competence", "duties": "name", "returns": "set",
}  # fmt: skip
"""The box without which a row of a list says nothing and is passed over."""

Choice = tuple[str, str, bool]


class Box(msgspec.Struct, kw_only=True):
    """One box of the form. `choices`: (value, words, chosen). `pairs`: boxes for amounts in it (name, words, amount). `wrong`: what is wrong with what was typed."""

    name: str
    title: str
    help: str
    kind: str
    value: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    step: str = ""
    most: int = 0
    choices: list[Choice] = []
    pairs: list[tuple[str, str, str]] = []
    wrong: str = ""


class Rows(msgspec.Struct, kw_only=True):
    """A list with a row of boxes each, and some spare ones."""

    name: str
    title: str
    help: str
    rows: list[list[Box]]
    kind: str = "rows"
    wrong: str = ""


class Section(msgspec.Struct, kw_only=True):
    code: str
    title: str
    boxes: list[Box | Rows]

    @property
    def wrong(self) -> int:
        """How many of its boxes have something wrong in them."""
        flat = [
            one
            for box in self.boxes
            for one in (
                [each for row in box.rows for each in row] + [box] if isinstance(box, Rows) else [box]
            )
        ]
        return sum(bool(one.wrong) for one in flat)


INFO: dict[str, inspect.Field] = {one.name: one for one in inspect.type_info(HouseRules).fields}  # type: ignore[attr-defined]


def sections(
    rules: HouseRules,
    staff: Sequence[tuple[UUID, str]],
    typed: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> list[Section]:
    """The whole form: filled with `rules`, or with what was `typed` and what is wrong with it."""
    make = _Maker(staff, typed, wrong or {})
    return [
        Section(
            code=code,
            title=title,
            boxes=[box for name in names for box in make.of(name, INFO[name].type, getattr(rules, name))],
        )
        for code, title, names in GROUPS
    ]


class _Maker:
    def __init__(self, staff: Sequence[tuple[UUID, str]], typed: Any, wrong: Mapping[str, str]) -> None:
        self.staff, self.typed, self.wrong = staff, typed, wrong

    def of(self, path: str, info: Any, value: Any) -> list[Box | Rows]:
        if isinstance(info, inspect.StructType):
            return [
                box
                for field in info.fields
                for box in self.of(f"{path}.{field.name}", field.type, getattr(value, field.name))
            ]
        if path == "roles_for_acts":
            return [self._acts(value)]
        if isinstance(info, inspect.DictType):
            return [self._counts(path, value)]
        if isinstance(info, inspect.VarTupleType) and isinstance(info.item_type, inspect.StructType):
            return [self._rows(path, info.item_type, value)]
        return [self._box(path, path, info, value)]

    def _rows(self, path: str, info: inspect.StructType, value: Any) -> Rows:
        title, why = WORDS[path]
        there = list(value)
        count = (
            min(int(self._first(f"{path}.count", str(len(there) + SPARE_ROWS)) or 0), MOST_ROWS)
            if self.typed is not None
            else len(there) + SPARE_ROWS
        )
        rows = []
        for n in range(count):
            one = there[n] if n < len(there) else None
            row = []
            for field in info.fields:
                default = getattr(one, field.name) if one is not None else empty(field)
                row.append(
                    self._box(
                        f"{path}.{field.name}",
                        f"{path}.{n}.{field.name}",
                        field.type,
                        default,
                        spare=one is None,
                    )
                )
            rows.append(row)
        return Rows(name=path, title=title, help=why, rows=rows, wrong=self.wrong.get(path, ""))

    def _box(self, path: str, name: str, info: Any, value: Any, spare: bool = False) -> Box:
        title, why = WORDS[path]
        info, may_be_empty = bare(info)
        box = Box(
            name=name, title=title, help=why, kind="text", unit=unit(path), wrong=self.wrong.get(name, "")
        )
        if isinstance(info, inspect.BoolType):
            box.kind = "tick"
            box.value = "yes" if (self._given(name) if self.typed is not None else value) else ""
        elif isinstance(info, inspect.IntType | inspect.FloatType) and path != "opening_hours.weekday":
            whole = isinstance(info, inspect.IntType)
            box.kind, box.step = "number", "1" if whole else "any"
            box.low = "" if (low := info.ge if info.ge is not None else info.gt) is None else f"{low:g}"
            box.high = "" if info.le is None else f"{info.le:g}"
            box.value = self._first(name, "" if value is None else f"{value:g}" if not whole else str(value))
        elif isinstance(info, inspect.DateType):
            box.kind, box.value = "date", self._first(name, "" if value is None else value.isoformat())
        elif isinstance(info, inspect.VarTupleType):
            self._many(box, path, name, info, value)
        elif (
            isinstance(info, inspect.LiteralType | inspect.UUIDType)
            or path in LISTS
            or path == "opening_hours.weekday"
        ):
            box.kind = "choice"
            now = self._first(
                name,
                ""
                if value is None or (spare and path.rpartition(".")[2] in KEY_OF_ROW.values())
                else str(value),
            )
            box.choices = [
                (code, words, code == now) for code, words in self._choices(path, info, may_be_empty or spare)
            ]
        else:
            box.value = self._first(name, value or "")
            box.most = getattr(info, "max_length", None) or 0
            if "HH:MM" in looks(info):
                box.kind = "time"
        return box

    def _many(self, box: Box, path: str, name: str, info: inspect.VarTupleType, value: Any) -> None:
        if path in LISTS:
            box.kind = "many"
            chosen = set(self.typed.getlist(name)) if self.typed is not None else {str(one) for one in value}
            box.choices = [
                (code, words, code in chosen) for code, words in self._choices(path, info.item_type, False)
            ]
        else:
            box.kind = "area"
            box.value = self._first(
                name, "\n".join(one.isoformat() if isinstance(one, date) else str(one) for one in value)
            )

    def _choices(self, path: str, info: Any, may_be_empty: bool) -> list[tuple[str, str]]:
        empty = [("", "–")] if may_be_empty else []
        if path == "leads.staff":
            return [("", "nobody"), *((str(id), name) for id, name in self.staff)]
        if path == "opening_hours.weekday":
            return [(str(n), day) for n, day in enumerate(DAYS)]
        if path == "two_person_acts":
            return [(act, CATALOGUE.get(f"command.{act}", act)) for act in ROLES_FOR_ACTS]
        listed = LISTS.get(path)
        found = [code for code in (codes(listed) if listed else info.values) if code not in UNASKED]
        return [
            *empty,
            *(
                (
                    str(code),
                    CATALOGUE.get(f"{listed}.{code}", CHOICES.get(str(code), str(code).replace("_", " "))),
                )
                for code in found
            ),
        ]

    def _counts(self, path: str, value: Mapping[str, int]) -> Box:
        title, why = WORDS[path]
        box = Box(
            name=path,
            title=title,
            help=why,
            kind="counts",
            low="0",
            high="50",
            wrong=self.wrong.get(path, ""),
        )
        box.pairs = [
            (f"{path}.{role}", CATALOGUE[f"role.{role}"], self._first(f"{path}.{role}", str(value.get(role, "") or "")))
            for role in codes("role")
            if role in FLOOR_ROLES
        ]
        return box

    def _acts(self, value: Mapping[str, Sequence[str]]) -> Box:
        title, why = WORDS["roles_for_acts"]
        box = Box(name="roles_for_acts", title=title, help=why, kind="acts")
        for act, shipped in ROLES_FOR_ACTS.items():
            roles = (
                self.typed.getlist(f"roles_for_acts.{act}")
                if self.typed is not None
                else value.get(act, shipped)
            )
            marks = ",".join(roles)
            box.choices.append((act, CATALOGUE.get(f"command.{act}", act), marks != ",".join(shipped)))
            box.value += f"{act}={marks};"
        return box

    def _first(self, name: str, default: str) -> str:
        return default if self.typed is None else str(self.typed.get(name, ""))

    def _given(self, name: str) -> bool:
        return bool(self.typed.get(name))


def empty(field: inspect.Field) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return () if isinstance(field.type, inspect.VarTupleType) else None


def bare(info: Any) -> tuple[Any, bool]:
    """The type without its "or nothing", and whether nothing may stand there."""
    if isinstance(info, inspect.UnionType):
        rest = [one for one in info.types if not isinstance(one, inspect.NoneType)]
        return bare(rest[0])[0], len(rest) < len(info.types)
    if isinstance(info, inspect.Metadata):
        return bare(info.type)
    return info, False


def looks(info: Any) -> str:
    return "HH:MM" if (getattr(info, "pattern", None) or "").startswith("^([01][0-9]") else ""


__all__ = ["Box", "Rows", "Section", "sections"]
