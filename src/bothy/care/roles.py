"""Who may do what. Deny by default; an emergency never waits for a PIN, a lock-out or a conflict."""

from bothy.care.commands import Refusal
from bothy.care.leads import SIGNED_BY_LEADS, is_lead
from bothy.care.rules import EMERGENCY_ACTS, ROLES_FOR_ACTS
from bothy.care.wish import Case, refuse
from bothy.care.words import label

NEVER_UNCLAIMED: frozenset[str] = frozenset(
    {
        "found-facility", "set-clock", "sign-rules", "come-on-shift", "go-off-shift", "link-person", "merge-person",
        "settle-contest", "correct", "miss-watch", "flag-batch", "end-flag", "do-duty",
        "note-export",
        "check-publication", "sign-publication", "withdraw-publication", "send-publication",
        "forget-person", "erase-words", "note-held-shown", "say-consent", "keep-in-vault", "open-vault",
        "review-look", "export-linkage", "receive-request", "decide-request", "answer-request",
        "note-competence", "note-access", "notice-guessing", "propose-rules", "withdraw-proposal",
        "say-readiness", "sign-protocol", "review-protocol", "set-restriction", "move-restriction",
        "count-items", "keep-duty", "note-inspection",
    }
)  # fmt: skip
"""Acts that say who somebody is or what holds: without the claim and the role for it they say nothing.
Everything else, once it was done, is kept: without a name where no PIN stands behind it."""

OFFICE_ACTS: frozenset[str] = frozenset(
    {
        "found-facility", "set-clock", "sign-rules", "propose-rules", "withdraw-proposal", "miss-watch", "flag-batch",
        "check-publication", "sign-publication", "withdraw-publication", "send-publication", "note-export",
        "forget-person", "erase-words", "note-held-shown", "keep-in-vault", "open-vault", "review-look", "export-linkage",
        "receive-request", "decide-request", "answer-request", "note-competence", "note-access", "notice-guessing",
        "say-readiness", "sign-protocol", "review-protocol", "keep-duty", "note-inspection",
    }
)  # fmt: skip
"""Done in the office, where a password stands behind a name, or by the house itself. The floor takes none of them: on a
tablet four digits stand behind it, and whoever holds the tablet could sign in a manager's name."""


def may_not(case: Case, kind: str) -> Refusal | None:
    """Why the person behind a command may not do an act of this kind; None where they may."""
    if case.actor.system or kind in EMERGENCY_ACTS:
        return None
    roles = case.rules.roles_for_acts.get(kind, ROLES_FOR_ACTS.get(kind, ()))
    if case.actor.role is None:
        return refuse("no_claim")
    if case.actor.role in roles or (kind in SIGNED_BY_LEADS and is_lead(case)):
        return None
    who = ", ".join(label("role", role) for role in roles)
    return refuse("role", role=label("role", case.actor.role), who=who)
