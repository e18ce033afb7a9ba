"""What stands on each kind of sheet: printed from this, keyed in by this, so that the two are the same."""

import msgspec

from bothy.care.vocabulary import codes
from bothy.care.words import label

_LETTERS = "ABCDEFGHJKMNPQRSTWXY"


class Field(msgspec.Struct, frozen=True):
    """One box of a row. `list`: the code list to choose from (`only` these), `many`: more than one.

    `low`, `high`: a number between them, `step`: to which it is told. Neither: text. `lettered`: on paper its letter
    is written in place of the words.
    """

    key: str
    label: str
    list: str = ""
    only: tuple[str, ...] = ()
    many: bool = False
    low: float | None = None
    high: float | None = None
    step: float = 1
    needed: bool = False
    lettered: bool = False

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """(code, words) of what may be chosen."""
        if not self.list:
            return ()
        told = [(code, label(self.list, code)) for code in self.only or codes(self.list)]
        return (
            tuple((code, f"{_LETTERS[n]} {words}") for n, (code, words) in enumerate(told))
            if self.lettered
            else tuple(told)
        )

    @property
    def is_number(self) -> bool:
        return self.low is not None


class Part(msgspec.Struct, frozen=True):
    """What becomes one command. `bare`: a time alone says it ("seen")."""

    key: str
    fields: tuple[Field, ...] = ()
    bare: bool = False


class Row(msgspec.Struct, frozen=True):
    """One line of a sheet, with one time."""

    name: str
    label: str
    parts: tuple[Part, ...]

    def command(self, part: Part) -> str:
        """What names the command of a part on its sheet."""
        return self.name if len(self.parts) == 1 else f"{self.name}-{part.key}"


class Layout(msgspec.Struct, frozen=True):
    """`closing`: the row without which something stays open on the board, and the words for that."""

    kind: str
    title: str
    rows: tuple[Row, ...]
    closing: str = ""
    still_open: str = ""


_SUBSTANCES = (
    "heroin",
    "cocaine",
    "crack",
    "street_benzodiazepine",
    "gabapentinoid",
    "alcohol",
    "methadone",
    "other",
    "not_known",
)
_ROUTES = ("vein", "muscle", "under_skin", "smoked", "foil", "not_known")
_PURPOSES = ("use", "supplies", "wound_care", "advice", "other")
_AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+", "declined", "not_asked")

_VISIT = Layout(
    "visit", "Visit",
    (
        Row("door", "At the door", (Part("start", (
            Field("who", "Name or code, as spoken", needed=True),
            Field("age_band", "Age", "age_band", _AGES),
            Field("sex", "Sex", "sex", ("male", "female", "other", "declined", "not_asked")),
            Field("purposes", "Came for", "purpose", _PURPOSES, many=True),
        ), bare=True),)),
        Row("talk", "Talk before use", (Part("assess", (
            Field("substances", "Substances", "substance", _SUBSTANCES, many=True),
            Field("route", "How", "route", _ROUTES),
        ), bare=True),)),
        Row("place", "Place given", (Part("place", (Field("place", "Place number", low=1, high=999, needed=True),)),)),
        *(Row(f"seen-{n}", f"Seen {n}", (Part("see", (Field("state", "Awake, unless", "seen_state", ("drowsy_rousable", "asleep_breathing")),), bare=True),)) for n in range(1, 17)),
        Row("over", "Use over, to aftercare", (Part("end", (Field("used", "Used", "used"),), bare=True),)),
        Row("left", "Left", (Part("leave", (Field("how", "How", "ended_how"),), bare=True),)),
    ),
    closing="left", still_open="They are still here: the visit stays open on the board",
)  # fmt: skip

_ACTIONS = (
    "stimulation", "airway_opened", "position", "oxygen", "oxygen_stopped", "rescue_breaths", "bag_and_mask", "naloxone", "cpr",
    "aed_attached", "aed_shock", "cooling", "calming", "glucose", "other",
)  # fmt: skip
_EMERGENCY = Layout(
    "emergency", "Emergency",
    (
        Row("raised", "Noticed", (Part("raise", (
            Field("where", "Where", "emergency_where"),
            Field("place", "Place number", low=1, high=999),
            Field("visit", "Id of their visit sheet"),
        ), bare=True),)),
        *(Row(f"row-{n}", f"{n}", (
            Part("look", (
                Field("breathing", "Breathing", "breathing"),
                Field("breaths_per_minute", "Breaths/min", low=0, high=80),
                Field("spo2_percent", "SpO2 %", low=0, high=100),
                Field("consciousness", "Awake", "consciousness"),
            )),
            Part("act", (
                Field("action", "Done", "action", _ACTIONS, needed=True),
                Field("dose_mg", "Dose mg", low=0, high=100, step=0.1),
                Field("route", "Route", "naloxone_route"),
                Field("litres_per_minute", "O2 l/min", low=0, high=100, step=0.5),
            )),
        )) for n in range(1, 13)),
        *(Row(f"ambulance-{n}", f"Ambulance {n}", (Part("ambulance", (
            Field("step", "Ambulance", "ambulance_step", needed=True),
            Field("why", "Not called: why", "not_called_why"),
        )),)) for n in range(1, 4)),
        Row("closed", "Over", (Part("close", (
            Field("outcome", "Outcome", "emergency_outcome", needed=True),
            Field("presentation", "What it was", "presentation"),
        )),)),
    ),
    closing="closed", still_open="It is still going on: every screen shows it",
)  # fmt: skip

_TURNED_AWAY = Layout(
    "turned_away", "Turned away at the door",
    tuple(Row(f"row-{n}", f"{n}", (Part("turn", (Field("reason", "Why", "turned_away_reason", needed=True, lettered=True),)),)) for n in range(1, 21)),
)  # fmt: skip

LAYOUTS: dict[str, Layout] = {each.kind: each for each in (_VISIT, _EMERGENCY, _TURNED_AWAY)}
