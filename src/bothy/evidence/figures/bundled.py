"""The figures that come with the product, each with its definition and its source; and numbers that were only ever quoted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files

import msgspec

from bothy.evidence.figures.editions import Edition
from bothy.evidence.figures.reading import read_figures
from bothy.evidence.figures.shape import Definition, Provenance, Quotation, Series, Source, Status

_FOLDER = files("bothy.evidence.figures").joinpath("carried")


class _Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    file: str
    title: str
    status: Status
    definition: Definition
    source: Source
    first_place: str = ""
    notes: tuple[str, ...] = ()


class _List(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    carried_on: date
    series: tuple[_Listed, ...]
    quotations: tuple[Quotation, ...]


@cache
def carried() -> tuple[Edition, ...]:
    """One edition of each series that is carried with the product, in the order of the list."""
    told = _list()
    return tuple(_editions(told))


@cache
def quotations() -> tuple[Quotation, ...]:
    """Numbers as others quoted them: never drawn, added or compared."""
    return _list().quotations


@cache
def first_places() -> dict[str, str]:
    """Of a carried series the place that is looked at first, where that is not the first of the table."""
    return {one.key: one.first_place for one in _list().series if one.first_place}


@cache
def _list() -> _List:
    return msgspec.toml.decode(_FOLDER.joinpath("carried.toml").read_bytes(), type=_List)


def _editions(told: _List) -> Iterator[Edition]:
    brought_at = datetime.combine(told.carried_on, time(), UTC)
    for one in told.series:
        read = read_figures(one.file, _FOLDER.joinpath(one.file).read_bytes())
        figures = tuple(msgspec.structs.replace(figure, status=one.status) for figure in read.figures)
        series = Series(title=one.title, definition=one.definition, source=one.source, kind=read.kind, figures=figures, notes=one.notes)
        provenance = Provenance(file=one.file, sha256=read.sha256, brought_at=brought_at)
        yield Edition(key=one.key, id="carried", series=series, provenance=provenance)
