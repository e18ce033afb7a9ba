"""The last gate: no file is made of a release that still holds a number it says it keeps back."""

from bothy.reports.release import Release


class Leaks(ValueError):
    """A hidden figure came with its number. Nothing was written."""


def sound(release: Release) -> Release:
    """The same release. `Leaks` when a hidden figure, or a row that does not fit its table, is found in it.

    Disclosure control empties what it hides; a release made otherwise is refused here and not tidied up,
    because the number would still stand in the frozen bytes.
    """
    for grid in release.grids:
        for row in grid.rows:
            if len(row.figures) != len(grid.columns):
                raise ValueError(
                    f"The row {row.label!r} of {grid.title!r} has {len(row.figures)} figures for {len(grid.columns)} columns."
                )
            for column, one in zip(grid.columns, row.figures, strict=True):
                if one.hidden and any(
                    number is not None for number in (one.value, one.k, one.low, one.high, one.missing, one.least)
                ):
                    raise Leaks(
                        f"{grid.title}, {row.label}, {column.label}: this figure is kept back and still holds its number. "
                        "No file was made. Make the release through disclosure control (reports.protect)."
                    )
    return release
