"""From a rule to the network and back: what a charter asks for is done on the network's twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from palabre.channels.models import OutboxAct
from palabre.engine.vocabulary import Verdict
from palabre.inbox.models import Message
from palabre.moderation.actions import change_charter, review_message
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import eventually
from tests.machinery.twins import Stage, sending, stage
from tests.moderation.test_ordering import CHARTER


def adopt(play: Stage, acts: str) -> None:
    """Put a charter in force that asks for something on "zut"."""
    source = CHARTER.format(acts=acts, verdict="review", mode="live")
    with workspace_scope([play.client.id]):
        change_charter(workspace=play.client.id, source=source, by="member:1", now=clock.now())


def approve(play: Stage, message: Message) -> None:
    """Let a person allow a message."""
    workspace = play.client.id
    with workspace_scope([workspace]):
        review_message(
            workspace=workspace,
            message=message.pk,
            verdict=Verdict.ALLOW,
            by="member:1",
            now=clock.now(),
        )


def done_on(play: Stage) -> list[str]:
    """Return what the desk did on the twin, in order."""
    return [one["verb"] for one in play.square.acts()]


def finish(play: Stage) -> None:
    """Wait until the network did what is due now; what is foreseen for later waits on."""

    def is_over() -> bool:
        play.take_in()
        with workspace_scope([play.client.id]):
            due = OutboxAct.objects.filter(due_at__lte=clock.now())
            return not due.filter(state__in=["waiting", "sending", "unknown", "sign_in"]).exists()

    eventually(is_over)


@pytest.mark.parametrize(
    ("network", "acts", "measure", "undoing"),
    [
        ("twitch", "{timeout: 10m}", "time_out", "unban"),
        ("twitch", "{ban: true}", "ban", "unban"),
        ("twitch", "{slow: 30s}", "slow", "unslow"),
        ("mastodon", "{timeout: 10m}", "mute", "unmute"),
        ("bluesky", "{timeout: 10m}", "mute", "unmute"),
        ("bluesky", "{ban: true}", "ban", "unban"),
        ("x", "{ban: true}", "mute", "unmute"),
        ("facebook", "{ban: true}", "ban", "unban"),
    ],
)
def test_a_rules_measure_is_done_once_and_undone_when_a_person_approves(
    database: None, tmp_path: Path, network: str, acts: str, measure: str, undoing: str
) -> None:
    with stage(network, tmp_path) as play:
        adopt(play, acts)
        play.square.comment(play.account, "Zut alors")
        first = play.wait_for("Zut alors")
        with sending():
            finish(play)
            assert done_on(play) == [measure]
            play.square.comment(play.account, "Zut et zut")
            second = play.wait_for("Zut et zut")
            finish(play)
            assert done_on(play) == [measure]
            approve(play, first)
            finish(play)
            assert done_on(play) == [measure], "The other message asks for it still."
            approve(play, second)
            finish(play)
        assert done_on(play) == [measure, undoing]


def test_what_is_to_be_hidden_leaves_a_live_chat_that_hides_nothing(
    database: None, tmp_path: Path
) -> None:
    source = CHARTER.format(acts="", verdict="hide", mode="live")
    with stage("twitch", tmp_path) as play:
        with workspace_scope([play.client.id]):
            change_charter(workspace=play.client.id, source=source, by="member:1", now=clock.now())
        play.square.comment(play.account, "Zut alors")
        message = play.wait_for("Zut alors")
        assert message.verdict == Verdict.DELETE
        with sending():
            finish(play)
        assert done_on(play) == ["delete"]
        assert [(act.intent, act.verb, act.state) for act in play.acts()] == [
            ("conceal", "delete", "done")
        ]


@pytest.mark.parametrize("network", ["mastodon", "facebook"])
def test_a_lost_answer_repeats_no_ban(database: None, tmp_path: Path, network: str) -> None:
    with stage(network, tmp_path) as play:
        adopt(play, "{ban: true}")
        play.square.faults(account=play.account.key, lost_answers_next=1)
        play.square.comment(play.account, "Zut alors")
        play.wait_for("Zut alors")
        with sending():
            play.settle()
        assert done_on(play) == ["ban"]
        assert [(act.intent, act.verb, act.state) for act in play.acts()] == [
            ("exclude", "ban", "done")
        ]


def test_what_youtube_lets_nobody_undo_by_program_becomes_a_task(
    database: None, tmp_path: Path
) -> None:
    with stage("youtube", tmp_path) as play:
        adopt(play, "{ban: true}")
        play.square.comment(play.account, "Zut alors")
        found = play.wait_for("Zut alors")
        with sending():
            finish(play)
        assert done_on(play)[-1] == "ban"
        approve(play, found)
        assert [(act.verb, act.state) for act in play.acts()] == [
            ("ban", "done"), ("unban", "by_hand"),
        ]  # fmt: skip
