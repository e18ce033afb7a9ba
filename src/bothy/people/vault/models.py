"""What the database holds of the vault: sealed boxes, the wrapped key of each person, and who may open them."""

from django.db import models
from django.utils import timezone

from bothy.people.models import Staff


class PersonKey(models.Model):
    """The key under which one person's boxes are sealed, wrapped by the vault key `vault_key`. Without it nothing of them can be read again."""

    person = models.UUIDField(primary_key=True)
    vault_key = models.CharField(max_length=16, db_index=True)
    wrapped = models.BinaryField()


class Sealed(models.Model):
    """One part of one person, sealed. `version` rises each time it is written; the highest settled one holds.

    `command` is what asked for it; `settled` says that the journal has it. Person, part and version are bound into the box.
    """

    person = models.UUIDField(db_index=True)
    part = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    box = models.BinaryField()
    command = models.UUIDField(unique=True)
    settled = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("person", "part", "version"), name="vault_one_version")
        ]


class Permission(models.Model):
    """Somebody who works here may open the vault: given to them by name, by somebody else. The journal says when it came and went."""

    staff = models.OneToOneField(
        Staff, primary_key=True, on_delete=models.CASCADE, related_name="vault_permission"
    )
    given_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)


class Sheet(models.Model):
    """The words that are read to somebody before they agree to something. A version is never changed; a new one is made."""

    to = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("to", "-made_at", "-id")
        constraints = [models.UniqueConstraint(fields=("to", "version"), name="vault_one_sheet")]
