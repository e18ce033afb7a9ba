"""Every shape of a resource is looked at by the models of FHIR: the first of each shape, and then those like it are.

Two resources of one shape have the same elements in the same places with the same types; what differs are values, and
those are made by functions that are few (`resources`). So millions of records cost a look a shape. The models are
fhir.resources' R4B: for the elements that are used they are R4's (docs/decisions, and a test that says so element by element).
"""

from typing import Any

from bothy.reports.fhir.codes import Json


class NotFhir(Exception):
    """A resource that FHIR does not know in this shape; a fault of ours, and nothing was exported."""


class Looker:
    """Looks at resources. `shapes`: how many different ones it has seen."""

    def __init__(self) -> None:
        self._seen: set[tuple[Any, ...]] = set()

    @property
    def shapes(self) -> int:
        return len(self._seen)

    def look(self, resource: Json) -> None:
        """`NotFhir` where this is no resource of FHIR."""
        shape = _shape(resource)
        if shape in self._seen:
            return
        look_at(resource)
        self._seen.add(shape)


def look_at(resource: Json) -> None:
    """Have the model of its type read a resource, whatever its shape. `NotFhir`."""
    # Imported late: it takes a second, and only this needs it.
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise NotFhir(f"{resource['resourceType']}.{where}: {first['msg']}") from fault


_TOLD_APART = ("resourceType", "status", "intent", "gender", "url", "system", "unit", "mode")
"""Values from which FHIR allows few, so that each is a shape of its own."""


def _shape(value: object, name: str = "") -> Any:
    if isinstance(value, dict):
        return tuple((key, _shape(inner, key)) for key, inner in value.items())
    if isinstance(value, list):
        # How often an element comes again tells nothing; which forms it comes in does.
        return ("list", *dict.fromkeys(_shape(one, name) for one in value))
    return value if name in _TOLD_APART else type(value)


__all__ = ["Looker", "NotFhir", "look_at"]
