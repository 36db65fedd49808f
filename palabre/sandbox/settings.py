"""What the square is told: where its folder is, and which pages exist in it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import msgspec

log = logging.getLogger("palabre.sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one square runs. `seed` makes its chance repeatable, for tests."""

    folder: Path
    chatter: bool = False
    chatter_seconds: float = 6.0
    seed: int | None = None


SINCE = "2024-05-01T00:00:00.000Z"
"""Since when everybody on the square has their account, as networks write it."""


class PostSettings(msgspec.Struct, frozen=True):
    """One post of a page: `picture` names one of the drawings in assets/pictures."""

    id: str
    text: str = ""
    picture: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a brand, with the secrets it shares with the desk."""

    network: str
    key: str
    name: str
    page_id: str
    app_secret: str
    verify_token: str
    access_token: str
    hook_path: str
    language: str = "en"
    topic: str = "bakery"
    ig_followers: int = 0
    posts: tuple[PostSettings, ...] = ()

    @property
    def is_connected(self) -> bool:
        """Say whether the desk has told where the page's events go: until then nobody comes."""
        return bool(self.hook_path)

    @property
    def username(self) -> str:
        """Return the name as Instagram writes it: small letters, digits and dots."""
        return username(self.name)


class SquareFile(msgspec.Struct, frozen=True):
    """The content of square.json."""

    desk: str = ""
    accounts: tuple[Account, ...] = ()


def username(name: str) -> str:
    """Turn a person's name into an Instagram-like user name, without accents."""
    letters = name.lower().translate(str.maketrans("àâäçéèêëîïôöùûüœ’'", "aaaceeeeiioouuuo.."))
    words = "".join(c if c.isascii() and (c.isalnum() or c == ".") else " " for c in letters)
    return ".".join(words.split()) or "someone"


class Configuration:
    """The file square.json, read again whenever it changes on disk."""

    def __init__(self, path: Path) -> None:
        """Remember where the file is; `refresh` reads it."""
        self.path = path
        self.desk = ""
        self.accounts: dict[str, Account] = {}
        self.by_page: dict[str, Account] = {}
        self.by_token: dict[str, Account] = {}
        self.posts: dict[str, PostSettings] = {}
        self._seen = (0, 0)
        self._content = SquareFile()

    def refresh(self) -> bool:
        """Read the file if it changed on disk; return whether it says something new.

        A file that cannot be read, perhaps because it is being written, leaves what was known.
        """
        try:
            status = self.path.stat()
            seen = (status.st_mtime_ns, status.st_size)
            if seen == self._seen:
                return False
            content = msgspec.json.decode(self.path.read_bytes(), type=SquareFile)
        except FileNotFoundError:
            return False
        except (OSError, msgspec.MsgspecError) as reason:
            log.warning("square.json could not be read, the last one stays: %s", reason)
            return False
        self._seen = seen
        if content == self._content:
            return False
        self._take(content)
        return True

    def _take(self, content: SquareFile) -> None:
        self._content = content
        self.desk = content.desk.rstrip("/")
        self.accounts = {account.key: account for account in content.accounts}
        self.by_page = {account.page_id: account for account in content.accounts}
        self.by_token = {account.access_token: account for account in content.accounts}
        self.posts = {post.id: post for account in content.accounts for post in account.posts}
