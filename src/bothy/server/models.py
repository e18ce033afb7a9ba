"""What the frame itself keeps: which sheets of paper were printed, and what became of them."""

from django.db import models
from django.utils import timezone


class PaperSheet(models.Model):
    """A sheet that was printed. What was written on it stands in the journal; here only that there is a sheet.

    `issued_at` is the same for all sheets of one printing. `complete`: nothing stays open by it.
    """

    id = models.CharField(primary_key=True, max_length=20)
    kind = models.CharField(max_length=20)
    issued_at = models.DateTimeField(default=timezone.now, db_index=True)
    issued_by = models.UUIDField(null=True)
    keyed_at = models.DateTimeField(null=True)
    keyed_by = models.UUIDField(null=True)
    complete = models.BooleanField(default=False)
    unused_at = models.DateTimeField(null=True)
    unused_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-issued_at", "id")
