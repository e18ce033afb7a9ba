"""A rota begins with two shifts that meet in the middle of a day from nine to nine; the house changes them.

They are made here and not when somebody first looks at the rota: looking changes nothing.
"""

from datetime import time

from django.db import migrations

USUAL = (("Early", time(8, 30), time(15, 0)), ("Late", time(14, 30), time(21, 15)))


def make(apps, schema_editor):
    shift = apps.get_model("server", "RotaShift")
    if not shift.objects.using(schema_editor.connection.alias).exists():
        for name, starts, ends in USUAL:
            shift.objects.using(schema_editor.connection.alias).create(name=name, starts=starts, ends=ends)


class Migration(migrations.Migration):
    dependencies = [("server", "0003_rota")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
