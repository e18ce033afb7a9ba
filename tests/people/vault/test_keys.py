"""The vault's key: made once, kept apart, locked if the house wants, rotated, and missed with a sentence."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from people.vault.test_sealing import NAME, keep, opened


def test_the_first_thing_kept_makes_the_key_and_nobody_else_may_read_it(vault: Path) -> None:
    keep(uuid4())
    assert stat.S_IMODE((vault / "vault.key").stat().st_mode) == 0o600


def test_a_missing_key_is_said_and_never_made_anew_over_what_is_sealed(vault: Path) -> None:
    from bothy.people.vault.trouble import VaultTrouble

    person = uuid4()
    keep(person)
    aside = (vault / "vault.key").rename(vault / "aside")
    with pytest.raises(VaultTrouble, match="Bring it back from the backup"):
        opened(person)
    with pytest.raises(VaultTrouble, match="Bring it back from the backup"):
        keep(uuid4())
    assert not (vault / "vault.key").exists()
    aside.rename(vault / "vault.key")
    assert opened(person).full_name == NAME


def test_another_vaults_key_opens_nothing(vault: Path) -> None:
    from bothy.people.vault import key_file
    from bothy.people.vault.trouble import VaultTrouble

    person = uuid4()
    keep(person)
    key_file.write((key_file.new_key(),), None)
    with pytest.raises(VaultTrouble, match="Put the right key file back"):
        opened(person)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}",
        b"not json",
        b'{"bothy_vault_key":2,"keys":[]}',
        b'{"bothy_vault_key":1,"keys":[{"id":"a","key":"AAAA"}]}',
    ],
)
def test_a_damaged_key_is_said(vault: Path, said: bytes) -> None:
    from bothy.people.vault.trouble import VaultTrouble

    person = uuid4()
    keep(person)
    (vault / "vault.key").write_bytes(said)
    with pytest.raises(VaultTrouble, match="damaged"):
        opened(person)


def test_a_key_that_others_can_read_is_not_used(vault: Path) -> None:
    from bothy.people.vault.trouble import VaultTrouble

    person = uuid4()
    keep(person)
    (vault / "vault.key").chmod(0o644)
    with pytest.raises(VaultTrouble, match="chmod 600"):
        opened(person)


def test_the_key_may_lie_elsewhere(vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHY_VAULT_KEY_FILE", str(tmp_path / "stick" / "vault.key"))
    person = uuid4()
    keep(person)
    assert opened(person).full_name == NAME
    assert (tmp_path / "stick" / "vault.key").exists() and not (vault / "vault.key").exists()


def test_a_locked_key_opens_with_its_passphrase_only(
    vault: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bothy.people.vault import key_file
    from bothy.people.vault.trouble import VaultTrouble

    person = uuid4()
    keep(person)
    assert opened(person).full_name == NAME
    assert b'"keys"' not in (vault / "vault.key").read_bytes()
    passphrase.write_text("nine herons on a wall")
    with pytest.raises(VaultTrouble, match="does not open"):
        opened(person)
    monkeypatch.delenv(key_file.PASSPHRASE_VARIABLE)
    with pytest.raises(VaultTrouble, match="locked with a passphrase"):
        opened(person)
    monkeypatch.setenv(key_file.PASSPHRASE_VARIABLE, str(passphrase.parent / "none"))
    with pytest.raises(VaultTrouble, match="cannot be read"):
        opened(person)


def test_after_a_rotation_the_old_key_opens_nothing_and_the_new_one_everything(vault: Path) -> None:
    from bothy.people.vault import key_file
    from bothy.people.vault.rotation import rotate
    from bothy.people.vault.trouble import VaultTrouble

    people = [uuid4() for _ in range(5)]
    for person in people:
        keep(person)
    old, before = (vault / "vault.key").read_bytes(), key_file.read()
    assert rotate() == 5
    after = key_file.read()
    assert len(after.keys) == 1 and after.now.id != before.now.id
    assert all(opened(person).full_name == NAME for person in people)
    (vault / "vault.key").write_bytes(old)
    with pytest.raises(VaultTrouble, match="right key file"):
        opened(people[0])


@pytest.mark.parametrize("stop_after", [0, 1, 3])
def test_a_rotation_that_is_cut_short_loses_nothing_and_goes_on(
    vault: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    from bothy.people.vault import key_file, rotation
    from bothy.people.vault.keeping import rewrap

    people = [uuid4() for _ in range(5)]
    for person in people:
        keep(person)
    done: list[Any] = []

    def cut(*args: Any) -> None:
        if len(done) == stop_after:
            raise KeyboardInterrupt
        done.append(args)
        rewrap(*args)

    monkeypatch.setattr(rotation, "rewrap", cut)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    assert all(opened(person).full_name == NAME for person in people), "both keys are there meanwhile"
    assert len(key_file.read().keys) == 2
    monkeypatch.setattr(rotation, "rewrap", rewrap)
    assert rotation.rotate() == 5 - stop_after
    assert len(key_file.read().keys) == 1
    assert all(opened(person).full_name == NAME for person in people)


def test_what_is_kept_while_the_key_is_rotated_is_not_lost(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has read the old key when the rotation begins, and writes after it has ended."""
    from bothy.people.vault import keeping, key_file
    from bothy.people.vault.rotation import rotate

    keep(uuid4())
    old, late = key_file.read(), uuid4()
    rotate()
    monkeypatch.setattr(keeping, "_keys", lambda: old)
    keep(late)
    assert opened(late).full_name == NAME


def test_a_rotation_can_lock_and_unlock(
    vault: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bothy.people.vault import key_file, rotation
    from bothy.people.vault.trouble import VaultTrouble

    person = uuid4()
    monkeypatch.delenv(key_file.PASSPHRASE_VARIABLE)
    keep(person)
    assert not key_file.read().locked
    with pytest.raises(VaultTrouble, match="signs or more"):
        rotation.lock(b"short")
    monkeypatch.setenv(key_file.PASSPHRASE_VARIABLE, str(passphrase))
    rotation.rotate(key_file.passphrase())
    assert key_file.read().locked and opened(person).full_name == NAME
    rotation.lock(None)
    monkeypatch.delenv(key_file.PASSPHRASE_VARIABLE)
    assert not key_file.read().locked and opened(person).full_name == NAME
