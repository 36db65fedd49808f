"""One reader for each source, limits counted once for all, gaps noticed, tasks done by hand."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from functools import partial

import pytest

from palabre.channels import quotas
from palabre.channels.actions import read_now, resume_account
from palabre.channels.intents import Intended, order_intents
from palabre.channels.listening import leases
from palabre.channels.listening.leases import LEASE, Progress
from palabre.channels.models import Account, Gap, OutboxAct, Quota, SourceState
from palabre.channels.tasks import finish_by_hand, list_tasks
from palabre.connectors.limits import Seen
from palabre.engine.vocabulary import Intent, Kind
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import NOW, Client, make_client

LATER = NOW + timedelta(minutes=1)
CAPACITY = 300


@pytest.fixture
def client(database: None) -> Client:
    """Give a client with a Mastodon profile."""
    return make_client(network="mastodon", base_url="https://mastodon.example")


def claim(client: Client, holder: str, *, later: timedelta = timedelta(0)) -> list[leases.Held]:
    """Claim what is due a minute after the account was connected."""
    return leases.claim(client.id, holder=holder, most=10, now=LATER + later)


def test_a_connected_account_has_its_sources_and_one_reader_takes_them(client: Client) -> None:
    first = claim(client, "one")
    assert {held.source.name for held in first} == {
        "mentions", "conversations", "threads", "stream",
    }  # fmt: skip
    assert claim(client, "two") == []


def test_a_reader_that_died_loses_its_sources_and_cannot_move_their_cursor(
    client: Client,
) -> None:
    (*_, old) = claim(client, "one")
    later = LEASE + timedelta(seconds=1)
    assert {held.id for held in claim(client, "two", later=later)} >= {old.id}
    assert not leases.advance(old, Progress("9", LATER))
    assert leases.renew(client.id, [old.id], holder="one", now=LATER) == set()
    with workspace_scope([client.id]):
        assert SourceState.objects.get(pk=old.id).cursor == ""


def test_a_reader_that_lives_keeps_its_sources(client: Client) -> None:
    held = claim(client, "one")
    ids = [one.id for one in held]
    near = LATER + LEASE - timedelta(seconds=1)
    assert leases.renew(client.id, ids, holder="one", now=near) == set(ids)
    assert claim(client, "two", later=LEASE + timedelta(seconds=1)) == []


def test_what_a_process_held_is_free_when_it_ends(client: Client) -> None:
    held = claim(client, "one")
    leases.give_back("one")
    assert len(claim(client, "two")) == len(held)


def test_what_a_killed_process_of_this_machine_held_is_free_for_the_next(client: Client) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    mine = leases.name_holder()
    dead = mine.replace(f":{os.getpid()}:", f":{ended.pid}:")
    held = claim(client, dead)
    leases.give_back_of_the_dead()
    assert len(claim(client, mine)) == len(held)
    leases.give_back_of_the_dead()
    assert claim(client, "three") == []


def test_a_gap_of_a_socket_is_filled_by_the_poll_that_catches_up(client: Client) -> None:
    by_name = {held.source.name: held for held in claim(client, "one")}
    leases.advance(by_name["stream"], Progress("", LATER, NOW, is_over=True))
    (again,) = leases.claim(client.id, holder="one", most=1, now=LATER)
    assert again.source.name == "stream"
    leases.note_gap(again, until=LATER, reason="out_of_reach")
    leases.fill_gaps(by_name["threads"], before=LATER + LEASE, now=LATER + LEASE)
    with workspace_scope([client.id]):
        assert Gap.objects.get().filled_at is None
    leases.fill_gaps(by_name["mentions"], before=LATER + LEASE, now=LATER + LEASE)
    with workspace_scope([client.id]):
        gap = Gap.objects.get()
    assert (gap.since, gap.until) == (NOW - leases.UNDER_WAY, LATER)
    assert gap.filled_at == LATER + LEASE


def test_what_is_no_longer_wanted_is_given_back_and_taken_at_once_when_it_is_again(
    client: Client,
) -> None:
    held = claim(client, "one")
    ids = [one.id for one in held]
    with workspace_scope([client.id]):
        Account.objects.update(state="sign_in_again")
        leases.fail(held[0], reason="token", detail="", due_at=LATER + timedelta(minutes=15))
    assert leases.renew(client.id, ids, holder="one", now=LATER) == set()
    assert claim(client, "two") == []
    with workspace_scope([client.id]):
        resume_account(workspace=client.id, account=client.account.pk, by="test", now=LATER)
    assert {one.id for one in claim(client, "two")} == set(ids)


def draw(client: Client, points: int, *, later: timedelta = timedelta(0)) -> object:
    """Draw points of the requests."""
    with workspace_scope([client.id]):
        return quotas.take(
            client.id, client.account.pk, "mastodon", {"requests": points}, now=NOW + later
        )


def test_a_limit_is_drawn_from_until_it_is_over_and_begins_anew(client: Client) -> None:
    assert draw(client, CAPACITY - 1) is None
    assert draw(client, 2) == NOW + timedelta(minutes=5)
    assert draw(client, 1) is None
    assert draw(client, 1) == NOW + timedelta(minutes=5)
    assert draw(client, 1, later=timedelta(minutes=5)) is None


def test_nothing_is_drawn_from_one_limit_when_another_is_over(client: Client) -> None:
    costs = {"requests": 1, "removals": 30}
    with workspace_scope([client.id]):
        account = client.account.pk
        assert quotas.take(client.id, account, "mastodon", costs, now=NOW) is None
        assert quotas.take(client.id, account, "mastodon", costs, now=NOW) is not None
        assert Quota.objects.get(name="requests").used == 1


def test_the_networks_own_count_overrules_ours(client: Client) -> None:
    resets = NOW + timedelta(minutes=3)
    with workspace_scope([client.id]):
        quotas.tell(client.id, client.account.pk, [Seen("requests", CAPACITY, 0, resets)])
    assert draw(client, 1) == resets


def test_what_no_program_can_do_is_a_task_for_a_person(client: Client) -> None:
    wanted = Intended(
        Intent.CONCEAL, client.account.pk, "mastodon", Kind.COMMENT, "key-1", "charter:1"
    )
    with workspace_scope([client.id]):
        mapped = order_intents(client.id, [wanted, wanted], now=NOW)
        assert mapped["key-1"].steps
        (found,) = list_tasks(client.id)
        task = found.act
        assert (task.intent, task.state) == ("conceal", "by_hand")
        assert found.mapped.why is not None
        finish_by_hand(workspace=client.id, act=task.pk, by="member:1", now=clock.now())
        done = OutboxAct.objects.get()
        assert (done.intent, done.state, done.reason) == ("conceal", "done", "by_hand")
        with pytest.raises(Refused):
            finish_by_hand(workspace=client.id, act=task.pk, by="member:1", now=clock.now())


def test_what_a_network_can_do_is_done_by_its_verb(client: Client) -> None:
    wanted = Intended(
        Intent.EXCLUDE, client.account.pk, "mastodon", Kind.COMMENT, "key-2", "member:1"
    )
    with workspace_scope([client.id]):
        order_intents(client.id, [wanted], now=NOW)
        act = OutboxAct.objects.get()
        assert (act.intent, act.verb, act.state) == ("exclude", "ban", "waiting")


def test_a_person_has_polls_read_at_once_unless_the_network_asked_for_a_pause(
    client: Client,
) -> None:
    for held in claim(client, "one"):
        with workspace_scope([client.id]):
            if held.source.name == "threads":
                leases.fail(held, reason="rate_limit", detail="", due_at=LATER + LEASE)
            elif held.source.name != "stream":
                progress = Progress("9", LATER + timedelta(minutes=5), LATER, is_over=True)
                leases.advance(held, progress)
    with workspace_scope([client.id]):
        ask = partial(read_now, workspace=client.id, account=client.account.pk)
        assert ask(now=LATER + timedelta(seconds=1)) == 0
        soon = LATER + timedelta(seconds=20)
        assert ask(now=soon) == 2
        assert ask(now=soon) == 0
    taken = leases.claim(client.id, holder="two", most=10, now=soon)
    assert {held.source.name for held in taken} == {"mentions", "conversations"}
