"""What a house keeps for the evidence: editions of the city's figures, street finds by square, and where the house stands.

No row here is of a person, and none says a place finer than a square of 250 m but that of the facility, which is no secret.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bothy.evidence.finds.grid import SIZES


class Edition(models.Model):
    """An edition of a series of the city's figures, as somebody brought it. It is never changed: a later edition stands beside it.

    `series`: the figures with their definition and source, the JSON of `evidence.figures.shape.Series`. `sha256` is of the file that was read.
    One that is withdrawn stays readable as it stood.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=80)
    series = models.BinaryField()
    file = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    brought_at = models.DateTimeField(default=timezone.now)
    brought_by = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_role = models.CharField(max_length=20, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("key", "brought_at")


class StreetFind(models.Model):
    """What was found or seen on the street, or looked for and not found, in a square of the National Grid.

    `east`, `north`: its south-west corner in metres; `size`: 250, 500 or 1000. A finer place is nowhere: the database refuses it.
    `count` 0: looked for, and none found. `effort`: null where it is not known. `entry`: the form or file with which it came.
    One that is withdrawn stays, with a reason from a list: no words are kept of a find.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    on = models.DateField(db_index=True)
    east = models.PositiveIntegerField()
    north = models.PositiveIntegerField()
    size = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    found_by = models.CharField(max_length=20)
    effort_in = models.CharField(max_length=12)
    effort = models.FloatField(null=True)
    entry = models.UUIDField(db_index=True)
    from_file = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_role = models.CharField(max_length=20, blank=True)
    withdrawn_why = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-on", "-written_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(size__in=SIZES), name="evidence_find_in_a_square"),
            # The corner of a square, and so no point within it.
            models.CheckConstraint(condition=Q(east=F("east") / F("size") * F("size"), north=F("north") / F("size") * F("size")), name="evidence_find_on_its_corner"),
            models.CheckConstraint(condition=Q(effort__isnull=True) | Q(effort__gt=0), name="evidence_find_effort_above_nought"),
        )


class Ground(models.Model):
    """Where the facility stands, to 100 m, and the first day of its service: what rings are drawn around, and before and after divided by.

    Each row is what somebody said; the last one holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20)
    opened = models.DateField()
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("said_at",)
