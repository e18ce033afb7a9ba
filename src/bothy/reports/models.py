"""The bytes of publications. The journal holds their digest; without it these rows prove nothing."""

from uuid import uuid4

from django.db import models
from django.utils import timezone


class Frozen(models.Model):
    """A draft, or a signed publication: `sha256` is of `frozen` when it was kept; the journal says what it must be.

    `place` is its place in the order of signing, taken just before it is signed: no two can take the same,
    so none is signed that does not know of the one before. None: a draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    set = models.CharField(max_length=60)
    since = models.CharField(max_length=7)
    until = models.CharField(max_length=7)
    revision = models.PositiveIntegerField(default=0)
    number = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    frozen = models.BinaryField()
    place = models.PositiveIntegerField(null=True, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-made_at",)
