"""A day as one file: its style, its script and its figures stand in it, so that it plays anywhere, with no network at all."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files

import msgspec

from bothy.evidence.visit.day import Day, hours

SECONDS = 180
"""How long the whole day takes to play."""

_HERE = files("bothy.evidence.visit")


def as_html(day: Day, facility: str, demo: bool, trace: str) -> bytes:
    """The file. The same day gives the same bytes. ``trace``: from what of the record it was made."""
    style, script = _part("visit.css"), _part("visit.js")
    told = {**msgspec.to_builtins(day), "seconds": SECONDS}
    return (
        _part("visit.html")
        .replace("{{policy}}", f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; base-uri 'none'; form-action 'none'")
        .replace("{{style}}", style)
        .replace("{{script}}", script)
        .replace("{{facility}}", escape(facility))
        .replace("{{title}}", escape(day.title))
        .replace("{{note}}", escape(day.note))
        .replace("{{warning}}", '<p class="warning"><strong>Demo: invented.</strong> Nobody here is anybody.</p>' if demo else "")
        .replace("{{mark}}", "DEMO: INVENTED" if demo else "NEVER HAPPENED" if day.drawn else "")
        .replace("{{rows}}", _rows(day))
        .replace("{{alarms}}", _alarms(day))
        .replace("{{trace}}", escape(trace))
        .replace("{{day}}", _json(told))
    ).encode()


def _part(name: str) -> str:
    return _HERE.joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the content policy allows: this very style or script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(value: object) -> str:
    """JSON in which no `</script>` can stand."""
    return msgspec.json.encode(value).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def clock(minute: int) -> str:
    """ "14:05"; after midnight it goes on from 00:00."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _rows(day: Day) -> str:
    rows = [
        f'<tr><th scope="row">{clock(60 * one.hour)}</th><td>{one.came}</td><td>{one.most_inside}</td><td>{one.most_in_places}</td><td>{one.emergencies}</td></tr>'
        for one in hours(day)
    ]
    return "\n".join(rows)


def _alarms(day: Day) -> str:
    if not day.alarms:
        return "<p>No emergency on this day.</p>"
    told = "".join(f"<li>{clock(one.since)} to {clock(one.until)}, {f'place {one.place}' if one.place else 'not in a place'}: {escape(one.says)}</li>" for one in day.alarms)
    return f"<ul>{told}</ul>"
