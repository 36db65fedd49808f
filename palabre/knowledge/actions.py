"""What happens to saved replies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from palabre.knowledge.models import SavedReply
from palabre.knowledge.queries import get_saved_reply
from palabre.knowledge.variables import list_unknown
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

SHORTCUT = re.compile(r"[\w-]{1,40}")
LONGEST = 8_000
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a saved reply says, and under which names it is found."""

    title: str
    shortcut: str
    text: str
    language: str


def save_reply(
    *, workspace: int, wording: Wording, by: str, now: datetime, reply: int | None = None
) -> SavedReply:
    """Keep a new reply, or change the one with this id; `Refused` says what to mend."""
    wording = _checked(wording)
    kept = get_saved_reply(workspace, reply) if reply else SavedReply(workspace_id=workspace)
    same = SavedReply.objects.filter(workspace_id=workspace, shortcut=wording.shortcut)
    if same.exclude(pk=kept.pk).exists():
        raise Refused("Another saved reply has this shortcut.", status=409)
    kept.title, kept.shortcut = wording.title, wording.shortcut
    kept.text, kept.language = wording.text, wording.language
    kept.by, kept.changed_at = by, now
    kept.save()
    detail = {"title": kept.title, "shortcut": kept.shortcut, "text": kept.text}
    entry = Entry(by, "saved_reply", f"saved_reply:{kept.pk}", detail)
    write_audit(workspace, [entry], now=now)
    return kept


def remove_reply(*, workspace: int, reply: int, by: str, now: datetime) -> None:
    """Remove a saved reply; what was sent with it stays."""
    kept = get_saved_reply(workspace, reply)
    entry = Entry(by, "saved_reply.removed", f"saved_reply:{kept.pk}", {"title": kept.title})
    SavedReply.objects.filter(workspace_id=workspace, pk=kept.pk).delete()
    write_audit(workspace, [entry], now=now)


def _checked(wording: Wording) -> Wording:
    """Return a wording without loose ends; `Refused` when something is missing or unknown."""
    title, text = wording.title.strip()[:120], wording.text.replace("\r\n", "\n").strip()
    shortcut = wording.shortcut.strip().lstrip("/").lower()
    if not title or not text:
        raise Refused("A saved reply needs a title and a text.", status=422)
    if not SHORTCUT.fullmatch(shortcut):
        raise Refused("A shortcut is one word of letters, digits and hyphens.", status=422)
    if len(text) > LONGEST:
        raise Refused("This text is too long to be sent anywhere.", status=422)
    if list_unknown(text):
        raise Refused(
            "Only {{ person }}, {{ account }} and {{ member }} can be filled in.", status=422
        )
    if wording.language not in LANGUAGES:
        raise Refused("A saved reply is in French or in English.", status=422)
    return Wording(title, shortcut, text, wording.language)
