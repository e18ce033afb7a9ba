"""Pictures of an answer into a folder, by day and by night."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bothy.cli.shared import ASKED_WRONGLY, err, stop

if TYPE_CHECKING:
    from bothy.evidence.its.drawing import Drawing


def write_pictures(folder: Path, pictures: "Iterable[Drawing]") -> None:
    """NAME-day.svg and NAME-night.svg of each; says on standard error what was written. Exit 2 where the folder takes none."""
    from bothy.reports.charts import THEMES

    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            for theme in THEMES:
                file = folder / f"{picture.name}-{theme}.svg"
                file.write_bytes(picture.draw(theme))
                written.append(file.name)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"The pictures cannot be written to {folder}: {fault.strerror}.")
    err.print(f"Pictures in {folder}: {', '.join(written)}.", markup=False)
