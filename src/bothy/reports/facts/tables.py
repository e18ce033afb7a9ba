"""The tables of facts: their columns, with units in the names.

`subject` is what a row was added up from and what it is replaced by; `day` is the business day on
which it counts, and its month says which file it lies in; `first_number` and `last_number` are the
first and last journal entries behind the row, so that every figure can be traced. Ids are 16 random
bytes. A value nobody recorded is null, never zero.
"""

import pyarrow as pa

VERSION = 10
"""Raised when a column or the way of adding up changes: older files are then built anew."""

ID = pa.binary(16)
MOMENT = pa.timestamp("us", tz="UTC")
DAY = pa.date32()
PERSON = ID
"""A service user's id, as it is: a list of those who came, in each file, takes longer to read than the rows."""
WORD = pa.dictionary(pa.int32(), pa.string())
MINUTES = pa.float32()

_CLOCK = [("weekday", pa.int8()), ("hour", pa.int8())]
"""Of the wall clock there, at `at`; Monday is 0."""
_TRACE = [("first_number", pa.int64()), ("last_number", pa.int64())]


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([("subject", ID), ("day", DAY), ("at", MOMENT), *columns, *_TRACE])


TABLES: dict[str, pa.Schema] = {
    # One access of the service by one person.
    "visit": _schema(
        ("person", PERSON),
        ("ended_at", MOMENT),
        ("ended_how", WORD),
        ("purposes", pa.list_(pa.string())),
        ("waited_minutes", MINUTES),
        ("place_wait_minutes", MINUTES),
        ("in_place_minutes", MINUTES),
        ("aftercare_minutes", MINUTES),
        ("looks", pa.int32()),
        ("longest_unseen_minutes", MINUTES),
        ("seen_within", pa.bool_()),
        ("otherwise_where", WORD),
        ("otherwise_alone", WORD),
        ("same_as_last", pa.bool_()),
        ("departures", pa.int32()),
        *_CLOCK,
    ),
    # One supervised use in a place. `injected_by` says what `injected` rests on: route or place.
    "episode": _schema(
        ("episode", ID),
        ("person", PERSON),
        ("ended_at", MOMENT),
        ("place", pa.int32()),
        ("used", WORD),
        ("injected", pa.bool_()),
        ("injected_by", WORD),
        ("mix", WORD),
        ("substances", pa.list_(pa.string())),
    ),
    "service": _schema(("person", PERSON), ("service", WORD)),
    # `returned` stands in a row of its own with item "used_needles_returned".
    "supply": _schema(("person", PERSON), ("item", WORD), ("count", pa.int32()), ("for_others", WORD)),
    # A place taken by a visit, from `at` to `until`, within one hour of the wall clock there and one day.
    "occupancy": _schema(("place", pa.int32()), *_CLOCK, ("minutes", MINUTES), ("until", MOMENT)),
    # `at`, `day`: when it was offered. `furthest`: the last rung of the ladder that is recorded.
    "referral": _schema(
        ("person", PERSON),
        ("visit", ID),
        ("to", WORD),
        ("furthest", WORD),
        ("ending", WORD),
        ("step", WORD),
        ("step_at", MOMENT),
        ("said_by", WORD),
        ("engagement", WORD),
    ),
    "referral_step": _schema(("step", WORD), ("on", DAY), ("said_by", WORD), ("engagement", WORD)),
    "emergency": _schema(
        ("visit", ID),
        ("where", WORD),
        ("place", pa.int32()),
        ("closed_at", MOMENT),
        ("outcome", WORD),
        ("presentation", WORD),
        ("oxygen", pa.bool_()),
        ("oxygen_after_minutes", MINUTES),
        ("naloxone_doses", pa.int32()),
        ("ambulance", WORD),
        ("not_called_why", WORD),
        ("moved_to", WORD),
        ("observations", pa.int32()),
        ("actions", pa.int32()),
        # As care.completeness says; "not_treated" where nothing was done.
        ("reversed", WORD),
        ("severity", WORD),
        ("debrief_done", pa.bool_()),
        ("debrief_after_minutes", MINUTES),
        # As described about the emergency itself; null where nobody did.
        ("substances", pa.list_(pa.string())),
        ("appearances", pa.list_(pa.string())),
        *_CLOCK,
        # Of the visit that it is about: whose, and what was last begun before it was raised (`joined`).
        ("person", PERSON),
        ("mix", WORD),
        # As described about the emergency, else as named for that use.
        ("taken", pa.list_(pa.string())),
    ),
    "observation": _schema(
        ("breathing", WORD),
        ("breaths_per_minute", pa.int32()),
        ("spo2_percent", pa.int32()),
        ("on_oxygen", pa.bool_()),
        ("oxygen_litres_per_minute", pa.float32()),
        ("consciousness", WORD),
        ("gcs", pa.int32()),
        ("skin", WORD),
        ("pupils", WORD),
        ("pulse_per_minute", pa.int32()),
        ("systolic_mmhg", pa.int32()),
        ("diastolic_mmhg", pa.int32()),
        ("temperature_celsius", pa.float32()),
        ("glucose_mmol_per_litre", pa.float32()),
        ("chest_pain", pa.bool_()),
        ("stroke_signs", pa.bool_()),
        ("seizure", WORD),
        ("agitation", WORD),
    ),
    # `nth`: of a dose of naloxone, the how many-th it is; counted, never told.
    "action": _schema(
        ("action", WORD),
        ("dose_mg", pa.float32()),
        ("route", WORD),
        ("nth", pa.int32()),
        ("batch", WORD),
        ("litres_per_minute", pa.float32()),
    ),
    "duty_done": _schema(("duty", WORD), ("how", WORD), ("evidence", pa.bool_())),
    "turned_away": _schema(("reason", WORD), ("purpose", WORD), *_CLOCK),
    # A bad batch was suspected: the subject is the flag.
    "flag": _schema(
        ("about", WORD),
        ("code", WORD),
        ("since", MOMENT),
        ("emergencies", pa.list_(ID)),
        ("uses", pa.int32()),
        ("expected", pa.float32()),
        ("usual_per_1000", pa.float32()),
        ("baseline_emergencies", pa.int32()),
        ("baseline_uses", pa.int32()),
        ("false_alarm_years", pa.float32()),
    ),
    # Figures that were signed and frozen: `at`, `day` when they were signed. `rests_on`: the last entry they are made from.
    "publication": _schema(
        ("set", WORD),
        ("since", WORD),
        ("until", WORD),
        ("revision", pa.int32()),
        ("rests_on", pa.int64()),
        ("sha256", pa.string()),
        ("withdrawn", pa.bool_()),
        ("sent", pa.bool_()),
    ),
    # A watch that was written down as missed: `at`, `day` when it was due, `level` how far it went up.
    "missed_watch": _schema(
        ("watch", ID), ("rule", WORD), ("level", pa.int32()), ("how", WORD), ("seen_at", MOMENT)
    ),
    "opening": _schema(("what", WORD), ("reason", WORD)),
    # What was recorded of a place that nobody need sit in: out of use, being cleaned, ready again.
    "place_change": _schema(("place", pa.int32()), ("status", WORD)),
    # The floor open, within one hour of the wall clock there and one day; `full_minutes` of them with no
    # place to give (`floor`). A row without minutes: opened, and not closed yet.
    "floor": _schema(
        ("until", MOMENT),
        *_CLOCK,
        ("open_minutes", pa.float64()),
        ("full_minutes", pa.float64()),
        ("first_of_day", pa.bool_()),
    ),
    # `said`: whether it is known who this is; of whoever was not looked up, since the desk said so.
    "person": _schema(
        ("age_band", WORD),
        ("sex", WORD),
        ("looked_up", pa.bool_()),
        ("same_as", ID),
        ("said", pa.bool_()),
    ),
}

# Practised on an invented emergency: a table of its own, so that no figure can count it by mistake.
TABLES["drill"] = TABLES["emergency"]


def empty(name: str) -> pa.Table:
    """The table of that name with no rows; KeyError for an unknown name."""
    return TABLES[name].empty_table()


def table_of(name: str, rows: list[tuple[object, ...]]) -> pa.Table:
    """Rows (in the order of the columns; times in microseconds, days since 1970) as an Arrow table."""
    schema = TABLES[name]
    if not rows:
        return empty(name)
    arrays = [
        pa.array(values, type=field.type)
        for field, values in zip(schema, zip(*rows, strict=True), strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
