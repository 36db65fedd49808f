"""IRC's lines, and what Twitch's mean: the same notifications that EventSub sends.

Source: RFC 1459 (lines), IRCv3 message-tags (tags and their escapes), Twitch's IRC documentation
(PRIVMSG, CLEARMSG, CLEARCHAT and their tags).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from palabre.connectors.reading import instant_or_none

ESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its tags, who says it, the command and its parameters."""

    command: str
    parameters: tuple[str, ...] = ()
    source: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def nick(self) -> str:
        """Return the name of who says it."""
        return self.source.partition("!")[0]

    @property
    def last(self) -> str:
        """Return the last parameter: the text, where there is one."""
        return self.parameters[-1] if self.parameters else ""


def read_line(text: str) -> Line:
    """Understand one line; a line of nothing has an empty command."""
    tags: dict[str, str] = {}
    source = ""
    rest = text.rstrip("\r\n")
    if rest.startswith("@"):
        told, _, rest = rest[1:].partition(" ")
        pairs = (one.partition("=") for one in told.split(";") if one)
        tags = {name: _unescape(value) for name, _, value in pairs}
    rest = rest.lstrip(" ")
    if rest.startswith(":"):
        source, _, rest = rest[1:].partition(" ")
    head, has_text, words = f" {rest.lstrip(' ')}".partition(" :")
    parts = head.split()
    if has_text:
        parts.append(words)
    command = parts[0].upper() if parts else ""
    return Line(command, tuple(parts[1:]), source, tags)


def _unescape(value: str) -> str:
    """Return a tag's value; a backslash at its end says nothing."""
    told: list[str] = []
    letters = iter(value)
    for letter in letters:
        if letter != "\\":
            told.append(letter)
            continue
        escaped = next(letters, "")
        told.append(ESCAPES.get(escaped, escaped))
    return "".join(told)


def notification_of(line: Line) -> bytes | None:
    """Return a line as EventSub's notification; None when it is none of the chat's."""
    writer = WRITERS.get(line.command)
    if writer is None or not line.tags.get("room-id"):
        return None
    at = instant_or_none(line.tags.get("tmi-sent-ts"))
    type, event = writer(line)
    told: dict[str, Any] = {
        "metadata": {"message_timestamp": _stamp(at), "message_id": _id(line, at)},
        "payload": {
            "subscription": {"type": type},
            "event": {"broadcaster_user_id": line.tags["room-id"], **event},
        },
    }
    return msgspec.json.encode(told)


def _stamp(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _id(line: Line, at: datetime | None) -> str:
    """Return an id for what IRC gives none, such as the clearing of a chat."""
    return line.tags.get("id") or f"{line.command}:{_stamp(at)}:{line.last}"


def _message(line: Line) -> tuple[str, dict[str, Any]]:
    parent = line.tags.get("reply-parent-msg-id", "")
    return "channel.chat.message", {
        "chatter_user_id": line.tags.get("user-id", ""),
        "chatter_user_login": line.nick,
        "chatter_user_name": line.tags.get("display-name") or line.nick,
        "message_id": line.tags.get("id", ""),
        "message": {"text": _spoken(line.last)},
        "reply": {"parent_message_id": parent} if parent else None,
    }


def _spoken(text: str) -> str:
    """Return what is said; an act (`/me waves`) is wrapped in control characters."""
    return text.removeprefix("\x01ACTION ").removesuffix("\x01") if text[:1] == "\x01" else text


def _deleted(line: Line) -> tuple[str, dict[str, Any]]:
    return "channel.chat.message_delete", {"message_id": line.tags.get("target-msg-id", "")}


def _cleared(line: Line) -> tuple[str, dict[str, Any]]:
    person = line.tags.get("target-user-id", "")
    if not person:
        return "channel.chat.clear", {}
    return "channel.chat.clear_user_messages", {"target_user_id": person}


WRITERS: Mapping[str, Callable[[Line], tuple[str, dict[str, Any]]]] = {
    "PRIVMSG": _message,
    "CLEARMSG": _deleted,
    "CLEARCHAT": _cleared,
}
