"""What changes about who may do what stands in the journal: under a random id, never with a name or an address."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import msgspec
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from bothy.care.bodies_staff import AccessChanged, GuessingNoticed
from bothy.care.commands import Actor
from bothy.care.vocabulary import AccessChange, Role
from bothy.intake.watching import HOUSE
from bothy.people import enrolment, pins
from bothy.people.models import Device, Staff
from bothy.server.accounts import guessing
from bothy.server.running import running
from bothy.server.writing import NotDone, submit

log = logging.getLogger(__name__)
_PLAIN = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


def access(
    request: HttpRequest, what: AccessChange, *, whose: UUID | None = None, device: UUID | None = None, role: Role | None = None
) -> None:
    """Write down that somebody in the office changed it. What was done stays done where it cannot be written; the log says so."""
    staff = getattr(request.user, "staff", None)
    actor = Actor(staff=staff.id, role=staff.role) if staff is not None else HOUSE
    write("note-access", AccessChanged(what=what, whose=whose, device=device, role=role), actor)


def own(user: Any, what: AccessChange) -> None:
    """Write down what somebody did to their own sign-in; that takes no role."""
    whose = Staff.objects.filter(user_id=user.pk).values_list("id", flat=True).first()
    write("note-access", AccessChanged(what=what, whose=whose), HOUSE)


def _guessed(at: str, tries: int, *, whose: UUID | None = None, device: UUID | None = None) -> None:
    write("notice-guessing", GuessingNoticed(at=at, tries=tries, whose=whose, device=device), HOUSE)


def write(kind: str, body: msgspec.Struct, actor: Actor) -> None:
    facility = running.facility
    if facility is None:
        return
    try:
        answer = submit(facility, actor, kind, facility.id, body)
    except NotDone as fault:
        log.warning("%s could not be written down: %s", kind, fault)
        return
    if answer.refusal is not None:
        log.warning("%s could not be written down: %s", kind, answer.refusal.sentence)


def listen() -> None:
    """Hear of what the doors notice: a tablet that came in by a code, and guessing at PINs, at codes and in the office."""
    enrolment.on_enrolled(_enrolled)
    enrolment.on_guessing(lambda tries: _guessed("enrolment", tries))
    pins.on_guessing(_pins)
    guessing.on_guessing(_office)


def _enrolled(device: Device, by: Staff | None) -> None:
    actor = Actor(staff=by.id, role=by.role) if by is not None else HOUSE  # type: ignore[arg-type]
    write("note-access", AccessChanged(what="device_enrolled", device=device.id), actor)


def _pins(told: pins.Guessing) -> None:
    _guessed("pin", max(told.here, told.everywhere), whose=told.staff, device=told.device)


def _office(told: guessing.Guessing) -> None:
    name = told.name.removesuffix(guessing.SECOND_FACTOR)
    whose = Staff.objects.filter(user__username__iexact=name).values_list("id", flat=True).first() if name else None
    _guessed("password" if name == told.name else "second_factor", told.tries, whose=whose)


@receiver(signals.authenticator_added)
def _added(user: Any, authenticator: Authenticator, **_: object) -> None:
    own(user, "second_factor_set" if authenticator.type in _PLAIN else "recovery_codes_made")


@receiver(signals.authenticator_removed)
def _removed(user: Any, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type in _PLAIN:
        own(user, "second_factor_removed")


@receiver(signals.authenticator_reset)
def _made_anew(user: Any, **_: object) -> None:
    own(user, "recovery_codes_made")
