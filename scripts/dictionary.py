"""Write docs/data-dictionary.md from the Structs themselves, so that it cannot say anything else.

Usage: python scripts/dictionary.py [--check]   (--check: exit 1 when the file on disk is not fresh)
"""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import msgspec

from bothy.care import rules, vocabulary
from bothy.care.body import Decision
from bothy.care.commands import COMMANDS, FACTS, Answer, Command
from bothy.care.kinds import KINDS
from bothy.care.words import label
from bothy.evidence.figures.shape import Series
from bothy.evidence.finds.shape import EFFORTS, FOUND_BY, WHATS, Find
from bothy.journal.entry import Entry
from bothy.journal.store import Checkpoint, Receipt
from bothy.reports.facts.tables import TABLES
from bothy.reports.indicators import INDICATORS
from bothy.reports.leaving.said import ABOUT
from bothy.reports.leaving.said import said as meaning

FILE = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"
LISTS = {typing.get_args(codes): name for name, codes in vocabulary.CODE_LISTS.items()}


def said(annotation: object) -> str:
    """A type as a reader of JSON would say it."""
    if annotation is None or annotation is type(None):
        return "nothing"
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return f"one of [{LISTS[inner]}](#{LISTS[inner]})" if inner in LISTS else "one of " + ", ".join(inner)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(said(one) for one in inner)
    if origin is typing.Annotated:
        return said(inner[0]) + limits(inner[1:])
    if origin in (tuple, list):
        return f"list of {said(inner[0])}"
    if origin is dict:
        return f"map from {said(inner[0])} to {said(inner[1])}"
    names = {"str": "text", "int": "whole number", "float": "number", "bool": "yes or no", "datetime": "time (UTC)"}
    names |= {"UUID": "id", "date": "day", "bytes": "bytes", "Raw": "JSON"}
    name = getattr(annotation, "__name__", str(annotation))
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return f"[{name}](#{name.lower()})"
    return names.get(name, name)


def limits(metas: tuple[object, ...]) -> str:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    words |= {"max_length": "length at most", "min_length": "length at least"}
    found = [
        f"{text} {value}"
        for meta in metas
        if isinstance(meta, msgspec.Meta)
        for name, text in words.items()
        if (value := getattr(meta, name)) is not None
    ]
    return f" ({', '.join(found)})" if found else ""


def default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "must be given"
    if field.default_factory is not msgspec.NODEFAULT:
        return "empty"
    if isinstance(field.default, msgspec.Struct):
        return "as listed there"
    if isinstance(field.default, bool):
        return "yes" if field.default else "no"
    return {None: "absent", (): "none", "": "empty"}.get(field.default, str(field.default))


def fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    hints = typing.get_type_hints(struct, include_extras=True)
    rows = msgspec.structs.fields(struct)
    if not rows:
        yield "No fields."
        return
    yield "| Field | What it is | Left out |"
    yield "| --- | --- | --- |"
    for field in rows:
        yield f"| `{field.encode_name}` | {said(hints[field.name])} | {default(field)} |"


def doc(struct: type) -> str:
    """The struct's own docstring, on one line; nothing where it only has its root's."""
    own = struct.__dict__.get("__doc__")
    return " ".join(cleandoc(own).split()) if own and not own.startswith(struct.__name__ + "(") else ""


def parts_of(structs: list[type[msgspec.Struct]]) -> list[type[msgspec.Struct]]:
    """The structs that stand inside others, in the order in which they are met."""
    found: list[type[msgspec.Struct]] = []

    def walk(annotation: object) -> None:
        is_struct = isinstance(annotation, type) and issubclass(annotation, msgspec.Struct)
        if is_struct and annotation not in (*found, *structs):
            found.append(annotation)
            for hint in typing.get_type_hints(annotation, include_extras=True).values():
                walk(hint)
        for inner in typing.get_args(annotation):
            walk(inner)

    for struct in structs:
        for hint in typing.get_type_hints(struct, include_extras=True).values():
            walk(hint)
    return found


def dictionary() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Made from the code by `scripts/dictionary.py`; a test fails when it is not fresh. Do not edit it by hand."
    yield ""
    yield "A visit, an episode and a person are three different counts. *Declined*, *not asked* and *not known* are"
    yield "values. No field holds personal data: people, staff and devices are random ids, free text is a digest."
    for title, structs in (("The envelope", (Entry, Receipt, Checkpoint)), ("From a device", (Command, Answer))):
        yield f"\n## {title}"
        for struct in structs:
            yield from (f"\n### {struct.__name__}\n", doc(struct), "", *fields(struct))
    yield "\n## Kinds of entry"
    for name, kind in KINDS.items():
        decision = "a decision" if issubclass(kind.body, Decision) else "a fact"
        yield f"\n### {name}\n"
        yield f"{label('kind', name)}. Version {kind.version}, about: {kind.subject}; {decision}. {doc(kind.body)}".strip()
        yield from ("", *fields(kind.body))
    yield "\n## Commands\n"
    yield "| Command | What it asks | Always taken | Body |"
    yield "| --- | --- | --- | --- |"
    for name, body in COMMANDS.items():
        yield f"| `{name}` | {label('command', name)} | {'yes' if name in FACTS else 'no'} | {said(body)} |"
    acts = [body for body in COMMANDS.values() if all(body is not kind.body for kind in KINDS.values())]
    bodies = [body for body in COMMANDS.values() if body not in acts]
    yield "\nBodies that are not an entry's own:"
    for act in acts:
        yield from (f"\n### {act.__name__}\n", doc(act), "", *fields(act))
    yield "\n## Parts and entry bodies by their Struct\n"
    for body in dict.fromkeys(bodies):
        name = next(name for name, kind in KINDS.items() if kind.body is body)
        yield f'- <a id="{body.__name__.lower()}"></a>{body.__name__}: see [{name}](#{name})'
    for part in parts_of([kind.body for kind in KINDS.values()] + acts):
        yield from (f"\n### {part.__name__}\n", doc(part), "", *fields(part))
    yield "\n## House rules that ship with Bothy\n"
    for name, shipped in rules.SHIPPED.items():
        yield f"- `{name}`: {shipped.name} ({shipped.jurisdiction})"
    yield "\n## Code lists"
    for name in vocabulary.CODE_LISTS:
        yield from (f"\n### {name}\n", "| Code | Label |", "| --- | --- |")
        yield from (f"| `{code}` | {label(name, code)} |" for code in vocabulary.codes(name))
    yield "\n## Facts (Parquet, one folder a table, one file a month)"
    for name, schema in TABLES.items():
        yield f"\n### fact: {name}\n\n{ABOUT[name]}\n"
        yield from ("| Column | Type | Unit | Codes | Null means | What it is |", "| --- | --- | --- | --- | --- | --- |")
        for column in schema:
            one = meaning(name, column.name)
            codes = f"[{one.codes}](#{one.codes})" if one.codes in vocabulary.CODE_LISTS else one.codes
            told = (f"`{column.name}`", str(column.type), one.unit, codes, one.null or "never null", one.about)
            yield f"| {' | '.join(told)} |"
    yield "\n## The city's figures and street finds"
    yield "\nKept in the tables of the evidence, not in the journal. An edition of figures is a Series as JSON; of a find nothing finer than its square is kept."
    for struct in (Series, Find, *parts_of([Series, Find])):
        yield from (f"\n### {struct.__name__}\n", doc(struct), "", *fields(struct))
    for name, words in (("what", WHATS), ("found_by", FOUND_BY), ("effort_in", {code: told[0] for code, told in EFFORTS.items()})):
        yield from (f"\n### find: {name}\n", "| Code | Label |", "| --- | --- |")
        yield from (f"| `{code}` | {told} |" for code, told in words.items())
    yield "\n## Indicators"
    for one in INDICATORS:
        yield f"\n### {one.label}\n"
        yield f"`{one.name}`, {one.unit}. {one.definition}\n"
        yield f"- counted: {one.numerator}"
        if one.denominator:
            yield f"- out of: {one.denominator}"
        yield f"- missing: {one.missing}"
        yield f"- may be added up over months: {'yes' if one.additive else 'no'}"


def main() -> int:
    text = "\n".join(dictionary()).replace("\n\n\n", "\n\n") + "\n"
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text, encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/data-dictionary.md is not what the code says. Run: .venv/bin/python scripts/dictionary.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
