"""Getting Django ready for the city's page, and its accounts."""

from __future__ import annotations

import os

from bothy.city.folder import FOLDER_VARIABLE, CityFolder, CityTrouble


def prepare(folder: CityFolder) -> None:
    """Set Django up for the page of this city and make its tables. Once a process. `CityTrouble`."""
    folder.read()
    os.environ[FOLDER_VARIABLE] = str(folder.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bothy.city.settings"
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    from bothy.server.home import HomeTrouble

    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    except (DatabaseError, HomeTrouble) as fault:
        raise CityTrouble(
            f"The city's page cannot be made ready ({str(fault).strip()}). Check {folder.office}."
        ) from fault


def set_account(name: str, password: str) -> bool:
    """A sign-in for the city's page: made, or given another password, which ends its sessions; whether it is new. `CityTrouble`."""
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    user = User.objects.filter(username=name).first()
    new = user is None
    user = user or User(username=name)
    try:
        user.username = User.normalize_username(name)
        user.clean_fields(exclude=["password"])
        validate_password(password, user)
    except ValidationError as fault:
        raise CityTrouble(" ".join(fault.messages)) from fault
    user.set_password(password)
    user.is_active = True
    user.save()
    return new


def close_account(name: str) -> None:
    """Nobody signs in by this name any more. `CityTrouble`."""
    from django.contrib.auth.models import User

    if not User.objects.filter(username=name, is_active=True).update(is_active=False):
        raise CityTrouble(f"Nobody signs in to the city's page as {name}.")


__all__ = ["close_account", "prepare", "set_account"]
