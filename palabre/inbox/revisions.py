"""The texts a message had before the one that is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from palabre.inbox.models import Revision
from palabre.inbox.queries import get_message


def list_revisions(workspace: int, message: int) -> Sequence[Revision]:
    """Return every text of a message, the oldest first, the one it has now last."""
    get_message(workspace, message)
    return _revisions(workspace, [message]).get(message, [])


def earlier_texts(workspace: int, messages: Sequence[int]) -> Mapping[int, Sequence[Revision]]:
    """Return the texts that edited messages had before, the oldest first."""
    if not messages:
        return {}
    return {message: found[:-1] for message, found in _revisions(workspace, messages).items()}


def _revisions(workspace: int, messages: Sequence[int]) -> dict[int, list[Revision]]:
    """Return the texts of messages, each time in the order that decides which one is shown."""
    found: dict[int, list[Revision]] = defaultdict(list)
    rows = Revision.objects.filter(workspace_id=workspace, message_id__in=messages)
    for one in sorted(rows, key=_place):
        texts = found[one.message_id]
        if not texts or texts[-1].text != one.text:
            texts.append(one)
    return found


def _place(one: Revision) -> tuple[int, float, str]:
    """Compare texts as arrivals do: edits by their time, first texts by the alphabet."""
    return one.rank, one.at.timestamp() if one.rank else 0.0, one.text
