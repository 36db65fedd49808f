"""A live chat without its network: what was said, heard through the lane or brought by a hook."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from config.servers import program_address
from palabre.channels.doors.writer import LedgerWriter
from palabre.channels.intake import apply_batch
from palabre.channels.judging import Judge
from palabre.channels.listening import leases
from palabre.channels.listening.lane import Lane
from palabre.connectors.contract import Change
from palabre.connectors.networks.twitch.incoming import change_of
from palabre.moderation.at_once import JudgeAtOnce
from tests.machinery.seeds import NOW, Client, keep, make_client


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat: who says what, and when."""

    number: int
    text: str
    author: str = "7001"
    after: float = 0.0
    answers: int | None = None


def notification(line: Line) -> bytes:
    """Return a line as EventSub tells it."""
    at = NOW + timedelta(seconds=line.after)
    parent = {"parent_message_id": f"m-{line.answers}"} if line.answers is not None else None
    event = {
        "broadcaster_user_id": "42",
        "chatter_user_id": line.author,
        "chatter_user_name": f"Person {line.author}",
        "message_id": f"m-{line.number}",
        "message": {"text": line.text},
        "reply": parent,
    }
    told = {
        "metadata": {"message_id": f"n-{line.number}", "message_timestamp": at.isoformat()},
        "payload": {"subscription": {"type": "channel.chat.message"}, "event": event},
    }
    return msgspec.json.encode(told)


def make_channel(name: str = "Chaîne") -> Client:
    """Give a client with a channel on Twitch."""
    return make_client(name, network="twitch", base_url="http://127.0.0.1:1")


class Hearing:
    """The listening process's half of a chat, which may end and begin anew."""

    def __init__(self, client: Client) -> None:
        leases.give_back("one")
        held = leases.claim(client.id, holder="one", most=9, now=NOW + timedelta(minutes=1))
        self._held = next(one for one in held if one.source.is_live)
        self.begin()

    def begin(self, judge: Judge | None = None) -> None:
        """Forget everything, as a process that starts."""
        self._lane = Lane(judge or JudgeAtOnce())

    def hear(self, lines: Iterable[Line], *, most: int = 100) -> None:
        """Judge and keep lines, some at a time."""
        changes = [change_of(notification(line)) for line in lines]
        for start in range(0, len(changes), most):
            self._take(changes[start : start + most])

    def judge_only(self, lines: Iterable[Line]) -> None:
        """Judge lines, and die before they are kept."""
        changes = [change_of(notification(line)) for line in lines]
        self._lane.judge(self._held, changes, now=NOW)

    def _take(self, changes: Sequence[Change]) -> None:
        judged = self._lane.judge(self._held, changes, now=NOW)

        async def keep_them() -> None:
            writer = LedgerWriter(program_address())
            writing = asyncio.create_task(writer.run())
            await writer.keep(self._held.workspace, self._held.account, changes, judged)
            writing.cancel()

        asyncio.run(keep_them())


def bring(client: Client, lines: Iterable[Line]) -> None:
    """Keep lines as a hook does, judged by nobody yet."""
    keep(client, *(notification(line) for line in lines))


def apply(client: Client) -> None:
    """Apply everything that waits."""
    while apply_batch(client.id):
        pass
