"""The fields of an account for the office, wherever one is made: what a username may be, and how a password is asked for."""

from django import forms


def username_field(label: str) -> forms.RegexField:
    """A username as Django keeps it; its own sentence where it cannot be one."""
    return forms.RegexField(
        r"^[\w.@+-]+\Z",
        label=label,
        max_length=150,
        error_messages={"invalid": "Letters, digits and . @ + - _ only."},
    )


def new_password_field(
    label: str = "Password", help_text: str = "At least 10 signs, none of the well-known ones."
) -> forms.CharField:
    """A password that is being chosen; whether it is good enough is asked of Django's validators."""
    return forms.CharField(
        label=label,
        max_length=200,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
