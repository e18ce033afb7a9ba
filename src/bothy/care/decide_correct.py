"""Putting an earlier entry right: by a later one that names it. Nothing is ever changed or removed."""

from uuid import UUID

import msgspec

from bothy.care import fold, ranges
from bothy.care.bodies import (
    Corrected,
    EpisodeStarted,
    FacilityFounded,
    Observed,
    PersonLinked,
    PlaceChanged,
    PlaceGiven,
    ReferralOffered,
    RulesSigned,
    VisitStarted,
)  # fmt: skip
from bothy.care.bodies_register import ItemsCounted
from bothy.care.body import Body
from bothy.care.commands import Correct, Refusal
from bothy.care.decide_facility import known_time_zone, no_such_place, numbered_once
from bothy.care.decide_person import cannot_be
from bothy.care.house import Line
from bothy.care.kinds import decode, encode
from bothy.care.leads import not_theirs_to_sign
from bothy.care.roles import may_not
from bothy.care.wish import Case, Outcome, reckoned, refuse

COMMAND_OF_KIND: dict[str, str] = {
    "facility-founded": "found-facility", "clock-set": "set-clock", "rules-signed": "sign-rules",
    "floor-opened": "open-floor", "floor-closed": "close-floor", "place-changed": "change-place",
    "staff-came": "come-on-shift", "staff-went": "go-off-shift", "turned-away": "turn-away",
    "stock-noted": "note-stock", "noted": "note", "person-registered": "register-person",
    "person-linked": "link-person", "visit-started": "start-visit",
    "stage-entered": "enter-stage", "assessed": "assess", "place-given": "give-place",
    "episode-started": "start-episode", "episode-ended": "end-episode", "seen": "see",
    "service-given": "give-service", "supplies-given": "give-supplies", "visit-ended": "end-visit",
    "watch-missed": "miss-watch", "contest-settled": "settle-contest",
    "referral-offered": "offer-referral", "referral-moved": "move-referral",
    "emergency-raised": "raise-emergency", "emergency-placed": "place-emergency",
    "staff-joined": "join-emergency", "observed": "observe", "acted": "act",
    "substance-described": "describe-substance", "batch-flagged": "flag-batch", "batch-flag-ended": "end-flag",
    "presentation-said": "say-presentation", "ambulance-moved": "move-ambulance",
    "emergency-closed": "close-emergency", "departure-explained": "explain-departure",
    "debriefed": "debrief", "duty-done": "do-duty", "data-exported": "note-export",
    "person-forgotten": "forget-person", "words-erased": "erase-words", "held-shown": "note-held-shown", "consent-said": "say-consent",
    "vault-kept": "keep-in-vault", "vault-opened": "open-vault", "look-reviewed": "review-look",
    "linkage-exported": "export-linkage", "request-received": "receive-request",
    "request-decided": "decide-request", "request-answered": "answer-request",
    "competence-noted": "note-competence", "access-changed": "note-access",
    "guessing-noticed": "notice-guessing", "rules-proposed": "propose-rules",
    "proposal-withdrawn": "withdraw-proposal", "readiness-said": "say-readiness",
    "protocol-signed": "sign-protocol", "protocol-reviewed": "review-protocol",
    "item-found": "find-item", "item-moved": "move-item", "items-counted": "count-items",
    "incident-opened": "open-incident", "incident-moved": "move-incident",
    "restriction-set": "set-restriction", "restriction-moved": "move-restriction",
    "visitor-came": "let-visitor-in", "visitor-went": "let-visitor-out", "duty-kept": "keep-duty",
    "inspection-made": "note-inspection",
}  # fmt: skip
"""Who may put an entry right is who may have it written, and may correct at all."""

STANDS: frozenset[str] = frozenset(
    {"vault-kept", "vault-opened", "look-reviewed", "linkage-exported", "request-decided", "request-answered"}
)
"""What nobody takes back: that somebody looked, reviewed, decided or gave. A later entry may say more."""


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
    root = _root(case, line)
    if root is None:
        return refuse("unknown_entry")
    if root.kind not in COMMAND_OF_KIND:
        return refuse("nothing_to_correct")  # what the house wrote of its own clocks is nobody's to put right
    if root.kind in STANDS:
        return refuse("look_stands")
    if root.kind in ("person-forgotten", "words-erased"):
        return refuse("forgetting_stands")
    # What was promised, or put to somebody to sign, stands as it was.
    if root.kind == "protocol-signed":
        return refuse("amend_the_protocol")
    if root.kind == "rules-proposed":
        return refuse("propose_anew")
    objection = may_not(case, _command_of(case, root))
    if objection is None and isinstance(root.body, RulesSigned):
        # Else putting right would be a way to the rules past those who sign them.
        objection = not_theirs_to_sign(case, None)
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
        read = _read(case, line, root, bytes(body.body))
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


def _command_of(case: Case, root: Line) -> str:
    """Taking back that two are one takes the same role as saying it."""
    person = case.house.people.get(root.subject)
    if root.kind == "person-linked" and person is not None and person.looked_up:
        return "merge-person"
    return COMMAND_OF_KIND[root.kind]


def _named(case: Case, body: Correct) -> Line | None:
    """The entry that is meant, in the House or recalled."""
    return next((line for line in _history(case, body.entry) if line.id == body.entry), None)


def _history(case: Case, entry: UUID) -> list[Line]:
    """The subject's lines: those in the House where the entry is among them, else as recalled."""
    lines = list(fold.find_lines(case.house, case.subject, case.recall))
    if case.recall is not None and not any(line.id == entry for line in lines):
        lines = list(case.recall(case.subject))
    return lines


def _root(case: Case, line: Line) -> Line | None:
    """The entry that a chain of corrections puts right in the end: who may write it may correct it.

    Without this a correction of a correction would be everybody's way to the rules of the house.
    """
    passed = set()
    while isinstance(line.body, Corrected):
        if line.id in passed:
            return None
        passed.add(line.id)
        named = line.body.entry
        found = next((one for one in _history(case, named) if one.id == named), None)
        if found is None:
            return None
        line = found
    return line


def _read(case: Case, line: Line, root: Line, data: bytes) -> bytes | Refusal:
    """The bytes of the body as it should have been, or why it cannot have been so."""
    try:
        said = decode(line.kind, data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        return refuse("unreadable", wrong=wrong)
    if isinstance(said, Corrected) and isinstance(line.body, Corrected):
        if said.entry != line.body.entry or said.kind != line.body.kind:
            return refuse("correction_names_another")
        if said.body is not None:
            named = next(one for one in _history(case, said.entry) if one.id == said.entry)
            inner = _read(case, named, root, bytes(said.body))
            if isinstance(inner, Refusal):
                return inner
    objection = _cannot_have_been(case, root, said)
    return objection or encode(said)


def _cannot_have_been(case: Case, root: Line, said: Body) -> Refusal | None:
    """What a command of that kind would have been refused for, whenever it was sent."""
    if isinstance(said, PlaceGiven | EpisodeStarted | PlaceChanged):
        return no_such_place(case, said.place)
    if isinstance(said, VisitStarted | ReferralOffered) and said.person not in case.house.people:
        return refuse("unknown_person")
    if isinstance(said, PersonLinked):
        return cannot_be(case.house, root.subject, said.same_as)
    if isinstance(said, Observed):
        return ranges.wrong(said)
    if isinstance(said, ItemsCounted):
        return refuse("count_again")
    if isinstance(said, FacilityFounded):
        return _not_as_founded(root, said)
    if isinstance(said, RulesSigned):
        if not known_time_zone(said.rules.time_zone):
            return refuse("unknown_time_zone", time_zone=said.rules.time_zone)
        assert isinstance(root.body, RulesSigned)
        # A moment that was judged by the rules of its day is not judged anew by rules of a later one.
        if said.effective_from < min(root.body.effective_from, root.happened_at):
            return refuse("rules_backdated")
    return None


def _not_as_founded(root: Line, said: FacilityFounded) -> Refusal | None:
    """A real house never becomes a demo, whose clock may be set, nor a demo a real one."""
    if not known_time_zone(said.time_zone):
        return refuse("unknown_time_zone", time_zone=said.time_zone)
    if not numbered_once(said.places):
        return refuse("places_not_numbered")
    assert isinstance(root.body, FacilityFounded)
    if said.demo != root.body.demo or said.clock != root.body.clock:
        return refuse("clock_is_for_demos")
    return None
