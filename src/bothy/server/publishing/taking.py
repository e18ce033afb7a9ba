"""A publication to take away: its files, with who signed it printed beside the figures."""

from __future__ import annotations

from bothy.care.words import label
from bothy.people.models import Staff
from bothy.reports.files import FORMATS, Signed, chart, chart_data
from bothy.reports.files.drawn import pictured
from bothy.reports.publish.entries import Publication
from bothy.reports.release import Release


def signature(publication: Publication, named: bool = True) -> Signed | None:
    """Who signed it, as files print it; None while nobody has. `named` false: in which role alone."""
    act = publication.signed
    if act is None:
        return None
    row = Staff.objects.filter(id=act.by).first() if act.by is not None else None
    name = row.display_name if row is not None else "someone whose name is not kept here"
    if row is not None and not named:
        return Signed(name="one of the staff", role=label("role", row.role), at=act.at, entry=act.number)
    return Signed(name=name, role=label("role", row.role) if row is not None else "", at=act.at, entry=act.number)


def file_name(release: Release, ending: str) -> str:
    """ "thistle-2025-01-to-2025-08-revision-1.csv"."""
    months = release.until if release.since == release.until else f"{release.since}-to-{release.until}"
    return f"{release.set}-{months}" + (f"-revision-{release.revision}" if release.revision else "") + f".{ending}"


def all_files(release: Release, signed: Signed | None) -> dict[str, bytes]:
    """Every file of a release by its name: each format, and each chart with its data."""
    made = {file_name(release, one.ending): one.make(release, signed) for one in FORMATS.values()}
    for grid in release.grids:
        if pictured(release, grid) is not None:
            made[file_name(release, f"{grid.name}.svg")] = chart(release, grid)
            made[file_name(release, f"{grid.name}.csv")] = chart_data(release, grid)
    return made
