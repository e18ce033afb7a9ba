"""The worklist of referrals: whoever is in charge sees what waits, on whom, since when, and what comes next."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from bothy.care.bodies import ReferralMoved
from bothy.care.commands import Command
from bothy.care.fold_referral import FINAL_STEPS
from bothy.care.house import House, Referral
from bothy.care.kinds import encode
from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.intake.clock import FacilityClock

NEXT: dict[str, tuple[str, ...]] = {
    "offered": ("accepted", "declined"),
    "accepted": ("made",),
    "made": ("acknowledged", "appointment"),
    "acknowledged": ("appointment", "attended"),
    "appointment": ("attended",),
    "attended": ("engaged",),
}
"""The likely next steps of an open referral. Lost and not known can be said at any time."""

WAITS_ON: dict[str, str] = {
    "offered": "the service user, to answer",
    "accepted": "us, to make it",
    "made": "the other service, to acknowledge it",
    "acknowledged": "the other service, to give an appointment",
    "appointment": "the service user and the other service, to meet",
    "attended": "the other service, to say what began",
}


class Waiting(msgspec.Struct, frozen=True):
    """One open referral. `steps`: (code, words) of what may be said next; `on`: the day the last step happened."""

    id: UUID
    name: str
    tag: str
    to: str
    to_code: str
    step: str
    step_code: str
    waits_on: str
    since: datetime
    days: int
    on: date | None
    said_by: str
    steps: tuple[tuple[str, str], ...]
    engages: bool


def waiting(house: House, names: Mapping[UUID, object], now: datetime) -> list[Waiting]:
    """Every referral without an outcome, the longest waiting first. `names`: Name(name, tag) by person."""
    rows = []
    for referral in house.referrals.values():
        if referral.offered_at is None or referral.step is None or referral.step in FINAL_STEPS:
            continue
        rows.append(_row(referral, names, now))
    rows.sort(key=lambda row: (row.since, row.id))
    return rows


def _row(referral: Referral, names: Mapping[UUID, object], now: datetime) -> Waiting:
    step = referral.step or "offered"
    since = referral.step_at or referral.offered_at or now
    known = names.get(referral.person) if referral.person is not None else None
    moves = [line.body for line in referral.lines if isinstance(line.body, ReferralMoved) and line.body.step == step]
    ahead = NEXT.get(step, ())
    return Waiting(
        id=referral.id,
        name=getattr(known, "name", "") or "Name not kept",
        tag=getattr(known, "tag", ""),
        to=label("referral_to", referral.to or "other"),
        to_code=referral.to or "other",
        step=label("referral_step", step),
        step_code=step,
        waits_on=WAITS_ON.get(step, ""),
        since=since,
        days=max(0, (now - since).days),
        on=moves[-1].on if moves else None,
        said_by=label("said_by", referral.said_by) if referral.said_by else label("said_by", "staff"),
        steps=tuple((code, label("referral_step", code)) for code in ahead),
        engages="engaged" in ahead,
    )


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the form of a row sends. `command` is made with the page, so that a form sent twice is one move."""

    command: UUID
    referral: UUID
    step: str
    said_by: str = "staff"
    on: date | None = None
    engagement: str | None = None


class Unreadable(ValueError):
    """The form cannot be read; the message is for the person who sent it."""


def read_move(form: Mapping[str, str]) -> Move:
    """The move that a form asks for. `Unreadable` with a sentence."""
    told = {name: form[name] for name in Move.__struct_fields__ if form.get(name)}
    try:
        move = msgspec.convert(told, Move, strict=False)
    except msgspec.ValidationError as fault:
        raise Unreadable("The form could not be read. Load the page again and choose once more.") from fault
    if move.step not in codes("referral_step") or move.step == "offered":
        raise Unreadable("Choose what happened from the list.")
    if move.said_by not in codes("said_by"):
        raise Unreadable("Choose who said so from the list.")
    if move.engagement is not None and move.engagement not in codes("engagement"):
        raise Unreadable("Choose what began from the list.")
    return move


def as_command(move: Move, staff: UUID | None, clock: FacilityClock) -> Command:
    """The command that writes the move. `Unreadable` when its day lies ahead."""
    now = clock.now()
    if move.on is not None and move.on > now.date():
        raise Unreadable("That day lies ahead: say what has happened, with the day on which it did.")
    engagement = move.engagement if move.step == "engaged" else None
    body = msgspec.convert(
        {"step": move.step, "on": move.on, "said_by": move.said_by, "engagement": engagement}, ReferralMoved
    )
    return Command(
        id=move.command,
        kind="move-referral",
        subject=move.referral,
        body=msgspec.Raw(encode(body)),
        happened_at=now,
        staff=staff,
    )
