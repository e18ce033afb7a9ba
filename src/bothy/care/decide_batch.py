"""A flag for what may be about: raised by the house itself, taken down by a person."""

from bothy.care.bodies_batch import BatchFlagEnded, BatchFlagged
from bothy.care.wish import Case, Outcome, refuse


def flag_batch(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, BatchFlagged)
    if not case.actor.system:
        return refuse("house_only")
    return (case.wish("batch-flagged", body),)


def end_flag(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, BatchFlagEnded)
    flag = next((one for one in case.house.flags if one.id == body.flag), None)
    if flag is None:
        return refuse("unknown_flag")
    if flag.ended_at is not None and not case.command.acted:
        return refuse("flag_already_ended", at=case.clock(flag.ended_at))
    return (case.wish("batch-flag-ended", body),)
