"""A sheet as its page shows it: rows as on the paper, with what stands in the journal, what was typed, what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bothy.care.bodies import Assessed, VisitStarted
from bothy.care.words import label
from bothy.people.names import names_for
from bothy.server.paper.layout import Field, Layout, Part
from bothy.server.paper.standing import Standing, Told


class ShownField(msgspec.Struct, frozen=True):
    field: Field
    name: str
    label: str
    values: tuple[str, ...]
    wrong: str


class ShownPart(msgspec.Struct, frozen=True):
    """Either `said`, what stands, or the fields to key in."""

    said: str
    fields: tuple[ShownField, ...]


class ShownRow(msgspec.Struct, frozen=True):
    """`open`: something of it can still be keyed in. `short`: a box or two, several of them side by side."""

    name: str
    label: str
    time: str
    time_wrong: str
    open: bool
    parts: tuple[ShownPart, ...]
    short: bool


def shown_rows(
    layout: Layout,
    stands: Told,
    form: Mapping[str, Sequence[str]],
    wrong: Mapping[str, str],
    staff: Mapping[UUID, str],
    zone: ZoneInfo,
) -> list[ShownRow]:
    rows = []
    for row in layout.rows:
        parts, written = [], None
        for part in row.parts:
            standing = stands.stands.get(row.command(part))
            if standing is not None:
                written = standing
                parts.append(ShownPart(_said(part, standing, staff, zone), ()))
            else:
                fields = tuple(_field(row.name, row.label, field, form, wrong) for field in part.fields)
                parts.append(ShownPart("", fields))
        time = (form.get(f"{row.name}.time") or [""])[0]
        if not time and written is not None:
            time = f"{written.line.happened_at.astimezone(zone):%H:%M}"
        short = "-" in row.name and len(row.parts) == 1 and len(row.parts[0].fields) == 1
        is_open = any(not part.said for part in parts)
        # A row that says both what was seen and what was done keeps what was not said of it for later.
        rows.append(
            ShownRow(
                row.name, row.label, time, wrong.get(f"{row.name}.time", ""), is_open, tuple(parts), short
            )
        )
    return rows


def _field(
    row: str, row_label: str, field: Field, form: Mapping[str, Sequence[str]], wrong: Mapping[str, str]
) -> ShownField:
    name = f"{row}.{field.key}"
    return ShownField(
        field, name, f"{row_label}: {field.label}", tuple(form.get(name, ())), wrong.get(name, "")
    )


def _said(part: Part, standing: Standing, staff: Mapping[UUID, str], zone: ZoneInfo) -> str:
    """What stands, by whom it was keyed in, and when."""
    line = standing.line
    # Of several entries, the one that has the boxes of this part: leaving may also end a use.
    keys = [field.key for field in part.fields]
    bodies = [each.body for each in standing.lines]
    meant = next((body for body in bodies if any(hasattr(body, key) for key in keys)), bodies[0])
    words = ", ".join(_words(part, meant)) or "recorded"
    by = staff.get(line.staff, "someone") if line.staff is not None else "someone"
    at, keyed = line.happened_at.astimezone(zone), line.recorded_at.astimezone(zone)
    return f"{at:%H:%M} {words} (already recorded: by {by}, {keyed:%d %b} at {keyed:%H:%M})"


def _words(part: Part, body: msgspec.Struct) -> list[str]:
    if isinstance(body, VisitStarted):
        name = names_for([body.person]).get(body.person)
        return [
            name.name if name is not None else "name not kept",
            *(label("purpose", each) for each in body.purposes),
        ]
    if isinstance(body, Assessed):
        if isinstance(body.preparations, str):
            return [label("unasked", body.preparations)]
        return [word for each in body.preparations for word in _preparation(each.substances, each.route)]
    told = []
    for field in part.fields:
        value = getattr(body, field.key, None)
        if value is None:
            continue
        told.append(
            label(field.list, value) if field.list else f"{field.label} {value:g}" if field.is_number else ""
        )
    return [word for word in told if word]


def _preparation(substances: Sequence[str] | str, route: str) -> list[str]:
    said = (
        [label("unasked", substances)]
        if isinstance(substances, str)
        else [label("substance", each) for each in substances]
    )
    return [*said, label("route", route)]
