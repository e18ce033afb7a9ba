"""How long a look lasts, and who may look without the permission: that look is announced, and somebody else reviews it."""

from __future__ import annotations

from bothy.care.decide_vault import BREAKS_GLASS
from bothy.care.hours import rules_at
from bothy.care.house import House
from bothy.care.looks import Look, looks
from bothy.care.vocabulary import Role
from bothy.server import running
from bothy.server.office.register_lines import of_kinds


def minutes(house: House) -> int:
    """How long what was opened may be shown, by the house rules."""
    return rules_at(house, running.now()).break_glass_minutes


def may_break(role: Role | None) -> bool:
    return role in BREAKS_GLASS


def all_looks() -> tuple[Look, ...]:
    return looks(of_kinds(("vault-opened", "look-reviewed")))


def waiting() -> tuple[Look, ...]:
    """Looks without the permission of which nobody has said yet whether they were in order."""
    return tuple(look for look in all_looks() if look.waits)


__all__ = ["all_looks", "may_break", "minutes", "waiting"]
