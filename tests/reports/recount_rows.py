"""A plain recount of every indicator with pandas: from the rows of facts and the words of the definitions alone.

Written beside the declarations and not from them: it reads no measure, no grouping and no engine. Each
function gives the rows that count, those they are out of, and those left out, as tables of pandas.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from bothy.reports.facts import Facts

Rows = pd.DataFrame
NEEDLES = {"needle", "syringe", "one_piece_set"}
OPEN_AIR = {"street", "park_or_waste_ground", "close_or_stair", "public_toilet", "car_park"}
HOMES = {"own_home", "someone_elses_home"}
NO_ANSWER = {None, "declined", "not_asked", "not_known"}
RUNGS = ["offered", "accepted", "made", "acknowledged", "appointment", "attended", "engaged"]
BACK = "used_needles_returned"


class Record:
    """The facts of some months as pandas, with whose each row is."""

    def __init__(self, facts: Facts, months: list[str]) -> None:
        self.people = _frame(facts, "person", None)
        rows = {row["subject"]: row for row in self.people.to_dict("records")}

        def meant(person: object) -> object:
            seen: list[object] = []
            while person in rows:
                link = rows[person]["same_as"]
                if not isinstance(link, bytes) or link not in rows:
                    return person
                if person in seen:
                    return min(seen[seen.index(person) :])
                seen.append(person)
                person = link
            return None

        self.open = {id for id, row in rows.items() if not row["said"]}
        self.kept = {name: facts.rows(name) for name in ("supply", "service", "referral", "turned_away", "floor")}
        for name in ("visit", "episode", "service", "supply", "referral", "emergency", "turned_away", "floor"):
            frame = _frame(facts, name, months)
            if "person" in frame:
                frame["meant"] = _as_told([meant(one) for one in frame["person"]])
                for column in ("sex", "age_band"):
                    frame[column] = _as_told([None if one is None else rows[one][column] for one in frame["meant"]])
            setattr(self, name, frame)
        self.visit = self.visit[self.visit["meant"].notna()]
        self.used = self.episode[self.episode["used"] != "no"]
        self.injected = self.used[self.used["injected"] == True]  # noqa: E712
        self.medical = self.emergency[self.emergency["outcome"] != "raised_in_error"]
        self.handed = self.supply[self.supply["item"] == BACK]


def _as_told(values: list[object]) -> pd.Series:
    """A column as it is: pandas would make what is null a number."""
    return pd.Series(values, dtype=object)


def _frame(facts: Facts, name: str, months: list[str] | None) -> Rows:
    rows = facts.table(name, months).to_pylist()
    frame = pd.DataFrame(rows, columns=facts.table(name, []).column_names, dtype=object)
    return frame.where(frame.notna(), None)


def has(frame: Rows, column: str, *words: str) -> pd.Series:
    return frame[column].map(lambda told: told is not None and any(word in told for word in words)).astype(bool)


def said(frame: Rows, column: str) -> pd.Series:
    return frame[column].map(lambda told: told is not None and (not isinstance(told, list) or len(told) > 0)).astype(bool)


def among(frame: Rows, column: str, words: object) -> pd.Series:
    return frame[column].map(lambda told: told in words).astype(bool)  # type: ignore[operator]


Counting = Callable[[Record], tuple[Rows, Rows | None, Rows | None]]


def _only(choose: Callable[[Record], Rows]) -> Counting:
    return lambda record: (choose(record), None, None)


def _answers(column: str, kept: set[str], also: str | None = None) -> Counting:
    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        unknown = among(record.visit, column, NO_ANSWER)
        return record.visit[among(record.visit, column, kept)], record.visit[~unknown], record.visit[unknown]

    return counted


def _mix(mix: str) -> Counting:
    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        blank = record.injected["mix"] == "not_recorded"
        return record.injected[record.injected["mix"] == mix], record.injected[~blank], record.injected[blank]

    return counted


def _split(choose: Callable[[Record], Rows], column: str, kept: Callable[[object], bool], missing: bool = True) -> Counting:
    """Of those in which a column is known, those whose value is kept."""

    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        frame = choose(record)
        known = said(frame, column)
        return frame[known & frame[column].map(kept).astype(bool)], frame[known], frame[~known] if missing else None

    return counted


def _treated(record: Record) -> Rows:
    return record.medical[record.medical["reversed"] != "not_treated"]


def _reversal(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    treated = _treated(record)
    return treated[treated["reversed"] != "not_enough_information"], treated, None


def _reversed(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    treated = _treated(record)
    enough = treated["reversed"] != "not_enough_information"
    return treated[treated["reversed"].isin(["confirmed", "probable"])], treated[enough], treated[~enough]


def _of_medical(choose: Callable[[Rows], pd.Series]) -> Counting:
    return lambda record: (record.medical[choose(record.medical).astype(bool)], record.medical, None)


def _kind(*presentations: str) -> Counting:
    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        unknown = among(record.medical, "presentation", {None, "not_known"})
        kept = record.medical[among(record.medical, "presentation", presentations)]
        return kept, record.medical[~unknown], record.medical[unknown]

    return counted


def _outcome(outcome: str) -> Counting:
    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        unknown = among(record.medical, "outcome", {None, "not_known"})
        return record.medical[record.medical["outcome"] == outcome], record.medical[~unknown], record.medical[unknown]

    return counted


def _overdose(choose: Callable[[Rows], pd.Series]) -> Counting:
    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        every, _, unknown = _kind(*OVERDOSE)(record)
        return every[choose(every).astype(bool)], every, unknown

    return counted


def _overdose_rate(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    every, _, unknown = _kind(*OVERDOSE)(record)
    return every, record.used, unknown


def _purpose(record: Record) -> pd.Series:
    return has(record.visit, "purposes", "not_known") & ~has(record.visit, "purposes", "use")


def _reached(step: str, treatment: bool = False) -> Callable[[Record], Rows]:
    def choose(record: Record) -> Rows:
        frame = record.referral if not treatment else record.referral[record.referral["to"] == "drug_treatment"]
        return frame[frame["furthest"].map(lambda rung: RUNGS.index(rung) >= RUNGS.index(step)).astype(bool)]

    return choose


def _treatment(record: Record) -> Rows:
    return record.referral[record.referral["to"] == "drug_treatment"]


def _service(word: str) -> Counting:
    return _only(lambda record: record.service[record.service["service"] == word])


def _items(*words: str) -> Counting:
    return _only(lambda record: record.supply[record.supply["item"].isin(words)])


def _returns(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    counted = said(record.handed, "count")
    return record.handed, record.handed[counted], record.handed[~counted]


def _others(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    frame = record.handed
    told = frame["for_others"].isin(["yes", "no"])
    return frame[frame["for_others"] == "yes"], frame[told], frame[~told]


def _seated(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    got = said(record.visit, "place_wait_minutes")
    soon = record.visit["place_wait_minutes"].map(lambda told: told is not None and told <= 10).astype(bool)
    return record.visit[soon], record.visit[got], record.visit[~got & has(record.visit, "purposes", "use")]


def _both_answers(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    frame = record.visit
    frame = frame[~among(frame, "otherwise_where", NO_ANSWER) & ~among(frame, "otherwise_alone", NO_ANSWER)]
    return frame[among(frame, "otherwise_where", OPEN_AIR) & (frame["otherwise_alone"] == "yes")], frame, None


def _gap(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
    closed = _treated(record)
    closed = closed[said(closed, "closed_at")]
    return closed[closed["reversed"] == "not_enough_information"], closed, None


def _floor(bottom: bool) -> Counting:
    def counted(record: Record) -> tuple[Rows, Rows | None, Rows | None]:
        known = said(record.floor, "full_minutes")
        return record.floor, record.floor[known] if bottom else None, record.floor[~said(record.floor, "open_minutes")]

    return counted


OVERDOSE = ("opioid", "sedative", "mixed")
OTHERS = ("seizure", "faint", "allergic", "cardiac", "injury", "mental_health", "other")


def _ended(how: str) -> Counting:
    return _split(lambda record: record.visit, "ended_how", lambda told: told == how)


COUNTING: dict[str, Counting] = {
    "service_accessed": _only(lambda record: record.visit),
    "injecting_episodes": _only(lambda record: record.injected),
    "medical_emergencies": _only(lambda record: record.medical),
    "people": _only(lambda record: record.visit),
    "emergency_rate": lambda record: (record.medical, record.injected, None),
    "share_cocaine": _mix("cocaine"),
    "share_heroin": _mix("heroin"),
    "share_heroin_and_cocaine": _mix("heroin_and_cocaine"),
    "share_other_or_not_recorded": lambda record: (
        record.injected[record.injected["mix"].isin(["other", "not_recorded"])], record.injected, None
    ),
    "minutes_in_place_median": _only(lambda record: record.visit),
    "minutes_in_place_p90": _only(lambda record: record.visit),
    "wait_for_place_median": _only(lambda record: record.visit),
    "wait_for_place_p90": _only(lambda record: record.visit),
    "seen_within": _split(lambda record: record.visit, "seen_within", lambda told: told is True, missing=False),
    "would_have_used_outside": _answers("otherwise_where", OPEN_AIR),
    "would_have_used_alone": _answers("otherwise_alone", {"yes"}),
    "needles_out": _items(*NEEDLES),
    "needles_back": _returns,
    "emergency_oxygen": _split(lambda record: record.medical, "oxygen", lambda told: told is True),
    "emergency_naloxone": _of_medical(lambda frame: frame["naloxone_doses"] > 0),
    "emergency_ambulance": _split(lambda record: record.medical, "ambulance", lambda told: told != "not_called"),
    "reversal_known": _reversal,
    "emergency_reversed": _reversed,
    "emergency_debriefed": _of_medical(lambda frame: frame["debrief_done"] == True),  # noqa: E712
    "visits_for_use": lambda record: (
        record.visit[has(record.visit, "purposes", "use")], None, record.visit[_purpose(record)]
    ),
    "visits_for_other_things": lambda record: (
        record.visit[~has(record.visit, "purposes", "use", "not_known")], None, record.visit[_purpose(record)]
    ),
    "supervised_uses": _only(lambda record: record.used),
    "uses_not_injected": _split(lambda record: record.used, "injected", lambda told: told is False),
    "left_before_use": _ended("left_before_use"),
    "visits_to_hospital": _ended("to_hospital"),
    "people_who_used": _only(lambda record: record.used[record.used["meant"].notna()]),
    "people_referred": _only(lambda record: record.referral[record.referral["meant"].notna()]),
    "people_served": _only(lambda record: record.service[record.service["meant"].notna()]),
    "substance_recorded": lambda record: (record.used[said(record.used, "substances")], record.used, None),
    "services_given": _only(lambda record: record.service),
    "injecting_advice": _service("injecting_advice"),
    "peer_support": _service("peer_support"),
    "wound_care": _service("wound_care"),
    "virus_tests": _service("bbv_test"),
    "vaccinations": _service("vaccination"),
    "sexual_health": _service("sexual_health"),
    "naloxone_training": _service("naloxone_training"),
    "treatment_talks": _service("treatment_talk"),
    "housing_talks": _service("housing_talk"),
    "mental_health_talks": _service("mental_health_talk"),
    "drug_checks": _service("drug_checking"),
    "wait_for_talk_median": lambda record: (record.visit, None, record.visit[~said(record.visit, "waited_minutes")]),
    "wait_for_talk_p90": lambda record: (record.visit, None, record.visit[~said(record.visit, "waited_minutes")]),
    "seated_within_10": _seated,
    "turned_away": _only(lambda record: record.turned_away),
    "turned_away_full": _only(lambda record: record.turned_away[record.turned_away["reason"] == "full"]),
    "left_without_waiting": _only(lambda record: record.turned_away[record.turned_away["reason"] == "left_without_waiting"]),
    "open_days": _only(lambda record: record.floor.drop_duplicates("day")),
    "open_minutes": _floor(False),
    "full_minutes": _floor(True),
    "full_share": _floor(True),
    "would_have_used_at_home": _answers("otherwise_where", HOMES),
    "would_not_have_used": _answers("otherwise_where", {"would_not_have_used"}),
    "otherwise_answers": lambda record: (
        *(2 * [record.visit[~among(record.visit, "otherwise_where", NO_ANSWER)]]),
        record.visit[among(record.visit, "otherwise_where", NO_ANSWER)],
    ),
    "would_have_used_outside_alone": _both_answers,
    "equipment_attendances": _only(lambda record: record.handed),
    "collected_for_others": _others,
    "items_out": _only(lambda record: record.supply[record.supply["item"] != BACK]),
    "foil_out": _items("foil"),
    "pipes_out": _items("pipe"),
    "wipes_out": _items("wipe", "swab"),
    "acidifiers_out": _items("citric", "vitamin_c"),
    "spoons_out": _items("spoon"),
    "filters_out": _items("filter"),
    "sharps_bins_out": _items("sharps_bin"),
    "naloxone_kits_out": _items("naloxone_kit_im", "naloxone_kit_nasal"),
    "returns_counted": lambda record: (record.handed[said(record.handed, "count")], record.handed, None),
    "overdoses": _kind(*OVERDOSE),
    "other_drug_emergencies": _kind("stimulant"),
    "other_emergencies": _kind(*OTHERS),
    "overdose_rate": _overdose_rate,
    "overdose_naloxone": _overdose(lambda frame: frame["naloxone_doses"] > 0),
    "naloxone_emergencies": _only(lambda record: record.medical[(record.medical["naloxone_doses"] > 0).astype(bool)]),
    "naloxone_doses": _only(lambda record: record.medical),
    "ambulance_calls": _split(lambda record: record.medical, "ambulance", lambda told: told != "not_called"),
    "emergencies_to_hospital": _outcome("to_hospital"),
    "deaths_on_site": _outcome("died"),
    "emergency_observed": _of_medical(lambda frame: frame["observations"] > 0),
    "emergency_kind_recorded": _of_medical(lambda frame: ~among(frame, "presentation", {None, "not_known"})),
    "emergency_ambulance_recorded": _of_medical(lambda frame: said(frame, "ambulance")),
    "emergency_closed": _of_medical(lambda frame: said(frame, "closed_at")),
    "emergency_closed_with_gap": _gap,
    "referrals_offered": _only(lambda record: record.referral),
    **{f"referrals_{step}": _only(_reached(step)) for step in ("accepted", "made", "attended", "engaged")},
    **{
        f"share_{step}": (lambda record, step=step: (_reached(step)(record), record.referral, None))
        for step in ("accepted", "made", "attended", "engaged")
    },
    "referrals_declined": _only(lambda record: record.referral[record.referral["ending"] == "declined"]),
    "referrals_lost": _only(lambda record: record.referral[record.referral["ending"] == "lost"]),
    "referrals_not_known": _only(lambda record: record.referral[record.referral["ending"] == "not_known"]),
    "referrals_open": _only(lambda record: record.referral[record.referral["ending"].isna()]),
    "share_not_known": lambda record: (
        record.referral[~record.referral["ending"].isin(["engaged", "declined", "lost"])], record.referral, None
    ),
    "treatment_offered": _only(_treatment),
    "treatment_engaged": _only(_reached("engaged", True)),
    "share_treatment_engaged": lambda record: (_reached("engaged", True)(record), _treatment(record), None),
}  # fmt: skip
