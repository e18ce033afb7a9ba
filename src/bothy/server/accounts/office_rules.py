"""What settings.toml says of the office's sign-ins: who needs a second factor, the grace, and when a session ends.

Read before Django is set up. Each raises ValueError with a sentence where a value cannot be meant.
"""

from __future__ import annotations

from typing import get_args

from bothy.care.vocabulary import Role

_FLOOR_ONLY = ("reception", "worker", "nurse")
ASKED_OF: tuple[Role, ...] = tuple(role for role in get_args(Role) if role not in _FLOOR_ONLY)
"""Who needs a second factor where settings.toml does not say: everybody with more than the floor and its referrals."""
GRACE_DAYS = 7
IDLE_MINUTES = 30


def second_factor(told: dict[str, object]) -> tuple[tuple[Role, ...], int]:
    """The roles that need one, and for how many days somebody may work without one once it was asked for."""
    roles = told.get("second_factor_roles", list(ASKED_OF))
    if not isinstance(roles, list) or not {str(role) for role in roles} <= set(get_args(Role)):
        raise ValueError(f"second_factor_roles in settings.toml is a list of: {', '.join(get_args(Role))}.")
    return tuple(roles), _whole(told, "second_factor_grace_days", GRACE_DAYS, 0, 60)


def idle_minutes(told: dict[str, object]) -> int:
    """After how many minutes without use an office session is over."""
    return _whole(told, "office_idle_minutes", IDLE_MINUTES, 5, 720)


def _whole(told: dict[str, object], name: str, otherwise: int, least: int, most: int) -> int:
    value = told.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} in settings.toml is a whole number from {least} to {most}.")
    return value
