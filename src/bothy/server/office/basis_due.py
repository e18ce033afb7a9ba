"""What the office is reminded of by the leave under which the house stands: looked at now and then, for the first page."""

from __future__ import annotations

import threading
import time
from typing import Any

from bothy.care import legal
from bothy.care.hours import business_day, rules_at
from bothy.care.house import House
from bothy.care.protocol import reviews_due
from bothy.care.readiness import gaps
from bothy.journal import JournalError
from bothy.server import running
from bothy.server.checkpoints import open_journal
from bothy.server.office.readiness import checklist
from bothy.server.office.rules import all_proposals
from bothy.server.signing_protocol import known

KEPT_SECONDS = 15.0

_lock = threading.Lock()
_held: tuple[float, int, dict[str, Any]] = (float("-inf"), -1, {})


def basis_now(house: House) -> dict[str, Any]:
    """`proposed`: how many proposals wait. `soon`, `review`: a sentence, or "". `missing`: points of readiness."""
    global _held
    with _lock:
        at, number, told = _held
        if time.monotonic() - at < KEPT_SECONDS and number <= house.number < number + 50:
            return told
    told = _look(house)
    with _lock:
        _held = (time.monotonic(), house.number, told)
    return told


def forget() -> None:
    """Something of it was signed or said: look again at once."""
    global _held
    with _lock:
        _held = (float("-inf"), -1, {})


def _look(house: House) -> dict[str, Any]:
    now = running.now()
    today = business_day(house, now)
    near = legal.reminders(rules_at(house, now).legal_basis, today)
    told: dict[str, Any] = {"proposed": 0, "soon": "", "review": "", "protocol": "", "missing": 0}
    if near:
        one = near[0]
        what = "is reviewed" if one.what == "review" else "ends" if one.days >= 0 else "ended"
        told["soon"] = f"The legal basis {what} on {one.on.day} {one.on:%B %Y}"
    try:
        told["proposed"] = sum(one.state == "waits" for one in all_proposals(house))
        told["missing"] = len(gaps(checklist(house, running.running.network is not None)[0]))
        reader = open_journal()
        try:
            there = known(reader)
        finally:
            reader.close()
    except JournalError:
        return told
    if there:
        told["protocol"] = f"{there[-1].now.body.title}, version {there[-1].now.body.version}"
        due = [each for one in there for each in reviews_due(one, today) if each.state in ("late", "soon")]
        if due:
            told["review"] = f"Review {'late since' if due[0].state == 'late' else 'due on'} {due[0].on.day} {due[0].on:%B %Y}"
    return told
