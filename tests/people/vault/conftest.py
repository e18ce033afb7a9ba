from __future__ import annotations

from pathlib import Path

import pytest

from support.vault_house import vault


@pytest.fixture
def passphrase(vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a passphrase, named by the environment."""
    from bothy.people.vault import key_file

    path = tmp_path / "passphrase"
    path.write_text("nine herons on a weir\n")
    monkeypatch.setenv(key_file.PASSPHRASE_VARIABLE, str(path))
    return path


__all__ = ["passphrase", "vault"]
