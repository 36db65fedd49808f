"""Acts on many conversations at once: once, each or not with its reason, and undone as a whole."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from palabre.channels.models import OutboxAct
from palabre.inbox.models import Bulk, Label, Message, Thread
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry, RoleKind
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import browser_of, path, tell, text_of
from tests.machinery.seeds import Client, add_account, comment, keep, make_client

INSULT = "Tais-toi, espèce de connard"


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery with four conversations, the last of which holds an insult."""
    cache.clear()
    bakery = make_client()
    tell(bakery, *(comment(n, f"Question {n}", author=f"70{n}") for n in (1, 2, 3)))
    tell(bakery, comment(4, INSULT, author="704"))
    return bakery


def threads(client: Client) -> list[int]:
    """Return the conversations, the oldest first."""
    with workspace_scope([client.id]):
        return list(Thread.objects.order_by("id").values_list("pk", flat=True))


def state(client: Client) -> list[tuple[Any, ...]]:
    """Return everything that a batch may change."""
    with workspace_scope([client.id]):
        kept = ("id", "is_open", "closed_at", "assignee", "assigned_at", "snoozed_until")
        rows = [tuple(one) for one in Thread.objects.order_by("id").values_list(*kept)]
        said = ("id", "verdict", "decision_id", "reviewed_at", "state")
        rows += [tuple(one) for one in Message.objects.order_by("id").values_list(*said)]
        return rows + list(Label.objects.order_by("id").values_list("message_id", "name"))


def ask(client: Client, act: str, chosen: list[int], *, key: str = "", **more: Any) -> Any:
    """Do an act in bulk through the API."""
    answer = Caller(client.token()).ask(
        "POST",
        "/threads/bulk",
        body={"act": act, "threads": chosen, **more},
        headers={"Idempotency-Key": key} if key else {},
    )
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def undo(client: Client, bulk: int) -> Any:
    """Take a batch back through the API."""
    answer = Caller(client.token()).ask("POST", f"/bulk/{bulk}/undo")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("close", {}),
        ("assign", {"member": True}),
        ("snooze", {"until": (clock.now() + timedelta(days=1)).isoformat()}),
        ("label", {"label": "  Urgent "}),
        ("hide", {}),
    ],
)
def test_an_act_is_done_to_each_and_undone_exactly(
    client: Client, act: str, more: dict[str, Any]
) -> None:
    before = state(client)
    if "member" in more:
        more = {"member": client.member.pk}
    done = ask(client, act, threads(client)[:3], **more)
    assert done["done"] == 3
    assert [one["reason"] for one in done["results"]] == ["", "", ""]
    assert state(client) != before
    again = ask(client, act, threads(client)[:3], **more)
    assert again["done"] == (3 if act == "snooze" and not more else 0)
    assert all(one["reason"] for one in again["results"])
    undone = undo(client, done["id"])
    assert [one["done"] for one in undone["undone"]] == [True] * 3
    assert state(client) == before
    assert undo(client, done["id"]) == undone
    with workspace_scope([client.id]):
        assert AuditEntry.objects.filter(action=act).count() == 3
        assert AuditEntry.objects.filter(action=f"{act}.undone").count() == 3


def test_reopening_approving_and_giving_back_are_undone_too(client: Client) -> None:
    chosen = threads(client)
    ask(client, "close", chosen[:2])
    ask(client, "assign", chosen, member=client.member.pk)
    with workspace_scope([client.id]):
        Message.objects.filter(thread_id=chosen[0]).update(verdict="review")
    before = state(client)
    for act, count in (("reopen", 2), ("assign", 4), ("approve", 1)):
        done = ask(client, act, chosen)
        assert done["done"] == count, act
        undo(client, done["id"])
        assert state(client) == before, act


def test_what_was_changed_since_is_left_and_counted(client: Client) -> None:
    chosen = threads(client)[:3]
    done = ask(client, "close", chosen)
    soon = int(clock.now().timestamp()) + 60
    tell(client, comment(9, "Et encore ?", parent=1, author="701", created_time=soon))
    ask(client, "reopen", [chosen[1]])
    undone = undo(client, done["id"])
    assert [one["done"] for one in undone["undone"]] == [False, False, True]
    assert undone["undone"][0]["reason"] == "It was changed since."


def test_the_same_key_is_one_batch_and_another_act_is_refused(client: Client) -> None:
    chosen = threads(client)
    first = ask(client, "close", chosen[:2], key="k1")
    undo(client, first["id"])
    assert ask(client, "close", chosen[:2], key="k1")["id"] == first["id"]
    with workspace_scope([client.id]):
        assert Bulk.objects.count() == 1
        assert Thread.objects.filter(is_open=False).count() == 0
    answer = Caller(client.token()).ask(
        "POST",
        "/threads/bulk",
        body={"act": "close", "threads": chosen},
        headers={"Idempotency-Key": "k1"},
    )
    assert_problem(answer, 422)


def test_hiding_waits_and_an_undo_in_time_leaves_no_trace_on_the_network(client: Client) -> None:
    chosen = threads(client)[:2]
    done = ask(client, "hide", chosen)
    with workspace_scope([client.id]):
        acts = list(OutboxAct.objects.filter(key__startswith="bulk:"))
        assert {act.verb for act in acts} == {"hide"}
        assert all(act.due_at > act.created_at for act in acts)
        late = acts[0]
        OutboxAct.objects.filter(pk=late.pk).update(state="done", tries=1)
    undo(client, done["id"])
    with workspace_scope([client.id]):
        ours = OutboxAct.objects.filter(key__startswith="bulk:").order_by("id")
        told = [(act.verb, act.state, act.message_id == late.message_id) for act in ours]
    assert sorted(told) == [
        ("hide", "cancelled", False), ("hide", "done", True), ("unhide", "waiting", True),
    ]  # fmt: skip


def test_each_act_asks_its_right_and_what_the_network_cannot_do_is_said(client: Client) -> None:
    source = add_account(client.workspace, "generic", "source")
    body = {"type": "message.created", "data": {"id": "g1", "text": "Avis"}}
    keep(client, json.dumps(body).encode(), account=source)
    tell(client, comment(20, "Bonjour", author="7020"))
    done = ask(client, "hide", threads(client))
    reasons = [one["reason"] for one in done["results"] if not one["done"]]
    assert "The network has no way to hide it." in reasons
    chosen = {"thread": [str(one) for one in threads(client)[:1]], "back": path(client)}
    for kind, act in ((RoleKind.EDITOR, "hide"), (RoleKind.REVIEWER, "close")):
        browser = browser_of(colleague(client, kind))
        page = text_of(browser.post(path(client, "bulk/"), chosen | {"act": act}, follow=True))
        assert "Votre rôle ne le permet pas" in page, kind
    with workspace_scope([client.id]):
        assert Bulk.objects.count() == 1


def test_others_conversations_are_unknown_and_limits_hold(client: Client) -> None:
    other = make_client("Stade", page="43")
    keep(other, comment_of(other))
    theirs = threads_of(other)
    done = ask(client, "close", [*threads(client)[:1], *theirs, 10**12])
    said = {one["thread"]: one["reason"] for one in done["results"]}
    assert done["done"] == 1
    assert said[theirs[0]] == said[10**12] == "This conversation is not here."
    assert all(row[1] for row in state(other)[: len(theirs)])
    caller = Caller(client.token())
    for wrong in ([], list(range(1, 502))):
        body = {"act": "close", "threads": wrong}
        assert_problem(caller.ask("POST", "/threads/bulk", body=body), 422)
    lacking: list[dict[str, object]] = [
        {"act": "snooze"}, {"act": "label"}, {"act": "assign", "member": 10**9}
    ]  # fmt: skip
    for more in lacking:
        asked: dict[str, object] = {"threads": threads(client), **more}
        assert_problem(caller.ask("POST", "/threads/bulk", body=asked), 422)


def comment_of(client: Client) -> bytes:
    """Return a delivery of a comment on a client's own page."""
    from tests.machinery.seeds import delivery

    return delivery(comment(1, "Chez eux", page="43"))


def threads_of(client: Client) -> list[int]:
    """Return a client's conversations once what waits has arrived."""
    from palabre.channels.intake import apply_batch

    while apply_batch(client.id):
        pass
    return threads(client)


def test_the_page_acts_without_javascript_and_offers_one_undo(client: Client) -> None:
    browser, back = browser_of(client.member), path(client, "?view=all")
    page = text_of(browser.get(back))
    assert page.count('name="thread"') == 4
    chosen = [str(one) for one in threads(client)[:3]]
    ask(client, "close", threads(client)[:1])
    form = {"act": "close", "thread": chosen, "back": back, "key": "f1"}
    for _ in range(2):
        page = text_of(browser.post(path(client, "bulk/"), form, follow=True))
        assert "2 conversations closes" in page
        assert "1 écartées : elle était déjà close." in page
    with workspace_scope([client.id]):
        bulk = Bulk.objects.get(key__startswith="page:")
    page = text_of(
        browser.post(path(client, f"bulk/{bulk.pk}/undoing/"), {"back": back}, follow=True)
    )
    assert "2 conversations remises comme avant" in page
    assert "b-bulk-undo" not in page
    for act in ("burn", "snooze:monday", "snooze:2026-12-01T09:00:00", "label"):
        assert browser.post(path(client, "bulk/"), form | {"act": act}).status_code == 302
    with workspace_scope([client.id]):
        assert Bulk.objects.count() == 2
