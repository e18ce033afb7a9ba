"""The data dictionary says what the code says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_data_dictionary_is_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "dictionary.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
