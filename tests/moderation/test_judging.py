"""What the charter and people decide, on a real database: order, windows, who outranks whom."""

from __future__ import annotations

import itertools
import json
import random
from datetime import timedelta
from typing import Any

import pytest

from palabre.channels.intake import apply_batch
from palabre.channels.models import Account, OutboxAct
from palabre.engine.vocabulary import Verb, Verdict
from palabre.inbox.acts import Asked, act_on_message
from palabre.inbox.models import Message, Thread
from palabre.inbox.queries import Filter, get_counters, list_threads
from palabre.moderation.actions import change_charter, review_message
from palabre.moderation.models import Charter, Decision
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.machinery.seeds import (
    NOW,
    Client,
    add_account,
    comment,
    delivery,
    keep,
    make_client,
    private,
)
from tests.workspaces.full_clients import CHARTER

INSULT = "Espèce de connard"
_later = itertools.count(1)


def arrive(client: Client, *bodies: bytes, account: Account | None = None) -> None:
    """Deliver and apply."""
    keep(client, *bodies, account=account)
    while apply_batch(client.id):
        pass


def message_of(client: Client, external_id: str = "1_1") -> Message:
    """Return a message by its network's id."""
    with workspace_scope([client.id]):
        return Message.objects.get(workspace_id=client.id, external_id=external_id)


def review(client: Client, verdict: Verdict, external_id: str = "1_1") -> None:
    """Let a person decide."""
    message = message_of(client, external_id).pk
    now = NOW + timedelta(seconds=next(_later))
    with workspace_scope([client.id]):
        review_message(
            workspace=client.id, message=message, verdict=verdict, by="member:1", now=now
        )


def adopt(client: Client, source: str) -> None:
    """Put a charter in force."""
    with workspace_scope([client.id]):
        change_charter(workspace=client.id, source=source, by="member:1", now=NOW)


def acts_of(client: Client) -> list[tuple[str, str]]:
    """Return verb and state of every act, in order."""
    with workspace_scope([client.id]):
        acts = OutboxAct.objects.filter(workspace_id=client.id).order_by("id")
        return [(act.verb, act.state) for act in acts]


def set_acts(client: Client, **values: Any) -> None:
    """Say what became of the acts on the network."""
    with workspace_scope([client.id]):
        OutboxAct.objects.filter(workspace_id=client.id).update(**values)


def verdicts(client: Client) -> dict[str, str]:
    """Return the verdict on every message."""
    with workspace_scope([client.id]):
        return dict(Message.objects.values_list("external_id", "verdict"))


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


@pytest.mark.parametrize("seed", range(4))
def test_the_eleventh_message_of_a_minute_is_looked_at_in_any_order(
    client: Client, seed: int
) -> None:
    bodies = [delivery(comment(number, f"Message numéro {number}")) for number in range(1, 13)]
    chance = random.Random(seed)
    if seed:
        chance.shuffle(bodies)
    for start in range(0, 12, [12, 1, 4, 5][seed]):
        arrive(client, *bodies[start : start + [12, 1, 4, 5][seed]])
    expected = {f"1_{number}": "review" if number > 10 else "allow" for number in range(1, 13)}
    assert verdicts(client) == expected


def test_eleven_messages_in_more_than_a_minute_are_nothing(client: Client) -> None:
    arrive(client, *(delivery(comment(number * 7, f"Numéro {number}")) for number in range(1, 13)))
    assert set(verdicts(client).values()) == {"allow"}


def test_eleven_people_in_a_minute_are_nothing(client: Client) -> None:
    arrive(
        client,
        *(delivery(comment(number, "Bravo", author=str(8000 + number))) for number in range(12)),
    )
    assert set(verdicts(client).values()) == {"allow"}


def test_what_the_charter_hides_is_ordered_once_and_written_down(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)), delivery(comment(1, INSULT, verb="edited", at=3)))
    assert acts_of(client) == [("hide", "waiting")]
    with workspace_scope([client.id]):
        (entry,) = AuditEntry.objects.filter(action="decision")
        decision = Decision.objects.get(message_id=message_of(client).pk)
    assert entry.detail["verdict"] == "hide"
    assert entry.detail["rules"] == [one["rule"] for one in decision.because]
    assert entry.actor.startswith("charter:")


def test_a_persons_decision_outranks_an_edit_and_a_later_rule(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    review(client, Verdict.ALLOW)
    arrive(client, delivery(comment(1, "Sale connard", verb="edited", at=5)))
    adopt(client, CHARTER.format(name="severe"))
    arrive(client, delivery(comment(1, "Connard, connard", verb="edited", at=9)))
    found = message_of(client)
    assert (found.verdict, found.text) == ("allow", "Connard, connard")
    assert [act for act in acts_of(client) if act != ("hide", "cancelled")] == []


def test_a_persons_decision_to_hide_stays_when_the_text_becomes_kind(client: Client) -> None:
    arrive(client, delivery(comment(1, "Bonjour")))
    review(client, Verdict.HIDE)
    arrive(client, delivery(comment(1, "Bonne journée", verb="edited", at=5)))
    assert message_of(client).verdict == "hide"
    assert acts_of(client) == [("hide", "waiting")]


def test_allowing_before_the_hiding_was_sent_takes_it_back(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", "cancelled")]


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_allowing_while_the_hiding_is_under_way_shows_it_again_after(
    client: Client, state: str
) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    set_acts(client, state=state, tries=1)
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", state), ("unhide", "waiting")]


def test_allowing_what_is_hidden_shows_it_again(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    set_acts(client, state="done", tries=1)
    arrive(client, delivery(comment(1, verb="hide", at=4)))
    assert message_of(client).state == "hidden"
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", "done"), ("unhide", "waiting")]
    arrive(client, delivery(comment(1, verb="unhide", at=9)))
    assert (message_of(client).state, message_of(client).verdict) == ("visible", "allow")


def test_deciding_the_same_twice_orders_one_act(client: Client) -> None:
    arrive(client, delivery(comment(1, "Bonjour")))
    review(client, Verdict.HIDE)
    review(client, Verdict.HIDE)
    assert acts_of(client) == [("hide", "waiting")]
    review(client, Verdict.ALLOW)
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", "cancelled")]


def test_a_review_is_written_down_and_clears_the_view(client: Client) -> None:
    arrive(client, *(delivery(comment(number, f"Texte {number}")) for number in range(1, 12)))
    with workspace_scope([client.id]):
        assert get_counters(client.id)["review"] == 1
    review(client, Verdict.ALLOW, "1_11")
    with workspace_scope([client.id]):
        assert get_counters(client.id)["review"] == 0
        entry = AuditEntry.objects.get(action="review")
    assert (entry.actor, entry.detail["was"]) == ("member:1", "review")


def test_only_what_people_wrote_is_reviewed(client: Client) -> None:
    arrive(client, delivery(comment(1, "Merci", author="42")))
    with pytest.raises(Refused, match="people"):
        review(client, Verdict.HIDE)
    arrive(client, delivery(comment(2)))
    with pytest.raises(Refused, match="allow or hide"):
        review(client, Verdict.DELETE, "1_2")


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


def test_a_private_insult_asks_for_a_person(client: Client) -> None:
    arrive(client, delivery(private(1, INSULT)))
    assert message_of(client, "m_1").verdict == "review"
    assert acts_of(client) == []


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


def test_what_we_wrote_ourselves_is_never_judged(client: Client) -> None:
    arrive(
        client, delivery(comment(1, INSULT, author="42")), delivery(private(2, INSULT, echo=True))
    )
    assert verdicts(client) == {"1_1": "", "m_2": ""}
    assert acts_of(client) == []


def test_a_deleted_message_is_judged_but_nothing_is_done_to_it(client: Client) -> None:
    arrive(client, delivery(comment(1, verb="remove")), delivery(comment(1, INSULT)))
    found = message_of(client)
    assert (found.state, found.verdict) == ("deleted", "hide")
    assert acts_of(client) == []
    with workspace_scope([client.id]):
        assert not Thread.objects.get().needs_review


def test_a_hiding_by_hand_is_not_undone_by_a_kind_edit(client: Client) -> None:
    arrive(client, delivery(comment(1, "Bonjour")))
    with workspace_scope([client.id]):
        asked = Asked(message_of(client).pk, Verb.HIDE, "by hand")
        act_on_message(workspace=client.id, asked=asked, by="member:1", now=NOW)
    arrive(client, delivery(comment(1, "Bonsoir", verb="edited", at=5)))
    assert acts_of(client) == [("hide", "waiting")]
