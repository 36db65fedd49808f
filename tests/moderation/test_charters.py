"""Charters: the next message obeys a new one, and a wrong one changes nothing."""

from __future__ import annotations

import json

import pytest

from palabre.engine.vocabulary import Verdict
from palabre.inbox.queries import Filter, list_threads
from palabre.moderation.models import Charter, Decision
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.machinery.seeds import (
    Client,
    add_account,
    comment,
    delivery,
    make_client,
)
from tests.moderation.judging import acts_of, adopt, arrive, message_of, review, verdicts
from tests.workspaces.full_clients import CHARTER


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


def test_a_new_charter_judges_the_next_message_and_leaves_the_past(client: Client) -> None:
    arrive(client, delivery(comment(1, "Quel navet")))
    adopt(client, CHARTER.format(name="cinema").replace("[connard]", "[connard, navet]"))
    arrive(client, delivery(comment(2, "Quel navet")))
    assert verdicts(client) == {"1_1": "allow", "1_2": "hide"}
    with workspace_scope([client.id]):
        decision = Decision.objects.get(message_id=message_of(client, "1_2").pk)
        assert decision.charter == Charter.objects.get(number=1).hash


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("verdict: hide", "verdict: hid"), ["Line 10", '"insult"', "hide"]),
        (("{list: insults}", "{list: insult}"), ['"insult"']),
        (
            ('text: "bonjour", expect: quiet', 'text: "bonjour", expect: fire'),
            ["insult", "Line 14"],
        ),
        (("rules:", "rules: ["), ["Line"]),
    ],
)
def test_a_wrong_charter_is_refused_with_line_and_cure_and_nothing_is_kept(
    client: Client, wrong: tuple[str, str], said: list[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        adopt(client, CHARTER.format(name="faux").replace(*wrong))
    for part in said:
        assert part in refusal.value.sentence
    assert refusal.value.status == 422
    with workspace_scope([client.id]):
        assert not Charter.objects.exists()
        assert not AuditEntry.objects.filter(action="charter").exists()


@pytest.mark.parametrize("verdict", ["hide", "hold", "delete"])
def test_what_a_network_cannot_hide_asks_for_a_person(client: Client, verdict: str) -> None:
    adopt(client, CHARTER.format(name="source").replace("verdict: hide", f"verdict: {verdict}"))
    account = add_account(client.workspace, "generic", "source")
    event = {"type": "message.created", "data": {"id": "g1", "text": "connard"}}
    arrive(client, json.dumps(event).encode(), account=account)
    found = message_of(client, "g1")
    assert (found.verdict, found.state) == ("review", "visible")
    assert acts_of(client) == []
    with workspace_scope([client.id]):
        page = list_threads(client.id, Filter(view="review"))
        assert [row["id"] for row in page.items] == [found.thread_id]
        assert Decision.objects.get().because[0]["rule"] == "insult"
    review(client, Verdict.HIDE, "g1")
    assert acts_of(client) == []
    with workspace_scope([client.id]):
        assert not list_threads(client.id, Filter(view="review")).items


def test_an_answer_of_the_charter_is_sent_only_where_the_network_can(client: Client) -> None:
    source = CHARTER.format(name="reponse").replace(
        "    verdict: hide\n", '    verdict: review\n    acts: [{reply: "Restons polis."}]\n'
    )
    adopt(client, source)
    account = add_account(client.workspace, "generic", "source")
    event = {"type": "message.created", "data": {"id": "g1", "text": "connard"}}
    arrive(client, json.dumps(event).encode(), account=account)
    assert acts_of(client) == []
    arrive(client, delivery(comment(1, "connard")))
    assert acts_of(client) == [("reply", "waiting")]
