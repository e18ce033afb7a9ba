"""`bothy vault`: the key from the command line, and no word of what it opens."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from people.vault.test_sealing import NAME, keep, opened
from support.django_home import django_home
from support.vault_house import vault  # noqa: F401  (a fixture)


@pytest.fixture
def verb(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: F811
    """`verb("rotate")` -> (exit code, what was said)."""
    import bothy.cli.vault  # noqa: F401  (adds the verbs)
    from bothy.cli import shared
    from bothy.cli.main import app

    def run(*words: str) -> tuple[int, str]:
        said: list[str] = []
        monkeypatch.setattr(shared.err, "print", lambda text, **_: said.append(str(text)))
        monkeypatch.setattr(shared.out, "print", lambda text, **_: said.append(str(text)))
        answer = CliRunner().invoke(app, ["vault", *words, "--home", str(django_home().folder)])
        assert not isinstance(answer.exception, Exception) or isinstance(answer.exception, SystemExit), answer.exception
        told = "\n".join(said)
        assert NAME not in told
        return answer.exit_code, told

    return run


def test_the_state_of_the_key_is_told_and_a_missing_one_is_found(verb: Any, vault: Path) -> None:  # noqa: F811
    assert verb("status") == (0, "The vault is empty; its key is made when something is kept for the first time.")
    keep(uuid4()), keep(uuid4())
    code, said = verb("status")
    assert code == 0 and "People   2, each of whose keys it opens" in said and "not locked" in said
    (vault / "vault.key").unlink()
    code, said = verb("status")
    assert code == 1 and "Bring it back from the backup" in said


def test_a_key_is_rotated_locked_and_unlocked(verb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person, secret = uuid4(), tmp_path / "passphrase"
    keep(person)
    secret.write_text("nine herons on a weir\n")
    code, said = verb("rotate")
    assert code == 0 and "1 people's keys" in said and opened(person).full_name == NAME
    code, said = verb("lock", "--passphrase-file", str(secret))
    assert code == 0 and f"BOTHY_VAULT_PASSPHRASE_FILE={secret}" in said
    code, said = verb("rotate")
    assert code == 1 and "locked with a passphrase" in said, "without the passphrase nothing is rotated"
    monkeypatch.setenv("BOTHY_VAULT_PASSPHRASE_FILE", str(secret))
    assert verb("rotate")[0] == 0 and "locked with a passphrase" in verb("status")[1], "it stays locked"
    assert verb("unlock")[0] == 0 and "not locked" in verb("status")[1] and opened(person).full_name == NAME
    assert verb("lock", "--passphrase-file", str(tmp_path / "none"))[0] == 2


def test_the_key_of_study_ids_is_written_once_for_its_owner(verb: Any, tmp_path: Path) -> None:
    to = tmp_path / "study.key"
    assert verb("study-key", "--agreement", "DSA-7", "--out", str(to))[0] == 0
    assert stat.S_IMODE(to.stat().st_mode) == 0o600 and len(to.read_bytes()) == 44
    assert verb("study-key", "--agreement", "DSA-7", "--out", str(to))[0] == 2
    assert verb("study-key", "--agreement", "DSA-8", "--out", str(tmp_path / "other"))[0] == 0
    assert (tmp_path / "other").read_bytes() != to.read_bytes()


def test_a_home_that_is_none_is_said(tmp_path: Path) -> None:
    import bothy.cli.vault  # noqa: F401
    from bothy.cli.main import app

    assert CliRunner().invoke(app, ["vault", "status", "--home", str(tmp_path / "nowhere")]).exit_code == 2
