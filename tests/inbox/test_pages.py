"""The inbox's pages: what they show, what they let people do, and to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from palabre.channels.intake import apply_batch
from palabre.channels.models import OutboxAct
from palabre.inbox.queries import Filter, list_threads
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import give_role, invite_member
from palabre.workspaces.models import Member, RoleKind
from tests.machinery.seeds import NOW, Client, comment, delivery, keep, make_client

KEY = "page:11111111-2222-3333-4444-555555555555"
STORY = [
    comment(1, "Vous ouvrez quand ?"),
    comment(2, "Tais-toi, espèce de connard", parent=1, author="7002"),
    comment(3, "مرحبا، هل أنتم <b>مفتوحون</b>؟", parent=2, author="7003"),
]


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery with one conversation."""
    cache.clear()
    bakery = make_client()
    tell(bakery, *STORY)
    return bakery


def tell(client: Client, *entries: dict[str, Any]) -> None:
    """Let comments arrive."""
    keep(client, delivery(*entries))
    while apply_batch(client.id):
        pass


def browser_of(member: Member) -> Browser:
    """Return a browser in which a member is signed in."""
    browser = Browser()
    browser.force_login(member)
    return browser


def colleague(client: Client, kind: str) -> Browser:
    """Return the browser of a member with another role."""
    member = invite_member(
        organisation=client.organisation,
        email=f"{kind}@bakery.example",
        name=kind,
        password="a long sentence",
        now=NOW,
    )
    give_role(member=member, kind=kind, workspace=client.workspace)
    return browser_of(member)


def text_of(answer: Any) -> str:
    """Return a page as text, spaces made plain."""
    assert isinstance(answer, HttpResponse)
    return re.sub(r"[\s\u202f\u00a0]+", " ", answer.content.decode())


def thread_of(client: Client) -> int:
    """Return the id of the latest conversation."""
    with workspace_scope([client.id]):
        return int(list_threads(client.id, Filter()).items[0]["id"])


def path(client: Client, rest: str = "") -> str:
    """Return an address in the client's inbox."""
    return f"/inbox/{client.workspace.slug}/{rest}"


def message_ids(page: str) -> list[str]:
    """Return the messages of a conversation in the order of the page."""
    return re.findall(r'<li class="message[^>]* data-message="(\d+)"', page)


def acts(client: Client) -> list[OutboxAct]:
    """Return the acts that people ordered."""
    with workspace_scope([client.id]):
        ordered = OutboxAct.objects.filter(workspace_id=client.id, actor__startswith="member:")
        return list(ordered.order_by("id"))


def test_the_first_address_leads_to_sign_in(database: None) -> None:
    answer = Browser().get("/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=/inbox/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_wrong_passwords_have_to_wait_after_some_tries(client: Client) -> None:
    browser = Browser()
    form = {"username": client.member.email, "password": "wrong"}
    for _ in range(6):
        assert "do not go together" in text_of(browser.post("/sign-in/", form))
    right = {"username": client.member.email, "password": "a long sentence"}
    assert "Try again in 5 minutes" in text_of(browser.post("/sign-in/", right))
    other = Browser(REMOTE_ADDR="192.0.2.7").post("/sign-in/", right)
    assert other.status_code == 302


def test_the_list_shows_a_conversation_and_the_views_count_it(client: Client) -> None:
    page = text_of(browser_of(client.member).get(path(client, "?view=all")))
    assert "Person 7001" in page
    assert re.search(r"Toutes</span><span class=\"count\">1<", page)
    assert "&lt;b&gt;" in page


def test_the_conversation_says_why_and_marks_the_words(client: Client) -> None:
    page = text_of(browser_of(client.member).get(path(client, f"{thread_of(client)}/")))
    assert "Insulte envers une personne" in page
    assert "<mark>connard</mark>" in page
    assert "À masquer, selon la charte" in page
    assert "depth-2" in page


def test_an_answer_is_one_act_however_often_it_is_sent(client: Client) -> None:
    browser = browser_of(client.member)
    page = browser.get(path(client, f"{thread_of(client)}/")).content.decode()
    form = {"verb": "reply", "key": KEY, "text": "À 7 h.", "back": path(client)}
    address = path(client, f"messages/{message_ids(page)[0]}/acts/")
    for _ in range(2):
        assert browser.post(address, form).headers["Location"] == path(client)
    assert [act.text for act in acts(client)] == ["À 7 h."]
    page = text_of(browser.get(path(client, f"{thread_of(client)}/")))
    assert re.search(r"Sera envoyé dans \d+ s", page)


def test_what_is_taken_back_comes_back_as_a_draft(client: Client) -> None:
    browser = browser_of(client.member)
    thread = path(client, f"{thread_of(client)}/")
    message = message_ids(browser.get(thread).content.decode())[0]
    form = {"verb": "reply", "key": KEY, "text": "À 7 h."}
    browser.post(path(client, f"messages/{message}/acts/"), form)
    undo = path(client, f"acts/{acts(client)[0].pk}/taking-back/")
    assert "À 7 h.</textarea>" in text_of(browser.post(undo, {"back": thread}, follow=True))
    assert [act.state for act in acts(client)] == ["cancelled"]
    assert "Il est trop tard" in text_of(browser.post(undo, {"back": thread}, follow=True))


def test_a_refused_text_is_kept_and_the_refusal_is_said(client: Client) -> None:
    browser = browser_of(client.member)
    thread = path(client, f"{thread_of(client)}/")
    message = message_ids(browser.get(thread).content.decode())[0]
    form = {"verb": "reply", "key": KEY, "text": "a" * 8001, "back": thread}
    answer = browser.post(path(client, f"messages/{message}/acts/"), form, follow=True)
    assert "Facebook prend au plus 8000 caractères ici ; ce texte en a 8001." in text_of(answer)
    assert "a" * 8001 in text_of(answer)
    assert acts(client) == []


def test_a_person_decides_in_place_of_the_charter(client: Client) -> None:
    browser = browser_of(client.member)
    thread = path(client, f"{thread_of(client)}/")
    insult = message_ids(browser.get(thread).content.decode())[0]
    address = path(client, f"messages/{insult}/review/")
    answer = browser.post(address, {"verdict": "hide", "back": thread}, follow=True)
    assert "Masqué par vous" in text_of(answer)
    assert "Camille a décidé de le masquer" in text_of(answer)
    assert [act.verb for act in acts(client)] == ["hide"]
    assert "admettre ou de masquer" in text_of(
        browser.post(address, {"verdict": "burn", "back": thread}, follow=True)
    )


def test_a_conversation_is_closed_and_reopened(client: Client) -> None:
    browser = browser_of(client.member)
    thread = path(client, f"{thread_of(client)}/")
    assert "Rouvrir" in text_of(browser.post(thread + "closure/", {"back": thread}, follow=True))
    assert "Clore" in text_of(browser.post(thread + "reopening/", {"back": thread}, follow=True))


def test_forms_lead_back_to_pages_of_ours_alone(client: Client) -> None:
    browser = browser_of(client.member)
    thread = path(client, f"{thread_of(client)}/")
    for back in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"):
        answer = browser.post(thread + "closure/", {"back": back})
        assert answer.headers["Location"] == thread


def test_roles_see_the_buttons_they_may_use(client: Client) -> None:
    thread = path(client, f"{thread_of(client)}/")
    analyst, reviewer = colleague(client, RoleKind.ANALYST), colleague(client, RoleKind.REVIEWER)
    page = text_of(analyst.get(thread))
    assert 'id="composer"' not in page
    assert 'class="way"' not in page
    page = text_of(reviewer.get(thread))
    assert 'id="composer"' not in page
    assert "Masquer" in page
    message = message_ids(page)[0]
    form = {"verb": "reply", "key": KEY, "text": "Bonjour", "back": thread}
    answer = reviewer.post(path(client, f"messages/{message}/acts/"), form, follow=True)
    assert "Votre rôle ne le permet pas" in text_of(answer)
    assert acts(client) == []
    slug = client.workspace.slug
    for place in ("accounts", "letters", "audit"):
        assert analyst.get(f"/{place}/{slug}/").status_code == 403
        assert browser_of(client.member).get(f"/{place}/{slug}/").status_code == 200


def test_another_client_is_not_there(client: Client) -> None:
    other = make_client("Stade", page="43")
    browser = browser_of(other.member)
    thread = thread_of(client)
    assert browser.get(path(client)).status_code == 404
    assert browser.get(path(client, f"{thread}/")).status_code == 404
    assert browser.get(path(other, f"{thread}/")).status_code == 404
    form = {"verb": "hide", "key": KEY}
    browser.post(path(other, "messages/1/acts/"), form)
    assert acts(client) == []


def test_odd_addresses_are_answered_calmly(client: Client) -> None:
    browser = browser_of(client.member)
    for query in ("view=none", "account=x", "account=99999999999999999999", "q=%00", "view=closed"):
        assert browser.get(path(client, f"?{query}")).status_code == 200, query
    assert browser.get(path(client, "?cursor=rubbish")).status_code == 422
    assert browser.get(path(client, f"{2**63}/")).status_code == 404
    assert browser.get("/nowhere/").status_code == 404


def test_the_language_is_remembered_with_the_member(client: Client) -> None:
    browser = browser_of(client.member)
    answer = browser.post("/language/", {"language": "en", "back": path(client)}, follow=True)
    assert "To answer" in text_of(answer)
    assert "To answer" in text_of(browser_of(client.member).get(path(client)))
    browser.post("/language/", {"language": "tlh", "back": path(client)})
    assert "To answer" in text_of(browser.get(path(client)))


def test_a_longer_conversation_asks_the_database_no_more(client: Client) -> None:
    browser = browser_of(client.member)
    address = path(client, f"{thread_of(client)}/?view=all")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    tell(client, *(comment(n, "Tais-toi, connard", parent=1, author=f"8{n}") for n in range(5, 30)))
    tell(client, *(comment(n, "Bonjour", author=f"8{n}") for n in range(40, 60)))
    with CaptureQueriesContext(connection) as many:
        page = text_of(browser.get(address))
    assert len(message_ids(page)) == 28
    assert len(many) == len(few) <= 37


def test_dead_letters_are_shown_and_read_again(client: Client) -> None:
    broken = {"id": "42", "changes": [{"field": "feed", "value": {"item": "comment"}}]}
    tell(client, broken)
    browser = browser_of(client.member)
    slug = client.workspace.slug
    page = text_of(browser.get(f"/letters/{slug}/"))
    assert "Telle qu’elle a été envoyée" in page
    answer = browser.post(f"/letters/{slug}/replay/", follow=True)
    assert "1 lettre a été remise dans la file" in text_of(answer)


def test_the_log_is_shown_and_verified(client: Client) -> None:
    browser = browser_of(client.member)
    slug = client.workspace.slug
    assert "Décision · message" in text_of(browser.get(f"/audit/{slug}/"))
    answer = browser.post(f"/audit/{slug}/verification/", follow=True)
    assert "Le journal est entier" in text_of(answer)
