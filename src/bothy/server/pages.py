"""The front door, the tablet app's page, founding a facility, and the pages that say no."""

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
    return render(request, "bothy/broken.html", status=500)
