"""The absence proof: of everything that can be written down here, nothing lets staff receive, hold, weigh, prepare, test or hand on a drug.

It is a proof about this version of Bothy, by machine: each kind of entry and each command is told apart by hand as one of
`SORTS` (a kind that nobody has looked at fails), and no name of a field, at any depth, says a thing that only somebody who
handles drugs could say. It is no proof of what hands did that wrote nothing down.
"""

import re
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from bothy.care.commands import COMMANDS
from bothy.care.kinds import KINDS
from bothy.care.words import label

Sort = Literal["house", "visit", "care", "rescue", "sealed", "about", "figures"]
SORTS: dict[Sort, str] = {
    "house": "of the house: rules, opening, places, staff, registers",
    "visit": "what a person did or was asked: came, was assessed, sat in a place, used, left",
    "care": "a service or sterile equipment given; never a drug",
    "rescue": "an emergency: what was observed and done, with medicines of the house (naloxone, oxygen, glucose) alone",
    "sealed": "a left-behind item: sealed unopened in a numbered bag by two, then to the safe, the police or destruction",
    "about": "what is held about a person, who looked, what was asked and given",
    "figures": "counts, publications, exports, checks of this record",
}

_SORT: dict[Sort, tuple[str, ...]] = {
    "house": (
        "facility-founded", "clock-set", "rules-signed", "floor-opened", "floor-closed", "place-changed", "staff-came", "staff-went",
        "turned-away", "noted", "competence-noted", "access-changed", "guessing-noticed", "rules-proposed", "proposal-withdrawn",
        "readiness-said", "incident-opened", "incident-moved", "restriction-set", "restriction-moved", "visitor-came", "visitor-went",
        "duty-kept", "time-reckoned", "journal-restored", "corrected",
    ),
    "visit": (
        "person-registered", "person-linked", "visit-started", "stage-entered", "assessed", "place-given", "episode-started",
        "episode-ended", "seen", "visit-ended", "watch-missed", "contest-settled",
    ),
    "care": ("service-given", "supplies-given", "referral-offered", "referral-moved"),
    "rescue": (
        "emergency-raised", "emergency-placed", "staff-joined", "observed", "presentation-said", "acted", "ambulance-moved",
        "emergency-closed", "departure-explained", "debriefed", "duty-done", "substance-described", "stock-noted",
    ),
    "sealed": ("item-found", "item-moved", "items-counted"),
    "about": (
        "person-forgotten", "words-erased", "held-shown", "consent-said", "vault-kept", "vault-opened", "look-reviewed", "linkage-exported",
        "request-received", "request-decided", "request-answered",
    ),
    "figures": (
        "batch-flagged", "batch-flag-ended", "publication-checked", "publication-signed", "publication-withdrawn", "publication-sent",
        "data-exported", "protocol-signed", "protocol-reviewed", "inspection-made",
    ),
}  # fmt: skip
SORT_OF: dict[str, Sort] = {kind: sort for sort, kinds in _SORT.items() for kind in kinds}

COMMAND_MAKES: dict[str, str] = {
    "found-facility": "facility-founded", "set-clock": "clock-set", "sign-rules": "rules-signed", "open-floor": "floor-opened",
    "close-floor": "floor-closed", "change-place": "place-changed", "come-on-shift": "staff-came", "go-off-shift": "staff-went",
    "turn-away": "turned-away", "note-stock": "stock-noted", "note": "noted", "register-person": "person-registered",
    "link-person": "person-linked", "merge-person": "person-linked", "start-visit": "visit-started", "enter-stage": "stage-entered", "assess": "assessed",
    "give-place": "place-given", "start-episode": "episode-started", "end-episode": "episode-ended", "see": "seen",
    "give-service": "service-given", "give-supplies": "supplies-given", "end-visit": "visit-ended", "miss-watch": "watch-missed",
    "settle-contest": "contest-settled", "offer-referral": "referral-offered", "move-referral": "referral-moved",
    "raise-emergency": "emergency-raised", "place-emergency": "emergency-placed", "join-emergency": "staff-joined",
    "observe": "observed", "say-presentation": "presentation-said", "act": "acted", "move-ambulance": "ambulance-moved",
    "close-emergency": "emergency-closed", "explain-departure": "departure-explained", "debrief": "debriefed", "do-duty": "duty-done",
    "describe-substance": "substance-described", "flag-batch": "batch-flagged", "end-flag": "batch-flag-ended",
    "note-export": "data-exported", "check-publication": "publication-checked", "sign-publication": "publication-signed",
    "withdraw-publication": "publication-withdrawn", "send-publication": "publication-sent", "forget-person": "person-forgotten", "erase-words": "words-erased",
    "note-held-shown": "held-shown", "say-consent": "consent-said", "keep-in-vault": "vault-kept", "open-vault": "vault-opened",
    "review-look": "look-reviewed", "export-linkage": "linkage-exported", "receive-request": "request-received",
    "decide-request": "request-decided", "answer-request": "request-answered", "note-competence": "competence-noted",
    "note-access": "access-changed", "notice-guessing": "guessing-noticed", "propose-rules": "rules-proposed",
    "withdraw-proposal": "proposal-withdrawn", "say-readiness": "readiness-said", "sign-protocol": "protocol-signed",
    "review-protocol": "protocol-reviewed", "find-item": "item-found", "move-item": "item-moved", "count-items": "items-counted",
    "open-incident": "incident-opened", "move-incident": "incident-moved", "set-restriction": "restriction-set",
    "move-restriction": "restriction-moved", "let-visitor-in": "visitor-came", "let-visitor-out": "visitor-went",
    "keep-duty": "duty-kept", "note-inspection": "inspection-made", "correct": "corrected",
}  # fmt: skip
"""Each command by the kind of entry that it asks to be written."""

_HANDLES = re.compile(
    r"(^|_)(weigh\w*|weight|grams?|milligrams?|mg|ml|quantit\w*|amount|purity|strength|potency|dos(e|age)|sample\w*|assay\w*"
    r"|test(ed|s|ing)?|result|prepar(e|ed|ing)|mix(ed|es|ing)?|inject(s|ed|ing)?|draw(n|s)?|hold(s|er|ing)?|held_for|stored?|kept_for"
    r"|hand(s|ed)?|pass(ed)?|suppl(y|ied)_by|sold|sell|bought|pric(e|ed)|received?_from|return(ed)?_to)(_|$)"
)
"""Words in the name of a field that would say a thing only somebody who handles drugs could say."""

MEANT_OTHERWISE: dict[str, str] = {
    "dose_mg": "of naloxone, given in an emergency",
    "tested": "how many kinds of emergency the batch alarm ran over; never a substance",
    "holds": "an inspection pack: whether every check held",
    "naloxone_im_dose_mg": "of naloxone, by the house rules",
    "naloxone_nasal_dose_mg": "of naloxone, by the house rules",
    "next_dose_seconds": "between two doses of naloxone",
    "most_doses_before_review": "doses of naloxone",
}
"""Fields whose name has such a word and another meaning."""


class Field(msgspec.Struct, frozen=True):
    """One field that can be written. ``of``: the kind or command; ``trouble``: why it may not be there, "" where it may."""

    of: str
    path: str
    trouble: str = ""


class Kept(msgspec.Struct, frozen=True):
    """One kind of entry of this version."""

    kind: str
    label: str
    sort: str
    fields: tuple[str, ...]


def kinds() -> tuple[Kept, ...]:
    """Every kind of this version, with its fields at every depth."""
    return tuple(
        Kept(
            name,
            label("kind", name),
            SORTS[SORT_OF[name]] if name in SORT_OF else "not looked at",
            tuple(fields_of(kind.body)),
        )
        for name, kind in KINDS.items()
    )


def troubles() -> tuple[str, ...]:
    """What speaks against the proof, in sentences; none for a version in which it holds."""
    found = [f"Kind {kind}: nobody has said of what sort it is." for kind in KINDS if kind not in SORT_OF]
    found += [
        f"Command {command}: nobody has said what it writes."
        for command in COMMANDS
        if command not in COMMAND_MAKES
    ]
    found += [
        f"Command {command} writes {kind}, which is no kind."
        for command, kind in COMMAND_MAKES.items()
        if kind not in KINDS
    ]
    for name, body in [
        *((f"kind {kind.name}", kind.body) for kind in KINDS.values()),
        *((f"command {one}", body) for one, body in COMMANDS.items()),
    ]:
        found += [
            f"In {name} the field {path} says what only somebody who handles drugs could say."
            for path in fields_of(body)
            if _handles(path)
        ]
    return tuple(found)


def _handles(path: str) -> bool:
    name = path.rpartition(".")[2]
    return name not in MEANT_OTHERWISE and bool(_HANDLES.search(name))


def fields_of(struct: type) -> Iterator[str]:
    """The names of all fields, those of structs within as "rules.limits.seen_every_minutes"; each struct once."""
    yield from _fields(struct, "", ())


def _fields(struct: type, prefix: str, above: tuple[type, ...]) -> Iterator[str]:
    for name, hint in typing.get_type_hints(struct, include_extras=True).items():
        yield prefix + name
        for inner in _structs(hint):
            if inner not in above:
                yield from _fields(inner, f"{prefix}{name}.", (*above, inner))


def _structs(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    elif get_origin(hint) in (Annotated, Union, types.UnionType, tuple, list, dict, frozenset):
        for part in get_args(hint):
            yield from _structs(part)


__all__ = ["COMMAND_MAKES", "MEANT_OTHERWISE", "SORTS", "SORT_OF", "Kept", "fields_of", "kinds", "troubles"]
