"""Sheets as a PDF, one page each, black on white, for a printer in the house."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from bothy.care.rules import HouseRules
from bothy.reports.print import typesetting
from bothy.server.paper.ids import kind_of
from bothy.server.paper.layout import LAYOUTS, Field, Row
from bothy.server.tls.codes import qr_svg

_TEMPLATE = files("bothy.server").joinpath("paper/sheets.typ")


def pdf(sheets: Sequence[str], facility: str, rules: HouseRules) -> bytes:
    """The sheets of these ids, in their order."""
    return typesetting.pdf(_TEMPLATE, _data(sheets, facility, rules))


def pictures(
    sheets: Sequence[str], facility: str, rules: HouseRules, pixels_per_inch: float = 80
) -> list[bytes]:
    """The same as pictures (PNG), one a page."""
    return typesetting.pictures(_TEMPLATE, _data(sheets, facility, rules), pixels_per_inch)


def _data(sheets: Sequence[str], facility: str, rules: HouseRules) -> dict[str, object]:
    return {"facility": facility, "sheets": [_sheet(id, rules) for id in sheets]}


def _sheet(id: str, rules: HouseRules) -> dict[str, object]:
    layout = LAYOUTS[kind_of(id)]
    return {
        "id": id,
        "kind": layout.kind,
        "title": layout.title,
        "code": qr_svg(id).decode(),
        "rows": [_row(row) for row in layout.rows],
        "key_times": list(_key_times(layout.kind, rules)),
    }


def _row(row: Row) -> dict[str, object]:
    return {
        "label": row.label,
        "name": row.name,
        "fields": [_field(field) for part in row.parts for field in part.fields],
    }


def _field(field: Field) -> dict[str, object]:
    return {"key": field.key, "label": field.label, "choices": [words for _, words in field.choices]}


def _key_times(kind: str, rules: HouseRules) -> tuple[str, ...]:
    """What of the house rules one needs without a screen."""
    limits, ladder = rules.limits, rules.emergency
    if kind == "visit":
        limit = limits.place_limit_minutes
        return (
            f"Look every {limits.seen_every_minutes} min in a place, every {limits.seen_every_minutes_aftercare} min in aftercare",
            f"At most {limit} min in a place" if limit else "No limit in a place",
            f"Aftercare at least {limits.aftercare_minimum_minutes} min",
            f"After naloxone: {limits.after_naloxone_watch_minutes} min, looking every {limits.after_naloxone_seen_every_minutes} min",
        )
    if kind == "emergency":
        seconds = ladder.next_dose_seconds
        first = ("Oxygen and breaths first",) if ladder.oxygen_first else ()
        return (
            *first,
            f"Look again every {ladder.look_again_seconds} s",
            f"Naloxone {ladder.naloxone_im_dose_mg:g} mg into a muscle or {ladder.naloxone_nasal_dose_mg:g} mg nasal; next dose not before {seconds // 60} min {seconds % 60:02} s",
            f"After {ladder.most_doses_before_review} doses think again",
            f"After the last dose: {limits.after_naloxone_watch_minutes} min",
        )
    return (
        f"From {rules.minimum_age_years} years",
        f"Last entry {rules.last_entry_minutes_before_close} min before closing",
    )
