"""Enrolling a tablet, and coming on shift at it."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from bothy.care.commands import Refusal
from bothy.people import enrolment, pins, shifts
from bothy.people.devices import COOKIE, KnownDevice, devices
from bothy.people.views.device import answer, by_anyone, by_device, read, refuse

COOKIE_DAYS = 400


class EnrolAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str


class ShiftAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    staff: UUID
    pin: str


class EndAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    staff: UUID


@by_anyone("POST")
def enrol(request: HttpRequest) -> HttpResponse:
    """POST /floor/enrol {"code"} -> {"device", "device_name"} and the device's cookie."""
    asked = read(request, EnrolAsked)
    if isinstance(asked, HttpResponse):
        return asked
    done = enrolment.enrol(asked.code)
    if isinstance(done, Refusal):
        return refuse(429 if done.code == "wait" else 403, done.code, done.sentence)
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
    """POST /floor/shift {"staff", "pin"} -> {"staff", "name", "role", "here"}; 403 wrong PIN, 429 with Retry-After while waiting."""
    asked = read(request, ShiftAsked)
    if isinstance(asked, HttpResponse):
        return asked
    done = shifts.come(device.id, asked.staff, asked.pin)
    if isinstance(done, pins.Wait):
        return refuse(429, done.refusal.code, done.refusal.sentence, Retry_After=str(done.seconds))
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


@by_device("POST")
def end(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """POST /floor/shift/end {"staff"} -> {"here"}. Ending a shift that is not open changes nothing."""
    asked = read(request, EndAsked)
    if isinstance(asked, HttpResponse):
        return asked
    shifts.go(device.id, asked.staff)
    return answer({"here": devices.signed_in_staff(device.id)})
