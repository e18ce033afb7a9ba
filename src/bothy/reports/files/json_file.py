"""JSON: the frozen bytes themselves, and the schema that says what is in them (JSON Schema 2020-12)."""

from typing import Any

import msgspec

from bothy.reports.figures import Figure
from bothy.reports.files.fence import sound
from bothy.reports.files.signed import Signed
from bothy.reports.release import Change, Column, Definition, Grid, Release, Row, Rules, canonical

_HEX = "^([0-9a-f]{64})?$"
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_PERIOD = r"^\d{4}-(0[1-9]|1[0-2])(/\d{4}-(0[1-9]|1[0-2]))?$"

SAYS: dict[type, dict[str, str]] = {
    Release: {
        "format": "The version of this format. A reader refuses one that it does not know.",
        "set": "Which tables these are, by a short name.",
        "title": "The title as printed.",
        "facility": "The facility's id.",
        "facility_name": "The facility's name.",
        "demo": "True when the people and what they did are invented, to try the software.",
        "since": "The first month, as 2025-01.",
        "until": "The last month.",
        "number": "The last entry of the facility's journal that the figures were made from.",
        "digest": "The journal's digest at that entry (SHA-256, in hex): it fixes every entry up to there.",
        "as_of": "When that entry was recorded.",
        "made_with": "The software and its version.",
        "rules": "The house rules that the figures hang on.",
        "definitions": "The words of every indicator used, as they were when this was frozen.",
        "grids": "The tables.",
        "numbers": "Every number that is printed, by its name; null where it is kept back.",
        "sums": "Which of the numbers add up, the total first: what an auditor needs to see that nothing can be reckoned back.",
        "proven": "Whether no smaller loss of information would have kept back as much.",
        "notes": "What a reader must know to read the tables.",
        "revision": "0 for the first publication, then 1, 2, ...",
        "revises": "SHA-256 of the bytes of the release before, in hex; empty when there is none.",
        "changes": "Each figure that is not what was published before, and why.",
    },
    Definition: {
        "name": "The short name that columns refer to.",
        "label": "Its name in words.",
        "definition": "What it is, for anyone.",
        "unit": "What its figures count or measure.",
        "numerator": "What is counted.",
        "denominator": "Out of what; empty for a plain count.",
        "missing": "How records that do not say are treated.",
        "additive": "Whether months may be summed. Counts of different people may not.",
    },
    Column: {
        "label": "The label as printed.",
        "indicator": "The definition that its figures have.",
        "group": "The part of the whole, as sex=male; empty for the whole.",
    },
    Row: {
        "label": "The label as printed.",
        "period": "A month as 2025-08, or the first and the last as 2025-01/2025-08.",
        "group": "The part of the whole, as sex=male; empty for the whole.",
        "complete": "False while the period still runs.",
        "total": "True for a row that sums those above it.",
        "figures": "One for each column.",
    },
    Grid: {
        "name": "A short name, for files and addresses.",
        "title": "The title as printed.",
        "columns": "What is told of each row.",
        "rows": "Periods, or groups of one period.",
        "chart": "How it is drawn; empty when it is not.",
        "notes": "What a reader must know to read it.",
    },
    Figure: {
        "value": "The figure; null when it is not known or kept back. Null is never zero.",
        "k": "The numerator.",
        "n": "The denominator, or how many were measured.",
        "low": "Lower end of the exact 95 % interval, in the unit of the value.",
        "high": "Upper end of it.",
        "missing": "How many were left out because nothing was recorded.",
        "least": "Of people of whom some were not looked up: at least so many; value is then the most it can be.",
        "hidden": "Kept back because so few people stand behind it, or to protect such a figure.",
        "tag": "recorded by a facility; in a demo: published by others, fitted to what was published, or invented.",
    },
    Rules: {
        "name": "The name of the house rules.",
        "effective_from": "Since when they are in force; null when none were signed.",
        "time_zone": "The facility's time zone, as in the IANA data base.",
        "day_starts": "When the facility's day begins, as 06:00.",
        "suppress_below": "Counts from 1 to below this are kept back; null when the rules name this set as exempt.",
        "round_to": "Counts are rounded to multiples of this; 0 when they are not.",
    },
    Change: {
        "grid": "The table, by its short name.",
        "row": "The row's label.",
        "column": "The column's label.",
        "was": "The figure as published before.",
        "now": "The figure as it is now.",
        "why": "Why it differs.",
        "entries": "The journal's entries that changed it (the first 20).",
    },
}  # fmt: skip
"""What each field holds, for somebody who has only the file and the schema. A test holds it complete."""

KINDS: dict[type, str] = {
    Release: "Tables that may leave the house, with their definitions, the record they were made from, and what is kept back.",
    Definition: "An indicator's words as they were when this was frozen.",
    Column: "A column of a table.",
    Row: "A row of a table.",
    Grid: "One table.",
    Figure: "One figure: a number that never travels without what it was counted from.",
    Rules: "The house rules that the figures hang on, as they stood.",
    Change: "One figure that is not what was published before.",
}

_TIMES = (("Release", "as_of"), ("Rules", "effective_from"))
_PATTERNS: dict[tuple[str, str], str] = {
    ("Release", "since"): _MONTH,
    ("Release", "until"): _MONTH,
    ("Release", "digest"): _HEX,
    ("Release", "revises"): _HEX,
    ("Row", "period"): _PERIOD,
}


def as_json(release: Release, signed: Signed | None = None) -> bytes:
    """The bytes that are signed and frozen. The signature itself is no part of them."""
    return canonical(sound(release))


def schema() -> dict[str, Any]:
    """The JSON Schema of a release, made from the structs and the words above."""
    (whole,), parts = msgspec.json.schema_components([Release], ref_template="#/$defs/{name}")
    for kind, says in SAYS.items():
        told = parts[kind.__name__]
        told["description"] = KINDS[kind]
        for name, one in told["properties"].items():
            one.pop("default", None)
            # A reference is wrapped, because some readers ignore what stands beside one.
            if "$ref" in one:
                told["properties"][name] = one = {"allOf": [{"$ref": one["$ref"]}]}
            one["description"] = says[name]
            if (kind.__name__, name) in _TIMES:
                one["anyOf"][0]["format"] = "date-time"
            if pattern := _PATTERNS.get((kind.__name__, name)):
                one["pattern"] = pattern
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A release of figures by Bothy",
        **whole,
        "$defs": parts,
    }


def schema_bytes() -> bytes:
    """The schema as the file that is shipped: docs/release.schema.json."""
    return msgspec.json.format(msgspec.json.encode(schema(), order="deterministic"), indent=1) + b"\n"
