"""What the frame itself keeps: which sheets of paper were printed, and what became of them."""

from django.conf import settings
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


class OfficeAccount(models.Model):
    """What the house keeps of an office sign-in beside the password and the second factor.

    `sessions_from`: sessions that began before it are over, in every browser. `factor_due_at`: from when a second
    factor is needed to work in the office, once it was asked for; empty where it never was.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="office_account"
    )
    sessions_from = models.DateTimeField(null=True)
    factor_due_at = models.DateTimeField(null=True)


class RotaShift(models.Model):
    """A shift as the rota knows it: a name and local times. The end may be after midnight."""

    name = models.CharField(max_length=40)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("starts", "id")


class Planned(models.Model):
    """Somebody is planned for a shift of a day. Who really came stands in the journal."""

    day = models.DateField(db_index=True)
    shift = models.ForeignKey(RotaShift, on_delete=models.CASCADE, related_name="planned")
    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="planned")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("day", "shift", "staff"), name="server_planned_once")]
