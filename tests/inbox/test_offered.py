"""The menu of a message offers what its network has, explains the rest, and asks for a length."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from palabre.channels.models import OutboxAct
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry, RoleKind
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import KEY, browser_of, text_of
from tests.machinery.seeds import Client, make_client
from tests.moderation.judging import message_of, set_acts
from tests.moderation.test_ordering import say


def client_of(network: str) -> Client:
    """Return a client on a network, to whom somebody wrote."""
    client = make_client(network=network)
    say(client, "m1", "Bonjour")
    return client


def conversation(client: Client, person: object = None) -> str:
    """Return the page of the conversation, as the owner or somebody else sees it."""
    browser = browser_of(person or client.member)  # type: ignore[arg-type]
    thread = message_of(client, "m1").thread_id
    return text_of(browser.get(f"/inbox/{client.workspace.slug}/{thread}/?view=all"))


def order(client: Client, verb: str, **more: str) -> None:
    """Press a button of the menu."""
    address = f"/inbox/{client.workspace.slug}/messages/{message_of(client, 'm1').pk}/acts/"
    browser_of(client.member).post(address, {"verb": verb, "key": KEY, **more})


def act_of(client: Client, verb: str) -> OutboxAct:
    """Return the latest act of a verb."""
    with workspace_scope([client.id]):
        return OutboxAct.objects.filter(verb=verb).latest("id")


@pytest.mark.parametrize(
    ("network", "offered", "missing", "explained"),
    [
        ("twitch", ["time_out", "ban", "warn", "slow", "shield"], ["unban", "unslow", "pin"], True),
        ("mastodon", ["mute", "ban", "report"], ["unmute", "time_out", "slow"], True),
        ("tiktok", ["pin"], ["unpin", "ban"], True),
        ("facebook", ["ban"], ["unban", "mute"], True),
        ("generic", [], ["ban", "report"], False),
    ],
)
def test_the_menu_holds_what_the_network_has_and_explains_the_rest(
    database: None, network: str, offered: list[str], missing: list[str], explained: bool
) -> None:
    page = conversation(client_of(network))
    assert [verb for verb in offered if f'value="{verb}"' not in page] == []
    assert [verb for verb in missing if f'value="{verb}"' in page] == []
    assert ("ne laisse faire à aucun programme" in page) == explained


def test_who_may_not_moderate_is_offered_nothing_of_it(database: None) -> None:
    client = client_of("twitch")
    assert 'value="ban"' not in conversation(client, colleague(client, RoleKind.EDITOR))


def test_a_time_out_is_ordered_with_its_length_and_offers_its_undo_until_it_is_over(
    database: None,
) -> None:
    client = client_of("twitch")
    order(client, "time_out", seconds_time_out="600", seconds_ban="86400")
    assert act_of(client, "time_out").target["seconds"] == "600"
    with workspace_scope([client.id]):
        entry = AuditEntry.objects.get(action="time_out.ordered")
    assert entry.detail["seconds"] == 600
    set_acts(client, state="done", tries=1, done_at=clock.now())
    page = conversation(client)
    assert page.count('name="verb" value="unban"') == 2, "In the menu, and beside the act."
    set_acts(client, done_at=clock.now() - timedelta(minutes=11))
    assert 'value="unban"' not in conversation(client)


def test_a_mute_with_an_end_is_undone_by_the_desk_where_the_network_keeps_none(
    database: None,
) -> None:
    client = client_of("bluesky")
    order(client, "mute", seconds_mute="3600")
    assert act_of(client, "unmute").key.endswith(":end")
    assert "comme prévu" in conversation(client)


def test_a_warning_needs_its_words(database: None) -> None:
    client = client_of("twitch")
    order(client, "warn")
    with workspace_scope([client.id]):
        assert not OutboxAct.objects.exists()
    order(client, "warn", text_warn="Restez polis")
    assert act_of(client, "warn").text == "Restez polis"


def test_the_api_takes_every_verb_with_its_length_and_refuses_what_does_not_fit(
    database: None,
) -> None:
    client = client_of("twitch")
    caller, message = Caller(client.token()), message_of(client, "m1").pk
    path = f"/messages/{message}/acts"
    made = json.loads(caller.ask("POST", path, body={"verb": "ban", "seconds": 86_400}).content)
    assert (made["verb"], made["seconds"]) == ("ban", 86_400)
    for wrong in ({"verb": "pin"}, {"verb": "delete", "seconds": 60}, {"verb": "warn"},
                  {"verb": "time_out", "seconds": 1_300_000}):  # fmt: skip
        assert_problem(caller.ask("POST", path, body=wrong), 422)


@pytest.mark.parametrize(("network", "state"), [("mastodon", "waiting"), ("youtube", "by_hand")])
def test_a_ban_that_is_taken_back_leaves_nothing_to_lift(
    database: None, network: str, state: str
) -> None:
    client = client_of(network)
    order(client, "ban", seconds_ban="604800")
    assert act_of(client, "unban").state == state
    browser = browser_of(client.member)
    browser.post(f"/inbox/{client.workspace.slug}/acts/{act_of(client, 'ban').pk}/taking-back/")
    assert {act_of(client, verb).state for verb in ("ban", "unban")} == {"cancelled"}
