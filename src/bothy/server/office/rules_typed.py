"""House rules as they were typed into the form, read back part by part, so that each mistake is said beside its box."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
from msgspec import inspect

from bothy.care.rules import ROLES_FOR_ACTS, HouseRules
from bothy.care.rules_words import LISTS, WORDS
from bothy.care.vocabulary import codes
from bothy.server.office.rules_form import INFO, KEY_OF_ROW, MOST_ROWS, bare, looks


class Wrong(Exception):
    """What was typed is no set of house rules; `where`: a sentence for each box, by its name."""

    def __init__(self, where: dict[str, str]) -> None:
        super().__init__("; ".join(where.values()))
        self.where = where


def read(typed: Any) -> HouseRules:
    """The rules that were typed. Raises `Wrong`."""
    reader = _Reading(typed)
    told = {
        name: value for name in INFO if (value := reader.of(name, INFO[name].type)) is not msgspec.UNSET
    }
    if not reader.wrong:
        try:
            return msgspec.convert(told, HouseRules, strict=False)
        except msgspec.ValidationError as fault:
            reader.wrong[""] = f"This is no set of house rules yet: {fault}."
    raise Wrong(reader.wrong)


class _Reading:
    def __init__(self, typed: Any) -> None:
        self.typed, self.wrong = typed, {}  # type: ignore[var-annotated]

    def of(self, path: str, info: Any) -> Any:
        if isinstance(info, inspect.StructType):
            return {
                field.name: value
                for field in info.fields
                if (value := self.of(f"{path}.{field.name}", field.type)) is not msgspec.UNSET
            }
        if path == "roles_for_acts":
            return self._acts()
        if isinstance(info, inspect.DictType):
            told = {role: self.typed.get(f"{path}.{role}", "").strip() for role in codes("role")}
            return {
                role: self._number(path, role_count, int, 0, 50)
                for role, role_count in told.items()
                if role_count not in ("", "0")
            }
        if isinstance(info, inspect.VarTupleType) and isinstance(info.item_type, inspect.StructType):
            return self._rows(path, info.item_type)
        return self._one(path, path, info)

    def _rows(self, path: str, info: inspect.StructType) -> list[dict[str, Any]]:
        try:
            count = min(int(self.typed.get(f"{path}.count", "0")), MOST_ROWS)
        except ValueError:
            count = 0
        rows = []
        for n in range(count):
            key = self.typed.get(f"{path}.{n}.{KEY_OF_ROW[path]}", "").strip()
            if not key or self.typed.get(f"{path}.{n}.out"):
                continue
            rows.append(
                {
                    field.name: value
                    for field in info.fields
                    if (value := self._one(f"{path}.{field.name}", f"{path}.{n}.{field.name}", field.type))
                    is not msgspec.UNSET
                }
            )
        return rows

    def _acts(self) -> dict[str, list[str]]:
        """Only what differs from the shipped roles is said."""
        if not self.typed.get("roles_for_acts.shown"):
            return {}
        told = {
            act: [role for role in codes("role") if role in self.typed.getlist(f"roles_for_acts.{act}")]
            for act in ROLES_FOR_ACTS
        }
        return {act: roles for act, roles in told.items() if set(roles) != set(ROLES_FOR_ACTS[act])}

    def _one(self, path: str, name: str, info: Any) -> Any:
        info, may_be_empty = bare(info)
        if isinstance(info, inspect.BoolType):
            return bool(self.typed.get(name))
        if isinstance(info, inspect.VarTupleType):
            if path in LISTS:
                return self.typed.getlist(name)
            lines = [one.strip() for one in self.typed.get(name, "").splitlines() if one.strip()]
            return (
                [self._day(name, one) for one in lines]
                if isinstance(bare(info.item_type)[0], inspect.DateType)
                else lines
            )
        text = self.typed.get(name, "").strip()
        if not text and may_be_empty:
            return None
        if isinstance(info, inspect.IntType | inspect.FloatType):
            low = info.ge if info.ge is not None else info.gt
            return self._number(
                name,
                text,
                int if isinstance(info, inspect.IntType) else float,
                low,
                info.le,
                open_low=info.ge is None,
            )
        if isinstance(info, inspect.DateType):
            return self._day(name, text)
        return self._words(path, name, text, info)

    def _words(self, path: str, name: str, text: str, info: Any) -> Any:
        most = getattr(info, "max_length", None)
        pattern = getattr(info, "pattern", None)
        if path in ("name", "jurisdiction", "time_zone", "legal_basis.title") and not text:
            self.wrong[name] = f"{WORDS[path][0]}: say it, it must not be empty."
        elif most and len(text) > most:
            self.wrong[name] = f"{WORDS[path][0]}: {len(text)} signs are too many, {most} at most."
        elif pattern and not re.search(pattern, text):
            how = (
                "a time as 09:00"
                if looks(info)
                else "small letters, digits and -"
                if path == "returns.set"
                else "a place code as GB-SCT, or nothing"
            )
            self.wrong[name] = f"{WORDS[path][0]}: write {how}."
        if isinstance(info, inspect.LiteralType) and text not in info.values:
            self.wrong[name] = f"{WORDS[path][0]}: choose one."
        return text

    def _number(self, name: str, text: str, of: type, low: Any, high: Any, open_low: bool = False) -> Any:
        between = f"from {low:g} to {high:g}" if low is not None and high is not None else "above 0"
        kind = "a whole number" if of is int else "a number"
        try:
            found = of(text)
        except ValueError:
            self.wrong[name] = f"Write {kind} {between}."
            return 0
        if (
            (low is not None and (found < low or (open_low and found == low)))
            or (high is not None and found > high)
            or found != found
        ):
            self.wrong[name] = f"Write {kind} {between}, not {text}."
        return found

    def _day(self, name: str, text: str) -> Any:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.wrong[name] = f"“{text[:40]}” is no day. Write it as 2026-03-31."
            return "1970-01-01"


__all__ = ["Wrong", "read"]
