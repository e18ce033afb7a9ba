"""`bothy vault`: the key that opens what people offered of themselves. No verb here shows any of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import vault_app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, home_of, out, stop

PassphraseOption = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="Lock the key with the passphrase in this file (12 signs or more).", show_default="as it is"),
]


@contextlib.contextmanager
def _vault(home: Path | None) -> Iterator[None]:
    """Django at hand for this home; what is wrong becomes a sentence."""
    from bothy.server.boot import prepare
    from bothy.server.home import HomeTrouble

    place = home_of(home)
    if not place.settings.exists():
        stop(ASKED_WRONGLY, f"There is no Bothy in {place.folder}. Is --home right?")
    try:
        prepare(place, people=False)
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    from bothy.people.vault.trouble import VaultTrouble

    try:
        yield
    except VaultTrouble as trouble:
        stop(FOUND_SOMETHING, str(trouble))


def _passphrase(path: Path) -> bytes:
    try:
        return path.read_bytes().rstrip(b"\r\n")
    except OSError as fault:
        stop(ASKED_WRONGLY, f"The passphrase cannot be read from {path} ({fault.strerror}).")


@vault_app.command()
def status(home: HomeOption = None) -> None:
    """Whether the key is there and opens what is sealed; how many people have something in the vault. Exit 1: it does not."""
    with _vault(home):
        from bothy.people.vault import envelope, key_file
        from bothy.people.vault.models import PersonKey

        rows = list(PersonKey.objects.values_list("person", "vault_key", "wrapped"))
        if not rows and not key_file.place().exists():
            out.print("The vault is empty; its key is made when something is kept for the first time.", markup=False)
            return
        keys = key_file.read()
        for person, id, wrapped in rows:
            envelope.unwrap(keys.of(id), person, bytes(wrapped))
        lock = "locked with a passphrase" if keys.locked else "not locked: whoever reads the file and the database reads the vault"
        out.print(f"Key      {keys.now.id} in {key_file.place()}, {lock}", markup=False)
        out.print(f"People   {len(rows):,}, each of whose keys it opens", markup=False)
        if len(keys.keys) > 1:
            stop(FOUND_SOMETHING, "A rotation was cut short. Run `bothy vault rotate` again: it goes on where it stopped.")


@vault_app.command()
def rotate(home: HomeOption = None, passphrase_file: PassphraseOption = None) -> None:
    """Make a new key and wrap every person's key under it; beside a running server, too. Copies made before need the old key."""
    with _vault(home):
        from bothy.people.vault import key_file, rotation

        secret = _passphrase(passphrase_file) if passphrase_file is not None else None
        if secret is None and key_file.read().locked:
            secret = key_file.passphrase()
        done = rotation.rotate(secret)
        out.print(f"The key is new; {done:,} people's keys were wrapped under it. Back up {key_file.place()} now.", markup=False)
        if passphrase_file is not None:
            _say_passphrase(passphrase_file)


@vault_app.command()
def lock(passphrase_file: Annotated[Path, typer.Option(help="The file that holds the passphrase.")], home: HomeOption = None) -> None:
    """Lock the key with a passphrase: then the key file alone opens nothing."""
    with _vault(home):
        from bothy.people.vault import rotation

        rotation.lock(_passphrase(passphrase_file))
        out.print("The key is locked.", markup=False)
        _say_passphrase(passphrase_file)


@vault_app.command()
def unlock(home: HomeOption = None) -> None:
    """Take the passphrase off the key."""
    with _vault(home):
        from bothy.people.vault import rotation

        rotation.lock(None)
        out.print("The key is no longer locked: whoever reads the file and the database reads the vault.", markup=False)


@vault_app.command("study-key")
def study_key(
    agreement: Annotated[str, typer.Option(help="The reference of the agreement, as it was given for the linkage.")],
    to: Annotated[Path, typer.Option("--out", help="The new file for the key.")],
    home: HomeOption = None,
) -> None:
    """The key behind an agreement's study ids, for `bothy export facts --key`: with it, facts can be joined to the linked records."""
    with _vault(home):
        from bothy.journal.whole_file import make_once
        from bothy.people.vault import linkage

        if to.exists():
            stop(ASKED_WRONGLY, f"{to} is there already. Choose another name.")
        try:
            make_once(to, linkage.study_key(agreement))
        except OSError as fault:
            stop(ASKED_WRONGLY, f"{to} cannot be written ({fault.strerror}).")
        out.print(f"Wrote {to}. Whoever has it, the facts and the linked file can join them: keep it as the agreement says.", markup=False)


def _say_passphrase(path: Path) -> None:
    out.print(f"Start Bothy with BOTHY_VAULT_PASSPHRASE_FILE={path.absolute()} from now on.", markup=False)


__all__ = ["lock", "rotate", "status", "study_key", "unlock"]
