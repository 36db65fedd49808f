"""How often a network may be asked: windows and quotas as values, and its own count of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from palabre.connectors.words import Said

SOON = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Headers:
    """The names of a network's own count in its answers. `resets` may be seconds or a date."""

    capacity: str = "x-ratelimit-limit"
    remaining: str = "x-ratelimit-remaining"
    resets: str = "x-ratelimit-reset"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many points in a time. With a `zone`, the window is the day of that zone.

    A shared limit is that of our whole app on the network: every client draws from it, none more
    than its share. `headers` are those in which the network tells its own count.
    """

    name: str
    title: Said
    capacity: int
    per: timedelta
    zone: str = ""
    is_shared: bool = False
    headers: Headers | None = None

    def end_of_window(self, now: datetime) -> datetime:
        """Return when a window that begins now is over."""
        if not self.zone:
            return now + self.per
        there = now.astimezone(ZoneInfo(self.zone))
        midnight = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """A network's own count of a limit, as an answer told it."""

    name: str
    capacity: int
    remaining: int
    resets_at: datetime


_seen: ContextVar[list[Seen] | None] = ContextVar("palabre_limits_seen", default=None)


@contextlib.contextmanager
def watching() -> Iterator[list[Seen]]:
    """Collect what the answers inside tell about limits."""
    found: list[Seen] = []
    token = _seen.set(found)
    try:
        yield found
    finally:
        _seen.reset(token)


def note(headers: Mapping[str, str], limits: Sequence[Limit], now: datetime) -> None:
    """Note what an answer's headers tell about limits, for whoever watches."""
    found = _seen.get()
    if found is None:
        return
    for limit in limits:
        seen = limit.headers and _read(limit, limit.headers, headers, now)
        if seen:
            found.append(seen)


def _read(limit: Limit, names: Headers, headers: Mapping[str, str], now: datetime) -> Seen | None:
    remaining, resets = _number(headers.get(names.remaining)), headers.get(names.resets, "")
    resets_at = read_moment(resets, now)
    if remaining is None or resets_at is None:
        return None
    capacity = _number(headers.get(names.capacity))
    return Seen(limit.name, limit.capacity if capacity is None else capacity, remaining, resets_at)


def read_moment(text: str, now: datetime) -> datetime | None:
    """Return a time told as seconds from now, as seconds since 1970, or as an ISO date."""
    number = _number(text)
    try:
        if number is None:
            told = datetime.fromisoformat(text)
            told = told if told.tzinfo else told.replace(tzinfo=UTC)
        elif number < SOON.total_seconds():
            told = now + timedelta(seconds=number)
        else:
            told = datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return told if now - SOON < told < now + SOON else None


def _number(text: str | None) -> int | None:
    whole = (text or "").strip().partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 13 else None
