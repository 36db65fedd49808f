"""Words that people put on messages, to find them again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from palabre.inbox.models import Label, Message
from palabre.inbox.queries import fetch
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

MOST_CHARACTERS = 60
MOST_SUGGESTED = 50
USED = """
    with recursive used as (
        (select name from inbox_label where workspace_id = %(workspace)s order by name limit 1)
        union all
        select (select l.name from inbox_label l
            where l.workspace_id = %(workspace)s and l.name > u.name order by l.name limit 1)
        from used u where u.name is not null
    )
    select name from used where name is not null limit %(most)s
"""
"""Steps from name to name in `label_by_name`, however many messages carry each."""


def label_message(*, workspace: int, message: int, name: str, by: str, now: datetime) -> str:
    """Put a label on a message; return it as it is kept. Twice the same is once."""
    thread = _thread_of(workspace, message)
    name = clean_label(name)
    _label, is_new = Label.objects.get_or_create(
        workspace_id=workspace, message_id=message, name=name, defaults={"by": by, "at": now}
    )
    if is_new:
        _tell(workspace, thread, Entry(by, "label", f"message:{message}", {"label": name}), now)
    return name


def clean_label(name: str) -> str:
    """Return a label as it is kept; `Refused` when it is empty or too long."""
    name = " ".join(name.replace("\0", "").split()).lower()
    if not name or len(name) > MOST_CHARACTERS:
        raise Refused(f"A label has 1 to {MOST_CHARACTERS} characters.", status=422)
    return name


def unlabel_message(*, workspace: int, message: int, name: str, by: str, now: datetime) -> None:
    """Take a label off a message."""
    thread = _thread_of(workspace, message)
    found = Label.objects.filter(workspace_id=workspace, message_id=message, name=name)
    if found.delete()[0]:
        _tell(workspace, thread, Entry(by, "unlabel", f"message:{message}", {"label": name}), now)


def list_labels(workspace: int) -> list[str]:
    """Return the labels in use, by name."""
    rows = fetch(USED, {"workspace": workspace, "most": MOST_SUGGESTED})
    return [row["name"] for row in rows]


def labels_of(workspace: int, messages: Iterable[int]) -> dict[int, list[str]]:
    """Return the labels of each of these messages."""
    found: dict[int, list[str]] = {}
    rows = Label.objects.filter(workspace_id=workspace, message_id__in=list(messages))
    for message, name in rows.order_by("name").values_list("message_id", "name"):
        found.setdefault(message, []).append(name)
    return found


def _thread_of(workspace: int, message: int) -> int:
    found = Message.objects.filter(workspace_id=workspace, id=message).first()
    if found is None:
        raise Refused("This message is not here.", status=404)
    return int(found.thread_id)


def _tell(workspace: int, thread: int, entry: Entry, now: datetime) -> None:
    write_audit(workspace, [entry], now=now)
    stream.tell(workspace, [thread])
