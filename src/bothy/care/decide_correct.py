"""Putting an earlier entry right: by a later one that names it. Nothing is ever changed or removed."""

import msgspec

from bothy.care import fold
from bothy.care.bodies import (
    Corrected,
    EpisodeStarted,
    PlaceChanged,
    PlaceGiven,
    VisitStarted,
    decode,
    encode,
)  # fmt: skip
from bothy.care.commands import Correct, Refusal
from bothy.care.decide_facility import no_such_place
from bothy.care.house import Line
from bothy.care.roles import may_not
from bothy.care.wish import Case, Outcome, reckoned, refuse

COMMAND_OF_KIND: dict[str, str] = {
    "facility-founded": "found-facility", "clock-set": "set-clock", "rules-signed": "sign-rules",
    "floor-opened": "open-floor", "floor-closed": "close-floor", "place-changed": "change-place",
    "staff-came": "come-on-shift", "staff-went": "go-off-shift", "turned-away": "turn-away",
    "noted": "note", "person-registered": "register-person", "visit-started": "start-visit",
    "stage-entered": "enter-stage", "assessed": "assess", "place-given": "give-place",
    "episode-started": "start-episode", "episode-ended": "end-episode", "seen": "see",
    "service-given": "give-service", "supplies-given": "give-supplies", "visit-ended": "end-visit",
    "watch-missed": "miss-watch", "contest-settled": "settle-contest",
    "referral-offered": "offer-referral", "referral-moved": "move-referral",
    "emergency-raised": "raise-emergency", "emergency-placed": "place-emergency",
    "staff-joined": "join-emergency", "observed": "observe", "acted": "act",
    "ambulance-moved": "move-ambulance", "emergency-closed": "close-emergency",
    "corrected": "correct",
}  # fmt: skip
"""Who may put an entry right is who may have it written, and may correct at all."""


def correct(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, Correct)
    line = _named(case, body)
    if line is None:
        return refuse("unknown_entry")
    if not body.reason.strip():
        return refuse("reason_missing")
    if not body.void and body.body is None and body.happened_at is None:
        return refuse("nothing_to_correct")
    if body.void and line.kind == "facility-founded":
        return refuse("already_founded")
    objection = may_not(case, COMMAND_OF_KIND[line.kind])
    if objection is not None:
        return objection
    happened_at = None
    if body.happened_at is not None:
        when = reckoned(case.house, body.happened_at, case.now)
        if when is None:
            return refuse("before_founding")
        happened_at = when
    said = None
    if body.body is not None:
        read = _read(case, line, bytes(body.body))
        if isinstance(read, Refusal):
            return read
        said = msgspec.Raw(read)
    corrected = Corrected(
        entry=body.entry,
        kind=line.kind,
        reason=body.reason,
        void=body.void,
        body=said,
        happened_at=happened_at,
    )
    return (case.wish("corrected", corrected),)


def _named(case: Case, body: Correct) -> Line | None:
    """The entry that is meant, in the House or recalled."""
    lines = list(fold.find_lines(case.house, case.subject, case.recall))
    if case.recall is not None and not any(line.id == body.entry for line in lines):
        lines = list(case.recall(case.subject))
    return next((line for line in lines if line.id == body.entry), None)


def _read(case: Case, line: Line, data: bytes) -> bytes | Refusal:
    """The bytes of the body as it should have been, or why it cannot have been so."""
    try:
        said = decode(line.kind, data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        return refuse("unreadable", wrong=wrong)
    if isinstance(said, PlaceGiven | EpisodeStarted | PlaceChanged):
        objection = no_such_place(case, said.place)
        if objection is not None:
            return objection
    if isinstance(said, VisitStarted) and said.person not in case.house.people:
        return refuse("unknown_person")
    if isinstance(said, Corrected) and isinstance(line.body, Corrected):
        if said.entry != line.body.entry or said.kind != line.body.kind:
            return refuse("correction_names_another")
        if said.body is not None:
            try:
                decode(said.kind, bytes(said.body))
            except (KeyError, msgspec.MsgspecError, UnicodeDecodeError) as wrong:
                return refuse("unreadable", wrong=wrong)
    return encode(said)
