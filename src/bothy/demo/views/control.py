"""The live day's controls, for the floor's demo panel: JSON in, the demo's state out."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from bothy.demo.running import Demo
from bothy.demo.views.guard import demo_only
from bothy.people.setup import enrol_browser
from bothy.people.views.device import answer, by_anyone, read, refuse
from bothy.people.views.shift import set_device_cookie


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rate: float


def posted(act: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """POST from our own page only; 409 with a sentence where the live day cannot do that now."""

    @demo_only
    def guarded(request: HttpRequest, here: Demo, **kwargs: Any) -> HttpResponse:
        try:
            return act(request, here, **kwargs)
        except ValueError as why:
            return refuse(409, "not_now", str(why))

    return by_anyone("POST")(guarded)


def _live(here: Demo) -> Any:
    if here.live is None:
        raise ValueError("The history is still being filled in. The floor opens in a moment.")
    return here.live


@demo_only
def state(request: HttpRequest, here: Demo) -> HttpResponse:
    """GET /demo/state -> {"phase", "text", and while filling "done", "of", else "rate", "door", ...}."""
    if request.method not in ("GET", "HEAD"):
        return refuse(405, "wrong_method", "Use GET here.", Allow="GET")
    return answer(here.state())


@posted
def tablet(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST /demo/tablet: this browser becomes a tablet of the demo, with one tap."""
    device, cookie = enrol_browser("Visitor's screen")
    response = answer({"device": device})
    set_device_cookie(response, cookie, secure=request.is_secure())
    return response


@posted
def watch(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST /demo/watch: a visitor looks on; the day runs at 20x."""
    here.watch()
    return answer(here.state())


@posted
def rate(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST /demo/rate {"rate": 0 | 1 | 20 | 120}."""
    asked = read(request, Rate)
    if isinstance(asked, HttpResponse):
        return asked
    _live(here).set_rate(asked.rate)
    return answer(here.state())


@posted
def take_over(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST /demo/take-over: the invented staff stop."""
    _live(here).take_over()
    return answer(here.state())


@posted
def give_back(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST /demo/give-back: the invented staff go on."""
    _live(here).give_back()
    return answer(here.state())


@posted
def again(request: HttpRequest, here: Demo) -> HttpResponse:
    """POST /demo/again: after closing, the next day from 13:50."""
    _live(here).again()
    return answer(here.state())
