"""Only a demo answers: elsewhere these addresses do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from bothy.demo import running

View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """The view gets the running demo as its second argument; 404 where there is none."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = running.demo()
        if here is None or not here.facility.house.demo:
            raise Http404("This is not a demo.")
        return view(request, here, *args, **kwargs)

    wrapped.access = "public"  # type: ignore[attr-defined]
    return wrapped
