"""What a network's twin offers: names, webhooks if it has any, and its own addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute

from palabre.sandbox.facts import AnyFact, EventOwed, Verb
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment, Message, Post

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]


class Network:
    """How one network names things, tells of them, and answers.

    A twin without webhooks returns None from `comment_change` and `message_change`: nothing is
    owed to the desk, which comes and asks.
    """

    name: str
    title: str
    base: str
    """The first part of its addresses on the square."""
    can_edit = True
    tells_removals = True
    has_messages = True
    """People write to the brand in private."""
    has_answers = True
    """People answer each other, and the brand's answers."""
    most_at_once = 100
    """How many events go out in one delivery."""

    def comment_id(self, post: str, number: int) -> str:
        """Return the id of the comment with this number."""
        raise NotImplementedError

    def message_id(self, number: int) -> str:
        """Return the id of the private message with this number."""
        raise NotImplementedError

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json | None:
        """Return what the webhook tells of a comment, None where the network tells nothing."""
        return None

    def message_change(
        self, account: Account, person: str, message: Message, metadata: str = ""
    ) -> Json | None:
        """Return what the webhook tells of a private message, either way."""
        return None

    def compose(self, account: Account, events: Sequence[EventOwed]) -> bytes:
        """Return the body of one delivery."""
        raise NotImplementedError

    def sign(self, account: Account, body: bytes) -> Mapping[str, str]:
        """Return the headers of a delivery."""
        raise NotImplementedError

    def challenge(self, account: Account, word: str) -> Mapping[str, str] | None:
        """Return the question that the desk must answer with `word`; None when there is none."""
        return None

    def accepts(self, account: Account, word: str, answer: str) -> bool:
        """Say whether the desk's answer to the question with `word` is right."""
        return answer.strip() == word

    def routes(self) -> Sequence[BaseRoute]:
        """Return its addresses, below `/<base>`."""
        return ()

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Learn what has just happened on the square: for twins that push it down a socket."""

    def cut(self, account: Account, *, move_to: str = "") -> int:
        """Cut the sockets of an account, as a server that restarts does; return how many.

        With `move_to`, the square's own address, ask them to come anew first, where the network
        does so.
        """
        return 0


def standing(post: Post) -> list[Comment]:
    """Return a post's comments and answers that were not deleted."""
    return [comment for comment in post.comments if not comment.deleted]


def moment(at: float) -> str:
    """Return a time as most write it: 2026-01-31T10:00:00Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(at: float) -> str:
    """Return a time as Graph writes it: 2026-01-31T10:00:00+0000."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
