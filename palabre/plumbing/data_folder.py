"""The data folder: secrets, the embedded database, the square's journal, logs, the lock."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from palabre.plumbing.errors import Refused

SECRET_NAMES = (
    *("secret_key", "vault_key", "sign_in_key"),
    *("owner_password", "program_password", "first_password"),
)


def default_folder() -> Path:
    """Return the folder named by PALABRE_DATA, or `data` inside the checkout."""
    named = os.environ.get("PALABRE_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class DataFolder:
    """Paths and secrets of one installation."""

    path: Path

    @property
    def postgres(self) -> Path:
        """Return the embedded server's folder."""
        return self.path / "postgres"

    @property
    def logs(self) -> Path:
        """Return the folder of logs."""
        return self.path / "logs"

    def create(self) -> None:
        """Make the folder and its secrets; what is there stays as it is."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.logs.mkdir(exist_ok=True)
        known = self.read("secrets.json")
        missing = [name for name in SECRET_NAMES if name not in known]
        if missing:
            fresh = {name: _new_secret(name) for name in missing}
            self.write("secrets.json", {**known, **fresh})

    def secret(self, name: str) -> str:
        """Return a secret by its name; `Refused` when the folder was never started."""
        value = self.read("secrets.json").get(name)
        if not isinstance(value, str):
            raise Refused(f"{self.path} is not a started data folder: run bin/start first.")
        return value

    def read(self, name: str) -> dict[str, Any]:
        """Return a small JSON file of the folder, empty when there is none."""
        try:
            content = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Replace a small JSON file in one step, readable by its owner alone."""
        target = self.path / name
        draft = target.with_name(f"{name}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)

    def lock(self) -> IO[str]:
        """Hold the folder for this process until it ends; `Refused` when another has it."""
        file = (self.path / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise Refused(
                f"Palabre is already running on {self.path} (process {holder}). "
                "Stop it first, or choose another folder with --data."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file


def _new_secret(name: str) -> str:
    if name == "first_password":
        return "-".join(secrets.token_hex(2) for _ in range(3))
    return secrets.token_urlsafe(32)
