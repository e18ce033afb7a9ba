"""Enrolling a tablet, and coming on shift at it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Meta

from bothy.care.body import MaybeRaw
from bothy.care.commands import Refusal
from bothy.people import enrolment, pins, ports, shifts
from bothy.people.devices import COOKIE, KnownDevice, devices
from bothy.people.views.device import answer, by_anyone, by_device, read, refuse

COOKIE_DAYS = 400
WAITS_AT_MOST_SECONDS = 60
"""So long what was done cut off waits for its name; beyond that other screens need it more than the name."""


class EnrolAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str


class _Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When it was, by a device that was cut off: its clocks then, and (`now`) as it sends."""

    since: Annotated[datetime, Meta(tz=True)] | None = None
    wall: Annotated[datetime, Meta(tz=True)] | None = None
    tick_ms: float | None = None
    boot: UUID | None = None
    synced: bool = False
    now: MaybeRaw = None

    def wall_time(self, device: UUID) -> datetime | None:
        """The house's own time of it; None for now."""
        if self.since is None:
            return None
        told = ports.Told(device, self.since, self.wall, self.tick_ms, self.boot, self.synced, self.now)
        return ports.wall_time(told)


class ShiftAsked(_Moment, frozen=True, kw_only=True):
    """`pin`, or cut off `sealed_pin`: a box that holds whose PIN it is and since when.

    `beside`: they only confirm what another does here, and are not signed in by it.
    """

    staff: UUID
    pin: str = ""
    sealed_pin: MaybeRaw = None
    cut_off: bool = False
    beside: bool = False


class EndAsked(_Moment, frozen=True, kw_only=True):
    staff: UUID


@by_anyone("POST")
def enrol(request: HttpRequest) -> HttpResponse:
    """POST /floor/enrol {"code"} -> {"device", "device_name"} and the device's cookie."""
    asked = read(request, EnrolAsked)
    if isinstance(asked, HttpResponse):
        return asked
    done = enrolment.enrol(asked.code, request.META.get("REMOTE_ADDR", ""))
    if isinstance(done, enrolment.Wait):
        return refuse(429, done.refusal.code, done.refusal.sentence, Retry_After=str(done.seconds))
    if isinstance(done, Refusal):
        return refuse(403, done.code, done.sentence)
    device, cookie = done
    response = answer({"device": device.id, "device_name": device.name})
    set_device_cookie(response, cookie, secure=request.is_secure())
    return response


def set_device_cookie(response: HttpResponse, cookie: str, *, secure: bool) -> None:
    """400 days is the longest that browsers keep one; a tablet that is used meets the server far sooner."""
    response.set_cookie(
        COOKIE, cookie, max_age=COOKIE_DAYS * 86400, httponly=True, samesite="Lax", secure=secure, path="/"
    )


@by_device("GET")
def staff(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """GET /floor/staff -> who can come on shift, and who is signed in on this device."""
    everyone = [
        {"staff": id, **one}
        for id, one in sorted(devices.active_staff().items(), key=lambda item: item[1]["name"])
    ]
    return answer(
        {
            "device": device.id,
            "device_name": device.name,
            "staff": everyone,
            "here": devices.signed_in_staff(device.id),
        }
    )


@by_device("POST")
def start(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """POST /floor/shift {"staff", "pin"} -> {"staff", "name", "role", "here"}; 403 wrong PIN, 429 with Retry-After while waiting.

    From a tablet that was cut off: {"staff", "sealed_pin", "cut_off": true, "since", and its clocks}. The claim then stands
    since then. Where the PIN turns out wrong, what was done under it is recorded without the name. 503 with Retry-After where
    it was not looked at yet, because somebody typed wrong ones: it is sent again, and what was done under it waits that long.
    """
    asked = read(request, ShiftAsked)
    if isinstance(asked, HttpResponse):
        return asked
    pin: str | Refusal = _opened(asked) if asked.sealed_pin is not None else asked.pin
    if isinstance(pin, Refusal):
        return refuse(403, pin.code, pin.sentence)
    since = asked.wall_time(device.id) if asked.cut_off and asked.sealed_pin is not None else None
    enter = shifts.confirm if asked.beside else shifts.come
    done = enter(device.id, asked.staff, pin, since)
    if isinstance(done, pins.Wait):
        later = asked.sealed_pin is not None and not done.tried and done.seconds <= WAITS_AT_MOST_SECONDS
        return refuse(503 if later else 429, done.refusal.code, done.refusal.sentence, Retry_After=str(done.seconds))
    if isinstance(done, Refusal):
        return refuse(403, done.code, done.sentence)
    return answer(
        {
            "staff": done.id,
            "name": done.display_name,
            "role": done.role,
            "here": devices.signed_in_staff(device.id),
        }
    )


def _opened(asked: ShiftAsked) -> str | Refusal:
    """The PIN in the box, where it was sealed for this very sign-in."""
    try:
        told = ports.open_pin(bytes(asked.sealed_pin or b""))
    except ValueError as fault:
        return Refusal("not_opened", str(fault))
    if told.staff != asked.staff or told.since != asked.since:
        return Refusal("not_opened", "This PIN was sealed for another sign-in. Sign in again.")
    return told.pin


@by_device("POST")
def end(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """POST /floor/shift/end {"staff"} -> {"here"}. Ending a shift that is not open changes nothing."""
    asked = read(request, EndAsked)
    if isinstance(asked, HttpResponse):
        return asked
    shifts.go(device.id, asked.staff, asked.wall_time(device.id))
    return answer({"here": devices.signed_in_staff(device.id)})
