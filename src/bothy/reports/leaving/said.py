"""What every column of the facts says: in words, with its unit, its code list, and what null means there.

Kept beside the schemas as data; a test fails on a column that is not here.
"""

from typing import get_args

import msgspec

from bothy.care.completeness import Reversed
from bothy.care.vocabulary import codes
from bothy.care.watches import WatchRule
from bothy.reports.facts.referrals import ENDINGS, LADDER
from bothy.reports.facts.visits import RETURNED

NOT_RECORDED = "not recorded; never zero"


class Said(msgspec.Struct, frozen=True):
    """One column. `codes`: the list its values are from. `id_of`: whose id it holds."""

    about: str
    unit: str = ""
    codes: str = ""
    null: str = ""
    id_of: str = ""


def _of(*lines: tuple[str, Said]) -> dict[str, Said]:
    return dict(lines)


SUBJECT: dict[str, tuple[str, str]] = {
    "visit": ("visit", "the visit"), "episode": ("visit", "the visit in which it was"), "service": ("visit", "the visit"),
    "supply": ("visit", "the visit"), "occupancy": ("visit", "the visit that had the place"), "referral": ("referral", "the referral"),
    "referral_step": ("referral", "the referral"), "emergency": ("emergency", "the emergency"), "drill": ("emergency", "the drill"),
    "observation": ("emergency", "the emergency"), "action": ("emergency", "the emergency"), "duty_done": ("emergency", "the emergency"),
    "turned_away": ("entry", "this row itself"), "flag": ("entry", "the flag"), "missed_watch": ("visit", "the visit or emergency"),
    "publication": ("entry", "the publication"), "place_change": ("entry", "this row itself"), "floor": ("entry", "the facility or the opening"),
    "opening": ("entry", "this row itself"), "person": ("person", "the person"),
}  # fmt: skip

ABOUT: dict[str, str] = {
    "visit": "One access of the service by one person.",
    "episode": "One supervised use in a place. A visit may have none, one or several.",
    "service": "One service given in a visit.",
    "supply": "One kind of item handed out in a visit; used needles brought back are a row of their own.",
    "occupancy": "A place held by a visit within one hour of the wall clock of the facility.",
    "referral": "One referral, with how far it came. It counts on the day it was offered.",
    "referral_step": "One step of a referral, as it was told.",
    "emergency": "One emergency, drills left out.",
    "observation": "What was seen of a person at one moment of an emergency.",
    "action": "One thing that staff did in an emergency.",
    "duty_done": "A report about an emergency that the house rules ask for was sent.",
    "turned_away": "Somebody was turned away at the door. They may not be registered.",
    "flag": "The house's own test suspected a bad batch.",
    "missed_watch": "Somebody should have been looked at, and no look in time was known then.",
    "opening": "The floor was opened or closed.",
    "person": "One registration. Several may be the same person: same_as.",
    "publication": "Figures that were signed and frozen.",
    "place_change": "A place became ready, was being cleaned, or went out of use.",
    "floor": "A piece of an hour in which the floor was open.",
    "drill": "An emergency that was practised; invented, in no figure.",
}

COMMON: dict[str, Said] = _of(
    ("weekday", Said("0 Monday to 6 Sunday, of the facility's clock")),
    ("hour", Said("hour of the facility's clock", "0 to 23")),
    ("day", Said("the business day on which it counts (a day starts as the house rules say)")),
    ("at", Said("when it happened or began", "UTC, microseconds")),
    ("first_number", Said("the first journal entry behind this row")),
    ("last_number", Said("the last journal entry behind this row")),
)

_PERSON = Said("the service user", id_of="person", null="nobody is known")
_SUBSTANCES = Said("substances that were named", codes="substance", null="none was named")

COLUMNS: dict[str, dict[str, Said]] = {
    "visit": _of(
        ("person", _PERSON),
        ("ended_at", Said("when the visit ended", "UTC, microseconds", null="it has not ended yet")),
        ("ended_how", Said("how it ended", codes="ended_how", null="it has not ended yet")),
        ("purposes", Said("what the person came for", codes="purpose")),
        ("waited_minutes", Said("from the door to the first thing done", "minutes", null="nothing was done yet")),
        ("place_wait_minutes", Said("from the door to the first place", "minutes", null="never had a place")),
        ("in_place_minutes", Said("time in places, added up", "minutes", null="never had a place")),
        ("aftercare_minutes", Said("time in aftercare, added up", "minutes", null="no aftercare was recorded")),
        ("looks", Said("how often staff looked and said so", "looks")),
        ("longest_unseen_minutes", Said("the longest stretch in a place without a look", "minutes", null="never had a place")),
        ("seen_within", Said("whether that stretch kept to the house rules of that time", null="never had a place")),
        ("otherwise_where", Said("where the person would have used otherwise", codes="otherwise", null="nobody asked in this visit")),
        ("otherwise_alone", Said("whether alone", codes="alone", null="nobody asked in this visit")),
        ("same_as_last", Said("the assessment was confirmed as last time", null="there was no assessment")),
        ("departures", Said("how often a house rule was departed from, with a reason", "departures")),
    ),
    "episode": _of(
        ("episode", Said("the episode", id_of="entry")),
        ("person", _PERSON),
        ("ended_at", Said("when it ended", "UTC, microseconds", null="it has not ended yet")),
        ("place", Said("the number on the wall of the place")),
        ("used", Said("whether the person did use", codes="used", null="it has not ended yet")),
        ("injected", Said("whether it was an injection", null="neither the route nor the place says")),
        ("injected_by", Said("what says so", codes="injected_by", null="nothing does")),
        ("mix", Said("the row of the published shares it falls in", codes="mix")),
        ("substances", _SUBSTANCES),
    ),
    "service": _of(("person", _PERSON), ("service", Said("what was given", codes="service"))),
    "supply": _of(
        ("person", _PERSON),
        ("item", Said("what was handed out, or that used needles came back", codes="supplied")),
        ("count", Said("how many", "items", null="nobody counted")),
        ("for_others", Said("whether also for other people", codes="yes_no_unasked")),
    ),
    "occupancy": _of(
        ("place", Said("the number on the wall of the place")),
        ("until", Said("until when, within that hour", "UTC, microseconds")),
        ("minutes", Said("how long within that hour", "minutes")),
    ),
    "referral": _of(
        ("person", _PERSON),
        ("visit", Said("the visit in which it was offered", id_of="visit", null="outside a visit")),
        ("to", Said("to whom", codes="referral_to")),
        ("furthest", Said("the last rung of the ladder that is recorded; each implies those before", codes="furthest")),
        ("ending", Said("how it ended", codes="ending", null="it is still open")),
        ("step", Said("the last step that was told", codes="referral_step")),
        ("step_at", Said("when that was told", "UTC, microseconds")),
        ("said_by", Said("who said so", codes="said_by", null="nothing was told after the offer")),
        ("engagement", Said("what it led to", codes="engagement", null="nothing is known")),
    ),
    "referral_step": _of(
        ("step", Said("the step", codes="referral_step")),
        ("on", Said("the day on which it happened, where another than it was told", null="not said")),
        ("said_by", Said("who said so", codes="said_by", null="it is the offer itself")),
        ("engagement", Said("what it led to", codes="engagement", null="nothing is known")),
    ),
    "emergency": _of(
        ("visit", Said("the visit of the person it was about", id_of="visit", null="not known, or nobody of a visit")),
        ("where", Said("where it began", codes="emergency_where")),
        ("place", Said("the number on the wall of the place", null="not in a place")),
        ("closed_at", Said("when it was closed", "UTC, microseconds", null="it is not closed yet")),
        ("outcome", Said("how it ended", codes="emergency_outcome", null="it is not closed yet")),
        ("presentation", Said("what it looked like to staff", codes="presentation", null="nobody said")),
        ("oxygen", Said("whether oxygen was given")),
        ("oxygen_after_minutes", Said("from the alarm to oxygen", "minutes", null="none was given")),
        ("naloxone_doses", Said("doses of naloxone", "doses")),
        ("ambulance", Said("how far an ambulance came", codes="ambulance_step", null=NOT_RECORDED)),
        ("not_called_why", Said("why none was called", codes="not_called_why", null="it was called, or nobody said")),
        ("moved_to", Said("where the person was taken", codes="emergency_where", null="not moved")),
        ("observations", Said("how many observations", "observations")),
        ("actions", Said("how many actions", "actions")),
        ("reversed", Said("whether what is recorded shows it reversed", codes="reversed")),
        ("severity", Said("how severe what is recorded shows it to be", codes="severity")),
        ("debrief_done", Said("whether staff were debriefed", null="nobody said")),
        ("debrief_after_minutes", Said("from the alarm to the debrief", "minutes", null="none is recorded")),
        ("substances", _SUBSTANCES),
        ("appearances", Said("what it looked like", codes="appearance", null="nobody described it")),
        ("person", Said("the service user of that visit", id_of="person", null="not known, or nobody of a visit")),
        ("mix", Said("the mix of the use last begun before it", codes="mix", null="no use is known before it")),
        ("taken", Said("substances as described, else as named for that use", codes="substance", null="none was named")),
    ),
    "observation": _of(
        ("breathing", Said("how the person breathed", codes="breathing", null=NOT_RECORDED)),
        ("breaths_per_minute", Said("breaths", "per minute", null=NOT_RECORDED)),
        ("spo2_percent", Said("oxygen saturation by pulse oximeter", "%", null=NOT_RECORDED)),
        ("on_oxygen", Said("whether oxygen was running", null=NOT_RECORDED)),
        ("oxygen_litres_per_minute", Said("oxygen", "litres per minute", null=NOT_RECORDED)),
        ("consciousness", Said("AVPU, with confused", codes="consciousness", null=NOT_RECORDED)),
        ("gcs", Said("Glasgow Coma Scale, total", "3 to 15", null=NOT_RECORDED)),
        ("skin", Said("skin", codes="skin", null=NOT_RECORDED)),
        ("pupils", Said("pupils", codes="pupils", null=NOT_RECORDED)),
        ("pulse_per_minute", Said("pulse", "per minute", null=NOT_RECORDED)),
        ("systolic_mmhg", Said("systolic blood pressure", "mmHg", null=NOT_RECORDED)),
        ("diastolic_mmhg", Said("diastolic blood pressure", "mmHg", null=NOT_RECORDED)),
        ("temperature_celsius", Said("body temperature", "°C", null=NOT_RECORDED)),
        ("glucose_mmol_per_litre", Said("blood glucose", "mmol/l", null=NOT_RECORDED)),
        ("chest_pain", Said("chest pain", null=NOT_RECORDED)),
        ("stroke_signs", Said("signs of a stroke", null=NOT_RECORDED)),
        ("seizure", Said("a seizure", codes="seizure", null=NOT_RECORDED)),
        ("agitation", Said("agitation", codes="agitation", null=NOT_RECORDED)),
    ),
    "action": _of(
        ("action", Said("what was done", codes="action")),
        ("dose_mg", Said("naloxone in this dose", "mg", null="not a dose, or not recorded")),
        ("route", Said("how it was given", codes="naloxone_route", null="not a dose, or not recorded")),
        ("nth", Said("the how many-th dose of naloxone in this emergency", null="not a dose of naloxone")),
        ("batch", Said("batch number as printed on the box", null="not recorded, or no batch number")),
        ("litres_per_minute", Said("oxygen", "litres per minute", null="not oxygen, or not recorded")),
    ),
    "duty_done": _of(
        ("duty", Said("the duty's name in the house rules")),
        ("how", Said("how it was sent", codes="duty_how")),
        ("evidence", Said("whether a reference number is kept")),
    ),
    "turned_away": _of(
        ("reason", Said("why", codes="turned_away_reason")),
        ("purpose", Said("what the person came for", codes="purpose")),
    ),
    "flag": _of(
        ("about", Said("what emergencies had in common", codes="flag_about")),
        ("code", Said("the substance or appearance")),
        ("since", Said("from the first of them", "UTC, microseconds")),
        ("emergencies", Said("the emergencies", id_of="emergency")),
        ("uses", Said("uses since then", "uses")),
        ("expected", Said("emergencies that the usual rate expects for so many uses", "emergencies")),
        ("usual_per_1000", Said("the house's own usual rate", "per 1,000 uses")),
        ("baseline_emergencies", Said("emergencies behind the usual rate", "emergencies")),
        ("baseline_uses", Said("uses behind the usual rate", "uses")),
        ("false_alarm_years", Said("one false alarm of this kind is expected in so many", "years")),
    ),
    "missed_watch": _of(
        ("watch", Said("the watch", id_of="entry")),
        ("rule", Said("what should have been looked at", codes="watch_rule")),
        ("level", Said("how far it went up", "steps")),
        ("how", Said("missed, not heard, or told late", codes="missed_how")),
        ("seen_at", Said("the look in time that was told late", "UTC, microseconds", null="there was none")),
    ),
    "opening": _of(
        ("what", Said("opened or closed", codes="opened_closed")),
        ("reason", Said("why it closed, as staff wrote it", null="none was written, or left out of this export")),
    ),
    "publication": _of(
        ("set", Said("which set of figures")),
        ("since", Said("the first month of its figures")),
        ("until", Said("the last month of its figures")),
        ("revision", Said("0 for the first, 1 for the next")),
        ("rests_on", Said("the last journal entry its figures are made from")),
        ("sha256", Said("SHA-256 of the frozen figures")),
        ("withdrawn", Said("whether it was withdrawn")),
        ("sent", Said("whether it was sent")),
    ),
    "place_change": _of(
        ("place", Said("the number on the wall of the place")),
        ("status", Said("what it became", codes="place_status")),
    ),
    "floor": _of(
        ("until", Said("the end of this piece", "UTC, microseconds", null="it is not closed yet")),
        ("open_minutes", Said("how long the floor was open", "minutes", null="it is not closed yet")),
        ("full_minutes", Said("how long no place was free meanwhile", "minutes", null="it is not closed yet")),
        ("first_of_day", Said("whether it is the first piece of its day")),
    ),
    "person": _of(
        ("age_band", Said("age", "years", codes="age_band")),
        ("sex", Said("sex", codes="sex")),
        ("looked_up", Said("whether somebody could be looked up when they were entered")),
        ("same_as", Said("the person this is, as the desk said", id_of="person", null="stands for themselves")),
        ("said", Said("whether it is known who this is")),
    ),
}
COLUMNS["drill"] = COLUMNS["emergency"]

OWN_LISTS: dict[str, dict[str, str]] = {
    "injected_by": {"route": "the route that was told", "place": "the kind of the place"},
    "mix": {
        "cocaine": "powder cocaine or crack, and no heroin", "heroin": "heroin, and no cocaine",
        "heroin_and_cocaine": "both in one episode", "other": "something else was named", "not_recorded": "nothing was named",
    },
    "yes_no_unasked": {"yes": "yes", "no": "no", "declined": "declined", "not_asked": "not asked", "not_known": "not known"},
    "reversed": {
        "confirmed": "shown by observations", "probable": "likely by what is recorded", "not": "shown not to be",
        "not_enough_information": "too little is recorded", "not_treated": "nothing was done",
    },
    "flag_about": {
        "any": "any emergency", "substance": "a substance", "appearance": "how it looked", "poor_response": "little response to naloxone",
    },
    "opened_closed": {"opened": "opened", "closed": "closed"},
}  # fmt: skip
"""Code lists of the facts themselves. All others are the floor's own (care.vocabulary)."""


def said(table: str, column: str) -> Said:
    """What a column says. KeyError where nobody declared it."""
    if column == "subject":
        kind, about = SUBJECT[table]
        return Said(about, id_of=kind)
    return COMMON[column] if column in COMMON else COLUMNS[table][column]


def list_of(name: str) -> dict[str, str]:
    """The codes of a list with their words. KeyError for an unknown list."""
    from bothy.care.words import label

    if name in OWN_LISTS:
        return OWN_LISTS[name]
    if name == "furthest":
        return {code: label("referral_step", code) for code in LADDER}
    if name == "ending":
        return {code: label("referral_step", code) for code in sorted(ENDINGS)}
    if name == "watch_rule":
        return {code: code.replace("_", " ") for code in get_args(WatchRule)}
    if name == "supplied":
        return {code: label("supply_item", code) for code in codes("supply_item")} | {RETURNED: "used needles brought back"}
    return {code: label(name, code) for code in codes(name)}


assert set(get_args(Reversed)) <= set(OWN_LISTS["reversed"])

__all__ = ["ABOUT", "COLUMNS", "Said", "list_of", "said"]
