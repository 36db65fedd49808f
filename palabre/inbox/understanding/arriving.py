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
    reads = understand(workspace, [row.text for row in rows], depth="fast")
    for is_live in (False, True):
        texts, read = {}, []
        for row, one in zip(rows, reads, strict=True):
            if (row.judged is not None) == is_live:
                texts[row.id] = row.text
                read.append(one)
        write(workspace, texts, read, wants_full=has_deep_model() and not is_live, now=now)
