"""Every design that has a page: whatever stands in `designs`, in the order of its place."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from bothy.evidence.pages import designs
from bothy.evidence.pages.design import Design


@cache
def every_design() -> dict[str, Design]:
    """By name."""
    found = []
    for module in pkgutil.iter_modules(designs.__path__):
        design = import_module(f"{designs.__name__}.{module.name}").DESIGN
        if not isinstance(design, Design):
            raise TypeError(f"{module.name}.DESIGN is no Design")
        found.append(design)
    return {one.name: one for one in sorted(found, key=lambda one: (one.place, one.name))}
