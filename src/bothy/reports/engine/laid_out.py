"""Facts laid out as tables for other engines: TABLE/facility=…/month=2025-08/rows.parquet, as Hive names folders."""

from pathlib import Path

import pyarrow.parquet as pq

from bothy.reports.engine.stored import plain
from bothy.reports.facts.opened import Facts
from bothy.reports.facts.tables import TABLES


def lay_out(facts: Facts, folder: Path) -> int:
    """Bring a facility's folders under `folder` to what the facts hold; how many files were written.

    Every month is written anew and each file takes its place whole; a month without rows has no file. Other
    facilities' folders are left alone. The ids are the true ones: keep these files as the facts themselves are kept.
    """
    written = 0
    for name in TABLES:
        ours = folder / name / f"facility={facts.facility}"
        for month in facts.months:
            rows = facts.table(name, [month])
            if not len(rows):
                continue
            path = ours / f"month={month}" / "rows.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".new")
            pq.write_table(rows.cast(plain(rows.schema)), temporary, compression="zstd")
            temporary.replace(path)
            written += 1
        held = {month for month in facts.months if facts.piece(name, month) is not None}
        for path in ours.glob("month=*/rows.parquet"):
            if path.parent.name.removeprefix("month=") not in held:
                path.unlink()
    return written
