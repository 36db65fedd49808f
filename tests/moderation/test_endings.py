"""What was done for a time is ended after it: by the desk, or by hand where no program can."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache

from palabre.channels.models import OutboxAct
from palabre.channels.tasks import list_tasks
from palabre.inbox.models import Message
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_bulk import ask, undo
from tests.machinery.seeds import Client
from tests.moderation.test_ordering import (
    acts_of,
    approve,
    client_of,
    finish_all,
    say,
)


def approve_in_bulk(client: Client) -> Any:
    """Let a person allow the only conversation in bulk; return the order."""
    with workspace_scope([client.id]):
        thread = Message.objects.get().thread_id
    return ask(client, "approve", [thread])


def end_of(client: Client) -> OutboxAct:
    """Return the last act that ends another."""
    with workspace_scope([client.id]):
        return OutboxAct.objects.filter(key__endswith=":end").latest("id")


def test_what_was_done_by_hand_for_a_time_is_undone_by_hand_after_it(database: None) -> None:
    client = client_of("instagram", "{timeout: 1h}")
    say(client, "m1")
    finish_all(client)
    assert [(verb, state) for _, verb, state in acts_of(client)] == [
        ("time_out", "done"), ("unban", "by_hand"),
    ]  # fmt: skip
    left = end_of(client).due_at - clock.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    with workspace_scope([client.id]):
        assert not list_tasks(client.id), "It is not time yet."
        OutboxAct.objects.filter(key__endswith=":end").update(due_at=clock.now())
        (task,) = list_tasks(client.id)
        assert task.mapped.steps
    finish_all(client)
    assert [(verb, state) for _, verb, state in acts_of(client)][1:] == [("unban", "done")]


def test_a_ban_that_no_program_lifts_is_lifted_by_hand_after_its_time(database: None) -> None:
    client = client_of("youtube", "{ban: 30d}")
    say(client, "m1")
    assert [(verb, state) for _, verb, state in acts_of(client)] == [
        ("ban", "waiting"), ("unban", "by_hand"),
    ]  # fmt: skip
    assert end_of(client).due_at - clock.now() > timedelta(days=29)


def test_approving_takes_the_later_task_back_and_lifts_at_once(database: None) -> None:
    client = client_of("instagram", "{timeout: 1h}")
    say(client, "m1")
    finish_all(client)
    approve(client, "m1")
    assert [(verb, state) for _, verb, state in acts_of(client)] == [
        ("time_out", "done"), ("unban", "cancelled"), ("unban", "by_hand"),
    ]  # fmt: skip
    with workspace_scope([client.id]):
        assert len(list_tasks(client.id)) == 1


def test_undoing_a_bulk_approval_leaves_the_later_task_to_a_person(database: None) -> None:
    cache.clear()
    client = client_of("instagram", "{timeout: 1h}")
    say(client, "m1")
    finish_all(client)
    made = approve_in_bulk(client)
    assert [state for _, _, state in acts_of(client)] == ["done", "cancelled", "by_hand"]
    undo(client, made["id"])
    assert [state for _, _, state in acts_of(client)] == ["done", "by_hand", "cancelled"]


def test_a_new_measure_after_the_first_is_over_takes_its_end_along(database: None) -> None:
    client = client_of("instagram", "{timeout: 1h}")
    say(client, "m1")
    finish_all(client)
    with workspace_scope([client.id]):
        past = clock.now() - timedelta(hours=2)
        OutboxAct.objects.filter(verb="time_out").update(done_at=past)
    say(client, "m2")
    assert [(verb, state) for _, verb, state in acts_of(client)] == [
        ("time_out", "done"), ("unban", "cancelled"), ("time_out", "by_hand"),
    ]  # fmt: skip


def test_undoing_a_bulk_approval_in_time_leaves_the_measures_standing(database: None) -> None:
    cache.clear()
    client = client_of("bluesky", "{timeout: 1h}")
    say(client, "m1")
    with workspace_scope([client.id]):
        OutboxAct.objects.filter(verb="mute").update(state="done", tries=1, done_at=clock.now())
    made = approve_in_bulk(client)
    assert [state for _, _, state in acts_of(client)] == ["done", "cancelled", "waiting"]
    undo(client, made["id"])
    assert [state for _, _, state in acts_of(client)] == ["done", "waiting", "cancelled"]
