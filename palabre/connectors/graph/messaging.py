"""Private messages of Messenger and Instagram: the same `messaging[]` shape."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.facts import INBOX_SURFACE, Arrived, Fact, Place, Removed, Unreadable
from palabre.connectors.reading import instant, required, text_of
from palabre.engine.vocabulary import Kind

QUIET = ("read", "delivery", "reaction", "postback", "optin", "referral", "pass_thread_control",
         "take_thread_control", "request_thread_control", "seen", "typing")  # fmt: skip
"""Parts of the conversation that change no message."""


def read_messaging(content: dict[str, Any], *, account: str, time: datetime) -> Sequence[Fact]:
    """Turn one element of `messaging[]` into facts; none for receipts and reactions."""
    if "message" in content or "message_edit" in content:
        return _read_message(content, account=account, time=time)
    if any(name in content for name in QUIET):
        return ()
    kinds = sorted(set(content) - {"sender", "recipient", "timestamp"})
    raise Unreadable(f"Unknown kind of private event: {', '.join(kinds) or 'none'}.")


def _read_message(content: dict[str, Any], *, account: str, time: datetime) -> Sequence[Fact]:
    is_edit = "message" not in content
    message = content["message_edit"] if is_edit else content["message"]
    if not isinstance(message, dict):
        raise Unreadable("The message is not an object.")
    mid = required(message, "mid")
    sender, recipient = _party(content, "sender"), _party(content, "recipient")
    is_ours = bool(message.get("is_echo")) or (bool(sender) and sender == account)
    person = recipient if is_ours else sender
    if not person:
        raise Unreadable("The message names nobody on the other side.")
    at = instant(content["timestamp"]) if content.get("timestamp") else time
    place = Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=person)
    if message.get("is_deleted"):
        return (Removed(mid, place, at),)
    return (
        Arrived(
            external_id=mid,
            place=place,
            text=words_of(message.get("text"), message.get("attachments")),
            sent_at=at,
            at=at,
            author_id=account if is_ours else person,
            is_ours=is_ours,
            is_edit=is_edit,
            act_key=text_of(message.get("metadata")),
        ),
    )


def _party(content: dict[str, Any], name: str) -> str:
    party = content.get(name)
    return text_of(party.get("id")) if isinstance(party, dict) else ""


def words_of(words: Any, attachments: Any) -> str:
    """Return the words, else a mark for each attachment, so that nothing looks empty."""
    text = text_of(words)
    if text:
        return text
    if isinstance(attachments, dict):
        attachments = attachments.get("data")
    if not isinstance(attachments, list):
        return ""
    kinds = [text_of(one.get("type")) for one in attachments if isinstance(one, dict)]
    return " ".join(f"[{kind or 'attachment'}]" for kind in kinds)
