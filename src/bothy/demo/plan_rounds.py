"""Looking: every few minutes somebody walks round and sees that everyone is awake and breathing."""

from uuid import UUID

from bothy.care.commands import MissWatch, See
from bothy.care.rules import Limits
from bothy.care.watches import watch_id
from bothy.demo.plan_months import Stay
from bothy.demo.plan_streams import stream
from bothy.demo.plan_write import Scribe

Span = tuple[float, float, str]


def write_rounds(scribe: Scribe, stays: list[Stay], limits: Limits) -> None:
    """The looks of one day: places at every round, aftercare at every second one.

    A round sees everyone at once. Someone drowsy is seen for themselves. Now and then a round comes
    late, as it does when an emergency takes the floor: then the house has missed a watch.
    """
    rng = stream(scribe.seed, "rounds", scribe.day)
    spans = [(stay, span) for stay in stays if stay.category for span in _spans(stay)]
    if not spans:
        return
    looks: dict[int, list[float]] = {number: [] for number in range(len(spans))}
    minute, turn = min(span[0] for _, span in spans) + 2.0, 0
    last = max(span[1] for _, span in spans)
    while minute < last:
        due: list[UUID] = []
        drowsy: list[UUID] = []
        for number, (stay, (begins, ends, watched)) in enumerate(spans):
            if begins + 0.05 < minute < ends - 0.3 and (watched == "place" or turn % 2 == 0):
                sleepy = "heroin" in (stay.category or "") and rng.random() < 0.12
                (drowsy if sleepy else due).append(stay.id)
                looks[number].append(minute + 0.15 if sleepy else minute)
        if due:
            body = See(visits=tuple(due), round=True)
            scribe.write(minute, "see", due[0], body, scribe.who(minute, "nurse", "worker"))
        for visit in drowsy:
            body = See(visits=(visit,), state="drowsy_rousable")
            scribe.write(minute + 0.15, "see", visit, body, scribe.who(minute, "nurse", "worker"))
        turn += 1
        minute += float(rng.uniform(3.6, 4.8)) if rng.random() > 0.012 else float(rng.uniform(8, 12))
    for number, (stay, span) in enumerate(spans):
        if not stay.emergency:
            _missed(scribe, stay, span, looks[number], limits)
    for stay in stays:
        _waited(scribe, stay, limits)


def _spans(stay: Stay) -> list[Span]:
    """When this person is to be looked at, and how often: "place" every round, "aftercare" every second."""
    at = stay.minutes
    spans = [(at["place"], at["rises"], "place")]
    if stay.again:
        spans += [(at["rises"], at["place2"] - 3.6, "aftercare"), (at["place2"], at["rises2"], "place")]
        spans.append((at["rises2"], at["leaves"], "aftercare"))
    else:
        # After an emergency people are looked at as often as in a place: naloxone wears off.
        spans.append((at["rises"], at["leaves"], "place" if stay.emergency else "aftercare"))
    return spans


def _missed(scribe: Scribe, stay: Stay, span: Span, looks: list[float], limits: Limits) -> None:
    """What the house writes by itself when nobody looked in time: one line a level, until somebody does."""
    begins, ends, watched = span
    rule, every = ("seen", limits.seen_every_minutes) if watched == "place" else (
        "seen_aftercare", limits.seen_every_minutes_aftercare
    )  # fmt: skip
    if watched == "place":
        for due_rule, after_minutes in (
            ("place_due", limits.place_due_minutes),
            ("place_limit", limits.place_limit_minutes),
        ):
            if after_minutes is not None:
                _levels(scribe, stay.id, due_rule, begins, begins + after_minutes, ends, limits)
    for before, after in zip([begins, *looks], [*looks, ends], strict=True):
        _levels(scribe, stay.id, rule, before, before + every, after, limits)


def _waited(scribe: Scribe, stay: Stay, limits: Limits) -> None:
    """The same for someone who waited for an assessment longer than the house wants."""
    at = stay.minutes
    if limits.waiting_due_minutes is not None:
        due = at["comes"] + limits.waiting_due_minutes
        _levels(scribe, stay.id, "waiting_due", at["comes"], due, at["asked"], limits)


def _levels(
    scribe: Scribe, visit: UUID, rule: str, since: float, due: float, until: float, limits: Limits
) -> None:
    watch = watch_id(visit, rule, scribe.at(since))
    for level in range(1, limits.escalate_levels + 1):
        minute = due + (level - 1) * limits.escalate_after_minutes
        if minute + 0.02 >= until:
            return
        body = MissWatch(watch=watch, rule=rule, level=level, due_at=scribe.at(due))
        scribe.write(minute + 0.01, "miss-watch", visit, body)
