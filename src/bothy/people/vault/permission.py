"""Who may open the vault: given to somebody by name, by somebody else. No role brings it along, a manager's neither."""

from datetime import datetime

from django.utils import timezone

from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role
from bothy.people.models import Staff
from bothy.people.vault.models import Permission
from bothy.people.vault.trouble import VaultTrouble

ROLES: tuple[Role, ...] = ROLES_FOR_ACTS["open-vault"]


def may_open(staff: Staff | None) -> bool:
    """Whether they hold the permission and still work here in a role that can have it."""
    if staff is None or not staff.active or staff.role not in ROLES:
        return False
    return Permission.objects.filter(staff=staff).exists()


def cannot_give(staff: Staff, by: Staff) -> str:
    """Why `by` cannot give it to `staff`; "" where they can."""
    if staff.id == by.id:
        return "Nobody gives this permission to themselves. Ask another manager."
    if not staff.active or staff.role not in ROLES:
        return f"{staff.display_name} cannot have it: a nurse, shift lead or manager who works here can."
    if Permission.objects.filter(staff=staff).exists():
        return f"{staff.display_name} has it already."
    return ""


def give(staff: Staff, by: Staff | None, at: datetime | None = None) -> None:
    """`VaultTrouble` where it cannot be given. The journal says so first, at the facility's time `at`."""
    if by is not None and (why := cannot_give(staff, by)):
        raise VaultTrouble(why)
    Permission.objects.get_or_create(staff=staff, defaults={"given_by": by, "given_at": at or timezone.now()})


def take_back(staff: Staff) -> bool:
    """Whether they had it."""
    return bool(Permission.objects.filter(staff=staff).delete()[0])


__all__ = ["ROLES", "cannot_give", "give", "may_open", "take_back"]
