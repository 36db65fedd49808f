"""Names and records of the AT Protocol: addresses, keys, and the marks of links and mentions.

Source: the AT Protocol's specifications of at-uris and TIDs, and the lexicons `app.bsky.feed.post`
and `app.bsky.richtext.facet`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
GATE = "app.bsky.feed.threadgate"
BLOCK = "app.bsky.graph.block"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
KEY = re.compile(r"[234567a-j][2-7a-z]{12}")
SOMETIME = 1_700_000_000_000_000
"""Microseconds since 1970 for keys that have no better time."""
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
MARKED = re.compile(
    rf"(?P<link>https?://[^\s<>\"]+)|(?<![\w@.])@(?P<handle>(?:{LABEL}\.)+[a-z]{{2,63}})", re.I
)
"""A link, or the name of a person: a handle is a domain."""
AFTER_A_LINK = ".,;:!?…»)'\""
WEB = "https://bsky.app"


@dataclass(frozen=True, slots=True)
class Address:
    """An at-uri in its three parts: whose, of which kind, and its key."""

    repo: str
    collection: str
    key: str

    @classmethod
    def read(cls, uri: str) -> Address:
        """Read an at-uri; what is missing stays empty."""
        repo, collection, key = [*uri.removeprefix("at://").split("/"), "", "", ""][:3]
        return cls(repo, collection, key)

    @property
    def uri(self) -> str:
        """Return it as one text."""
        return f"at://{self.repo}/{self.collection}/{self.key}"

    def among(self, collection: str) -> Address:
        """Return the address with the same owner and key in another collection."""
        return Address(self.repo, collection, self.key)


def web_address(uri: str) -> str:
    """Return where people read a post; empty for what is no post."""
    address = Address.read(uri)
    if address.collection != POST or not address.key:
        return ""
    return f"{WEB}/profile/{address.repo}/post/{address.key}"


def key_for(act: str, answered: str) -> str:
    """Return the record key of an act: always the same, a moment after what it answers.

    Writing the same record under the same key twice makes one record, so that an act whose
    answer was lost can be looked for exactly.
    """
    digest = int.from_bytes(hashlib.sha256(act.encode()).digest()[:8])
    before = Address.read(answered).key
    moment = _decode(before) >> 10 if KEY.fullmatch(before) else SOMETIME
    return _encode(((moment + digest % 2**30) << 10 | digest >> 54) % 2**63)


def _decode(key: str) -> int:
    number = 0
    for letter in key:
        number = number * 32 + LETTERS.index(letter)
    return number


def _encode(number: int) -> str:
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(12, -1, -1))


def moment(at: datetime) -> str:
    """Return a time as records hold it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text that is a link or names somebody: where, and what it says."""

    start: int
    end: int
    link: str = ""
    handle: str = ""


def find_marks(text: str) -> Iterator[Mark]:
    """Give the links and the mentions of a text, in characters."""
    for found in MARKED.finditer(text):
        link = (found["link"] or "").rstrip(AFTER_A_LINK)
        if link:
            yield Mark(found.start(), found.start() + len(link), link=link)
        elif found["handle"]:
            yield Mark(found.start(), found.end(), handle=found["handle"].lower())


def facets(text: str, identities: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the marks of a text as records hold them: in bytes, people by their identity.

    A name that belongs to nobody stays ordinary text.
    """
    found: list[dict[str, Any]] = []
    for mark in find_marks(text):
        feature: dict[str, Any] = {"$type": "app.bsky.richtext.facet#link", "uri": mark.link}
        if mark.handle:
            identity = identities.get(mark.handle)
            if not identity:
                continue
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": identity}
        index = {"byteStart": _bytes(text[: mark.start]), "byteEnd": _bytes(text[: mark.end])}
        found.append({"index": index, "features": [feature]})
    return found


def _bytes(text: str) -> int:
    return len(text.encode())
