"""The forms of what can be kept. No field must be filled in; a number that can hardly be right is asked about once, and then taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bothy.care.vocabulary import VaultPart
from bothy.people.vault.numbers import KINDS, doubt, tidy
from bothy.people.vault.parts import ConsentPaper, Contact, Identity, Part


class PartForm(forms.Form):
    """`said()`: the filled-in form as a part."""

    shape: type[Part]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            # Nothing of it is to be offered again by this browser.
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not any(told[name] for name in self.fields if name != "number_kind"):
            raise ValidationError("Nothing is filled in. Write what they offered, or go back.")
        return told

    def said(self) -> Part:
        fields = {name for name in self.shape.__struct_fields__ if name in self.cleaned_data}
        return self.shape(**{name: self.cleaned_data[name] for name in fields})


class IdentityForm(PartForm):
    shape = Identity
    full_name = forms.CharField(label="Name as in their papers", max_length=200, required=False)
    born = forms.DateField(label="Day of birth", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    number_kind = forms.ChoiceField(label="Kind of health number", choices=list(KINDS.items()), required=False)
    number = forms.CharField(label="Health number", max_length=40, required=False, help_text="Only if they have it by them.")
    address = forms.CharField(label="Address", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    postcode = forms.CharField(label="Postcode", max_length=12, required=False)
    number_doubted = forms.BooleanField(label="Keep the number as they told it", required=False, widget=forms.HiddenInput)

    def clean_born(self) -> date | None:
        born: date | None = self.cleaned_data["born"]
        if born is not None and not date(1890, 1, 1) <= born <= date.today():  # noqa: DTZ011  (a day of birth has no zone)
            raise ValidationError("That is no day of birth. Leave it out where it is not known.")
        return born

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        kind, number = told.get("number_kind") or "other", told.get("number") or ""
        told["number"], told["number_kind"] = tidy(kind, number), kind if number else ""
        why = doubt(kind, told["number"], told.get("born")) if number and not self.errors else ""
        if why and not told.get("number_doubted"):
            # Asked once: from then on the box to tick is there.
            self.fields["number_doubted"].widget = forms.CheckboxInput()
            self.add_error("number", f"{why} Look at it again; if they say it is so, tick the box below.")
        told["number_doubted"] = bool(why)
        return told


class ContactForm(PartForm):
    shape = Contact
    telephone = forms.CharField(label="Telephone", max_length=60, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.CharField(label="E-mail", max_length=200, required=False, widget=forms.TextInput(attrs={"inputmode": "email"}))
    safe = forms.CharField(
        label="How and when it is safe to reach them", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who else may pick up, which hours, through whom.",
    )  # fmt: skip
    no_message = forms.BooleanField(label="Do not leave a message", required=False)
    not_say_who = forms.BooleanField(label="Do not say who is calling", required=False)


class ConsentPaperForm(PartForm):
    shape = ConsentPaper
    signed_as = forms.CharField(label="Signed as", max_length=200, required=False)
    filed_under = forms.CharField(label="Where the paper lies", max_length=200, required=False)


FORMS: dict[VaultPart, type[PartForm]] = {"identity": IdentityForm, "contact": ContactForm, "consent_paper": ConsentPaperForm}


def rows(part: Part) -> list[tuple[str, str]]:
    """What is kept, as label and words, in the order of its form. Empty fields are left out."""
    shown = []
    form = next(form for form in FORMS.values() if form.shape is type(part))
    for name, field in form.base_fields.items():
        value = getattr(part, name)
        if name in ("number_kind", "number_doubted") or value in ("", None, False):
            continue
        label = KINDS.get(part.number_kind, "Health number") if name == "number" else field.label  # type: ignore[attr-defined]
        label = label[:1].upper() + label[1:]
        if isinstance(value, date):
            value = f"{value:%-d %B %Y}"
        elif value is True:
            value = "yes"
        doubted = name == "number" and part.number_doubted  # type: ignore[attr-defined]
        shown.append((label, f"{value} (as told; it does not fit)" if doubted else str(value)))
    return shown


__all__ = ["FORMS", "PartForm", "rows"]
