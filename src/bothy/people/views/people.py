"""Finding people from a tablet, and reading the words of notes."""

import re
from typing import get_args
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from bothy.care.vocabulary import AgeBand, Sex
from bothy.people import linking, ports, search
from bothy.people.alike import alike_to
from bothy.people.devices import KnownDevice
from bothy.people.models import Note, Person
from bothy.people.names import names_for
from bothy.people.views.device import answer, by_device, refuse

LONGEST_QUERY = 80
MOST_NOTES = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")


@by_device("GET", on_shift=True, about_people=True)
def find(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """GET /floor/people?q= -> {"people": [{"person", "name", "code", "tag", "how", "looked_up", "counts"}]}, best first."""
    text = request.GET.get("q", "")
    if len(text) > LONGEST_QUERY:
        return refuse(400, "too_long", f"Search for {LONGEST_QUERY} signs or fewer.")
    found = search.search(text)
    return answer({"people": [{**_fields(one), "counts": ports.joined(one.person)} for one in found]})


@by_device("GET", on_shift=True, about_people=True)
def similar(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """GET /floor/people/similar?name=&age_band=&sex= -> {"people": [{"person", "name", "code", "tag", "reasons", "counts"}]}."""
    name = request.GET.get("name", "")
    if len(name) > LONGEST_QUERY:
        return refuse(400, "too_long", f"A chosen name has {LONGEST_QUERY} signs or fewer.")
    told: dict[str, str | None] = {}
    for key, codes in (("age_band", get_args(AgeBand)), ("sex", get_args(Sex))):
        told[key] = request.GET.get(key) or None
        if told[key] is not None and told[key] not in codes:
            return refuse(400, "unknown_code", f"{key} must be one of: {', '.join(codes)}.")
    likely = search.similar(name, told["age_band"], told["sex"], ports.joined)
    return answer({"people": [{**_fields(one), "counts": ports.joined(one.person)} for one in likely]})


@by_device("GET", on_shift=True, about_people=True)
def person(request: HttpRequest, device: KnownDevice, id: UUID) -> HttpResponse:
    """GET /floor/people/<id> -> {"person", "name", "tag", "code", "card", "counts"}; 404 when nobody has it, or they were forgotten."""
    row = Person.objects.filter(id=id).first()
    if row is None:
        return refuse(
            404, "no_such_person", "Nobody is known here under that id; they may have asked to be forgotten."
        )
    name = names_for((id,)).get(id)
    return answer(
        {
            "person": id, "name": row.chosen_name, "tag": name.tag if name else "", "code": row.code,
            "card": row.card or None, "counts": ports.counts(id),
        }
    )  # fmt: skip


@by_device("GET", on_shift=True)
def alike(request: HttpRequest, device: KnownDevice, id: UUID) -> HttpResponse:
    """GET /floor/people/<id>/alike -> {"alike": [{"person", "name", "code", "tag", "visits", "reasons"}]}: who may be the same."""
    found = [(pair, pair.other if pair.one.person == ports.meant(id) else pair.one) for pair in alike_to(id)]
    return answer(
        {
            "alike": [
                {
                    "person": one.person, "name": one.name, "code": one.code, "tag": one.tag, "visits": one.visits,
                    "reasons": pair.reasons,
                }
                for pair, one in found
            ]
        }
    )  # fmt: skip


@by_device("GET", on_shift=True)
def to_link(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """GET /floor/to-link -> {"people": [...], "settled": [...]}: who was not looked up, and who they may be.

    Each of `people`: {"person", "name", "code", "entered_at", "visits", "episodes", "likely": [{"person", "name",
    "code", "tag", "reasons", "visits", "last_visit_at"}]}; of `settled`: {"person", "name", "entry", "said_at",
    "same_as", "known_as"}, those of late, `entry` being what a correction takes back.
    """
    return answer({"people": linking.to_link(), "settled": linking.settled()})


@by_device("GET", on_shift=True)
def notes(request: HttpRequest, device: KnownDevice) -> HttpResponse:
    """GET /floor/notes?digest=…&digest=… -> {"notes": {digest: text}}; a forgotten note is missing."""
    digests = request.GET.getlist("digest")
    if any(not _DIGEST.fullmatch(digest) for digest in digests):
        return refuse(400, "unreadable", "A digest is 64 hex signs, as the chain holds it.")
    if len(digests) > MOST_NOTES:
        return refuse(400, "too_many", f"Ask for {MOST_NOTES} notes or fewer at a time.")
    rows = Note.objects.filter(digest__in=digests).values_list("digest", "text")
    return answer({"notes": dict(rows)})


def _fields(one: search.Found | search.Likely) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__struct_fields__ if name != "score"}
