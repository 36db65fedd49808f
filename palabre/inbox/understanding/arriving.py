"""Messages are understood as they arrive, before their charter is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from palabre.inbox.arrivals.rows import Row
from palabre.inbox.understanding.read import has_deep_model, understand
from palabre.inbox.understanding.store import write


def understand_arrivals(workspace: int, rows: Sequence[Row], now: datetime) -> None:
    """Read new and edited messages by the fast models: a burst is never kept waiting.

    Where the deep model is installed it reads them again in a moment, live chats left out.
    """
    texts = {row.id: row.text for row in rows}
    reads = understand(workspace, list(texts.values()), depth="fast")
    write(workspace, texts, reads, wants_full=has_deep_model(), now=now)
