"""Founding a facility in the browser: a few questions, entry 1, the first house rules, the first manager."""

import hmac
from zoneinfo import available_timezones

import msgspec
from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from bothy.care.bodies import PlaceSpec
from bothy.care.rules import SHIPPED
from bothy.intake.facility import CannotFound, Founding
from bothy.journal.errors import JournalError
from bothy.people import setup
from bothy.server.account_fields import new_password_field, username_field
from bothy.server.running import running

MOST_PLACES = 60


def _zones() -> list[tuple[str, str]]:
    return [
        (name, name.replace("_", " "))
        for name in sorted(available_timezones())
        if "/" in name or name == "UTC"
    ]


class FoundingForm(forms.Form):
    name = forms.CharField(label="Name of the facility", max_length=120)
    time_zone = forms.ChoiceField(
        choices=_zones, initial="Europe/London", help_text="Its days, hours and reports go by this."
    )
    places = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=MOST_PLACES,
        initial=8,
        help_text="Booths or other spots where someone may use. More can be added later.",
    )
    accessible = forms.IntegerField(
        label="Of these, wheelchair-accessible", min_value=0, max_value=MOST_PLACES, initial=0
    )
    rules = forms.ChoiceField(
        label="House rules to begin with", choices=lambda: [(key, rules.name) for key, rules in SHIPPED.items()],
        help_text="Published practice to start from, not advice. Your clinical lead signs your own.",
    )  # fmt: skip
    manager = forms.CharField(
        label="Your name",
        max_length=80,
        help_text="You are the first manager; you answer for the first rules.",
    )
    username = username_field("Username for the office")
    password = new_password_field()
    again = new_password_field("Password again", help_text="")
    key = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean_password(self) -> str:
        told: str = self.cleaned_data["password"]
        validate_password(told)
        return told

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        if told.get("password") and told.get("again") and told["password"] != told["again"]:
            self.add_error("again", "The two passwords differ.")
        if (
            told.get("places") is not None
            and told.get("accessible") is not None
            and told["accessible"] > told["places"]
        ):
            self.add_error("accessible", "There cannot be more accessible places than places.")
        return told


def found_facility(request: HttpRequest, form: FoundingForm) -> str | None:
    """Found it and sign the manager in; a sentence when it could not be done.

    Order: the journal decides whether there is a facility, so staff are made first and stay unseen
    when it refuses.
    """
    told = form.cleaned_data
    key = running.founding_key
    # As bytes: of texts it takes only plain ASCII, and what was typed may be anything.
    if key is not None and not hmac.compare_digest(key.encode(), told["key"].encode()):
        return "Open the address that Bothy printed when it started: it holds a key, so that nobody else founds your facility."
    if running.open_founded is None:
        return "Bothy is not ready to found a facility. Wait a moment and try again."
    staff, user = setup.add_staff(told["manager"], "manager"), None
    try:
        user = setup.add_office_user(staff, told["username"], told["password"])
        rules = msgspec.structs.replace(SHIPPED[told["rules"]], time_zone=told["time_zone"])
        running.open_founded(
            Founding(
                name=told["name"].strip(),
                rules=rules,
                places=_places(told["places"], told["accessible"]),
                signer=staff.id,
            )
        )
    except (ValidationError, JournalError, CannotFound) as fault:
        staff.delete()
        if user is not None:
            user.delete()
        return " ".join(fault.messages) if isinstance(fault, ValidationError) else str(fault)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return None


def _places(count: int, accessible: int) -> tuple[PlaceSpec, ...]:
    """Numbered from 1; the accessible ones are the last, and the page says so."""
    return tuple(
        PlaceSpec(number=n, kind="inject", accessible=n > count - accessible) for n in range(1, count + 1)
    )
