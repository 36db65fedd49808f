"""A new client in one guided path: each step kept, for owners alone, and by the API."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client as Browser

from palabre.plumbing.scope import workspace_scope
from palabre.welcome.models import Setup
from palabre.workspaces.models import AuditEntry, Member, Role, Workspace
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import Client, make_client

WISH = {"name": "Librairie", "language": "en", "time_zone": "America/Montreal"}


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery, whose owner may open more clients."""
    return make_client()


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def begin(browser: Browser, **more: str) -> Workspace:
    """Begin the path and return the client."""
    browser.post("/clients/new/", WISH | more)
    return Workspace.objects.latest("id")


def test_each_step_is_kept_and_the_path_can_be_left_and_taken_up(
    client: Client, browser: Browser
) -> None:
    made = begin(browser)
    assert (made.slug, made.language, made.time_zone) == ("librairie", "en", "America/Montreal")
    assert "Librairie" in text_of(browser.get("/clients/new/"))
    colleague(client, "editor")
    editor = Member.objects.get(name="editor")
    form = {"kind": "moderator", "member": editor.pk}
    assert "editor" in text_of(browser.post("/clients/librairie/roles/", form))
    invited = {"kind": "client", "name": "Inès", "email": "ines@librairie.example"}
    page = text_of(browser.post("/clients/librairie/roles/", invited))
    assert re.search(r'id="first-password">[0-9a-f-]+<', page)
    kinds = Role.objects.filter(workspace=made).values_list("kind", flat=True)
    assert sorted(kinds) == ["client", "moderator"]
    source = {"network": "generic", "name": "Avis", "external_id": "avis"}
    answer = browser.post("/clients/librairie/account/", source)
    assert answer.headers["Location"] == "/clients/librairie/check/"
    assert "envoyez un premier événement signé" in text_of(browser.get("/clients/librairie/check/"))
    browser.post("/clients/librairie/name/", WISH | {"name": "Librairie du Port"})
    assert "Librairie du Port" in text_of(browser.get("/clients/librairie/done/"))
    answer = browser.post("/clients/librairie/done/")
    assert answer.headers["Location"] == "/inbox/librairie/"
    with workspace_scope([made.pk]):
        assert Setup.objects.get().finished_at is not None
        deeds = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert deeds == ["open", "role", "invite", "connect", "check", "rename"]
    assert "Librairie du Port</a></li></ul>" not in text_of(browser.get("/clients/new/"))


def test_two_clients_of_one_name_have_addresses_of_their_own(browser: Browser) -> None:
    assert begin(browser).slug == "librairie"
    assert begin(browser).slug == "librairie-2"
    assert begin(browser, name="書店").slug == "client"


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"name": "a" * 201}]
)
def test_what_is_wrong_opens_nothing_and_is_said(browser: Browser, wrong: dict[str, str]) -> None:
    page = text_of(browser.post("/clients/new/", WISH | wrong))
    assert 'role="alert"' in page
    assert Workspace.objects.count() == 1


def test_only_owners_of_the_organisation_open_clients(client: Client, browser: Browser) -> None:
    begin(browser)
    for kind in ("administrator", "editor"):
        other = colleague(client, kind)
        assert other.get("/clients/new/").status_code == 403
        other.post("/clients/new/", WISH)
        for step in ("name", "roles", "account", "check", "done"):
            assert other.get(f"/clients/librairie/{step}/").status_code in {403, 404}
            other.post(f"/clients/librairie/{step}/", WISH | {"kind": "client", "member": "1"})
    assert Workspace.objects.count() == 2
    assert not Role.objects.filter(workspace__slug="librairie").exists()


def ask(client: Client, scope: str, **wish: str) -> tuple[int, dict[str, object]]:
    """Open a client by the API."""
    answer = Browser().post(
        "/api/v1/workspaces",
        json.dumps(wish),
        content_type="application/json",
        headers={"authorization": f"Bearer {client.token(scope)}"},
    )
    told: dict[str, object] = answer.json()
    return answer.status_code, told


def test_the_api_opens_a_client_with_the_same_checks(client: Client) -> None:
    status, told = ask(client, "manage", name="Librairie", time_zone="America/Montreal")
    assert (status, told["slug"], told["time_zone"]) == (201, "librairie", "America/Montreal")
    assert ask(client, "manage", name="Librairie", time_zone="Mars/Olympus")[0] == 422
    assert ask(client, "manage", name="   ")[0] == 422
    assert ask(client, "write", name="Librairie")[0] == 403
    assert Workspace.objects.count() == 2
