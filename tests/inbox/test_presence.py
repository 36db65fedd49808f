"""Two people on one message: each hears of the other, and nobody answers twice unaware."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings

from palabre.channels.models import OutboxAct
from palabre.inbox.queries import get_counters
from palabre.plumbing import stream
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import RoleKind
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import (
    acts,
    browser_of,
    client,
    message_ids,
    path,
    tell,
    text_of,
    thread_of,
)
from tests.machinery.seeds import NOW, Client, comment, make_client

__all__ = ["client"]
KEYS = ("page:11111111-2222-3333-4444-555555555551", "page:11111111-2222-3333-4444-555555555552")


def form(page: str, key: str, text: str, back: str) -> dict[str, str]:
    """Return the form of an answer as a page holds it."""
    seen = re.search(r'id="composer-seen" value="([\d-]+)"', page)
    assert seen
    return {"verb": "reply", "key": key, "text": text, "back": back, "seen": seen[1]}


def test_what_a_member_does_is_told_to_open_pages(client: Client) -> None:
    noe = browser_of(colleague(client, RoleKind.EDITOR))
    thread = path(client, f"{thread_of(client)}/")
    parts = settings.DATABASES["owner"]
    with psycopg.connect(
        host=parts["HOST"], port=parts["PORT"], user=parts["USER"], dbname=parts["NAME"],
        password=parts["PASSWORD"], autocommit=True,
    ) as listener:  # fmt: skip
        listener.execute(f"listen {stream.PRESENCE}")
        assert noe.post(thread + "presence/", {"doing": "writes"}).status_code == 204
        (notice,) = listener.notifies(timeout=10, stop_after=1)
    told = json.loads(notice.payload)
    assert (told["thread"], told["name"], told["doing"]) == (
        thread_of(client),
        "Noé Brun",
        "writes",
    )


@pytest.mark.parametrize(("rest", "doing"), [("presence/", "dances"), ("0/presence/", "looks")])
def test_presence_is_a_known_word_in_a_conversation_of_theirs(
    client: Client, rest: str, doing: str
) -> None:
    address = path(client, f"{thread_of(client)}/{rest}" if rest == "presence/" else rest)
    assert browser_of(client.member).post(address, {"doing": doing}).status_code in {404, 422}
    stranger = browser_of(make_client("Lyon", page="43").member)
    answer = stranger.post(path(client, f"{thread_of(client)}/presence/"), {"doing": "looks"})
    assert answer.status_code != 204


def test_the_second_answer_is_held_back_until_the_first_was_seen(client: Client) -> None:
    camille, noe = browser_of(client.member), browser_of(colleague(client, RoleKind.EDITOR))
    thread = path(client, f"{thread_of(client)}/")
    theirs, ours = text_of(camille.get(thread)), text_of(noe.get(thread))
    message = message_ids(ours)[0]
    act = path(client, f"messages/{message}/acts/")
    camille.post(act, form(theirs, KEYS[0], "Oui, dès 8 h.", thread))

    answered = text_of(noe.post(act, form(ours, KEYS[1], "Oui, ouvert.", thread), follow=True))
    assert "Camille a répondu entre-temps" in answered
    assert "Oui, ouvert.</textarea>" in answered
    assert [one.text for one in acts(client)] == ["Oui, dès 8 h."]

    noe.post(act, form(answered, KEYS[1], "Et le dimanche aussi.", thread), follow=True)
    assert [one.text for one in acts(client)] == ["Oui, dès 8 h.", "Et le dimanche aussi."]


def test_sending_twice_is_one_answer_and_no_warning(client: Client) -> None:
    camille, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    page = text_of(camille.get(thread))
    act = path(client, f"messages/{message_ids(page)[0]}/acts/")
    for _ in range(2):
        answer = camille.post(act, form(page, KEYS[0], "Oui.", thread), follow=True)
        assert "entre-temps" not in text_of(answer)
    assert len(acts(client)) == 1


def test_who_was_answered_waits_no_more_unless_it_is_taken_back(client: Client) -> None:
    camille, thread = browser_of(client.member), path(client, f"{thread_of(client)}/")
    act = path(client, f"messages/{message_ids(text_of(camille.get(thread)))[0]}/acts/")

    def waiting() -> int:
        with workspace_scope([client.id]):
            return get_counters(client.id)["answer"]

    assert waiting() == 1
    camille.post(act, form(text_of(camille.get(thread)), KEYS[0], "Dès 8 h.", thread))
    assert waiting() == 0
    camille.post(path(client, f"acts/{acts(client)[0].pk}/taking-back/"), {"back": thread})
    assert waiting() == 1
    camille.post(act, form(text_of(camille.get(thread)), KEYS[1], "Dès 8 h 30.", thread))
    with workspace_scope([client.id]):  # the tests' deliveries come at NOW
        OutboxAct.objects.update(created_at=NOW - timedelta(minutes=1))
    tell(client, comment(9, "Et le dimanche ?", parent=1))
    assert waiting() == 1, "who wrote since waits again"
