"""Every indicator recounted with pandas: from the rows that `recount_rows` chooses to figures, whole and by each grouping."""

from __future__ import annotations

import pandas as pd

from reports.recount_rows import COUNTING, Record, Rows, said

SUMMED = {
    **dict.fromkeys(
        ("needles_out", "needles_back", "items_out", "foil_out", "pipes_out", "wipes_out", "acidifiers_out", "spoons_out",
         "filters_out", "sharps_bins_out", "naloxone_kits_out"), ("count", None),
    ),
    "naloxone_doses": ("naloxone_doses", None),
    "open_minutes": ("open_minutes", None),
    "full_minutes": ("full_minutes", "open_minutes"),
    "full_share": ("full_minutes", "open_minutes"),
}  # fmt: skip
"""Columns whose numbers are added up, above the line and under it, in place of rows."""

MEASURED = {
    "minutes_in_place_median": ("in_place_minutes", 0.5), "minutes_in_place_p90": ("in_place_minutes", 0.9),
    "wait_for_place_median": ("place_wait_minutes", 0.5), "wait_for_place_p90": ("place_wait_minutes", 0.9),
    "wait_for_talk_median": ("waited_minutes", 0.5), "wait_for_talk_p90": ("waited_minutes", 0.9),
}  # fmt: skip
PER_1000 = {"emergency_rate", "overdose_rate"}
PEOPLE = {"people", "people_who_used", "people_referred", "people_served"}
OF_A_HOUSE_THAT_RECORDS = {
    "supply": {"needles_out", "needles_back", "items_out", "equipment_attendances", *(name for name in SUMMED if name.endswith("_out"))},
    "service": {"services_given", "people_served", "injecting_advice", "peer_support", "wound_care", "virus_tests", "vaccinations",
                "sexual_health", "naloxone_training", "treatment_talks", "housing_talks", "mental_health_talks", "drug_checks"},
    "referral": {name for name in COUNTING if name.startswith("referrals_")} | {"people_referred", "treatment_offered", "treatment_engaged"},
    "turned_away": {"turned_away", "turned_away_full", "left_without_waiting"},
    "floor": {"open_days", "open_minutes", "full_minutes", "full_share"},
}  # fmt: skip

COLUMN = {
    "sex": "sex", "age_band": "age_band", "mix": "mix", "purpose": "purposes", "purpose_asked": "purpose",
    "ended_how": "ended_how", "otherwise": "otherwise_where", "alone": "otherwise_alone", "service": "service",
    "item": "item", "for_others": "for_others", "referral_to": "to", "ending": "ending", "reason": "reason",
    "presentation": "presentation", "outcome": "outcome", "severity": "severity", "where": "where",
    "weekday": "weekday", "hour": "hour",
}  # fmt: skip


def groups(frame: Rows, by: str) -> dict[str, Rows]:
    """The rows of each group; a row that names several things stands in each of them."""
    column = COLUMN.get(by) or ("taken" if "taken" in frame else "substances")
    found: dict[str, list[int]] = {}
    for place, told in enumerate(frame[column]):
        named = list(dict.fromkeys(told)) if isinstance(told, list) else [told]
        for one in named or [None]:
            found.setdefault("not_recorded" if one is None else str(one), []).append(place)
    return {group: frame.iloc[places] for group, places in found.items()}


class Told:
    """What pandas says of one indicator in one group."""

    def __init__(self, name: str, record: Record, parts: tuple[Rows, Rows | None, Rows | None], by: str) -> None:
        top, bottom, left_out = parts
        self.missing = None if left_out is None else len(left_out)
        self.least: int | None = None
        if name in MEASURED:
            column, at = MEASURED[name]
            values = [float(one) for one in top[column] if one is not None]
            self.k, self.n, self.missing = None, len(values), self.missing or 0
            self.value = float(pd.Series(values).quantile(at)) if values else None
            return
        if name in PEOPLE:
            self._people(record, top, by)
            return
        above, below = SUMMED.get(name, (None, None))
        k = _sum(top, above) if above else len(top)
        n = None if bottom is None else _sum(bottom, below) if below else len(bottom)
        self.k, self.n = round(k), None if n is None else round(n)
        if n is None:
            self.value: float | None = self.k
        elif name in PER_1000:
            self.value = 1000 * k / n if n else None
        elif name in {"needles_back", "full_minutes"}:
            self.value = self.k if n else None
        elif name in COUNTS_OF_WHAT_IS_KNOWN:
            self.value = self.k if n or not self.missing else None
        else:
            self.value = 100 * round(k) / round(n) if round(n) else None

    def _people(self, record: Record, top: Rows, by: str) -> None:
        came = set(top["meant"])
        still_open = came & record.open
        self.n = self.missing = None
        self.k = self.value = len(came)
        least = max(len(came - still_open), min(1, len(came)))
        self.least = None if least == self.k else least


COUNTS_OF_WHAT_IS_KNOWN = {
    "uses_not_injected", "left_before_use", "visits_to_hospital", "otherwise_answers", "overdoses", "other_drug_emergencies",
    "other_emergencies", "ambulance_calls", "emergencies_to_hospital", "deaths_on_site",
}  # fmt: skip


def _sum(frame: Rows, column: str) -> float:
    return float(sum(one for one in frame[column] if one is not None))


def recount(name: str, record: Record, by: str = "") -> dict[str, Told]:
    """Every group's figure, and the whole's under "". Empty for what a house does not record at all."""
    for table, names in OF_A_HOUSE_THAT_RECORDS.items():
        if name in names and not record.kept[table]:
            return {}
    parts = COUNTING[name](record)
    found = {"": Told(name, record, parts, "")}
    if by:
        empty = [None if part is None else part.iloc[:0] for part in parts]
        divided = [{} if part is None else groups(part, by) for part in parts]
        if name in MEASURED:
            divided[0] = groups(parts[0][said(parts[0], MEASURED[name][0])], by)
        elif name in SUMMED:
            divided[0] = groups(parts[0][said(parts[0], SUMMED[name][0])], by)
        for group in dict.fromkeys(one for part in divided for one in part):
            chosen = tuple(part.get(group, none) for part, none in zip(divided, empty, strict=True))
            found[group] = Told(name, record, chosen, by)  # type: ignore[arg-type]
        if name in PEOPLE and by in ("sex", "age_band"):
            _maybe_anybody(found, parts[0], record, by)
    return found


def _maybe_anybody(found: dict[str, Told], top: Rows, record: Record, by: str) -> None:
    """Whoever is not said to be anybody may be one who is known, of any sex and age."""
    still_open = set(top["meant"]) & record.open
    for group, told in found.items():
        if group and still_open:
            known = len(set(top[[_named(one) == group for one in top[by]]]["meant"]) - still_open)
            told.k = told.value = known + len(still_open)
            told.least = known


def _named(told: object) -> str:
    return "not_recorded" if told is None else str(told)


