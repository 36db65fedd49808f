"""A live chat is judged as it is heard: the same decisions as in the ordinary way, and once."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from palabre.channels.models import LedgerEntry, OutboxAct
from palabre.inbox.models import Message
from palabre.moderation.models import Decision
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import NOW, Client
from tests.moderation.judging import acts_of, adopt, message_of, review, set_acts, verdicts
from tests.moderation.live_chat import Hearing, Line, apply, bring, make_channel

HEAD = "charter: live\nversion: 1\nlists:\n  rude: {terms: [grignou]}\nrules:\n"
RUDE = """
  - rule: rude
    when: {list: rude}
    verdict: delete
    acts: [{strike: 1, expires: 1h}, {timeout: [1m, 10m]}]
    reason: {fr: "Mot grossier", en: "Rude word"}
"""
COUNTS = """
  - rule: flood
    when: {author: {messages: 3, within: 10s}}
    verdict: delete
  - rule: copies
    when: {copies: {messages: 3, within: 20s}}
    verdict: review
  - rule: crowd
    when: {newcomers: {authors: 5, within: 5s}}
    verdict: review
  - rule: quarrel
    when: {thread: {messages: 3, within: 30s}}
    verdict: review
"""
CHARTER = HEAD + RUDE + COUNTS


@pytest.fixture
def client(database: None) -> Client:
    """Give a channel with a charter."""
    client = make_channel()
    adopt(client, CHARTER)
    return client


def decisions_of(client: Client) -> list[str]:
    """Return by what each decision was taken, in order."""
    with workspace_scope([client.id]):
        return [one.verdict for one in Decision.objects.order_by("id")]


def test_what_the_charter_stops_is_ordered_before_it_has_a_row(client: Client) -> None:
    Hearing(client).hear([Line(1, "Bonjour"), Line(2, "Quel grignou", "7002")])
    assert acts_of(client) == [("delete", "waiting")]
    with workspace_scope([client.id]):
        assert not Message.objects.exists()
        act = OutboxAct.objects.get()
        assert (act.key, act.target["comment"]) == (f"live:{client.account.pk}:m-2:delete", "m-2")
        judged = dict(LedgerEntry.objects.order_by("id").values_list("id", "judged"))
    assert [(one or {}).get("verdict") for one in judged.values()] == [None, "delete"]


def test_the_decision_is_written_once_and_its_act_is_tied_to_the_message(client: Client) -> None:
    Hearing(client).hear([Line(1, "Bonjour"), Line(2, "Quel grignou", "7002")])
    apply(client)
    assert verdicts(client) == {"m-1": "allow", "m-2": "delete"}
    assert sorted(decisions_of(client)) == ["allow", "delete"]
    message = message_of(client, "m-2")
    with workspace_scope([client.id]):
        act, silence = OutboxAct.objects.order_by("id")
        assert (act.message_id, act.thread_id) == (message.pk, message.thread_id)
        assert (silence.verb, silence.message_id) == ("time_out", message.pk)


def test_an_act_done_before_the_message_has_a_row_shows_on_it(client: Client) -> None:
    Hearing(client).hear([Line(1, "Quel grignou")])
    set_acts(client, state="done", done_at=NOW + timedelta(seconds=1), tries=1)
    apply(client)
    assert message_of(client, "m-1").state == "deleted"


def test_what_is_told_a_second_time_orders_nothing_more(client: Client) -> None:
    lines = [Line(1, "Quel grignou"), Line(2, "Bonjour")]
    hearing = Hearing(client)
    hearing.hear(lines)
    hearing.hear(lines)
    hearing.begin()
    hearing.hear(lines)
    apply(client)
    hearing.hear(lines)
    apply(client)
    assert acts_of(client) == [("delete", "waiting"), ("time_out", "waiting")]
    assert len(decisions_of(client)) == 2


def test_a_process_that_dies_before_the_commit_leaves_nothing_and_loses_nothing(
    client: Client,
) -> None:
    hearing = Hearing(client)
    hearing.judge_only([Line(1, "Quel grignou")])
    assert acts_of(client) == []
    hearing.begin()
    hearing.hear([Line(1, "Quel grignou")])
    apply(client)
    assert acts_of(client) == [("delete", "waiting"), ("time_out", "waiting")]
    assert verdicts(client) == {"m-1": "delete"}


def test_a_process_that_starts_counts_what_was_said_before(client: Client) -> None:
    hearing = Hearing(client)
    hearing.hear(Line(number, f"message {number}", after=number) for number in range(3))
    hearing.begin()
    assert acts_of(client) == []
    hearing.hear([Line(3, "message 3", after=3)])
    assert acts_of(client) == [("delete", "waiting")]


def test_a_new_charter_holds_from_the_next_message_on(client: Client) -> None:
    hearing = Hearing(client)
    hearing.hear([Line(1, "Quel zut")])
    adopt(client, CHARTER.replace("grignou", "zut"))
    hearing.begin()
    hearing.hear([Line(2, "Quel grignou"), Line(3, "Quel zut", after=1)])
    apply(client)
    assert [verb for verb, _ in acts_of(client) if verb != "time_out"] == ["delete"]
    assert verdicts(client) == {"m-1": "allow", "m-2": "allow", "m-3": "delete"}


def test_a_person_outranks_what_was_decided_at_once(client: Client) -> None:
    from palabre.engine.vocabulary import Verdict

    Hearing(client).hear([Line(1, "Quel grignou")])
    apply(client)
    review(client, Verdict.ALLOW, "m-1")
    bring(client, [Line(2, "Bonjour", after=1)])
    apply(client)
    assert message_of(client, "m-1").verdict == "allow"


def test_whom_the_team_trusts_is_trusted_at_once(client: Client) -> None:
    from palabre.people.models import Identity, Tag

    adopt(client, CHARTER.replace("when: {list: rude}", "when: {list: rude}\n    unless: {role: "
          "[partner]}"))  # fmt: skip
    hearing = Hearing(client)
    hearing.hear([Line(1, "Bonjour")])
    apply(client)
    with workspace_scope([client.id]):
        person = Identity.objects.get().person_id
        Tag.objects.create(
            workspace_id=client.id, person_id=person, by="member:1", name="partner", is_flag=True,
            at=NOW - timedelta(days=1),
        )  # fmt: skip
    hearing.hear([Line(2, "Quel grignou", after=1)])
    apply(client)
    assert acts_of(client) == []


_numbers = itertools.count()
TEXTS = ("Bonjour à tous", "Quel grignou", "Allez allez allez", "Vive le pain chaud", "gg")


@st.composite
def chats(draw: st.DrawFn) -> list[Line]:
    """Draw a chat in the order of time, with floods, copies, crowds and quarrels in it."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    lines, at = [], 0.0
    for number in range(draw(st.integers(5, 60))):
        at += chance.choice((0.1, 0.3, 1.0, 4.0))
        answers = chance.randrange(number) if number and chance.random() < 0.3 else None
        text = chance.choice((*TEXTS, f"message {number}"))
        lines.append(Line(number, text, f"{chance.randrange(12)}", at, answers))
    return lines


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=chats(), most=st.sampled_from([1, 7, 100]), restarts=st.booleans())
def test_a_chat_is_decided_the_same_at_once_and_in_the_ordinary_way(
    database: None, lines: list[Line], most: int, restarts: bool
) -> None:
    heard, brought = (decide_all(lines, most, hears, restarts) for hears in (True, False))
    assert heard == brought


def decide_all(lines: list[Line], most: int, hears: bool, restarts: bool) -> dict[str, str]:
    """Return the verdicts of a whole chat, that each ordered what it had to and no more."""
    client = make_channel(f"Chaîne {next(_numbers)}")
    adopt(client, CHARTER)
    half = len(lines) // 2 if restarts else len(lines)
    for part in (lines[:half], lines[half:]):
        if hears:
            Hearing(client).hear(part, most=most)
        else:
            bring(client, part)
        apply(client)
    with workspace_scope([client.id]):
        deleted = Message.objects.filter(verdict="delete").values_list("pk", flat=True)
        acted = OutboxAct.objects.filter(verb="delete").values_list("message_id", flat=True)
        assert sorted(one or 0 for one in acted) == sorted(deleted)
    return verdicts(client)
