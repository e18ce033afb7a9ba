"""How fast the journal takes entries, beside how fast this disk syncs.

Prints for batches of 1 and 64 commands (one entry and one receipt each): microseconds an entry for
sealing, for the statements, and for COMMIT; durable entries a second; and the disk's fdatasync rate,
measured in the same folder by appending and syncing as many bytes as a batch makes.

    python bench/journal_append.py [--home DIR] [--batches 200] [--url postgresql://…]
"""

import argparse
import os
import platform
import shutil
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import bothy
from bothy.journal import Draft, Receipt, create_store, entry_id, seal
from bothy.journal.chain import head_after
from bothy.journal.verify import verify

BODY = b'{"place":"3","route":"injection","substances":["heroin","cocaine"],"seen":412,"since":"2025-01-13T09:00:00Z"}'
FACILITY = UUID(int=1)


def measure(store, waiting: int, batches: int) -> dict[str, float]:
    """Medians over the batches, in microseconds an entry."""
    seals, statements, commits, wholes = [], [], [], []
    for _ in range(batches):
        now = datetime.now(UTC)
        commands = [uuid4() for _ in range(waiting)]
        drafts = [
            Draft(entry_id(each, 0), "episode-started", 1, uuid4(), BODY, now, uuid4(), uuid4())
            for each in commands
        ]
        began = time.perf_counter()
        with store.begin() as batch:
            head, entries = batch.head, []
            at_seal = time.perf_counter()
            for draft in drafts:
                entries.append(seal(head, FACILITY, draft, now))
                head = head_after(entries[-1])
            sealed = time.perf_counter()
            receipts = [
                Receipt(
                    each,
                    bytes(32),
                    b'{"answer":"recorded","numbers":[%d]}' % entry.number,
                    entry.number,
                    1,
                    now,
                )
                for each, entry in zip(commands, entries, strict=True)
            ]
            at_append = time.perf_counter()
            batch.append(entries, receipts)
            appended = time.perf_counter()
        ended = time.perf_counter()
        seals.append(sealed - at_seal)
        statements.append(appended - at_append)
        commits.append(ended - appended)
        wholes.append(ended - began)
    return {
        "seal": statistics.median(seals) / waiting * 1e6,
        "statements": statistics.median(statements) / waiting * 1e6,
        "commit_ms": statistics.median(commits) * 1e3,
        "durable": waiting * batches / sum(wholes),
    }


def sync_rate(folder: Path, size: int, times: int) -> float:
    """fdatasync after each append of `size` bytes to one file that was not written before, a second."""
    path = folder / "sync.probe"
    block = os.urandom(size)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        began = time.perf_counter()
        for _ in range(times):
            os.write(descriptor, block)
            os.fdatasync(descriptor)
        return times / (time.perf_counter() - began)
    finally:
        os.close(descriptor)
        path.unlink()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--home", type=Path, help="measure on this disk (default: the temporary folder)")
    options.add_argument("--url", help="measure an empty PostgreSQL database instead")
    options.add_argument("--batches", type=int, default=200)
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bothy-bench-", dir=asked.home))
    try:
        print(
            f"bothy {bothy.__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"{platform.machine()}, {os.cpu_count()} cores"
        )
        store = create_store(asked.url or folder / "home", FACILITY)
        for waiting in (1, 64):
            figure = measure(store, waiting, asked.batches)
            print(
                f"{waiting:3} waiting: seal {figure['seal']:.1f} µs, statements {figure['statements']:.1f} µs an entry "
                f"and receipt; COMMIT {figure['commit_ms']:.2f} ms; {figure['durable']:,.0f} durable entries/s"
            )
        began = time.perf_counter()
        verdict = verify(store)
        print(
            f"verify: {verdict.entries / (time.perf_counter() - began):,.0f} entries/s ({verdict.sentence[:40]}…)"
        )
        store.close()
        for size in (4 * 4120, 200 * 4120):
            print(
                f"the disk alone: {sync_rate(folder, size, 100):,.0f} fdatasync/s at {size // 1024} KiB each"
            )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
