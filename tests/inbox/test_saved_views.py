"""Saved views: named, shared, ordered, put back, and the same list for whoever opens the link."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client as Browser

from palabre.inbox.models import SavedView
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import make_token
from palabre.workspaces.models import RoleKind
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_assignment import colleague
from tests.inbox.test_pages import browser_of, client, path, tell, text_of
from tests.machinery.seeds import NOW, Client, comment, private

__all__ = ["client"]


def save(browser: Browser, client: Client, name: str, query: str, **more: str) -> HttpResponse:
    """Keep a view through the page; return where it leads, rendered."""
    form = {"name": name, "query": query, **more}
    answer: Any = browser.post(path(client, "views/new/"), form, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer


def named(page: str) -> list[str]:
    """Return the saved views in the side of a page, in order."""
    side = page[page.index('id="views"') : page.index("</nav>", page.index('id="views"'))]
    return re.findall(r'class="saved-view"[^>]*><span dir="auto">([^<]+)</span>', side)


def test_a_colleague_who_opens_the_link_of_a_shared_view_sees_the_same_list(
    client: Client,
) -> None:
    tell(client, private(20, "En secret"), comment(21, "Publiquement", author="7021"))
    browser, other = browser_of(client.member), browser_of(colleague(client, RoleKind.EDITOR))
    answer: Any = save(browser, client, " Messages   privés ", "view=all&kind=message", shared="1")
    link = answer.redirect_chain[-1][0]
    assert re.fullmatch(r"/inbox/[^/]+/\?view=all&kind=message&saved=\d+", link)
    for one in (browser, other):
        page = text_of(one.get(link))
        assert named(page) == ["Messages privés"]
        assert page.count('data-row="') == 1
        assert "En secret" in page
        assert "Publiquement" not in page
        assert re.search(r'class="saved-view" aria-current="page"', page)
    reader = browser_of(colleague(client, RoleKind.CLIENT))
    page = text_of(reader.get(link))
    assert named(page) == []
    assert page.count('data-row="') == 1


def test_a_private_view_is_its_owners_alone(client: Client) -> None:
    mine, other = client.member, colleague(client, RoleKind.ADMINISTRATOR)
    save(browser_of(mine), client, "À moi", "label=vip")
    with workspace_scope([client.id]):
        view = SavedView.objects.get().pk
    assert named(text_of(browser_of(other).get(path(client)))) == []
    caller = Caller(make_token(member=other, name="t", scopes=("manage",), now=NOW))
    assert caller.get("/saved-views")["items"] == []
    body = {"name": "Pris", "query": ""}
    assert_problem(caller.ask("PUT", f"/saved-views/{view}", body=body), 404)
    assert_problem(caller.ask("DELETE", f"/saved-views/{view}"), 404)
    reader = browser_of(colleague(client, RoleKind.CLIENT))
    assert named(text_of(save(reader, client, "Lecture", "view=all"))) == ["Lecture"]
    assert "Votre rôle ne le permet pas" in text_of(
        save(reader, client, "Partagée", "view=all", shared="1")
    )


def test_views_are_renamed_ordered_removed_and_put_back(client: Client) -> None:
    browser = browser_of(client.member)
    for name in ("Un", "Deux", "Trois"):
        save(browser, client, name, f"q={name}")
    with workspace_scope([client.id]):
        ids = {one.name: one.pk for one in SavedView.objects.all()}
    browser.post(path(client, f"views/{ids['Trois']}/"), {"place": "0"})
    browser.post(path(client, f"views/{ids['Un']}/"), {"name": "Premier"})
    assert named(text_of(browser.get(path(client)))) == ["Trois", "Premier", "Deux"]
    page = text_of(browser.post(path(client, f"views/{ids['Deux']}/removal/"), follow=True))
    assert "Vue retirée" in page
    assert named(text_of(browser.get(path(client)))) == ["Trois", "Premier"]
    browser.post(path(client, f"views/{ids['Deux']}/return/"))
    assert named(text_of(browser.get(path(client)))) == ["Trois", "Premier", "Deux"]


def test_other_filters_in_a_saved_view_are_kept_in_it_when_asked(client: Client) -> None:
    browser = browser_of(client.member)
    answer: Any = save(browser, client, "Suivi", "kind=comment")
    address = answer.redirect_chain[-1][0].replace("kind=comment", "kind=message")
    page = text_of(browser.get(address))
    assert "Garder ces filtres dans « Suivi »" in page
    with workspace_scope([client.id]):
        view = SavedView.objects.get()
    form = {"query": "kind=message"}
    page = text_of(browser.post(path(client, f"views/{view.pk}/"), form, follow=True))
    assert "Garder ces filtres" not in page
    with workspace_scope([client.id]):
        assert SavedView.objects.get().query == "kind=message"


def test_the_api_keeps_changes_moves_and_removes(client: Client) -> None:
    caller = Caller(client.token())
    odd = {"name": "Odd", "query": "?view=none&kind=comment&cursor=x&<script>=1&saved=3"}
    kept = json.loads(caller.ask("POST", "/saved-views", body=odd).content)
    assert kept["query"] == "kind=comment"
    second = {"name": "Second", "query": "view=all", "shared": True, "place": 0}
    json.loads(caller.ask("POST", "/saved-views", body=second).content)
    changed = caller.ask("PUT", f"/saved-views/{kept['id']}", body=second | {"name": "Premier"})
    assert changed.status_code == 200
    listed = caller.get("/saved-views")["items"]
    assert [(one["name"], one["shared"], one["yours"]) for one in listed] == [
        ("Premier", True, True),
        ("Second", True, True),
    ]
    assert caller.ask("DELETE", f"/saved-views/{kept['id']}").status_code == 204
    assert_problem(caller.ask("DELETE", f"/saved-views/{kept['id']}"), 404)
    assert caller.ask("POST", f"/saved-views/{kept['id']}/return").status_code == 200
    for wrong in ({"name": " "}, {"name": "a" * 61}, {"name": "x", "place": -1}, {}):
        assert_problem(caller.ask("POST", "/saved-views", body=wrong), 422)
