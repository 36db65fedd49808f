"""How many messages were written lately: by an author, in a thread, in the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from palabre.engine.counters.shelf import Piles, Shelf
from palabre.engine.moderation.cases import in_utc
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.copies import list_copy_keys
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Message

SHORTEST_COPY: Final = 6
"""Letters that a text needs to count as a copy: "lol" and "GG" are everyone's."""

Counted = Mapping[str, Any]
"""The parts of a history that are long enough to matter, by their names."""

_Timed = list[tuple[int, Message, datetime]]


class Counts:
    """Remembers when messages came, as far as the limits of a charter ask for it."""

    def __init__(self, charter: Charter, most: int) -> None:
        self._least = charter.least
        self._counted = {what for what, number in charter.most.items() if number}
        size = {what: number + 1 for what, number in charter.most.items()}
        self.authors: Piles[str, datetime] = Piles(size["author"], most)
        self.threads: Piles[str, datetime] = Piles(size["thread"], most)
        self.copies: Piles[tuple[str, str], tuple[datetime, str]] = Piles(4 * size["copies"], most)
        self.newcomers: Piles[str, datetime] = Piles(size["newcomers"], most)
        self.seen: Shelf[tuple[str, str], list[bool]] = Shelf(list, most)

    def add(self, messages: Sequence[Message], page: Page) -> Mapping[int, Counted]:
        """Count messages; return, by line, what is more than the smallest limit of its kind."""
        if not self._counted:
            return {}
        timed: _Timed = [
            (line, message, in_utc(message.sent_at))
            for line, message in enumerate(messages)
            if message.sent_at is not None
        ]
        told: defaultdict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
        for what in self._counted:
            for line, times in getattr(self, f"_count_{what}")(timed, page).items():
                told[line][what] = times
        return told

    def _count_author(self, timed: _Timed, _page: Page) -> dict[int, tuple[datetime, ...]]:
        return self.authors.put(
            ((line, author, now) for line, message, now in timed if (author := message.author.id)),
            self._least["author"],
        )

    def _count_thread(self, timed: _Timed, _page: Page) -> dict[int, tuple[datetime, ...]]:
        return self.threads.put(
            ((line, message.thread, now) for line, message, now in timed if message.thread),
            self._least["thread"],
        )

    def _count_copies(self, timed: _Timed, page: Page) -> dict[int, tuple[Any, ...]]:
        keys = list_copy_keys(page.lines)
        return self.copies.put(
            (
                (line, (message.thread, key), (now, message.author.id))
                for line, message, now in timed
                if len(key := keys[line]) >= SHORTEST_COPY and message.thread
            ),
            self._least["copies"],
        )

    def _count_newcomers(self, timed: _Timed, _page: Page) -> dict[int, tuple[datetime, ...]]:
        told: dict[int, tuple[datetime, ...]] = {}
        for line, message, now in timed:
            thread, author = message.thread, message.author.id
            if not thread:
                continue
            seen = self.seen.take((thread, author)) if author else [True]
            if not seen:
                seen.append(True)
                told |= self.newcomers.put([(line, thread, now)], self._least["newcomers"])
            elif pile := self.newcomers.look(thread, self._least["newcomers"]):
                told[line] = pile
        return told
