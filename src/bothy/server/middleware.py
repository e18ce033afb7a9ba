"""Django middleware of our own: pages show the facility's local time."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_only_middleware

from bothy.server import running


@sync_only_middleware
def facility_time(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Times in templates are local to the facility, whatever the server's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        house = running.house()
        try:
            zone = ZoneInfo(house.time_zone if house is not None else "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        with timezone.override(zone):
            return get_response(request)

    return middleware
