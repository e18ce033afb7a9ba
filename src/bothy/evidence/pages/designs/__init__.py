"""The designs, one a module; each module here holds a ``DESIGN``."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from bothy.evidence.pages.design import Design


@cache
def designs() -> dict[str, Design]:
    """Every design by its name, in the order of the list."""
    found = [import_module(f"{__name__}.{one.name}").DESIGN for one in iter_modules(__path__)]
    return {one.name: one for one in sorted(found, key=lambda one: (one.place, one.name))}
