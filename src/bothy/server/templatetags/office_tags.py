"""Template tags of the office: the question before an act that binds, and data for a script in an attribute."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from bothy.care.words import label
from bothy.server.accounts import again

register = template.Library()


@register.inclusion_tag("office/again.html", takes_context=True)
def ask_again(context: dict[str, Any], why: str = "") -> dict[str, Any]:
    """The fields with which a form asks again who this is; what they say is read by `again.not_asked`."""
    request = context["request"]
    return {
        "why": why,
        "touched": again.touched(request),
        "has_passkey": request.user.is_authenticated and again.has_passkey(request),
        "here": request.get_full_path(),
    }


@register.filter
def as_json(value: object) -> str:
    """As JSON, to stand in an attribute: no script stands in a page."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def role_words(role: str) -> str:
    """A role in words."""
    return label("role", role)


@register.filter
def competence_words(competence: str) -> str:
    """A competence in words."""
    return label("competence", competence)
