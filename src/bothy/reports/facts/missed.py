"""Watches that were missed, a row a watch: nobody looked, nobody was heard, or seen and told late.

The same three as `care.missed` tells apart, by the lines of the subject itself: that staff were with
somebody in an emergency which was told late stands in the emergency, and is not asked for here.
"""

from bothy.care.bodies import EmergencyRaised, WatchMissed
from bothy.care.missed import BY_MOVING, EMERGENCY_LOOKS, LOOKS, MOVES
from bothy.journal.chain import micros
from bothy.reports.facts.calendar import Calendar
from bothy.reports.facts.lines import Standing, Subject
from bothy.reports.facts.visits import Rows


def add_missed(subject: Subject, calendar: Calendar, out: Rows, *, emergency: bool = False) -> None:
    """Put a row for each missed watch of a visit or an emergency into `out`, judged by when it was due."""
    watches: dict[bytes, list[tuple[int, int, WatchMissed]]] = {}
    for at, number, _, _, body in subject.lines:
        if isinstance(body, WatchMissed):
            watches.setdefault(body.watch.bytes, []).append((at, number, body))
    if not watches or any(isinstance(line[4], EmergencyRaised) and line[4].drill for line in subject.lines):
        return  # of a drill: nobody was in danger
    for watch, levels in watches.items():
        first_at, first, body = min(levels, key=lambda one: one[2].level)
        due_at = micros(body.due_at)
        kinds = EMERGENCY_LOOKS if emergency else MOVES if body.rule in BY_MOVING else LOOKS
        seen_at = _told_late([one for one in subject.lines if one[2] in kinds], first_at, first, due_at)
        how = "told_late" if seen_at is not None else "not_heard" if body.out_of_contact else "missed"
        told = (watch, body.rule, max(one[2].level for one in levels), how, seen_at)
        last = subject.last(max(one[1] for one in levels))
        out["missed_watch"].append((subject.id, calendar.day_of(due_at), due_at, *told, first, last))


def _told_late(answers: list[Standing], written_at: int, written: int, due_at: int) -> int | None:
    """The last look in time that was written after the watch was, and after what the watch was counted from."""
    known = [at for at, number, *_ in answers if number < written and at <= written_at]
    counted_from = max(known, default=None)
    late = [
        at
        for at, number, *_ in answers
        if number > written and at <= min(due_at, written_at) and (counted_from is None or at > counted_from)
    ]
    return max(late, default=None)
