"""Tables that say how something divides: by reason, by kind, by step. Parts of a whole keep its n."""

from collections import Counter
from collections.abc import Callable

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.reports.facts.referrals import LADDER
from bothy.reports.facts.visits import RETURNED
from bothy.reports.figures import Figure, count, share
from bothy.reports.window import Window, tally


class Part(msgspec.Struct, frozen=True):
    code: str
    label: str
    figure: Figure


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """`of`: the whole, in words. `n`: how many that is; None where the parts are no shares of a whole."""

    name: str
    label: str
    definition: str
    of: str
    n: int | None
    parts: tuple[Part, ...]


def _label(list_name: str, code: str) -> str:
    said = label(list_name, code) if code else "not recorded"
    return said[:1].upper() + said[1:]


def _shares(counted: Counter[str], list_name: str, blank: bool = True) -> tuple[int, tuple[Part, ...]]:
    n = counted.total()
    known = [code for code in codes(list_name) if counted[code]] + ([""] if blank and counted[""] else [])
    return n, tuple(Part(code, _label(list_name, code), share(counted[code], n)) for code in known)


def turned_away(window: Window) -> Breakdown:
    n, parts = _shares(tally(window.table("turned_away", "reason")["reason"]), "turned_away_reason")
    return Breakdown(
        name="turned_away",
        label="Turned away, by reason",
        definition="Each time someone was turned away at the door, by the reason that staff recorded.",
        of="times turned away",
        n=n,
        parts=parts,
    )


def missed_watches(window: Window) -> Breakdown:
    n, parts = _shares(tally(window.table("missed_watch", "how")["how"]), "missed_how", blank=False)
    return Breakdown(
        name="missed_watches",
        label="Looks that were due and not known of in time",
        definition="Each time a watch of the house rules fell due and nobody was known to have looked or moved somebody on. "
        "Not heard: a tablet with somebody on shift was out of contact then. Seen, told late: such a tablet told "
        "afterwards that somebody had looked in time.",
        of="watches",
        n=n,
        parts=parts,
    )


def services(window: Window) -> Breakdown:
    counted = tally(window.table("service", "service")["service"])
    parts = tuple(Part(code, _label("service", code), count(counted[code])) for code in codes("service") if counted[code])
    return Breakdown(
        name="services",
        label="Services given",
        definition="Each time a service was given. One visit may have several.",
        of="services",
        n=None,
        parts=parts,
    )


def supplies(window: Window) -> Breakdown:
    table = window.table("supply", "item", "count")
    items = table.filter(pc.not_equal(table["item"].cast(pa.string()), RETURNED))
    summed = items.set_column(0, "item", items["item"].cast(pa.string())).group_by("item").aggregate([("count", "sum")])
    counted = dict(zip(summed["item"].to_pylist(), summed["count_sum"].to_pylist(), strict=True))
    parts = [Part(code, _label("supply_item", code), count(counted[code])) for code in codes("supply_item") if counted.get(code)]
    return Breakdown(
        name="supplies",
        label="Supplies given out",
        definition="Items handed out. Used needles brought back are counted apart, and only where somebody counted.",
        of="items",
        n=None,
        parts=tuple(parts),
    )


def otherwise(window: Window) -> Breakdown:
    counted = tally(window.visit("otherwise_where"))
    counted.pop("", None)
    n, parts = _shares(counted, "otherwise", blank=False)
    return Breakdown(
        name="otherwise",
        label="Where people would have used otherwise",
        definition="What people said when they were asked, at most once a day. Declined, not asked and not known are answers.",
        of="visits in which the question stands",
        n=n,
        parts=parts,
    )


def alone(window: Window) -> Breakdown:
    counted = tally(window.visit("otherwise_alone"))
    counted.pop("", None)
    n, parts = _shares(counted, "alone", blank=False)
    return Breakdown(
        name="alone",
        label="Whether they would have used alone",
        definition="What people said when they were asked where they would have used otherwise.",
        of="visits in which the question stands",
        n=n,
        parts=parts,
    )


def outcomes(window: Window) -> Breakdown:
    n, parts = _shares(tally(window.emergencies["outcome"]), "emergency_outcome")
    return Breakdown(
        name="outcomes",
        label="How medical emergencies ended",
        definition="The outcome that staff recorded when they closed the emergency.",
        of="medical emergencies",
        n=n,
        parts=parts,
    )


def reversal(window: Window) -> Breakdown:
    counted = tally(window.emergencies["reversed"])
    labels = {
        "confirmed": "Reversed: confirmed",
        "probable": "Reversed: probable",
        "not": "Not reversed",
        "not_treated": "Nothing was done",
        "not_enough_information": "Not enough recorded to say",
    }
    n = counted.total()
    return Breakdown(
        name="reversal",
        label="Was it reversed?",
        definition="Read from breathing and consciousness before the first act and after the last: words or numbers "
        "(breaths a minute, SpO2, AVPU, GCS). Probable: one of the two was not recorded after the last act.",
        of="medical emergencies",
        n=n,
        parts=tuple(Part(code, label, share(counted[code], n)) for code, label in labels.items() if n),
    )


FUNNEL_LABELS = {
    "offered": "Offered",
    "accepted": "Accepted",
    "made": "Made",
    "acknowledged": "Acknowledged",
    "appointment": "Appointment",
    "attended": "Attended",
    "engaged": "Engaged",
}


def funnel(window: Window) -> Breakdown:
    """How far the referrals offered in these months have come: each rung counts those who got there or further."""
    counted = tally(window.referrals["furthest"])
    n = counted.total()
    parts = []
    for rung, step in enumerate(LADDER):
        reached = sum(counted[further] for further in LADDER[rung:])
        parts.append(Part(step, FUNNEL_LABELS[step], count(n) if rung == 0 else share(reached, n)))
    return Breakdown(
        name="referral_funnel",
        label="Referrals: how far they came",
        definition="Of the referrals offered in the period, how many are recorded as having come at least so far by now.",
        of="referrals offered",
        n=n,
        parts=tuple(parts) if n else (),
    )


def endings(window: Window) -> Breakdown:
    """Where each referral stands: every one in exactly one row, what nobody knows yet included."""
    counted = tally(window.referrals["ending"])
    n = counted.total()
    labels = {
        "engaged": "Engaged",
        "declined": "Declined",
        "lost": "Lost on the way",
        "not_known": "Asked after, and not known",
        "": "Still open: not known yet",
    }
    return Breakdown(
        name="referral_endings",
        label="Referrals: where they stand",
        definition="Each referral offered in the period stands in one row. Not known is an answer; still open is not a failure.",
        of="referrals offered",
        n=n,
        parts=tuple(Part(code or "open", label, share(counted[code], n)) for code, label in labels.items() if n),
    )


BREAKDOWNS: dict[str, Callable[[Window], Breakdown]] = {
    "turned_away": turned_away,
    "missed_watches": missed_watches,
    "services": services,
    "supplies": supplies,
    "otherwise": otherwise,
    "alone": alone,
    "outcomes": outcomes,
    "reversal": reversal,
    "referral_funnel": funnel,
    "referral_endings": endings,
}


def occupancy(window: Window) -> np.ndarray:
    """Mean places taken, by weekday (7 rows from Monday) and hour of the wall clock there (24 columns).

    NaN in hours in which the floor was never open. The mean is over the days on which it was open,
    by their count in the period.
    """
    stays = window.table("occupancy", "weekday", "hour", "minutes", "day")
    minutes = np.zeros((7, 24))
    weekday, hour = stays["weekday"].to_numpy(), stays["hour"].to_numpy()
    np.add.at(minutes, (weekday, hour), stays["minutes"].to_numpy())
    days = _days_open(window)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(days > 0, minutes / 60 / days, np.nan)


def stays_in_hours(window: Window) -> np.ndarray:
    """How many visits had a place in each weekday and hour (7 rows, 24 columns): what stands behind `occupancy`."""
    stays = window.table("occupancy", "weekday", "hour", "subject").group_by(["weekday", "hour"])
    counted = np.zeros((7, 24), int)
    found = stays.aggregate([("subject", "count_distinct")])
    np.add.at(
        counted, (found["weekday"].to_numpy(), found["hour"].to_numpy()), found["subject_count_distinct"].to_numpy()
    )
    return counted


def _days_open(window: Window) -> np.ndarray:
    """For each weekday and hour, on how many days of the period the floor was open or a place taken."""
    calendar = window.facts.calendar
    days: set[tuple[int, int, int]] = set()
    opened: int | None = None
    table = window.table("opening", "at", "what").sort_by("at")
    for at, what in zip(table["at"].cast(pa.int64()).to_pylist(), table["what"].to_pylist(), strict=True):
        if what == "opened" and opened is None:
            opened = at
        elif what == "closed" and opened is not None:
            for start, _, weekday, hour in calendar.hours_between(opened, at):
                days.add((calendar.day_of(start), weekday, hour))
            opened = None
    stays = window.table("occupancy", "weekday", "hour", "day")
    seen = zip(
        stays["day"].cast(pa.int32()).to_pylist(), stays["weekday"].to_pylist(), stays["hour"].to_pylist(), strict=True
    )
    days.update(seen)
    counted = np.zeros((7, 24))
    for _, weekday, hour in days:
        counted[weekday, hour] += 1
    return counted
