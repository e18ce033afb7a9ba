"""Where else something of a person may be, and until when: said plainly, before and after a forgetting."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from bothy.care.bodies_export import DataExported
from bothy.care.hours import business_day, rules_at
from bothy.care.house import House
from bothy.care.kinds import decode
from bothy.intake.copied import FILE_NAME, Record
from bothy.journal.entry import Entry

_WHAT = {"fhir": "records as FHIR", "facts": "tables of facts", "all": "everything"}


class Copy(msgspec.Struct, frozen=True):
    """One place: what lies there, whether with a name, and what becomes of it."""

    what: str
    says: str


def backups_until(house: House, now: datetime) -> date:
    """The day after which no backup that the house rules let stand was made before `now`."""
    return business_day(house, now) + timedelta(days=rules_at(house, now).retention.backups_days)


def copies(home: Path, house: House, exports: list[Entry], now: datetime) -> list[Copy]:
    """Every kind of copy there may be of what is held. `exports`: the entries that say that records left."""
    days = rules_at(house, now).retention.backups_days
    until = backups_until(house, now)
    found = [
        Copy(
            "Backups",
            f"The house rules let a backup stand for {days} days. What is forgotten today is in no backup of ours after "
            f"{until:%-d %B %Y}. {_last_backup(home)}",
        )
    ]
    aside = sorted(path.name for path in home.parent.glob(f"{home.name}.before-*"))
    if aside:
        found.append(
            Copy(
                "Moved aside",
                f"A restore moved an older copy of this house aside ({', '.join(aside)}). It holds names until whoever looks "
                "after the server removes it.",
            )
        )
    for entry in exports:
        body = decode(entry.kind, entry.body)
        if not isinstance(body, DataExported):
            continue
        with_name = "with names" if body.what == "all" else "under a pseudonym, without the name"
        found.append(
            Copy(
                f"Left the house on {entry.happened_at:%-d %B %Y}",
                f"{_WHAT[body.what].capitalize()}, {with_name}: {body.reason}. Whoever got it answers for it.",
            )
        )
    found.append(
        Copy(
            "Figures and facts",
            "Counted under a random number, without a name. They stay, and so does the journal that they are made of.",
        )
    )
    found.append(
        Copy(
            "Tablets",
            "A tablet keeps the names of who is in the house while somebody is signed in, and drops a forgotten name as soon as "
            "it hears the house; one that is switched off drops it when it is next opened.",
        )
    )
    if os.environ.get("DATABASE_URL"):
        found.append(
            Copy(
                "The database server",
                "PostgreSQL's own log and its archive, where one is kept, hold what was written until they are recycled. "
                "Whoever looks after it knows for how long.",
            )
        )
    return found


def _last_backup(home: Path) -> str:
    try:
        record = msgspec.json.decode((home / FILE_NAME).read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError):
        return "No backup or copy is known to this house."
    return f"The last backup or copy that is known was made on {record.at:%-d %B %Y}."
