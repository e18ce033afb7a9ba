"""The front door, the tablet app's page, founding a facility, and the pages that say no."""

import sys

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse

from bothy.server import running
from bothy.server.access import public
from bothy.server.founding import FoundingForm, found_facility


@public
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the welcome page of a demo, the office of a facility, founding where there is none."""
    house = running.house()
    if house is None:
        return redirect("found")
    if house.demo:
        return redirect("demo:welcome")
    return redirect("office")


@public
def floor(request: HttpRequest) -> HttpResponse:
    """`/floor/`: the tablet app. The same page for every device, so that a service worker may keep it."""
    try:
        template = get_template("floor/app.html")
    except TemplateDoesNotExist:
        return render(request, "bothy/missing.html", status=404)
    response = HttpResponse(template.render({}, None))
    response["Cache-Control"] = "no-cache"
    return response


@public
def found(request: HttpRequest) -> HttpResponse:
    """The first page of an empty home: name, time zone, places, rules, and who is in charge."""
    if running.house() is not None:
        return redirect("front")
    form = FoundingForm(
        request.POST if request.method == "POST" else None, initial={"key": request.GET.get("key", "")}
    )
    if request.method == "POST" and form.is_valid():
        trouble = found_facility(request, form)
        if trouble is None:
            return HttpResponseRedirect(reverse("office"))
        form.add_error(None, trouble)
    return render(request, "bothy/found.html", {"form": form}, status=400 if form.errors else 200)


def refused(request: HttpRequest, exception: object = None) -> HttpResponse:
    return render(request, "bothy/refused.html", {"access": ()}, status=403)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    return render(request, "bothy/missing.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError):
        return _storage_trouble(request, str(fault).strip().rstrip("."))
    return render(request, "bothy/broken.html", status=500)


def _storage_trouble(request: HttpRequest, why: str) -> HttpResponse:
    """The disk or the database, not Bothy: it goes on by itself once that is put right."""
    sentence = (
        f"Bothy cannot write to its database just now ({why}), so nothing of this was kept. "
        "Make room on the disk or make it writable, then do it again; `bothy check` says more."
    )
    if request.path.startswith("/floor/") and request.path != "/floor/":
        told = msgspec.json.encode({"code": "not_kept", "sentence": sentence})
        response = HttpResponse(told, content_type="application/json", status=503)
    else:
        response = render(request, "bothy/broken.html", {"sentence": sentence}, status=503)
    response["Retry-After"] = "5"
    return response
