"""What is kept of an office sign-in: from when its sessions count, and from when it needs a second factor."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("server", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="OfficeAccount",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                        related_name="office_account", serialize=False, to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sessions_from", models.DateTimeField(null=True)),
                ("factor_due_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
