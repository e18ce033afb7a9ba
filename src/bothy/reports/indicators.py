"""What is reported, each thing declared once: its words, its unit, what is divided by what.

Definitions are written for anyone. A visit, an episode and a person are three different counts.
"""

from collections.abc import Callable

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from bothy.reports.facts.visits import RETURNED
from bothy.reports.figures import Figure, count, quantile, rate, share
from bothy.reports.whose import people_count
from bothy.reports.window import Window, numbers, tally


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """`additive`: months may be summed. `source`: the published column that has the same definition."""

    name: str
    label: str
    definition: str
    unit: str
    numerator: str
    denominator: str = ""
    missing: str
    figure: Callable[[Window], Figure]
    additive: bool = False
    source: str = ""


OUTSIDE = ("street", "park_or_waste_ground", "close_or_stair", "public_toilet", "car_park")
"""Where somebody is in the open, or as good as."""

NOT_ANSWERS = ("declined", "not_asked", "not_known")

NEVER_MISSING = "It is recorded whenever it happens; what nobody recorded cannot be counted."


def _mix_share(mix: str) -> Callable[[Window], Figure]:
    def figure(window: Window) -> Figure:
        recorded = sum(n for name, n in window.mixes.items() if name != "not_recorded")
        return share(window.mixes[mix], recorded, window.mixes["not_recorded"])

    return figure


def _other_share(window: Window) -> Figure:
    mixes = window.mixes
    return share(mixes["other"] + mixes["not_recorded"], mixes.total())


def _minutes(column: str, at: float) -> Callable[[Window], Figure]:
    def figure(window: Window) -> Figure:
        values = window.visit(column)
        return quantile(numbers(values), at)

    return figure


def _seen_within(window: Window) -> Figure:
    values = window.visit("seen_within")
    known = len(values) - values.null_count
    return share(int(pc.sum(values).as_py() or 0), known)


def _emergency_share(column: str, *kept: object) -> Callable[[Window], Figure]:
    def figure(window: Window) -> Figure:
        values = window.emergencies[column].to_pylist()
        known = [value for value in values if value is not None]
        return share(sum(value in kept for value in known), len(known), len(values) - len(known))

    return figure


def _naloxone(window: Window) -> Figure:
    doses = window.emergencies["naloxone_doses"].to_pylist()
    return share(sum(dose > 0 for dose in doses), len(doses))


def _ambulance(window: Window) -> Figure:
    steps = window.emergencies["ambulance"].to_pylist()
    known = [step for step in steps if step is not None]
    return share(sum(step != "not_called" for step in known), len(known), len(steps) - len(known))


def _reversal_known(window: Window) -> Figure:
    treated = [one for one in window.emergencies["reversed"].to_pylist() if one != "not_treated"]
    return share(sum(one != "not_enough_information" for one in treated), len(treated))


def _reversed(window: Window) -> Figure:
    said = [one for one in window.emergencies["reversed"].to_pylist() if one != "not_treated"]
    known = [one for one in said if one != "not_enough_information"]
    return share(sum(one in ("confirmed", "probable") for one in known), len(known), len(said) - len(known))


def _debriefed(window: Window) -> Figure:
    said = window.emergencies["debrief_done"].to_pylist()
    return share(sum(one is True for one in said), len(said))


def _answered(column: str, *kept: str) -> Callable[[Window], Figure]:
    def figure(window: Window) -> Figure:
        told = tally(window.visit(column))
        known = {word: n for word, n in told.items() if word not in ("", *NOT_ANSWERS)}
        n = sum(known.values())
        return share(sum(known.get(word, 0) for word in kept), n, told.total() - n)

    return figure


def _returned(window: Window) -> Figure:
    supply = window.table("supply", "item", "count")
    back = supply.filter(pc.equal(supply["item"].cast("string"), RETURNED))["count"]
    counted = len(back) - back.null_count
    total = int(pc.sum(back).as_py() or 0)
    return Figure(value=total if counted else None, k=total, n=counted, missing=back.null_count)


def _needles(window: Window) -> Figure:
    supply = window.table("supply", "item", "count")
    out = pc.is_in(supply["item"].cast("string"), value_set=_NEEDLES)
    return count(int(pc.sum(supply.filter(out)["count"]).as_py() or 0))


NEEDLE_ITEMS = ("needle", "syringe", "one_piece_set")
_NEEDLES = pa.array(NEEDLE_ITEMS)

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        name="service_accessed",
        label="Service accessed",
        definition="Visits by registered people: each time someone came and used any part of the service.",
        unit="visits",
        numerator="visits by registered people that started in the month",
        missing="Visits by people who are not registered are left out and counted apart.",
        figure=lambda window: count(window.visits),
        additive=True,
        source="service_accessed",
    ),
    Indicator(
        name="injecting_episodes",
        label="Injecting episodes",
        definition="Times a place was used to prepare and inject. One visit may have none, one or several.",
        unit="episodes",
        numerator="episodes by an injected route that were not recorded as not used",
        missing="Where no route was recorded, an episode in an injecting place counts; elsewhere it does not.",
        figure=lambda window: count(window.injecting),
        additive=True,
        source="injecting_episodes",
    ),
    Indicator(
        name="medical_emergencies",
        label="Medical emergencies",
        definition="Emergencies raised at the facility, whatever their cause, without those raised in error.",
        unit="emergencies",
        numerator="emergencies raised in the month and not closed as raised in error",
        missing=NEVER_MISSING,
        figure=lambda window: count(len(window.emergencies)),
        additive=True,
        source="medical_emergencies",
    ),
    Indicator(
        name="people",
        label="People",
        definition="Different registered people who came at least once. Months cannot be added up: "
        "someone who came in two of them is one person.",
        unit="people",
        numerator="different registered people with a visit in the period",
        missing="Someone entered without being looked up may be one of the others. Until it is said who they are, "
        "the figure is a range: at least (each is one of the others) to at most (each is somebody else). "
        "Someone registered twice by mistake counts twice.",
        figure=lambda window: people_count(len(window.persons), len(window.open_persons), anybody=True),
    ),
    Indicator(
        name="emergency_rate",
        label="Emergencies per 1,000 injecting episodes",
        definition="Medical emergencies for every thousand injecting episodes, with the range that so few can stand for.",
        unit="per 1,000 episodes",
        numerator="medical emergencies",
        denominator="injecting episodes",
        missing="Emergencies of people who had not injected count above the line too.",
        figure=lambda window: rate(len(window.emergencies), window.injecting),
    ),
    *(
        Indicator(
            name=f"share_{mix}",
            label=label,
            definition=definition,
            unit="%",
            numerator=numerator,
            denominator="injecting episodes in which a substance was recorded",
            missing="Episodes without a recorded substance are left out and stand in their own row.",
            figure=_mix_share(mix),
            source=f"share_{mix}_pct",
        )
        for mix, label, definition, numerator in (
            ("cocaine", "Cocaine", "Share of injecting episodes with cocaine and no heroin.",
             "injecting episodes with cocaine or crack and no heroin"),
            ("heroin", "Heroin", "Share of injecting episodes with heroin and no cocaine.",
             "injecting episodes with heroin and no cocaine"),
            ("heroin_and_cocaine", "Heroin and cocaine", "Share of injecting episodes with both (a snowball).",
             "injecting episodes with heroin and cocaine"),
        )
    ),
    Indicator(
        name="share_other_or_not_recorded",
        label="Other or not recorded",
        definition="Share of all injecting episodes in which only something else, or nothing, was recorded.",
        unit="%",
        numerator="injecting episodes with neither heroin nor cocaine recorded",
        denominator="all injecting episodes",
        missing="What was not recorded is counted here, so that it is seen.",
        figure=_other_share,
    ),
    Indicator(
        name="minutes_in_place_median",
        label="Minutes in a place, half are shorter",
        definition="How long people sit in a place: half of the visits with a place are shorter than this.",
        unit="minutes",
        numerator="minutes from getting a place to leaving it",
        denominator="visits with a place",
        missing="Visits without a place, or not yet ended, are left out.",
        figure=_minutes("in_place_minutes", 0.5),
    ),
    Indicator(
        name="minutes_in_place_p90",
        label="Minutes in a place, nine in ten are shorter",
        definition="How long people sit in a place: nine in ten of the visits with a place are shorter than this.",
        unit="minutes",
        numerator="minutes from getting a place to leaving it",
        denominator="visits with a place",
        missing="Visits without a place, or not yet ended, are left out.",
        figure=_minutes("in_place_minutes", 0.9),
    ),
    Indicator(
        name="wait_for_place_median",
        label="Minutes to a place, half are shorter",
        definition="From the door to a place, talk included: half of the visits with a place waited less than this.",
        unit="minutes",
        numerator="minutes from the start of the visit to the first place",
        denominator="visits with a place",
        missing="Visits that never got a place are left out.",
        figure=_minutes("place_wait_minutes", 0.5),
    ),
    Indicator(
        name="wait_for_place_p90",
        label="Minutes to a place, nine in ten are shorter",
        definition="From the door to a place, talk included: nine in ten waited less than this.",
        unit="minutes",
        numerator="minutes from the start of the visit to the first place",
        denominator="visits with a place",
        missing="Visits that never got a place are left out.",
        figure=_minutes("place_wait_minutes", 0.9),
    ),
    Indicator(
        name="seen_within",
        label="Looked at in time",
        definition="Share of visits with a place in which staff looked at the person at least as often "
        "as the house rules of that day ask, all the time they sat there.",
        unit="%",
        numerator="visits in which no gap between two looks was longer than the rule",
        denominator="visits with a place",
        missing="Visits without a place are left out.",
        figure=_seen_within,
    ),
    Indicator(
        name="would_have_used_outside",
        label="Would have used in the open",
        definition="Of the visits in which people said where they would have used otherwise, "
        "the share in a street, park, waste ground, close, stair, public toilet or car park.",
        unit="%",
        numerator="visits with one of these answers",
        denominator="visits with an answer",
        missing="Declined, not asked and not known are left out; the count is given.",
        figure=_answered("otherwise_where", *OUTSIDE),
    ),
    Indicator(
        name="would_have_used_alone",
        label="Would have used alone",
        definition="Of the visits in which people said so, the share who would have used alone.",
        unit="%",
        numerator="visits with the answer yes",
        denominator="visits with an answer",
        missing="Declined, not asked and not known are left out; the count is given.",
        figure=_answered("otherwise_alone", "yes"),
    ),
    Indicator(
        name="needles_out",
        label="Needles and syringes given out",
        definition="Needles, syringes and one-piece sets handed out to take away or use here.",
        unit="items",
        numerator="items handed out",
        missing=NEVER_MISSING,
        figure=_needles,
        additive=True,
    ),
    Indicator(
        name="needles_back",
        label="Used needles brought back",
        definition="Used needles that were brought back and counted.",
        unit="items",
        numerator="needles counted",
        denominator="times that supplies were given and somebody counted",
        missing="Where nobody counted, it is not taken as zero; how often that was is given.",
        figure=_returned,
    ),
    Indicator(
        name="emergency_oxygen",
        label="Emergencies with oxygen given",
        definition="Share of medical emergencies in which oxygen was given.",
        unit="%",
        numerator="emergencies with oxygen",
        denominator="medical emergencies",
        missing="An act that nobody recorded counts as not done.",
        figure=_emergency_share("oxygen", True),
    ),
    Indicator(
        name="emergency_naloxone",
        label="Emergencies with naloxone given",
        definition="Share of medical emergencies in which at least one dose of naloxone was given.",
        unit="%",
        numerator="emergencies with naloxone",
        denominator="medical emergencies",
        missing="An act that nobody recorded counts as not done.",
        figure=_naloxone,
    ),
    Indicator(
        name="emergency_ambulance",
        label="Emergencies with an ambulance called",
        definition="Of the medical emergencies in which it was recorded, the share with an ambulance called.",
        unit="%",
        numerator="emergencies with an ambulance called",
        denominator="emergencies in which called or not called was recorded",
        missing="Emergencies in which nothing was said of an ambulance are left out; the count is given.",
        figure=_ambulance,
    ),
    Indicator(
        name="reversal_known",
        label="Emergencies with enough recorded to say if reversed",
        definition="Of the emergencies in which something was done, the share with breathing or consciousness recorded "
        "before the first act (and poor) and after the last. The others were closed with a gap.",
        unit="%",
        numerator="emergencies with enough recorded to say: reversed (confirmed or probable) or not",
        denominator="emergencies in which an act was recorded",
        missing="This figure is itself about what is missing.",
        figure=_reversal_known,
    ),
    Indicator(
        name="emergency_reversed",
        label="Emergencies reversed",
        definition="Of the emergencies with enough recorded to say, the share that were reversed: confirmed or probable.",
        unit="%",
        numerator="emergencies reversed, confirmed or probable",
        denominator="emergencies with enough recorded to say",
        missing="Emergencies with too little recorded to say are left out; the count is given.",
        figure=_reversed,
    ),
    Indicator(
        name="emergency_debriefed",
        label="Emergencies with a debrief",
        definition="Share of medical emergencies after which the staff who were there had a debrief.",
        unit="%",
        numerator="emergencies with a debrief of the staff recorded as done",
        denominator="medical emergencies",
        missing="A debrief that nobody recorded counts as not held.",
        figure=_debriefed,
    ),
)  # fmt: skip

BY_NAME: dict[str, Indicator] = {indicator.name: indicator for indicator in INDICATORS}
