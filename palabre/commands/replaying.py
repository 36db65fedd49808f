"""Real texts through the square to the desk, and a comparison of what both hold in the end."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from palabre.channels.models import Account
from palabre.channels.queries import count_ledger, count_unfinished_acts
from palabre.inbox.queries import fetch
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Workspace

PEOPLE = 4000
REPLY_SHARE = 0.2
BATCHES_A_SECOND = 4
MOST_IN_BATCH = 1000
STILL_SECONDS = 600.0
COMPARISONS = 3
BACK_SECONDS = 120.0
WRITER = "Lecteur"
TEXT_NAMES = ("text", "CONTENT", "message")
HELD = """
    select m.external_id, m.parent_external_id as parent, s.external_id as surface, m.text,
        m.state, t.key as thread, m.direction
    from inbox_message m
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    join inbox_thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    where m.workspace_id = %(workspace)s and m.account_id = %(account)s and m.kind = 'comment'
"""
DOUBLES = """
    select verb, target ->> 'comment' as comment, count(*) from channels_outboxact
    where workspace_id = %(workspace)s and account_id = %(account)s and state = 'done'
        and verb in ('hide', 'delete')
    group by 1, 2 having count(*) > 1
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send, to which account, how fast, and in what disorder."""

    account: str
    rate: float
    shuffle: bool = False
    duplicate: float = 0.0
    seed: int = 1


@dataclass(slots=True)
class Report:
    """What both sides hold in the end."""

    sent: int = 0
    seconds: float = 0.0
    on_square: int = 0
    on_desk: int = 0
    missing: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    hidden: int = 0
    acts_twice: int = 0

    @property
    def is_whole(self) -> bool:
        """Say whether the desk holds each comment once, as the square does."""
        return not (self.missing or self.different or self.acts_twice) and (
            self.on_desk == self.on_square
        )


def read_texts(files: Sequence[Path], *, most: int) -> list[str]:
    """Return the texts of CSV files with a `text` column, in order, at most `most`."""
    texts: list[str] = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            name = next((n for n in TEXT_NAMES if n in (reader.fieldnames or ())), None)
            if name is None:
                raise Refused(f"{file} has no column named text.")
            for row in reader:
                if len(texts) >= most:
                    return texts
                if row[name] and row[name].strip():
                    texts.append(row[name].strip())
    return texts


def find_account(network: str, key: str) -> tuple[Workspace, Account]:
    """Return the account with this key and its workspace; `Refused` when there is none."""
    for workspace in Workspace.objects.order_by("id"):
        with workspace_scope([workspace.pk]):
            account = Account.objects.filter(network=network, key=key).first()
        if account is not None:
            return workspace, account
    raise Refused(f"No {network} account has the key {key}: see `palabre accounts`.")


def send(texts: Sequence[str], plan: Plan, *, square: str, progress: Callable[[int], None]) -> None:
    """Let invented people write the texts on the square, at the plan's rate.

    When the square goes away in the middle, wait for it and go on where it stands.
    """
    chance = random.Random(plan.seed)  # noqa: S311 - disorder that can be repeated, no secret
    with httpx.Client(base_url=square, timeout=60) as client:
        posts = [post["id"] for post in _posts(client, plan.account)]
        before = len(_ours(client, plan.account))
        known: dict[str, list[str]] = {post: [] for post in posts}
        began, sent = time.monotonic(), 0
        for batch in _batches(texts, plan.rate):
            items = [_item(text, chance, posts, known) for text in batch]
            ids = _write(client, plan, items, written=before + sent)
            for item, id in zip(items, ids, strict=True):
                if "parent" not in item:
                    known[item["post"]].append(id)
            sent += len(batch)
            progress(sent)
            pause = began + sent / plan.rate - time.monotonic()
            if pause > 0:
                time.sleep(pause)


def _write(
    client: httpx.Client, plan: Plan, items: Sequence[dict[str, Any]], *, written: int
) -> list[str]:
    """Write a batch once: the square takes it whole or not at all, so that a count tells."""
    wish = {"account": plan.account, "items": items}
    disorder = {"duplicate": plan.duplicate, "shuffle": plan.shuffle}
    while True:
        try:
            answer = _answer(client.post("/square/api/comments/batch", json=wish | disorder))
            ids: list[str] = answer["ids"]
            return ids
        except httpx.TransportError:
            there = _ours(client, plan.account)
        if len(there) >= written + len(items):
            return [one["id"] for one in there[-len(items) :]]


def _posts(client: httpx.Client, account: str) -> list[dict[str, Any]]:
    """Return an account's posts; wait for a square that went away."""
    deadline = time.monotonic() + BACK_SECONDS
    while True:
        try:
            state = _answer(client.get("/square/api/state", params={"account": account}))
            posts: list[dict[str, Any]] = state["accounts"][0]["posts"]
            return posts
        except httpx.TransportError as problem:
            if time.monotonic() > deadline:
                raise Refused("The square went away and did not come back.") from problem
            time.sleep(0.2)


def _ours(client: httpx.Client, account: str) -> list[dict[str, Any]]:
    """Return the comments that replays wrote, in the order they were written."""
    found = [
        comment
        for post in _posts(client, account)
        for comment in post["comments"]
        if comment["author"]["name"].startswith(WRITER)
    ]
    return sorted(found, key=lambda comment: int(comment["number"]))


def _batches(texts: Sequence[str], rate: float) -> Iterator[Sequence[str]]:
    size = max(1, min(MOST_IN_BATCH, int(rate / BATCHES_A_SECOND)))
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _item(
    text: str, chance: random.Random, posts: Sequence[str], known: dict[str, list[str]]
) -> dict[str, Any]:
    post = chance.choice(posts)
    number = chance.randrange(PEOPLE)
    item = {
        "post": post,
        "text": text,
        "author": {"id": str(7_000_000_000 + number), "name": f"{WRITER} {number}"},
    }
    if known[post] and chance.random() < REPLY_SHARE:
        item["parent"] = chance.choice(known[post][-200:])
    return item


def wait_until_still(workspace: Workspace, *, square: str, progress: Callable[[int], None]) -> None:
    """Wait until nothing is under way: no webhook, no arrival, no act."""
    deadline = time.monotonic() + STILL_SECONDS
    with httpx.Client(base_url=square, timeout=30) as client:
        while time.monotonic() < deadline:
            try:
                with workspace_scope([workspace.pk]):
                    waiting = count_ledger(workspace.pk)["waiting"]
                    waiting += count_unfinished_acts(workspace.pk)
                waiting += _answer(client.get("/square/api/pending"))["pending"]
            except (httpx.TransportError, OperationalError, InterfaceError):
                connection.close()  # a part of the desk is away: it comes back
                waiting = 1
            progress(waiting)
            if not waiting:
                return
            time.sleep(0.3)
    raise Refused(f"After {STILL_SECONDS:.0f} s something is still under way.")


def compare_until_whole(workspace: Workspace, account: Account, *, square: str) -> Report:
    """Compare, and again a little later when others write meanwhile; return the last report."""
    for _ in range(COMPARISONS):
        report = compare(workspace, account, square=square)
        if report.is_whole:
            break
        time.sleep(1)
    return report


def compare(workspace: Workspace, account: Account, *, square: str) -> Report:
    """Compare every comment of the account: on the square, and on the desk."""
    with httpx.Client(base_url=square, timeout=120) as client:
        posts = _posts(client, account.key)
    theirs = {comment["id"]: comment for post in posts for comment in post["comments"]}
    values = {"workspace": workspace.pk, "account": account.pk}
    with workspace_scope([workspace.pk]):
        ours = {row["external_id"]: row for row in fetch(HELD, values)}
        doubles = fetch(DOUBLES, values)
    report = Report(on_square=len(theirs), on_desk=len(ours), acts_twice=len(doubles))
    report.missing = sorted(set(theirs) - set(ours))
    for id in sorted(set(theirs) & set(ours)):
        wrong = _differences(theirs[id], ours[id], theirs, account.network)
        if wrong:
            report.different.append(f"{id}: {', '.join(wrong)}")
    report.hidden = sum(row["state"] in {"hidden", "held"} for row in ours.values())
    return report


def _differences(
    theirs: dict[str, Any],
    ours: dict[str, Any],
    all_theirs: dict[str, dict[str, Any]],
    network: str,
) -> list[str]:
    root = theirs
    while root["parent"] and root["parent"] in all_theirs:
        root = all_theirs[root["parent"]]
    wanted = "deleted" if theirs["deleted"] else "hidden" if theirs["hidden"] else "visible"
    state = "hidden" if ours["state"] == "held" else ours["state"]
    if theirs["deleted"] == "visitor" and network == "instagram":
        wanted = state  # Instagram tells nobody that a visitor deleted a comment.
    pairs = (
        ("text", theirs["text"], ours["text"]),
        ("post", theirs["post"], ours["surface"]),
        ("parent", theirs["parent"] or "", ours["parent"]),
        ("thread", root["id"], ours["thread"]),
        ("state", wanted, state),
    )
    return [f"{name} {one!r} is {two!r}" for name, one, two in pairs if one != two]


def _answer(response: httpx.Response) -> dict[str, Any]:
    if not response.is_success:
        raise Refused(f"The square answered {response.status_code}: {response.text[:300]}")
    answer: dict[str, Any] = response.json()
    return answer
