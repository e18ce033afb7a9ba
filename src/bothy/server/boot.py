"""Getting Django ready for a home: settings, tables, and the people in memory."""

import os

from bothy.server.home import HOME_VARIABLE, Home, HomeTrouble


def prepare(home: Home, *, migrate: bool = True, people: bool = True) -> Home:
    """Set Django up for this home, bring its tables up to date, read people and devices into memory.

    Once a process: a second home raises HomeTrouble. Raises HomeTrouble with a sentence where the
    home or the database cannot be used. Safe to call again for the same home. `migrate` and `people`: a verb that
    only reads, or that fills a home's tables itself, leaves them out.
    """
    import django
    from django.conf import settings

    home.make()
    if settings.configured and getattr(settings, "HOME", home).folder != home.folder:
        raise HomeTrouble("This process serves another home already.")
    os.environ[HOME_VARIABLE] = str(home.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bothy.server.settings"
    try:
        django.setup()
    except ValueError as fault:
        raise HomeTrouble(str(fault)) from fault
    if migrate:
        _migrate(home)
    home.keep_to_its_user()
    if people:
        load_people()
    return home


def _migrate(home: Home) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Two workers that start at once must not both make the tables.
                cursor.execute("SELECT pg_advisory_lock(hashtext('bothy migrate'))")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_unlock(hashtext('bothy migrate'))")
    except DatabaseError as fault:
        where = str(home.house) if connection.vendor == "sqlite" else "the PostgreSQL of DATABASE_URL"
        raise HomeTrouble(
            f"The tables in {where} cannot be made ready ({str(fault).strip()}). "
            "Check that it is there, writable and whole; `bothy check` looks at it."
        ) from fault


def load_people() -> None:
    """Read people, staff and devices into memory: the floor asks for them without waiting."""
    from bothy.people.devices import devices
    from bothy.people.directory import directory

    directory.look()
    devices.refresh()
