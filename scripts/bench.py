"""Run the measurements in bench/, one after the other: `make bench`, or `make bench ARGS="start"`.

A measurement is a script bench/NAME.py; one whose name begins with an underscore is shared code.
Each says its own version, machine, figure and limit. The exit status counts those that failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(wanted: list[str]) -> int:
    there = {path.stem: path for path in sorted((ROOT / "bench").glob("[!_]*.py"))}
    unknown = [name for name in wanted if name not in there]
    if unknown or not there:
        print(f"No such measurement: {', '.join(unknown) or 'bench/ is empty'}. There are: {', '.join(there) or 'none'}.")
        return 2
    failed = 0
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for name in wanted or there:
        print(f"\n==> bench/{name}.py", flush=True)
        failed += subprocess.call([sys.executable, str(there[name])], cwd=ROOT, env=environment) != 0
    return min(failed, 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
