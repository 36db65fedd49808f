"""What a charter asks for beside hiding is ordered once, ends in time, and is lifted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from palabre.channels.events import FactReceived, FactsReceived
from palabre.channels.models import OutboxAct
from palabre.channels.tasks import dismiss_task, finish_by_hand, list_tasks
from palabre.connectors.facts import Arrived, Place
from palabre.engine.vocabulary import Kind, Verdict
from palabre.inbox.actions import receive_facts
from palabre.moderation.actions import review_message
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.machinery.seeds import Client, make_client
from tests.moderation.judging import adopt, message_of, set_acts

CHARTER = """
charter: measures
version: 1
lists:
  rude: {{terms: [zut]}}
rules:
  - rule: rude
    when: {{list: rude}}
    verdict: {verdict}
    acts: [{acts}]
    mode: {mode}
    reason: {{fr: "Impoli", en: "Rude"}}
"""
TIME_OUT = "{timeout: 10m}"


def client_of(
    network: str, acts: str = TIME_OUT, *, verdict: str = "review", mode: str = "live"
) -> Client:
    """Return a client on a network, with a charter that asks for something on "zut"."""
    client = make_client(network=network)
    adopt(client, CHARTER.format(acts=acts, verdict=verdict, mode=mode))
    return client


def say(client: Client, id: str, text: str = "Zut alors", *, person: str = "7001") -> None:
    """Let somebody write."""
    now = clock.now()
    place = Place(Kind.COMMENT, surface="post-1")
    _tell(client, Arrived(id, place, text, now, now, author_id=person, author_name="Nour"))


def edit(client: Client, id: str, text: str) -> None:
    """Let the author change what they wrote."""
    sent, now = message_of(client, id).sent_at, clock.now()
    place = Place(Kind.COMMENT, surface="post-1")
    _tell(client, Arrived(id, place, text, sent, now, author_id="7001", is_edit=True))


def _tell(client: Client, fact: Arrived) -> None:
    received = FactReceived(client.account.pk, client.account.network, fact, fact.at)
    with workspace_scope([client.id]):
        receive_facts(FactsReceived(client.id, [received], fact.at))


def approve(client: Client, id: str) -> None:
    """Let a person allow a message."""
    message = message_of(client, id).pk
    with workspace_scope([client.id]):
        review_message(
            workspace=client.id, message=message, verdict=Verdict.ALLOW, by="member:1",
            now=clock.now(),
        )  # fmt: skip


def finish_all(client: Client) -> None:
    """Say that somebody did every task that waits."""
    with workspace_scope([client.id]):
        for task in list_tasks(client.id):
            finish_by_hand(workspace=client.id, act=task.act.pk, by="member:1", now=clock.now())


def acts_of(client: Client) -> list[tuple[str, str, str]]:
    """Return what was wanted, the verb and the state of each act, in order."""
    with workspace_scope([client.id]):
        acts = OutboxAct.objects.filter(workspace_id=client.id).order_by("id")
        return [(act.intent, act.verb, act.state) for act in acts]


def target_of(client: Client, verb: str) -> dict[str, Any]:
    """Return what the latest act of a verb is aimed at."""
    with workspace_scope([client.id]):
        act = OutboxAct.objects.filter(workspace_id=client.id, verb=verb).latest("id")
        return dict(act.target)


def done(client: Client, at: datetime | None = None) -> None:
    """Say that the network did everything that was asked by now."""
    set_acts(client, state="done", tries=1, done_at=at or clock.now())


def test_a_time_out_is_ordered_for_its_author_with_its_length(database: None) -> None:
    client = client_of("twitch")
    say(client, "m1")
    assert acts_of(client) == [("restrain", "time_out", "waiting")]
    target = target_of(client, "time_out")
    assert (target["person"], target["seconds"]) == ("7001", "600")


def test_deciding_again_orders_nothing_twice(database: None) -> None:
    client = client_of("twitch")
    say(client, "m1")
    edit(client, "m1", "Zut, encore zut")
    done(client, clock.now() - timedelta(hours=1))
    edit(client, "m1", "Zut de zut")
    assert acts_of(client) == [("restrain", "time_out", "done")]


def test_several_messages_of_one_person_make_one_time_out(database: None) -> None:
    client = client_of("twitch")
    for number in range(3):
        say(client, f"m{number}")
    say(client, "m9", person="7002")
    assert [target["person"] for target in _targets(client)] == ["7001", "7002"]


def _targets(client: Client) -> list[dict[str, Any]]:
    with workspace_scope([client.id]):
        return list(OutboxAct.objects.order_by("id").values_list("target", flat=True))


@pytest.mark.parametrize("mode", ["shadow", "off"])
def test_a_rule_on_trial_asks_the_network_nothing(database: None, mode: str) -> None:
    client = client_of("twitch", "{timeout: 10m}, {ban: true}, {slow: 30s}", mode=mode)
    say(client, "m1")
    assert acts_of(client) == []


def test_a_longer_time_out_replaces_a_shorter_one_and_not_the_other_way(database: None) -> None:
    client = client_of("twitch", "{strike: 1, expires: 1d}, {timeout: [10m, 1h]}")
    say(client, "m1")
    say(client, "m2")
    assert [one["seconds"] for one in _targets(client)] == ["600", "3600"]
    adopt(client, CHARTER.format(acts="{timeout: 1m}", verdict="review", mode="live"))
    say(client, "m3")
    assert len(acts_of(client)) == 2


def test_an_edit_that_makes_it_kind_takes_back_what_was_not_begun(database: None) -> None:
    client = client_of("twitch")
    say(client, "m1")
    edit(client, "m1", "Bonjour")
    assert acts_of(client) == [("restrain", "time_out", "cancelled")]
    edit(client, "m1", "Zut")
    assert acts_of(client)[1:] == [("restrain", "time_out", "waiting")]


@pytest.mark.parametrize(("minutes", "after"), [(1, [("restrain", "unban", "waiting")]), (11, [])])
def test_approving_lifts_what_was_done_and_not_what_is_over(
    database: None, minutes: int, after: list[tuple[str, str, str]]
) -> None:
    client = client_of("twitch")
    say(client, "m1")
    done(client, clock.now() - timedelta(minutes=minutes))
    approve(client, "m1")
    assert acts_of(client)[1:] == after


def test_what_another_message_asks_for_stays_until_that_is_approved_too(database: None) -> None:
    client = client_of("twitch", "{ban: true}")
    say(client, "m1")
    say(client, "m2")
    done(client)
    approve(client, "m1")
    assert acts_of(client) == [("exclude", "ban", "done")]
    approve(client, "m2")
    assert acts_of(client)[1:] == [("exclude", "unban", "waiting")]


def test_a_network_that_ends_nothing_by_itself_is_told_when_it_is_over(database: None) -> None:
    client = client_of("bluesky", "{timeout: 1h}")
    say(client, "m1")
    assert acts_of(client) == [("restrain", "mute", "waiting"), ("restrain", "unmute", "waiting")]
    with workspace_scope([client.id]):
        first, second = OutboxAct.objects.order_by("id")
    assert second.due_at - first.due_at == timedelta(hours=1)
    approve(client, "m1")
    assert {state for _, _, state in acts_of(client)} == {"cancelled"}


def test_lifting_a_mute_early_forgets_its_end(database: None) -> None:
    client = client_of("bluesky", "{timeout: 1h}")
    say(client, "m1")
    with workspace_scope([client.id]):
        OutboxAct.objects.filter(verb="mute").update(state="done", tries=1, done_at=clock.now())
    approve(client, "m1")
    assert [(verb, state) for _, verb, state in acts_of(client)] == [
        ("mute", "done"), ("unmute", "cancelled"), ("unmute", "waiting"),
    ]  # fmt: skip


def test_a_slow_chat_is_ordered_once_for_a_raid_and_ends(database: None) -> None:
    client = client_of("twitch", "{slow: 30s, expires: 5m}")
    for number in range(4):
        say(client, f"m{number}", person=f"70{number}")
    assert [(verb, state) for _, verb, state in acts_of(client)] == [
        ("slow", "waiting"), ("unslow", "waiting"),
    ]  # fmt: skip
    assert target_of(client, "slow")["seconds"] == "30"


@pytest.mark.parametrize(
    ("network", "acts", "verdict", "expected"),
    [
        ("facebook", "{ban: true}", "hide", ["hide waiting", "ban waiting"]),
        ("facebook", "{ban: 30d}", "review", ["ban waiting", "unban waiting"]),
        ("facebook", "{timeout: 10m}", "review", []),
        ("instagram", "{timeout: 10m}", "review", ["time_out by_hand"]),
        ("linkedin", "{ban: 30d}", "hide", ["hide by_hand", "ban by_hand"]),
        ("mastodon", "{timeout: 10m}", "review", ["mute waiting"]),
        ("x", "{ban: true}", "review", ["mute waiting"]),
        ("bluesky", "{strike: 1}", "delete", ["hide waiting"]),
        ("twitch", "{ban: 7d}", "delete", ["delete waiting", "time_out waiting"]),
        ("twitch", "{ban: 30d}", "review", ["ban waiting", "unban waiting"]),
        ("youtube", "{slow: 30s}", "review", ["slow by_hand"]),
        ("google", "{ban: true}", "review", []),
        ("google", "{strike: 1}", "hide", ["hide by_hand"]),
    ],
)
def test_each_measure_becomes_what_its_network_can_do(
    database: None, network: str, acts: str, verdict: str, expected: list[str]
) -> None:
    client = client_of(network, acts, verdict=verdict)
    say(client, "m1")
    assert [f"{verb} {state}" for _, verb, state in acts_of(client)] == expected


def test_a_message_that_cannot_be_hidden_is_looked_at_until_a_person_did_it(database: None) -> None:
    client = client_of("linkedin", "{strike: 1}", verdict="hide")
    say(client, "m1")
    assert message_of(client, "m1").verdict == "review"
    with workspace_scope([client.id]):
        (task,) = list_tasks(client.id)
        assert task.mapped.steps
    finish_all(client)
    found = message_of(client, "m1")
    assert (found.state, found.verdict, found.reviewed_at is None) == ("hidden", "hide", False)


def test_approving_drops_the_task_and_a_done_ban_is_lifted_by_hand(database: None) -> None:
    client = client_of("linkedin", "{ban: true}", verdict="hide")
    say(client, "m1")
    with workspace_scope([client.id]):
        ban = OutboxAct.objects.get(verb="ban")
        finish_by_hand(workspace=client.id, act=ban.pk, by="member:1", now=clock.now())
    approve(client, "m1")
    assert acts_of(client) == [
        ("conceal", "hide", "cancelled"),
        ("exclude", "ban", "done"),
        ("exclude", "unban", "by_hand"),
    ]


def test_a_stricter_task_takes_the_place_of_a_milder_one(database: None) -> None:
    client = client_of("instagram", "{strike: 1, expires: 1d}, {timeout: [10m, 1h]}")
    say(client, "m1")
    say(client, "m2")
    assert [state for _, _, state in acts_of(client)] == ["cancelled", "by_hand"]
    assert target_of(client, "time_out")["seconds"] == "3600"


def test_a_task_that_was_not_needed_does_not_come_back(database: None) -> None:
    client = client_of("instagram", "{ban: true}")
    say(client, "m1")
    with workspace_scope([client.id]):
        (task,) = list_tasks(client.id)
        dismiss_task(workspace=client.id, act=task.act.pk, by="member:1", now=clock.now())
    with workspace_scope([client.id]):
        assert AuditEntry.objects.filter(action="dismiss", actor="member:1").count() == 1
    edit(client, "m1", "Zut et zut")
    assert acts_of(client) == [("exclude", "ban", "cancelled")]


def test_who_is_unknown_is_neither_timed_out_nor_banned(database: None) -> None:
    client = client_of("twitch", "{timeout: 10m}, {ban: true}")
    say(client, "m1", person="")
    assert acts_of(client) == []
