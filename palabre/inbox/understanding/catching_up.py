"""Messages are understood after they arrived: by the deep model, or when none had read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from palabre.inbox.chores import EachWorkspace
from palabre.inbox.events import MessagesReceived
from palabre.inbox.queries import fetch
from palabre.inbox.refresh import refresh_threads
from palabre.inbox.understanding.read import Depth, understand
from palabre.inbox.understanding.store import write
from palabre.plumbing import clock, events
from palabre.plumbing.scope import workspace_scope
from palabre.plumbing.turns import take_turn

DEEPENED: Final = 32
"""How many messages the deep model reads at a time."""
LOOKED_AT: Final = 1_000
"""How many older messages are looked at in one step."""
LAST: Final = 2**63 - 1
TO_DEEPEN: Final = """
    select m.id, m.thread_id, m.text from inbox_understanding u
    join inbox_message m on m.workspace_id = u.workspace_id and m.id = u.message_id
    where u.workspace_id = %(workspace)s and u.wants_full
    order by u.message_id desc limit %(most)s
"""
OLDER: Final = """
    select m.id, m.thread_id, m.text, m.direction = 'in' and m.is_complete
        and (%(again)s or u.id is null) as is_wanted
    from (select * from inbox_message where workspace_id = %(workspace)s and id < %(before)s
        order by id desc limit %(most)s) m
    left join inbox_understanding u on u.workspace_id = m.workspace_id and u.message_id = m.id
    order by m.id desc
"""
_reached: dict[int, int] = {}
"""How far back each workspace's older messages were looked at, by this process."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many messages a step read, and before which one the next step begins, 0 at the end."""

    read: int
    before: int


def _take_a_step(workspace: int) -> None:
    """Read by the deep model what arrived, and by the fast ones what nobody has read yet."""
    before = _reached.get(workspace, LAST)
    if not deepen(workspace) and before:
        _reached[workspace] = read_older(workspace, before=before).before


understand_the_rest = EachWorkspace("understanding", "The messages to understand", _take_a_step)


def deepen(workspace: int) -> int:
    """Let the deep model read the latest messages that wait for it; return how many it read.

    The charter decides on them again: it may know better now.
    """
    with workspace_scope([workspace]):
        rows = fetch(TO_DEEPEN, {"workspace": workspace, "most": DEEPENED})
    written = _read(workspace, rows, depth="full", is_news=True) if rows else []
    return len(written)


def read_older(
    workspace: int, *, before: int = LAST, again: bool = False, depth: Depth = "fast"
) -> Step:
    """Read some messages that nobody has read, or all of them again, from the latest back.

    What was decided on them stays: they are long on their network.
    """
    values = {"workspace": workspace, "before": before, "most": LOOKED_AT, "again": again}
    with workspace_scope([workspace]):
        rows = fetch(OLDER, values)
    wanted = [row for row in rows if row["is_wanted"]]
    written = _read(workspace, wanted, depth=depth, is_news=False) if wanted else []
    return Step(len(written), rows[-1]["id"] if len(rows) == LOOKED_AT else 0)


def _read(workspace: int, rows: list[dict[str, Any]], *, depth: Depth, is_news: bool) -> list[int]:
    """Understand messages while nobody waits, then keep it in one short transaction."""
    texts = {row["id"]: row["text"] for row in rows}
    reads = understand(workspace, list(texts.values()), depth=depth)
    with workspace_scope([workspace]):
        take_turn(workspace)
        now = clock.now()
        written = write(workspace, texts, reads, wants_full=False, now=now)
        if is_news and written:
            events.announce(MessagesReceived(workspace, written, now))
        refresh_threads(workspace, {row["thread_id"] for row in rows}, is_quiet=True)
    return written
