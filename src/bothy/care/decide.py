"""Decide: may this happen? Pure; an answer for every command that can be read, and for those that cannot."""

from datetime import datetime

import msgspec

from bothy.care import (
    decide_basis,
    decide_batch,
    decide_correct,
    decide_emergency,
    decide_export,
    decide_facility,
    decide_inspection,
    decide_people,
    decide_person,
    decide_place,
    decide_publication,
    decide_referral,
    decide_register,
    decide_staff,
    decide_vault,
    decide_visit,
)  # fmt: skip
from bothy.care.commands import COMMANDS, FACTS, Actor, Command, Refusal
from bothy.care.fold import Recall
from bothy.care.house import House
from bothy.care.kinds import KINDS
from bothy.care.ranges import out_of_range
from bothy.care.roles import NEVER_UNCLAIMED, may_not
from bothy.care.wish import Case, Decider, Wish, contested, departure, reckoned, refuse

DECIDERS: dict[str, Decider] = {
    "found-facility": decide_facility.found_facility,
    "set-clock": decide_facility.set_clock,
    "sign-rules": decide_facility.sign_rules,
    "open-floor": decide_facility.open_floor,
    "close-floor": decide_facility.close_floor,
    "change-place": decide_facility.change_place,
    "come-on-shift": decide_facility.come_on_shift,
    "go-off-shift": decide_facility.go_off_shift,
    "turn-away": decide_facility.turn_away,
    "note-stock": decide_facility.note_stock,
    "note": decide_facility.note,
    "register-person": decide_person.register_person,
    "link-person": decide_person.link_person,
    "merge-person": decide_person.merge_person,
    "start-visit": decide_visit.start_visit,
    "enter-stage": decide_visit.enter_stage,
    "assess": decide_visit.assess,
    "give-place": decide_place.give_place,
    "start-episode": decide_place.start_episode,
    "end-episode": decide_place.end_episode,
    "see": decide_visit.see,
    "give-service": decide_visit.give_service,
    "give-supplies": decide_visit.give_supplies,
    "end-visit": decide_visit.end_visit,
    "miss-watch": decide_visit.miss_watch,
    "settle-contest": decide_visit.settle_contest,
    "offer-referral": decide_referral.offer_referral,
    "move-referral": decide_referral.move_referral,
    "raise-emergency": decide_emergency.raise_emergency,
    "place-emergency": decide_emergency.place_emergency,
    "join-emergency": decide_emergency.join_emergency,
    "observe": decide_emergency.observe,
    "say-presentation": decide_emergency.say_presentation,
    "act": decide_emergency.act,
    "move-ambulance": decide_emergency.move_ambulance,
    "close-emergency": decide_emergency.close_emergency,
    "explain-departure": decide_emergency.explain_departure,
    "debrief": decide_emergency.debrief,
    "do-duty": decide_emergency.do_duty,
    "describe-substance": decide_emergency.describe_substance,
    "flag-batch": decide_batch.flag_batch,
    "end-flag": decide_batch.end_flag,
    "note-export": decide_export.note_export,
    "check-publication": decide_publication.check_publication,
    "sign-publication": decide_publication.sign_publication,
    "withdraw-publication": decide_publication.withdraw_publication,
    "send-publication": decide_publication.send_publication,
    "forget-person": decide_people.forget_person,
    "erase-words": decide_people.erase_words,
    "note-held-shown": decide_people.note_held_shown,
    "say-consent": decide_vault.say_consent,
    "keep-in-vault": decide_vault.keep_in_vault,
    "open-vault": decide_vault.open_vault,
    "review-look": decide_vault.review_look,
    "export-linkage": decide_vault.export_linkage,
    "receive-request": decide_vault.receive_request,
    "decide-request": decide_vault.decide_request,
    "answer-request": decide_vault.answer_request,
    "note-competence": decide_staff.note_competence,
    "note-access": decide_staff.note_access,
    "notice-guessing": decide_staff.notice_guessing,
    "propose-rules": decide_basis.propose_rules,
    "withdraw-proposal": decide_basis.withdraw_proposal,
    "say-readiness": decide_basis.say_readiness,
    "sign-protocol": decide_basis.sign_protocol,
    "review-protocol": decide_basis.review_protocol,
    "find-item": decide_register.find_item,
    "move-item": decide_register.move_item,
    "count-items": decide_register.count_items,
    "open-incident": decide_register.open_incident,
    "move-incident": decide_register.move_incident,
    "set-restriction": decide_register.set_restriction,
    "move-restriction": decide_register.move_restriction,
    "let-visitor-in": decide_register.let_visitor_in,
    "let-visitor-out": decide_register.let_visitor_out,
    "keep-duty": decide_register.keep_duty,
    "note-inspection": decide_inspection.note_inspection,
    "correct": decide_correct.correct,
}

_decoders = {kind: msgspec.json.Decoder(body) for kind, body in COMMANDS.items()}


def decide(
    house: House, command: Command, actor: Actor, now: datetime, recall: Recall | None = None
) -> tuple[Wish, ...] | Refusal:
    """What is to be written for a command, or why not, in words for the person who tapped.

    `now` is the facility clock. `recall` finds subjects that have left the House, as for `fold`.
    Never raises for anything that a device can send.
    """
    body = _read(command)
    if isinstance(body, Refusal):
        return body
    at = reckoned(house, command.happened_at, now)
    if at is None:
        if command.kind not in FACTS:
            return refuse("before_founding")
        # What happened is kept even if the tablet's clock is wrong; it is dated as of now.
        at = reckoned(House(), now, now) or now
    case = Case(house, command, body, actor, at, now, recall)
    objection = _wrong_address(case)
    if objection is not None:
        return objection
    objection = may_not(case, command.kind)
    if objection is None:
        return DECIDERS[command.kind](case)
    if not command.acted or command.kind in NEVER_UNCLAIMED:
        return objection
    # It was done. Without a claim the entry has no name and is there to be looked at; see `fold_visit`.
    outcome = DECIDERS[command.kind](case)
    if isinstance(outcome, Refusal) or actor.role is None:
        return outcome
    return tuple(_in_a_role_that_may_not(wish) for wish in outcome)


def _in_a_role_that_may_not(wish: Wish) -> Wish:
    """The entry with the departure from the house rules on roles, where its kind has room for it."""
    said = getattr(wish.body, "departures", None)
    if said is None:
        return wish
    departures = (*said, departure("role_departed", ""))
    return msgspec.structs.replace(wish, body=msgspec.structs.replace(wish.body, departures=departures))


def _read(command: Command) -> msgspec.Struct | Refusal:
    decoder = _decoders.get(command.kind)
    if decoder is None:
        return refuse("unreadable", wrong=f"there is no command {command.kind!r}")
    try:
        body: msgspec.Struct = decoder.decode(command.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        return out_of_range(command.kind, bytes(command.body)) or refuse("unreadable", wrong=wrong)
    return body


def _wrong_address(case: Case) -> Refusal | None:
    """Commands about the facility are addressed to it, and to nothing else before it is founded."""
    if case.command.kind == "found-facility":
        return None
    if case.house.facility is None:
        return refuse("not_founded")
    if case.command.kind in _FACILITY_COMMANDS and case.subject != case.house.facility:
        return refuse("unknown_subject")
    return None


_FACILITY_COMMANDS = frozenset(
    command for kind, command in decide_correct.COMMAND_OF_KIND.items() if KINDS[kind].subject == "facility"
)

__all__ = ["DECIDERS", "Case", "Wish", "contested", "decide"]
