"""The rows that can be forgotten. The journal knows each of them by a random id only."""

from typing import get_args
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from bothy.care.vocabulary import Role

ROLES = [(role, role.replace("_", " ").capitalize()) for role in get_args(Role)]


class Person(models.Model):
    """A service user: a chosen name and a code, no identity. `id` is the random id of the chain.

    `command` is what asked for the row; `settled` says that the journal has it, so the sweep may pass by.
    """

    id = models.UUIDField(primary_key=True)
    chosen_name = models.CharField(max_length=80)
    code = models.CharField(max_length=40, blank=True, db_index=True)
    card = models.CharField(max_length=80, blank=True, db_index=True)
    command = models.UUIDField(unique=True)
    settled = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.chosen_name} ({self.code or 'no code'})"


class Note(models.Model):
    """Words that staff wrote. The chain holds `digest`; the words and the salt go when they are forgotten."""

    command = models.UUIDField(primary_key=True)
    subject = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    salt = models.CharField(max_length=128)
    settled = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)


class Forgotten(models.Model):
    """Whose rows went from this database, by random id; the journal says that and when they were forgotten.

    Without this row a forgetting is not finished here: a crash came between, or the database is older than the journal.
    """

    person = models.UUIDField(primary_key=True)
    finished_at = models.DateTimeField(default=timezone.now)


class NotTheSame(models.Model):
    """Somebody looked at two people who seemed to be one, and said that they are two: they are not suggested again.

    `one` is the smaller id.
    """

    one = models.UUIDField()
    other = models.UUIDField(db_index=True)
    said_by = models.UUIDField(null=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("one", "other"), name="people_not_the_same")]


class Staff(models.Model):
    """Someone who works here. `user` is the office sign-in, where they have one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=ROLES)
    pin_hash = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="staff"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("display_name",)

    def __str__(self) -> str:
        return self.display_name


class Device(models.Model):
    """An enrolled tablet or browser. Only the SHA-256 of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-enrolled_at",)

    def __str__(self) -> str:
        return self.name


class EnrolmentCode(models.Model):
    """A short code shown once in the office and typed once on a tablet."""

    code_hash = models.CharField(max_length=64, unique=True)
    device_name = models.CharField(max_length=80)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ShiftClaim(models.Model):
    """Someone proved by PIN that they are at this device; open until they go, or for LONGEST_SHIFT."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="claims")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="claims")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("device", "staff"),
                condition=models.Q(until__isnull=True),
                name="people_one_open_claim",
            )
        ]


class Tries(models.Model):
    """Wrong tries in a row (a PIN, a code), so that guessing gets slower, also over a restart and in every worker.

    `key`: what is tried, by random ids; see `bothy.people.tries`.
    """

    key = models.CharField(primary_key=True, max_length=120)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
