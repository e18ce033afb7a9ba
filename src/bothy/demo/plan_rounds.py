"""Looking: every few minutes somebody walks round and sees that everyone is awake and breathing."""

from uuid import UUID

from bothy.care.commands import See
from bothy.demo.plan_months import Stay
from bothy.demo.plan_streams import stream
from bothy.demo.plan_write import Scribe


def write_rounds(scribe: Scribe, stays: list[Stay]) -> None:
    """The looks of one day: places at every round, aftercare at every second one.

    A round sees everyone at once. Someone drowsy is seen for themselves. Now and then a round comes
    late, as it does when an emergency takes the floor: then the house has missed a watch.
    """
    rng = stream(scribe.seed, "rounds", scribe.day)
    spans = [_spans(stay) for stay in stays if stay.category]
    if not spans:
        return
    first = min(span[0][0] for span in spans)
    last = max(span[-1][1] for span in spans)
    minute, turn = first + 2.0, 0
    while minute < last:
        due: list[UUID] = []
        drowsy: list[UUID] = []
        for stay, parts in zip((s for s in stays if s.category), spans, strict=True):
            for begins, ends, watched in parts:
                if begins + 0.4 < minute < ends - 0.3 and (watched == "place" or turn % 2 == 0):
                    sleepy = "heroin" in (stay.category or "") and rng.random() < 0.12
                    (drowsy if sleepy else due).append(stay.id)
        roles = ("nurse", "worker")
        if due:
            scribe.write(
                minute, "see", due[0], See(visits=tuple(due), round=True), scribe.who(minute, *roles)
            )
        for visit in drowsy:
            body = See(visits=(visit,), state="drowsy_rousable")
            scribe.write(minute + 0.15, "see", visit, body, scribe.who(minute, *roles))
        turn += 1
        minute += float(rng.uniform(3.6, 4.8)) if rng.random() > 0.012 else float(rng.uniform(8, 12))


def _spans(stay: Stay) -> list[tuple[float, float, str]]:
    """When this person is to be looked at, and how often: "place" every round, "aftercare" every second."""
    at = stay.minutes
    spans = [(at["place"], at["rises"], "place")]
    if stay.again:
        spans += [(at["rises"], at["place2"] - 4, "aftercare"), (at["place2"], at["rises2"], "place")]
        spans.append((at["rises2"], at["leaves"], "aftercare"))
    else:
        # After an emergency people are looked at as often as in a place: naloxone wears off.
        spans.append((at["rises"], at["leaves"], "place" if stay.emergency else "aftercare"))
    return spans
