"""The calendar as a file that other calendars read (RFC 5545): a day for each return, and a reminder before it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from bothy.reports.publish.due import Due
from bothy.reports.sets import SETS
from bothy.reports.wording import period_name


def as_ics(dues: Sequence[Due], facility: UUID, name: str, at: datetime) -> bytes:
    """Whole-day events on the day by which each return must be there. `at`: when this file was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bothy//Statistics due//EN", f"X-WR-CALNAME:{_text(f'Statistics due, {name}')}"]
    for one in dues:
        lines += _event(one, facility, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(one: Due, facility: UUID, at: datetime) -> list[str]:
    title = SETS[one.rule.set].title if one.rule.set in SETS else one.rule.set
    said = f"{title}, {period_name(one.since, one.until)}, to {one.rule.to}"
    stand = "" if one.state != "sent" else " Sent."
    uid = uuid5(facility, f"due {one.rule.set} {one.until} {one.rule.to}")
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'Figures due: {said}')}",
        f"DESCRIPTION:{_text(f'The last day for {said}.{stand}')}",
        "TRANSP:TRANSPARENT",
        *_alarm(one, said),
        "END:VEVENT",
    ]


def _alarm(one: Due, said: str) -> list[str]:
    if not one.rule.remind_days or one.state == "sent":
        return []
    words = _text(f"Due on {one.on:%-d %B}: {said}")
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{words}", f"TRIGGER:-P{one.rule.remind_days}D", "END:VALARM"]


def _text(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 bytes; it goes on after a space. No sign is cut in two."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
