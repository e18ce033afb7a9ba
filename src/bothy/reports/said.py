"""A figure or a set in the format that was asked for; what leaves here has been protected."""

from collections.abc import Sequence

from bothy.reports.answer import Question, answer
from bothy.reports.draft import draft
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import KEPT_BACK, Figure
from bothy.reports.protect import protect
from bothy.reports.release import Grid, Release, canonical
from bothy.reports.sets import SETS
from bothy.reports.sets.words import kept_back
from bothy.reports.wording import in_words, period_name


def in_format(facts: Facts, name: str, since: str, until: str, by: str, format: str, earlier: Sequence[Release] = ()) -> bytes:
    """The set or the answer of that name as text, csv, json, xlsx or pdf. `NotThere` as `draft` and `answer`."""
    if name in SETS:
        release = protect(draft(facts, SETS[name], since, until), earlier)
        sentences: tuple[str, ...] = ()
    else:
        answered = answer(facts, Question(indicator=name, since=since, until=until, by=by), earlier=earlier)
        release, sentences = answered.release, answered.sentences
    if format == "text":
        return as_text(release, sentences).encode()
    if format == "json":
        return canonical(release)
    from bothy.reports import files

    writers = {"csv": files.as_csv, "xlsx": files.as_xlsx, "pdf": files.as_pdf}
    return writers[format](release)


def as_text(release: Release, sentences: Sequence[str] = ()) -> str:
    """For people at a terminal: what was asked, the tables, what the columns mean, what a reader must know."""
    said = [" ".join(sentences), ""] if sentences else [f"{release.facility_name}: {release.title}, {period_name(release.since, release.until)}", ""]
    for grid in release.grids:
        said += [grid.title, *_aligned(grid, release), *grid.notes, ""]
    if not sentences:
        said += [f"{one.label}: {one.definition}" for one in release.definitions]
        said += ["", *release.notes, *kept_back(release), f"From entry 1 to {release.number} of the journal, digest {release.digest[:16]}."]
    return "\n".join(line.rstrip() for line in said).rstrip("\n") + "\n"


def _aligned(grid: Grid, release: Release) -> list[str]:
    lines = [["", *(column.label for column in grid.columns)]]
    for row in grid.rows:
        label = row.label if row.complete else f"{row.label} (not over)"
        units = [release.defined(column.indicator).unit for column in grid.columns]
        lines.append([label, *(printed(one, unit) for one, unit in zip(row.figures, units, strict=True))])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return [
        "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]


def printed(figure: Figure, unit: str) -> str:
    """A figure in a table: its value, and its n where it is out of one."""
    if figure.hidden:
        return KEPT_BACK
    if figure.value is None and figure.missing:
        return f"{in_words(figure, unit)} ({figure.missing:,} not recorded)"
    n = "" if figure.n is None or unit != "%" else f" (n {figure.n:,})"
    return in_words(figure, unit) + n
