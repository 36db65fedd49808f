"""The gentle noise of a square: invented people who write, one thing at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random

from palabre.sandbox import networks, visitors
from palabre.sandbox.people import PEOPLE, Person, speakers
from palabre.sandbox.settings import Account
from palabre.sandbox.square import Square
from palabre.sandbox.visitors import Refused, Visitor, Words
from palabre.sandbox.voices import phrases

OPENING = ("kind", "asking", "spam", "insult")
OPENING_SECONDS = 50.0
FOREIGN_CHANCE = 0.12
LATEST_ANSWERED = 12
MANNERS = {
    "kind": 30,
    "asking": 27,
    "complaint": 12,
    "spam": 6,
    "insult": 7,
    "private": 8,
    "answer": 5,
    "edit": 3,
    "delete": 2,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What will be said next: by whom, to which page, in which manner."""

    account: Account
    person: Person
    manner: str
    text: str
    post: str


class Chatter:
    """The order of turns. With the same seed and accounts, the same turns."""

    def __init__(self, seed: int | None = None) -> None:
        """Begin with one of each manner for every account, so that a first visitor sees all."""
        self._chance = Random(seed)  # noqa: S311 - invented talk, no secrets.
        self._opened: dict[str, int] = {}
        self._said: dict[tuple[str, str], int] = {}

    def skip_opening(self, account: str) -> None:
        """Go on as usual where people have talked before."""
        self._opened[account] = len(OPENING)

    def next_turn(self, accounts: list[Account]) -> Turn | None:
        """Choose what is said next; None when no account that is connected has a post."""
        open_accounts = [one for one in accounts if one.posts and one.is_connected]
        if not open_accounts:
            return None
        account = min(open_accounts, key=lambda one: self._opened.get(one.key, 0))
        turn = self._opened.get(account.key, 0)
        if turn < len(OPENING):
            self._opened[account.key] = turn + 1
            return self._make(account, OPENING[turn], account.language)
        account = self._chance.choice(open_accounts)
        manner = self._chance.choices(list(MANNERS), list(MANNERS.values()))[0]
        language = account.language
        if self._chance.random() < FOREIGN_CHANCE:
            language = "en" if language == "fr" else "fr"
        return self._make(account, manner, language)

    def pause(self, accounts: int, seconds: float) -> float:
        """Return how long to wait: short while the opening lasts, then about `seconds`."""
        left = sum(len(OPENING) - count for count in self._opened.values())
        if left > 0 or len(self._opened) < accounts:
            return min(seconds, OPENING_SECONDS / max(1, accounts * len(OPENING)))
        return seconds * self._chance.uniform(0.5, 1.5)

    def _make(self, account: Account, manner: str, language: str) -> Turn:
        spoken = language if language in ("fr", "en") else "en"
        people = speakers(spoken, manner) or [one for one in PEOPLE if one.language == spoken]
        text = ""
        if manner != "delete":
            choices = phrases(spoken, account.topic, manner)
            place = self._said.get((account.key, manner), self._chance.randrange(len(choices)))
            self._said[account.key, manner] = place + 1
            text = choices[place % len(choices)]
        post = self._chance.choice(account.posts).id
        return Turn(account, self._chance.choice(people), manner, text, post)


def take(square: Square, turn: Turn) -> None:
    """Let one turn happen. What can no longer be done, perhaps deleted since, is let go."""
    who = Visitor(name=turn.person.name)
    try:
        if turn.manner == "private":
            visitors.message(square, turn.account, who, turn.text)
        elif turn.manner == "delete":
            _delete_one(square, turn)
        elif turn.manner == "edit":
            _edit_one(square, turn, who)
        else:
            parent = _someone_to_answer(square, turn) if turn.manner == "answer" else None
            words = Words(post=turn.post, author=who, text=turn.text, parent=parent)
            visitors.comment(square, turn.account, words, chatter=True)
            if turn.manner == "kind":
                visitors.like_post(square, turn.post, who, liked=True)
    except Refused:
        return


async def chat(square: Square) -> None:
    """Keep talking, until cancelled."""
    chatter = Chatter(square.settings.seed)
    for account in {comment.account for comment in square.world.comments.values()}:
        chatter.skip_opening(account)
    while True:
        accounts = [one for one in square.configuration.accounts.values() if one.is_connected]
        await asyncio.sleep(chatter.pause(len(accounts), square.settings.chatter_seconds))
        square.refresh()
        turn = chatter.next_turn(list(square.configuration.accounts.values()))
        if turn is not None:
            take(square, turn)


def _edit_one(square: Square, turn: Turn, who: Visitor) -> None:
    """Write with a slip, and mend it at once where the network lets one: the desk hears of both."""
    first, _, mended = turn.text.partition(" => ")
    can_edit = networks.of(turn.account).can_edit
    words = Words(post=turn.post, author=who, text=first if can_edit else mended)
    written = visitors.comment(square, turn.account, words, chatter=True)
    if can_edit:
        visitors.edit(square, written.id, mended)


def _delete_one(square: Square, turn: Turn) -> None:
    """Let someone of the chatter take back one of the latest comments.

    Not where the network tells nobody, so that the desk would show what is gone.
    """
    if not networks.of(turn.account).tells_removals:
        return
    post = square.world.posts.get(turn.post)
    for comment in reversed(post.comments[-LATEST_ANSWERED:] if post else []):
        if comment.chatter and not comment.deleted and not comment.replies:
            visitors.delete(square, comment.id)
            return


def _someone_to_answer(square: Square, turn: Turn) -> str | None:
    post = square.world.posts.get(turn.post)
    for comment in reversed(post.comments[-LATEST_ANSWERED:] if post else []):
        if not comment.deleted and comment.author.id != turn.account.page_id:
            return comment.id
    return None
