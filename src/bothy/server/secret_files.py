"""Secrets from files: NAME_FILE names a file that holds what NAME would (as container secrets and systemd credentials do).

A file has an owner and permissions; a variable of the service's definition is read by whoever reads that.
"""

from __future__ import annotations

import os
from pathlib import Path

from bothy.server.home import HomeTrouble

NAMES = ("BOTHY_SECRET_KEY", "DATABASE_URL")


def read_secret_files() -> None:
    """Put what the files hold into the environment of this process. Raises HomeTrouble with a sentence, never with the secret."""
    for name in NAMES:
        file = os.environ.get(f"{name}_FILE")
        if not file:
            continue
        if os.environ.get(name):
            raise HomeTrouble(f"Both {name} and {name}_FILE are set. Unset one of them.")
        try:
            told = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            reason = getattr(fault, "strerror", None) or "it is no text"
            raise HomeTrouble(f"{name}_FILE names {file}, which cannot be read ({reason}).") from fault
        if not told:
            raise HomeTrouble(f"{name}_FILE names {file}, which is empty.")
        # Whoever reads the name finds it; a process that this one starts is told the same way.
        os.environ[name] = told
        del os.environ[f"{name}_FILE"]
