"""The home page of the office: what one may look after here."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothy.people.models import Device, Staff
from bothy.server import running
from bothy.server.access import EVERYONE, MANAGERS, OFFICE, may, needs, role_of


@needs(*EVERYONE)
def office(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        # A demo's visitor reads the reports as an analyst, but the office is somebody's.
        return redirect_to_login(request.get_full_path())
    role = role_of(request)
    house = running.house()
    facts = {
        "house": house,
        "role": role,
        "now": running.now(),
        "devices": Device.objects.filter(revoked_at__isnull=True).count(),
        "staff": Staff.objects.filter(active=True).count(),
        "places": len(house.specs) if house is not None else 0,
        "rules": house.rules[-1] if house is not None and house.rules else None,
        "number": f"{house.number:,}" if house is not None else "0",
        "may_manage": may(role, MANAGERS),
        "may_office": may(role, OFFICE),
    }
    return render(request, "office/home.html", facts)
