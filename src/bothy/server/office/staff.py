"""Staff: who works here, in which role, with a PIN for the floor and a sign-in for the office."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from bothy.people import pins, setup
from bothy.people.models import ROLES, Staff
from bothy.server.access import MANAGERS, OFFICE, may, needs, role_of
from bothy.server.account_fields import new_password_field, username_field


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


@needs(*OFFICE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    everyone = Staff.objects.select_related("user").order_by("-active", "display_name")
    return render(
        request,
        "office/staff.html",
        {"staff": everyone, "form": AddForm(), "may_manage": may(role_of(request), MANAGERS)},
    )


@needs(*MANAGERS)
@sensitive_post_parameters("pin")
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        row = setup.add_staff(told["name"], told["role"], told["pin"] or None)
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
    said = ""
    if act == "role" and role.is_valid():
        said = _last_manager(person) if role.cleaned_data["role"] not in MANAGERS else ""
        if not said:
            setup.change_staff(person, role=role.cleaned_data["role"])
            messages.success(request, f"{person.display_name} is now {person.get_role_display().lower()}.")  # type: ignore[attr-defined]
            return redirect("staff-one", id=id)
    elif act == "pin" and pin.is_valid():
        setup.set_pin(person, pin.cleaned_data["pin"])
        messages.success(request, f"{person.display_name} has a new PIN.")
        return redirect("staff-one", id=id)
    elif act == "office" and office.is_valid():
        said = _give_sign_in(person, office)
        if not said and not office.errors:
            messages.success(
                request,
                f"{person.display_name} can sign in to the office as {office.cleaned_data['username']}.",
            )
            return redirect("staff-one", id=id)
    elif act in ("leave", "return"):
        said = _last_manager(person) if act == "leave" else ""
        if not said:
            setup.change_staff(person, active=act == "return")
            messages.success(
                request,
                f"{person.display_name} {'works here again' if act == 'return' else 'no longer works here'}.",
            )
            return redirect("staff-one", id=id)
    elif act and act not in ("role", "pin", "office"):
        said = "That was not understood. Use the buttons on this page."
    wrong = bool(said or role.errors or pin.errors or office.errors)
    facts = {"person": person, "role_form": role, "pin_form": pin, "office_form": office, "said": said}
    return render(request, "office/staff_one.html", facts, status=400 if wrong else 200)


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
