"""House rules as a file, TOML or JSON: taken away, changed, and given back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from bothy.care.rules import HouseRules
from bothy.server.office.rules_typed import Wrong


def from_file(name: str, content: bytes) -> HouseRules:
    """Rules from a file that was uploaded, TOML or JSON. Raises `Wrong`, under no box's name."""
    if len(content) > 200_000:
        raise Wrong(
            {
                "": "This file is too large to be house rules. Choose the one that was downloaded here and changed."
            }
        )
    try:
        told = (
            msgspec.toml.decode(content) if name.lower().endswith(".toml") else msgspec.json.decode(content)
        )
        return msgspec.convert(told, HouseRules)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Wrong(
            {
                "": f"The file could not be read as house rules: {str(fault)[:300]}. Nothing was proposed; put it right and choose it again."
            }
        ) from fault


def as_json(rules: HouseRules) -> bytes:
    """All rules, also those that are as shipped, to be changed and given back."""
    return msgspec.json.format(msgspec.json.encode(everything(rules)), indent=2)


def as_toml(rules: HouseRules) -> bytes:
    """The same as TOML. What is not stated is left out: TOML has no word for nothing."""
    return ("\n".join(_toml(everything(rules), "")) + "\n").encode()


def _toml(table: dict[str, Any], at: str) -> list[str]:
    """The lines of a table: its plain values first, then the tables in it. Strings and lists are written as JSON writes them, which TOML reads."""
    lines, inner = [], []
    for key, value in table.items():
        name = f"{at}.{key}" if at else key
        if isinstance(value, dict):
            inner += ["", f"[{name}]", *_toml(value, name)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                inner += ["", f"[[{name}]]", *_toml(one, name)]
        elif value is not None:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    return lines + inner


def everything(part: Any) -> Any:
    """Plain data with every field, those too that are as the schema has them."""
    if isinstance(part, msgspec.Struct):
        return {name: everything(getattr(part, name)) for name in part.__struct_fields__}
    if isinstance(part, tuple):
        return [everything(one) for one in part]
    if isinstance(part, dict):
        return {key: everything(value) for key, value in part.items()}
    return str(part) if isinstance(part, UUID | date) else part


__all__ = ["as_json", "as_toml", "from_file"]
