"""Notes that speak to a colleague: told to them alone, until they open the conversation."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from palabre.inbox.arrivals.threads import Merge, merge
from palabre.inbox.notes import write_note
from palabre.inbox.queries import Filter, get_counters, list_threads
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Member, Role, RoleKind
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import browser_of, client, path, tell, text_of, thread_of
from tests.machinery.seeds import NOW, Client, comment, make_client

__all__ = ["client"]


@pytest.fixture
def noe(client: Client) -> Member:
    """Give a colleague who answers."""
    return colleague(client, RoleKind.EDITOR)


def note(client: Client, text: str, thread: int = 0, key: str = "") -> None:
    """Let the owner write a note."""
    by = f"member:{client.member.pk}"
    of = thread or thread_of(client)
    with workspace_scope([client.id]):
        write_note(workspace=client.id, thread=of, text=text, by=by, now=NOW, key=key)


def count(client: Client, member: Member) -> int:
    """Return how many conversations speak to a member."""
    with workspace_scope([client.id]):
        counted = get_counters(client.id, member=member.pk)["mentions"]
        listed = list_threads(client.id, Filter("mentions", member=member.pk)).items
    assert counted == len(listed)
    return counted


def mentions(client: Client, member: Member, *, unread: bool = True) -> list[str]:
    """Return the texts that the API lists for a member."""
    listed = Caller(_token(client, member)).get("/mentions", unread=unread)
    return [one["text"] for one in listed["items"]]


def test_a_note_with_a_name_tells_its_member_until_they_open_it(
    client: Client, noe: Member
) -> None:
    thread = path(client, f"{thread_of(client)}/")
    form = {"text": "@noé brun, tu peux rappeler ?", "back": thread}
    browser_of(client.member).post(thread + "notes/", form)
    note(client, "Et pense à la facture @Noé Brun", key="twice")
    note(client, "Et pense à la facture @Noé Brun", key="twice")
    assert (count(client, noe), count(client, client.member)) == (1, 0)
    assert len(mentions(client, noe)) == 2

    browser = browser_of(noe)
    page = text_of(browser.get(path(client, "?view=mentions")))
    assert re.search(r'aria-current="page"><span>Mentions</span><span class="count">1<', page)
    page = text_of(browser.get(thread))
    assert page.count("note-mine note-unread") == 2
    assert '<b class="mention mention-mine">@noé brun</b>' in page
    assert '<b class="mention">@noé brun</b>' in text_of(browser_of(client.member).get(thread))

    browser.post(thread + "presence/", {"doing": "leaves"})
    assert count(client, noe) == 1
    browser.post(thread + "presence/", {"doing": "arrives"})
    assert count(client, noe) == 0
    assert "note-unread" not in text_of(browser.get(thread))
    assert mentions(client, noe) == []
    assert len(mentions(client, noe, unread=False)) == 2


def test_without_a_script_a_button_says_it_was_seen(client: Client, noe: Member) -> None:
    note(client, "@Noé")
    thread, browser = path(client, f"{thread_of(client)}/"), browser_of(noe)
    found = re.search(r'class="note-seen" action="([^"]+)"', text_of(browser.get(thread)))
    assert found
    browser.post(found[1], {"back": thread})
    assert count(client, noe) == 0


def test_only_those_who_answer_here_are_told_and_nobody_by_their_own_note(
    client: Client,
) -> None:
    analyst = colleague(client, RoleKind.ANALYST, "Ana")
    stranger = make_client("Stade", page="43").member
    Member.objects.filter(pk=stranger.pk).update(name="Zoé")
    note(client, "@Ana @Zoé @Camille")
    assert [count(client, one) for one in (analyst, stranger, client.member)] == [0, 0, 0]
    answer = Caller(_token(client, analyst)).ask("GET", "/mentions")
    assert_problem(answer, 403)


def test_a_member_who_no_longer_answers_sees_no_note(client: Client, noe: Member) -> None:
    note(client, "Secret de l'équipe, @Noé")
    Role.objects.filter(member=noe).update(kind=RoleKind.CLIENT)
    page = text_of(browser_of(noe).get(path(client, f"{thread_of(client)}/")))
    assert "Secret de" not in page


def test_hostile_names_are_words_like_others_and_no_address_is_shown(client: Client) -> None:
    name = "<img src=x onerror=alert(1)> .*"
    hostile = colleague(client, RoleKind.EDITOR, name)
    note(client, f"@{name} regarde")
    assert count(client, hostile) == 1
    page = text_of(browser_of(hostile).get(path(client, f"{thread_of(client)}/")))
    assert "<img src=x" not in page
    assert "@&lt;img src=x onerror=alert(1)&gt; .*</b> regarde" in page
    owner = text_of(browser_of(client.member).get(path(client, f"{thread_of(client)}/")))
    assert 'data-name="&lt;img src=x onerror=alert(1)&gt; .*"' in owner
    assert "@bakery.example" not in page + owner
    assert "@bakery.example" not in json.dumps(
        Caller(_token(client, hostile)).get("/mentions")["items"]
    )


def test_a_mention_follows_its_note_into_the_older_conversation(
    client: Client, noe: Member
) -> None:
    tell(client, comment(20, "Une autre", author="7020"))
    with workspace_scope([client.id]):
        newest, oldest = [one["id"] for one in list_threads(client.id, Filter()).items]
    note(client, "@Noé", newest)
    with workspace_scope([client.id]):
        merge(client.id, [Merge(newest, oldest)])
        (row,) = list_threads(client.id, Filter("mentions", member=noe.pk)).items
    assert row["id"] == oldest


def test_a_program_says_what_it_has_seen(client: Client, noe: Member) -> None:
    note(client, "@Noé")
    caller = Caller(_token(client, noe))
    (told,) = caller.get("/mentions")["items"]
    assert (told["by_name"], told["read_at"]) == ("Camille", None)
    reading = f"/threads/{told['thread']}/mentions/reading"
    assert caller.ask("POST", reading).status_code == 204
    (told,) = caller.get("/mentions")["items"]
    assert told["read_at"] is not None
    assert_problem(caller.ask("POST", "/threads/999999/mentions/reading"), 404)
    assert caller.get("/threads", view="mentions")["items"] == []


def _token(client: Client, member: Member) -> str:
    return replace(client, member=member).token()
