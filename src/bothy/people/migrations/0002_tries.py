"""Wrong tries by a key instead of by person and device: what was counted of old PINs begins anew."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.DeleteModel("PinTries"),
        migrations.CreateModel(
            name="Tries",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
    ]
