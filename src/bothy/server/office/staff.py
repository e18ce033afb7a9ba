"""Staff: who works here, in which role, with a PIN for the floor and a sign-in for the office."""

from typing import get_args
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from bothy.care.vocabulary import Competence
from bothy.care.words import label
from bothy.people import pins, setup
from bothy.people.models import ROLES, Staff
from bothy.server import training
from bothy.server.access import MANAGERS, OFFICE, may, needs, role_of
from bothy.server.account_fields import new_password_field, username_field
from bothy.server.accounts import again, factor, guessing, noted, sessions

TRAINERS = ("shift_lead", "manager", "administrator")


def _pin(value: str) -> str:
    if value:
        try:
            pins.check_form(value)
        except pins.BadPin as fault:
            raise ValidationError(str(fault)) from fault
    return value


class AddForm(forms.Form):
    name = forms.CharField(label="Name on the floor", max_length=80)
    role = forms.ChoiceField(choices=ROLES)
    pin = forms.CharField(
        label="PIN", required=False, max_length=6, help_text="4 to 6 digits. May be set later.",
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_pin(self) -> str:
        return _pin(self.cleaned_data["pin"])


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


class PinForm(forms.Form):
    pin = forms.CharField(
        label="New PIN", max_length=6, help_text="4 to 6 digits.",
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_pin(self) -> str:
        return _pin(self.cleaned_data["pin"])


class OfficeForm(forms.Form):
    username = username_field("Username")
    password = new_password_field()


class CompetenceForm(forms.Form):
    competence = forms.ChoiceField(choices=lambda: [(one, label("competence", one)) for one in get_args(Competence)])
    on = forms.DateField(label="Trained on", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label="Good until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: as long as the house rules say.",
    )  # fmt: skip
    evidence = forms.CharField(
        label="Certificate number", required=False, max_length=60, help_text="A reference with a digit in it. No names."
    )


@needs(*OFFICE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    everyone = Staff.objects.select_related("user").order_by("-active", "display_name")
    facts = {
        "staff": everyone,
        "form": AddForm(),
        "may_manage": may(role_of(request), MANAGERS),
        "may_train": may(role_of(request), TRAINERS),
        "lacking": training.lacking([row for row in everyone if row.active]),
    }
    return render(request, "office/staff.html", facts)


@needs(*TRAINERS)
def trained(request: HttpRequest, id: UUID) -> HttpResponse:
    """What one person is trained for, and until when; noting more of it."""
    person = get_object_or_404(Staff, id=id)
    form = CompetenceForm(request.POST if request.method == "POST" else None)
    said = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        said = training.note(request, person, told["competence"], told["on"], told["until"], told["evidence"], request.POST.get("act") != "ended")
        if not said:
            messages.success(request, "Written down.")
            return redirect("staff-trained", id=id)
    facts = {"person": person, "form": form, "said": said, "rows": training.of(person)}
    return render(request, "office/staff_trained.html", facts, status=400 if said or form.errors else 200)


@needs(*MANAGERS)
@sensitive_post_parameters("pin")
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        row = setup.add_staff(told["name"], told["role"], told["pin"] or None)
        noted.access(request, "staff_added", whose=row.id, role=row.role)  # type: ignore[arg-type]
        messages.success(request, f"{row.display_name} was added.")
        return redirect("staff")
    return render(request, "office/staff_add.html", {"form": form}, status=400 if form.errors else 200)


@needs(*MANAGERS)
@sensitive_post_parameters("pin", "password")
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """Role, PIN, office sign-in, leaving and coming back of one person: one form each, `act` says which."""
    person = get_object_or_404(Staff.objects.select_related("user"), id=id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    role = RoleForm(request.POST if act == "role" else None, initial={"role": person.role})
    pin = PinForm(request.POST if act == "pin" else None)
    office = OfficeForm(
        request.POST if act == "office" else None,
        initial={"username": person.user.username if person.user else ""},
    )
    if act == "factor" and role_of(request) != "administrator":
        return render(request, "bothy/refused.html", {"access": ("administrator",)}, status=403)
    said = _done(request, person, act, role, pin, office)
    wrong = bool(said or role.errors or pin.errors or office.errors)
    if act and not wrong:
        return redirect("staff-one", id=id)
    facts = {
        "person": person,
        "role_form": role,
        "pin_form": pin,
        "office_form": office,
        "said": said,
        "pin_waits": pins.waiting_seconds(person),
        "has_factor": person.user is not None and factor.has_one(person.user),
        "may_reset": role_of(request) == "administrator",
    }
    return render(request, "office/staff_one.html", facts, status=400 if wrong else 200)


def _done(request: HttpRequest, person: Staff, act: str, role: RoleForm, pin: PinForm, office: OfficeForm) -> str:
    """Do what the form asked, write it down and say so; why it was not done, "" where it was or the form says why."""
    name = person.display_name
    if act == "role" and role.is_valid():
        if (told := role.cleaned_data["role"]) not in MANAGERS and (said := _last_manager(person)):
            return said
        setup.change_staff(person, role=told)
        _end_sessions(person)
        noted.access(request, "role_changed", whose=person.id, role=told)
        messages.success(request, f"{name} is now {person.get_role_display().lower()}.")  # type: ignore[attr-defined]
    elif act == "pin" and pin.is_valid():
        setup.set_pin(person, pin.cleaned_data["pin"])
        noted.access(request, "pin_set", whose=person.id)
        messages.success(request, f"{name} has a new PIN.")
    elif act == "waits":
        pins.forget_tries(person)
        if person.user is not None:
            guessing.forget_everywhere(person.user.username)
        messages.success(request, f"Nobody has to wait any more with {name}'s PIN and sign-in.")
    elif act == "office" and office.is_valid():
        if said := _give_sign_in(person, office):
            return said
        if not office.errors:
            noted.access(request, "password_set", whose=person.id)
            messages.success(request, f"{name} can sign in to the office as {office.cleaned_data['username']}.")
    elif act in ("leave", "return"):
        if act == "leave" and (said := _last_manager(person)):
            return said
        setup.change_staff(person, active=act == "return")
        _end_sessions(person)
        noted.access(request, "staff_back" if act == "return" else "staff_left", whose=person.id)
        messages.success(request, f"{name} {'works here again' if act == 'return' else 'no longer works here'}.")
    elif act == "factor" and person.user is not None:
        if said := again.not_asked(request):
            return f"Nothing was reset. {said}"
        factor.reset(person.user)
        noted.access(request, "second_factor_removed", whose=person.id)
        messages.success(request, f"{name} signs in with the password alone once, and sets a second factor up at once.")
    elif act and act not in ("role", "pin", "office"):
        return "That was not understood. Use the buttons on this page."
    return ""


def _end_sessions(person: Staff) -> None:
    """A browser that was signed in for another role, or by who left, is nobody's any more."""
    if person.user is not None:
        sessions.end_all(person.user)


def _give_sign_in(person: Staff, form: OfficeForm) -> str:
    username = form.cleaned_data["username"]
    taken = User.objects.filter(username__iexact=username).first()
    if taken is not None and taken != person.user:
        return f"The username {username} belongs to someone else. Choose another."
    if person.user is not None and person.user.username != username:
        person.user.username = username
        person.user.save(update_fields=["username"])
    try:
        setup.add_office_user(person, username, form.cleaned_data["password"])
    except ValidationError as fault:
        form.add_error("password", fault)
    return ""


def _last_manager(person: Staff) -> str:
    others = Staff.objects.filter(active=True, role__in=MANAGERS, user__is_active=True).exclude(id=person.id)
    if person.role in MANAGERS and person.user is not None and not others.exists():
        return f"{person.display_name} is the only one who can manage this Bothy. Give someone else that role and a sign-in first."
    return ""
