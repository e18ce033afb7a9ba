import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_tries")]

    operations = [
        migrations.CreateModel(
            name="Forgotten",
            fields=[
                ("person", models.UUIDField(primary_key=True, serialize=False)),
                ("finished_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="NotTheSame",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("one", models.UUIDField()),
                ("other", models.UUIDField(db_index=True)),
                ("said_by", models.UUIDField(null=True)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddConstraint(
            model_name="notthesame",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="people_not_the_same"),
        ),
    ]
