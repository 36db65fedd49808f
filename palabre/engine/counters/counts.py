"""How many messages were written lately: by an author, in a thread, in the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from palabre.engine.counters.shelf import Piles, Shelf
from palabre.engine.moderation.cases import in_utc
from palabre.engine.moderation.rules import Charter
from palabre.engine.text.copies import list_copy_keys
from palabre.engine.text.page import Page
from palabre.engine.vocabulary import Message

SHORTEST_COPY: Final = 6
"""Letters that a text needs to count as a copy: "lol" and "GG" are everyone's."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)

Counted = Mapping[str, Any]
"""The parts of a history that are long enough to matter, by their names."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some messages by columns; who or where is None when it is not counted."""

    times: Sequence[datetime]
    authors: Sequence[str | None]
    threads: Sequence[str | None]
    places: Sequence[str | None]
    page: Page


class Counts:
    """Remembers when messages came, as far as the limits of a charter ask for it."""

    def __init__(self, charter: Charter, most: int) -> None:
        self._least = charter.least
        size = {what: number + 1 for what, number in charter.most.items()}
        self.authors: Piles[str, datetime] = Piles(size["author"], most)
        self.threads: Piles[str, datetime] = Piles(size["thread"], most)
        self.copies: Piles[tuple[str, str], tuple[datetime, str]] = Piles(4 * size["copies"], most)
        self.newcomers: Piles[str, datetime] = Piles(size["newcomers"], most)
        self.seen: Shelf[tuple[str, str], list[bool]] = Shelf(list, most)
        ways: Mapping[str, Callable[[_Batch], dict[int, tuple[Any, ...]]]] = {
            "author": self._count_author,
            "thread": self._count_thread,
            "copies": self._count_copies,
            "newcomers": self._count_newcomers,
        }
        self._counted = {what: ways[what] for what, number in charter.most.items() if number}

    def add(self, messages: Sequence[Message], page: Page) -> Mapping[int, Counted]:
        """Count messages; return, by line, what is more than the smallest limit of its kind."""
        if not self._counted:
            return {}
        batch = _lay_out(messages, page)
        told: defaultdict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
        for what, count in self._counted.items():
            for line, times in count(batch).items():
                told[line][what] = times
        return told

    def _count_author(self, batch: _Batch) -> dict[int, tuple[datetime, ...]]:
        return self.authors.put(batch.authors, batch.times, self._least["author"])

    def _count_thread(self, batch: _Batch) -> dict[int, tuple[datetime, ...]]:
        return self.threads.put(batch.threads, batch.times, self._least["thread"])

    def _count_copies(self, batch: _Batch) -> dict[int, tuple[Any, ...]]:
        words = list_copy_keys(batch.page.lines)
        keys = (
            (place, key) if place and len(key) >= SHORTEST_COPY else None
            for place, key in zip(batch.places, words, strict=True)
        )
        copies = [(now, by or "") for now, by in zip(batch.times, batch.authors, strict=True)]
        return self.copies.put(keys, copies, self._least["copies"])

    def _count_newcomers(self, batch: _Batch) -> dict[int, tuple[datetime, ...]]:
        told: dict[int, tuple[datetime, ...]] = {}
        for line, (place, author) in enumerate(zip(batch.places, batch.authors, strict=True)):
            if not place:
                continue
            seen = self.seen.take((place, author)) if author else [True]
            if not seen:
                seen.append(True)
                self.newcomers.put([place], [batch.times[line]], 0)
            if pile := self.newcomers.look(place, self._least["newcomers"]):
                told[line] = pile
        return told


def _lay_out(messages: Sequence[Message], page: Page) -> _Batch:
    """Return messages by columns. Those without a time are not counted."""
    sent = [message.sent_at for message in messages]
    times = [time if time and time.tzinfo else in_utc(time or _NEVER) for time in sent]
    authors = [message.author.id or None for message in messages]
    threads = [message.thread or None for message in messages]
    places = [message.place or message.thread or None for message in messages]
    if None in sent:
        for line, time in enumerate(sent):
            if time is None:
                authors[line] = threads[line] = places[line] = None
    return _Batch(times, authors, threads, places, page)
