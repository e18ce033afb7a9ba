"""One entry in words, for people who look at the journal for the first time."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bothy.care import kinds
from bothy.care.words import WORDS, label
from bothy.journal.entry import Entry
from bothy.journal.store import Damaged


class Said(msgspec.Struct, frozen=True):
    """An entry as the page shows it. `readable` False: its row cannot be an entry any more."""

    number: int
    at: str
    kind: str
    says: str
    by: str
    digest: str
    body: str
    readable: bool = True


def said(row: Entry | Damaged, zone: str, staff: Callable[[object], str]) -> Said:
    """One row of a journal in words. Never raises: the row may have been spoilt."""
    if isinstance(row, Damaged):
        return Said(row.number, "", "cannot be read", row.reason, "", "", "", False)
    return Said(
        number=row.number,
        at=_time(row.happened_at, zone),
        kind=WORDS.get(f"kind.{row.kind}", row.kind),
        says=_says(row),
        by=staff(row.staff) if row.staff else "the house itself",
        digest=row.digest.hex()[:12],
        body=row.body.decode("utf-8", "replace"),
    )


def _time(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")


def _says(row: Entry) -> str:
    try:
        body = kinds.decode(row.kind, row.body)
    except (KeyError, msgspec.MsgspecError, UnicodeDecodeError):
        return "does not fit its kind"
    told = []
    for name in body.__struct_fields__:
        value = getattr(body, name)
        list_name = _LISTS.get(name)
        if list_name is not None and isinstance(value, str) and f"{list_name}.{value}" in WORDS:
            told.append(label(list_name, value))
        elif name == "place" and value is not None:
            told.append(f"place {value}")
        elif name == "purposes":
            told.append(", ".join(label("purpose", one) for one in value))
        elif name == "items":
            told.append(", ".join(f"{one.count} {label('supply_item', one.item)}" for one in value))
        elif name == "preparations" and not isinstance(value, str):
            told += [
                label("substance", s)
                for p in value
                if not isinstance(p.substances, str)
                for s in p.substances
            ]
    return " · ".join(told)


_LISTS = {
    "stage": "stage", "state": "seen_state", "service": "service", "how": "ended_how", "used": "used",
    "status": "place_status", "role": "role", "action": "action", "breathing": "breathing",
    "consciousness": "consciousness", "where": "emergency_where", "outcome": "emergency_outcome", "to": "referral_to",
    "last_used": "last_used", "sex": "sex", "age_band": "age_band",
}  # fmt: skip
