"""House rules as they stand and as they stood: what was signed, by whom, from when."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bothy.care.rules import HouseRules, Return
from bothy.people.models import Staff
from bothy.server import running
from bothy.server.access import OFFICE, needs

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@needs(*OFFICE)
@require_GET
def in_force(request: HttpRequest) -> HttpResponse:
    house = running.house()
    signed = (
        sorted(house.rules, key=lambda one: (one.effective_from, one.number)) if house is not None else []
    )
    now = running.now()
    force = next((one for one in reversed(signed) if one.effective_from <= now), None)
    names = {row.id: row.display_name for row in Staff.objects.filter(id__in=[one.signer for one in signed])}
    history = [
        {
            "name": one.rules.name,
            "from": one.effective_from,
            "signer": names.get(one.signer, "someone whose name is not kept here"),
            "number": one.number,
            "now": one is force,
            "groups": groups(one.rules),
        }
        for one in reversed(signed)
    ]
    return render(
        request,
        "office/rules.html",
        {"history": history, "force": next((one for one in history if one["now"]), None)},
    )


def groups(rules: HouseRules) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules as groups of (what, how much) in words, in the order in which they are declared."""
    plain, grouped = [], []
    for name in rules.__struct_fields__:
        value = getattr(rules, name)
        if name == "opening_hours":
            grouped.append(
                (
                    "Opening hours",
                    [(_DAYS[one.weekday], f"{one.opens} to {one.closes}") for one in value]
                    or [("", "none stated")],
                )
            )
        elif name == "roles_for_acts":
            grouped.append(
                (
                    "Roles for acts",
                    [(_words(act), _value(roles)) for act, roles in value.items()] or [("", "as shipped")],
                )
            )
        elif name == "duties":
            grouped.append(("Duties", [(duty.name, _duty(duty)) for duty in value] or [("", "none stated")]))
        elif name == "returns":
            grouped.append(("Figures that are due", [(one.to, _return(one)) for one in value] or [("", "none stated")]))
        elif isinstance(value, msgspec.Struct):
            grouped.append(
                (_words(name), [_pair(part, getattr(value, part)) for part in value.__struct_fields__])
            )
        else:
            plain.append(_pair(name, value))
    return [("The house", plain), *grouped]


def _pair(name: str, value: Any) -> tuple[str, str]:
    for unit, words in _UNITS.items():
        if name.endswith(f"_{unit}") or f"_{unit}_" in name:
            label = _words(name.replace(f"_{unit}", ""))
            return label, "no limit" if value is None else f"{value} {words}"
    return _words(name), _value(value)


def _value(value: Any) -> str:
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_value(one) for one in value) or "none"
    return str(value).replace("_", " ")


_UNITS = {
    "minutes": "minutes", "seconds": "seconds", "hours": "hours", "years": "years", "mg": "mg",
    "celsius": "°C", "percent": "%", "mmol_per_litre": "mmol/l",
}  # fmt: skip
_AFTER = {"emergency": "an emergency", "ambulance": "a call for an ambulance", "death": "a death"}


def _duty(duty: Any) -> str:
    after = f" of {_AFTER[duty.after]}" if duty.after else ""
    return (
        f"within {duty.within_hours} hours{after}"
        if duty.within_hours is not None
        else f"after {_AFTER[duty.after]}, no deadline"
        if duty.after
        else f"every {duty.every}"
        if duty.every
        else "no deadline"
    )


def _return(one: Return) -> str:
    days = f"{one.within_days} {'working ' if one.working_days else ''}day{'' if one.within_days == 1 else 's'}"
    return f"{one.set}, every {one.every}, within {days} of its end"


def _words(name: str) -> str:
    said = name.replace("_", " ").replace("-", " ")
    return said[:1].upper() + said[1:]
