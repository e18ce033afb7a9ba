"""The one door of these views: an enrolled device, our own origin, a JSON body that can be read."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from bothy.care.commands import Refusal
from bothy.people.devices import COOKIE, KnownDevice, devices
from bothy.people.origin import same_site
from bothy.people.paces import SEARCHES

MOST_BYTES = 16 * 1024
TOO_FAST = "That is faster than anybody types. Wait a moment and search again."
T = TypeVar("T")
View = Callable[..., HttpResponse]


def answer(value: object, status: int = 200, **headers: str) -> HttpResponse:
    """JSON that nobody keeps: names pass through here."""
    response = HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    for name, told in headers.items():
        response[name.replace("_", "-")] = told
    return response


def refuse(status: int, code: str, sentence: str, **headers: str) -> HttpResponse:
    """The same shape as the floor's own 4xx: {"code", "sentence"}."""
    return answer(Refusal(code, sentence), status, **headers)


def own_origin(request: HttpRequest) -> bool:
    """Whether the browser says that the request comes from our own page. Without Origin it does not."""
    return same_site(request.headers.get("Origin", ""), request.get_host(), request.scheme)


def by_device(method: str, *, on_shift: bool = False, about_people: bool = False) -> Callable[[View], View]:
    """A view for enrolled devices: gets `device` (KnownDevice); 401 without, 403 from elsewhere, 405 otherwise.

    `on_shift`: only while somebody is on shift there. A tablet that was carried off must not be a way to ask who
    comes here; an emergency needs no name. `about_people`: not faster than hands can type; 429 with Retry-After.
    """

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            bad = _method_and_origin(request, method)
            if bad is not None:
                return bad
            device: KnownDevice | None = devices.authenticate(request.COOKIES.get(COOKIE))
            if device is None:
                return refuse(
                    401, "not_enrolled", "This device is not enrolled. Type a code from the office first."
                )
            if on_shift and not devices.signed_in_staff(device.id):
                return refuse(403, "nobody_on_shift", "Come on shift with your PIN first: names are for staff at work.")
            if about_people and (wait := SEARCHES.take(device.id)):
                return refuse(429, "too_fast", TOO_FAST, Retry_After=str(math.ceil(wait)))
            return view(request, device=device, **kwargs)

        guarded.access = "device"  # type: ignore[attr-defined]
        return guarded

    return wrap


def by_anyone(method: str) -> Callable[[View], View]:
    """A JSON view open to a device that is not enrolled yet; the Origin is checked all the same."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return _method_and_origin(request, method) or view(request, **kwargs)

        guarded.access = "public"  # type: ignore[attr-defined]
        return guarded

    return wrap


def read(request: HttpRequest, shape: type[T]) -> T | HttpResponse:
    """The body as `shape`, or the 4xx answer that says what is wrong with it."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        return refuse(413, "too_large", "That is more than this address takes.")
    try:
        return msgspec.json.decode(request.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return refuse(400, "unreadable", f"That cannot be read: {fault}.")


def _method_and_origin(request: HttpRequest, method: str) -> HttpResponse | None:
    if request.method != method and not (method == "GET" and request.method == "HEAD"):
        return refuse(405, "wrong_method", f"Use {method} here.", Allow=method)
    if method != "GET" and not own_origin(request):
        return refuse(
            403, "wrong_origin", "This was not sent from a page of this Bothy, so it was not taken."
        )
    return None
