"""Pictures of an answer into a folder, by day and by night."""

from collections.abc import Callable, Iterable
from pathlib import Path

from bothy.cli.shared import ASKED_WRONGLY, err, stop
from bothy.reports.charts import THEMES, Theme


def write_pictures(folder: Path, pictures: Iterable[tuple[str, Callable[[Theme], bytes]]]) -> None:
    """NAME-day.svg and NAME-night.svg of each; says on standard error what was written. Exit 2 where the folder takes none."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in pictures:
            for theme in THEMES:
                file = folder / f"{name}-{theme}.svg"
                file.write_bytes(draw(theme))
                written.append(file.name)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"The pictures cannot be written to {folder}: {fault.strerror}.")
    err.print(f"Pictures in {folder}: {', '.join(written)}.", markup=False)
