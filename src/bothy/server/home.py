"""The home folder: everything that one Bothy keeps."""

import contextlib
import os
import secrets
import stat
import tomllib
from pathlib import Path

import platformdirs

from bothy.journal.shipped import is_shipped
from bothy.journal.whole_file import write_whole

HOME_VARIABLE = "BOTHY_HOME"
SECRET_VARIABLE = "BOTHY_SECRET_KEY"  # noqa: S105 (a name, not a secret)
LEAST_SIGNS = 32


class HomeTrouble(Exception):
    """The home cannot be used; the message says what to do."""


class Home:
    """One home folder. Paths only; nothing is made until `make`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()

    @classmethod
    def default(cls) -> "Home":
        """`BOTHY_HOME`, or the platform's data folder."""
        told = os.environ.get(HOME_VARIABLE)
        return cls(Path(told) if told else platformdirs.user_data_path("bothy", appauthor=False))

    @property
    def journal(self) -> Path:
        return self.folder / "journal.sqlite3"

    @property
    def lock(self) -> Path:
        return self.folder / "journal.lock"

    @property
    def house(self) -> Path:
        return self.folder / "house.sqlite3"

    @property
    def snapshot(self) -> Path:
        return self.folder / "snapshot.bothy"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def facts(self) -> Path:
        return self.folder / "facts"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.toml"

    @property
    def running(self) -> Path:
        return self.folder / "running.json"

    def make(self) -> "Home":
        """Make the folder and its secret where missing. Raises HomeTrouble when it cannot be written."""
        if is_shipped(self.folder):
            raise HomeTrouble(
                f"{self.folder} is a copy that another Bothy ships here, and no home: it can be read and verified, not served or written. "
                "Choose another --home."
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "not writable")
            self.secret_key()
        except (OSError, FileExistsError) as fault:
            reason = fault.strerror or str(fault)
            raise HomeTrouble(
                f"The home {self.folder} cannot be used ({reason}). Make it writable for this user, or choose another --home."
            ) from fault
        return self

    def keep_to_its_user(self) -> None:
        """Take what others may do with its files away: a home that was copied by hand has the copier's habits."""
        for one in self.folder.iterdir():
            mode = one.lstat().st_mode
            if mode & 0o077 and not stat.S_ISLNK(mode):
                with contextlib.suppress(OSError):  # another user's file: `bothy check` speaks of the home itself
                    one.chmod(stat.S_IMODE(mode) & 0o700)

    def secret_key(self) -> str:
        """The secret that signs sessions and keys PINs: BOTHY_SECRET_KEY, else of settings.toml, made there on first use."""
        if given := os.environ.get(SECRET_VARIABLE):
            if len(given) < LEAST_SIGNS:
                raise HomeTrouble(f"{SECRET_VARIABLE} must be a text of at least {LEAST_SIGNS} signs.")
            return given
        told = self.read_settings()
        if "secret_key" in told:
            key = told["secret_key"]
            if not isinstance(key, str) or len(key) < LEAST_SIGNS:
                raise HomeTrouble(f"secret_key in {self.settings} must be a text of at least {LEAST_SIGNS} signs.")
            return key
        key = secrets.token_urlsafe(48)
        line = f'# Made by Bothy. Keep it with the rest of the home: sessions and PINs hang on it.\nsecret_key = "{key}"\n'
        before = self.settings.read_text("utf-8") if self.settings.exists() else ""
        write_whole(self.settings, (line + before).encode())
        return key

    def read_settings(self) -> dict[str, object]:
        """settings.toml as it stands. Keys: secret_key, allowed_hosts (a list of names), and those of `accounts.office_rules`."""
        try:
            return tomllib.loads(self.settings.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise HomeTrouble(
                f"{self.settings} cannot be read: {fault}. Mend that line and try again."
            ) from fault
