"""What is still missing before the first visit, and what has run out since: most of it worked out, the rest said by a person.

Pure: whoever asks brings what is known of the house, its people, tablets, keys and copies. Nothing here blocks anything.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care import competences, legal
from bothy.care.bodies_basis import ReadinessSaid
from bothy.care.hours import business_day, rules_at
from bothy.care.house import House, Line
from bothy.care.protocol import Protocol, reviews_due
from bothy.care.rules import HouseRules
from bothy.care.rules_words import CHOICES
from bothy.care.vocabulary import FLOOR_ROLES, Role
from bothy.care.words import label

OLDEST_BACKUP = timedelta(days=2)
OLDEST_DRILL = timedelta(days=92)
OLDEST_CHECKPOINT_GIVEN = timedelta(days=35)
NALOXONE = ("naloxone_im", "naloxone_nasal")
SOON_DAYS = 30
Group = Literal["leave", "people", "floor", "record", "agreed"]

SAID: dict[str, tuple[str, str]] = {
    "dpia": ("Data protection impact assessment", "Carried out, and signed off by whoever answers for data protection."),
    "insurance": ("Insurance", "Public liability and professional cover hold for what is done here."),
    "left_behind_agreed": ("Left-behind items", "How sealed bags are collected or destroyed is agreed with the police, in writing."),
    "ambulance_agreed": ("Ambulance", "How to come in, where to stop, and who hands over is agreed with the ambulance service."),
    "key_copies": ("Copies of keys", "The keys that seal and sign lie in a second place that is not this machine."),
    "restore_drill": ("Restore drill", "A backup was brought back on another machine, and the journal verified there."),
    "checkpoint_given": ("Checkpoint given out", "The signed end of the journal is held by somebody outside the house."),
    "rules_on_wall": ("House rules told to service users", "They stand where people wait, in words that everybody understands."),
    "lawyer_looked": ("Legal basis looked at by a lawyer", "What is stated as the legal basis was checked by somebody who answers for it."),
}  # fmt: skip
"""What nobody but a person can say: its title, and what it means to say it."""

_GROUP_OF_SAID: dict[str, Group] = {
    "dpia": "agreed", "insurance": "agreed", "left_behind_agreed": "agreed", "ambulance_agreed": "agreed",
    "key_copies": "record", "restore_drill": "record", "checkpoint_given": "record", "rules_on_wall": "agreed",
    "lawyer_looked": "leave",
}  # fmt: skip


class Worker(msgspec.Struct, frozen=True):
    """Somebody who works here. `second_factor` None: it is not known whether they have one."""

    id: UUID
    role: Role
    has_pin: bool
    has_office: bool = False
    second_factor: bool | None = None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the checklist is worked out from. Times are aware UTC; `said`: the last word of a person on each point."""

    house: House
    now: datetime
    staff: tuple[Worker, ...] = ()
    notes: competences.Notes = {}
    leads_left: frozenset[UUID] = frozenset()
    tablets: int = 0
    tablets_armed: int = 0
    https: bool = False
    backup_at: datetime | None = None
    checkpoint_number: int = 0
    sheets: int = 0
    drill_at: datetime | None = None
    protocols: tuple[Protocol, ...] = ()
    said: Mapping[str, Line] = {}


class Item(msgspec.Struct, frozen=True):
    """One point. "gap": missing; "look": there, and soon it is not, or better looked at; "good". `by_person`: only a person can say it."""

    code: str
    group: Group
    title: str
    state: Literal["good", "look", "gap"]
    said: str
    by_person: bool = False
    said_at: datetime | None = None
    said_by: UUID | None = None
    evidence: str = ""


def last_said(lines: tuple[Line, ...] | list[Line]) -> dict[str, Line]:
    """The last word on each point, from the entries `readiness-said` after corrections (see `history.standing`)."""
    found: dict[str, Line] = {}
    for line in sorted(lines, key=lambda one: (one.happened_at, one.number)):
        if isinstance(line.body, ReadinessSaid):
            found[line.body.item] = line
    return found


def readiness(known: Known) -> tuple[Item, ...]:
    """The whole list, in the order in which one works through it."""
    rules = rules_at(known.house, known.now)
    today = business_day(known.house, known.now)
    made = [
        *_leave(known, rules, today),
        *_people(known, rules, today),
        *_floor(known, rules, today),
        *_record(known),
    ]
    made += [_by_person(known, code) for code in SAID]
    order: dict[Group, int] = {"leave": 0, "people": 1, "floor": 2, "record": 3, "agreed": 4}
    return tuple(sorted(made, key=lambda one: order[one.group]))


def gaps(items: tuple[Item, ...]) -> tuple[str, ...]:
    """The codes of what is missing."""
    return tuple(one.code for one in items if one.state == "gap")


def _leave(known: Known, rules: HouseRules, today: date) -> list[Item]:
    signed = next((one for one in reversed(known.house.rules) if one.effective_from <= known.now), None)
    if signed is None:
        first = Item("rules_signed", "leave", "House rules", "gap", "None are signed.")
    elif not rules.leads:
        first = Item(
            "rules_signed",
            "leave",
            "House rules",
            "gap",
            "Signed, but they name no clinical lead and no service lead who answers for them.",
        )
    else:
        named = {one.post for one in rules.leads if one.staff not in known.leads_left}
        missing = [CHOICES[post] for post in ("clinical_lead", "service_lead") if post not in named]
        by_lead = any(one.staff == signed.signer for one in rules.leads)
        if missing:
            first = Item(
                "rules_signed",
                "leave",
                "House rules",
                "gap",
                f"Nobody who works here is named as {' or '.join(missing)}.",
            )
        elif not by_lead:
            first = Item(
                "rules_signed",
                "leave",
                "House rules",
                "look",
                "The rules in force name their leads, but were signed by somebody else, as a first set is. Have a lead sign the next.",
            )
        else:
            first = Item("rules_signed", "leave", "House rules", "good", "Signed by a lead whom they name.")
    found = [first]
    found += [
        Item(one.code, "leave", f"Legal basis: {one.what.lower()}", one.state, one.said)
        for one in legal.against(rules, known.house.specs, today)
    ]
    near = legal.reminders(rules.legal_basis, today)
    if near:
        one = near[0]
        what = "is reviewed" if one.what == "review" else "ends" if one.days >= 0 else "ended"
        found.append(
            Item(
                "legal_basis_review",
                "leave",
                "Legal basis: next date",
                "look",
                f"It {what} on {one.on.day} {one.on:%B %Y}.",
            )
        )
    found.append(_protocol(known, today))
    return found


def _protocol(known: Known, today: date) -> Item:
    if not known.protocols:
        return Item(
            "protocol_signed",
            "leave",
            "Pilot protocol",
            "gap",
            "None is signed. Signed after the first visit it cannot show that the question came first.",
        )
    late = [one for each in known.protocols for one in reviews_due(each, today) if one.state == "late"]
    if late:
        return Item(
            "protocol_signed",
            "leave",
            "Pilot protocol",
            "look",
            f"Signed; the review of {late[0].on.day} {late[0].on:%B %Y} is not recorded.",
        )
    return Item(
        "protocol_signed",
        "leave",
        "Pilot protocol",
        "good",
        f"{known.protocols[-1].now.body.title}, version {known.protocols[-1].now.body.version}.",
    )


def _people(known: Known, rules: HouseRules, today: date) -> list[Item]:
    need = max(rules.staffing.on_floor_at_least, sum(rules.staffing.of_role.values()))
    able = [one for one in known.staff if one.has_pin and one.role in FLOOR_ROLES]
    pins = Item("staff_with_pin", "people", "Staff with a PIN", "good" if len(able) >= 2 * max(need, 1) else "look" if len(able) >= max(need, 1) else "gap",
                f"{len(able)} who work on the floor have one; the rules ask for {need} on the floor at once.")  # fmt: skip
    short = [
        f"{count} {label('role', role).lower()}"
        for role, count in rules.staffing.of_role.items()
        if sum(one.role == role for one in able) < count and not rules.staffing.senior_counts
    ]
    if short:
        pins = msgspec.structs.replace(pins, state="gap", said=f"{pins.said} Too few: {', '.join(short)}.")
    staffed = rules.staffing.on_floor_at_least > 0
    rule = Item("staffing_rule", "people", "Staffing rule", "good" if staffed else "gap",
                f"At least {rules.staffing.on_floor_at_least} on the floor." if staffed else "The rules ask for nobody on the floor.")  # fmt: skip
    return [pins, rule, _competences(known, rules, today), _second_factor(known)]


def _competences(known: Known, rules: HouseRules, today: date) -> Item:
    code, title = "competences", "Competences in date"
    if not rules.competences:
        return Item(code, "people", title, "gap", "The rules ask for none.")
    lacking = competences.lacking(rules, {one.id: one.role for one in known.staff}, known.notes, today)
    gone = [one for one in lacking if one.standing.state in ("missing", "ended")]
    if gone:
        of = ", ".join(dict.fromkeys(label("competence", one.competence).lower() for one in gone))
        return Item(
            code,
            "people",
            title,
            "gap",
            f"{len({one.staff for one in gone})} people lack what their role asks for: {of}.",
        )
    if lacking:
        return Item(
            code, "people", title, "look", f"{len({one.staff for one in lacking})} people need a course soon."
        )
    return Item(code, "people", title, "good", "Everybody has what their role asks for.")


def _second_factor(known: Known) -> Item:
    code, title = "second_factor", "Second factor in the office"
    office = [one for one in known.staff if one.has_office]
    if any(one.second_factor is None for one in office):
        return Item(code, "people", title, "gap", f"{len(office)} sign in to the office by a password alone.")
    without = sum(not one.second_factor for one in office)
    if without:
        return Item(
            code, "people", title, "gap", f"{without} of {len(office)} who sign in to the office have none."
        )
    return Item(
        code,
        "people",
        title,
        "good" if office else "gap",
        "Everybody who signs in to the office has one." if office else "Nobody can sign in to the office.",
    )


def _floor(known: Known, rules: HouseRules, today: date) -> list[Item]:
    hours = Item("opening_hours", "floor", "Opening hours", "good" if rules.opening_hours else "gap",
                 "Stated." if rules.opening_hours else "None are stated: every visit would count as outside them.")  # fmt: skip
    if not known.tablets:
        tablets = Item("tablets", "floor", "Tablets", "gap", "None is enrolled.")
    elif not known.tablets_armed:
        tablets = Item(
            "tablets",
            "floor",
            "Tablets",
            "look",
            f"{known.tablets} enrolled; none has told that its alarm can sound. Open the board on each and touch it once.",
        )
    else:
        tablets = Item(
            "tablets",
            "floor",
            "Tablets",
            "good",
            f"{known.tablets} enrolled, {known.tablets_armed} armed now.",
        )
    https = Item("https", "floor", "HTTPS", "good" if known.https else "gap",
                 "Tablets reach Bothy over HTTPS." if known.https else "Names and PINs cross the network in the clear, and a tablet cannot keep anything when it is cut off.")  # fmt: skip
    paper = Item("paper", "floor", "Paper sheets", "good" if known.sheets else "gap",
                 f"{known.sheets} printed and ready." if known.sheets else "None printed: with no power there is nothing to write on.")  # fmt: skip
    return [hours, tablets, https, paper, _naloxone(known, today), _drill(known), _duties(rules)]


def _naloxone(known: Known, today: date) -> Item:
    code, title = "naloxone", "Naloxone in stock"
    open_ones = [one for one in known.house.stock if one.item in NALOXONE and one.status == "open"]
    good = [one for one in open_ones if one.expires is None or date.fromisoformat(str(one.expires)) >= today]
    if not good:
        return Item(
            code,
            "floor",
            title,
            "gap",
            "Every batch has run out of date." if open_ones else "No batch is noted.",
        )
    ends = max(
        (date.fromisoformat(str(one.expires)) for one in good if one.expires is not None), default=None
    )
    if ends is None:
        return Item(code, "floor", title, "look", "A batch is noted, without its expiry.")
    state: Literal["good", "look"] = "look" if (ends - today).days < SOON_DAYS else "good"
    return Item(
        code,
        "floor",
        title,
        state,
        f"{len(good)} batch{'' if len(good) == 1 else 'es'} in date; the last expires on {ends.day} {ends:%B %Y}.",
    )


def _drill(known: Known) -> Item:
    code, title = "drill", "Emergency drill"
    if known.drill_at is None:
        return Item(
            code, "floor", title, "gap", "None is recorded. On the floor, raise an emergency as a drill."
        )
    state: Literal["good", "look"] = "look" if known.now - known.drill_at > OLDEST_DRILL else "good"
    return Item(code, "floor", title, state, f"The last was on {known.drill_at.day} {known.drill_at:%B %Y}.")


def _duties(rules: HouseRules) -> Item:
    code, title = "duties", "Duties with recipients"
    if not rules.duties:
        return Item(code, "floor", title, "gap", "The rules name nothing that must be reported.")
    nobody = [one.name for one in rules.duties if " to " not in one.name]
    if nobody:
        return Item(code, "floor", title, "look", f"They do not say to whom: {', '.join(nobody)}.")
    return Item(code, "floor", title, "good", f"{len(rules.duties)} are named, each with its recipient.")


def _record(known: Known) -> list[Item]:
    if known.backup_at is None:
        backup = Item("backup", "record", "Backup", "gap", "None was ever made.")
    else:
        age = known.now - known.backup_at
        when = f"The last was made on {known.backup_at.day} {known.backup_at:%B %Y}."
        backup = Item("backup", "record", "Backup", "look" if age > OLDEST_BACKUP else "good", when)
    signed = known.checkpoint_number
    point = Item("checkpoint", "record", "Checkpoint", "good" if signed else "gap",
                 f"The journal is signed up to entry {signed:,}." if signed else "The journal was never signed.")  # fmt: skip
    return [backup, point]


def _by_person(known: Known, code: str) -> Item:
    title, meaning = SAID[code]
    group = _GROUP_OF_SAID[code]
    line = known.said.get(code)
    body = None if line is None else line.body
    if line is None or not isinstance(body, ReadinessSaid) or not body.done:
        return Item(code, group, title, "gap", f"Nobody has said so. {meaning}", by_person=True)
    state: Literal["good", "look"] = "good"
    if code == "checkpoint_given" and known.now - line.happened_at > OLDEST_CHECKPOINT_GIVEN:
        state = "look"
    return Item(code, group, title, state, meaning, True, line.happened_at, line.staff, body.evidence or "")
