"""A member does through the API what their role and their token's scope say, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client as Browser

from palabre.channels.models import OutboxAct
from palabre.inbox.models import Message
from palabre.knowledge.actions import Wording, save_reply
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import give_role, invite_member, make_token, open_workspace
from palabre.workspaces.models import Member, Role, RoleKind, Token
from palabre.workspaces.rights import RIGHTS, SCOPES, Right
from palabre.workspaces.teams import TeamWish, keep_team, list_teams, remove_team
from tests.api.asking import Caller, assert_problem
from tests.api.operations import NEEDS, Operation, list_operations
from tests.machinery.databases import Databases
from tests.machinery.seeds import NOW
from tests.workspaces.full_clients import FullClient, fill

OPERATIONS = [one for one in list_operations() if NEEDS[one.name] is not None]


@pytest.fixture(scope="module")
def room(databases: Databases) -> Iterator[FullClient]:
    """Give a client with content of every kind."""
    with databases.fresh():
        yield fill("Confrérie", "cumin")


@pytest.fixture(autouse=True)
def saved_reply(room: FullClient) -> None:
    """Give the client a saved reply that the test may remove."""
    wording = Wording("Merci", f"merci-{uuid4().hex}", "Merci", "fr")
    with workspace_scope([room.id]):
        kept = save_reply(workspace=room.id, wording=wording, by="test", now=NOW)
    room.ids["saved_reply"] = kept.pk


@pytest.fixture(autouse=True)
def team(room: FullClient) -> None:
    """Give the client a team that the test may remove, and no other."""
    with workspace_scope([room.id]):
        for crew in list_teams(room.client.workspace):
            remove_team(workspace=room.client.workspace, team=crew.team.pk, by="test", now=NOW)
        wish = TeamWish("Matin", ["fr"], [])
        kept = keep_team(workspace=room.client.workspace, team=None, wish=wish, by="test", now=NOW)
    room.ids["team"] = kept.pk


@pytest.fixture
def member(room: FullClient) -> Iterator[Member]:
    """Give a colleague without any role, who leaves after the test."""
    made = invite_member(
        organisation=room.client.organisation,
        email="colleague@palabre.example",
        name="Noé",
        password="a long sentence",
        now=NOW,
    )
    yield made
    made.delete()


def caller_of(member: Member, *scopes: str) -> Caller:
    """Return someone with a token of this member."""
    return Caller(make_token(member=member, name="t", scopes=scopes or ("manage",), now=NOW))


def assert_lets_through(
    caller: Caller, room: FullClient, operation: Operation, rights: frozenset[Right]
) -> None:
    """Fail unless the operation is answered when its right is among these, and refused if not."""
    answer = caller.ask(
        operation.method,
        operation.address(room.ids),
        query={"workspace": room.slug},
        body=operation.body(room.ids),
    )
    if NEEDS[operation.name] in rights:
        assert answer.status_code in {200, 201, 204, 409}, (operation.name, answer.content)
    else:
        assert_problem(answer, 403)


@pytest.mark.parametrize("kind", list(RoleKind))
def test_a_role_gives_exactly_its_rights(room: FullClient, member: Member, kind: str) -> None:
    give_role(member=member, kind=kind, workspace=room.client.workspace)
    caller = caller_of(member)
    for operation in OPERATIONS:
        assert_lets_through(caller, room, operation, RIGHTS[kind])
    told = caller.get("/workspaces")
    assert [(one["slug"], one["rights"]) for one in told] == [(room.slug, sorted(RIGHTS[kind]))]


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_narrows_what_an_owner_may(room: FullClient, scope: str) -> None:
    caller = caller_of(room.client.member, scope)
    for operation in OPERATIONS:
        assert_lets_through(caller, room, operation, SCOPES[scope])


def test_a_scope_never_adds_to_a_role(room: FullClient, member: Member) -> None:
    give_role(member=member, kind=RoleKind.ANALYST, workspace=room.client.workspace)
    for scope in SCOPES:
        caller = caller_of(member, scope)
        for operation in OPERATIONS:
            assert_lets_through(caller, room, operation, frozenset({Right.READ}) & SCOPES[scope])


def let_it_be_new(room: FullClient) -> None:
    """Let the message be of today and unanswered: networks give one private reply, for a week."""
    with workspace_scope([room.id]):
        Message.objects.filter(pk=room.ids["message"]).update(sent_at=clock.now())
        OutboxAct.objects.filter(message_id=room.ids["message"]).delete()


@pytest.mark.parametrize(
    ("verb", "right"),
    [
        ("reply", Right.ANSWER),
        ("private_reply", Right.ANSWER),
        ("like", Right.ANSWER),
        ("hide", Right.MODERATE),
        ("unhide", Right.MODERATE),
        ("delete", Right.MODERATE),
    ],
)
def test_answering_and_moderating_are_two_rights(
    room: FullClient, member: Member, verb: str, right: Right
) -> None:
    path = f"/messages/{room.ids['message']}/acts"
    text = "Merci" if verb in {"reply", "private_reply"} else ""
    for kind in RoleKind:
        let_it_be_new(room)
        Role.objects.filter(member=member).delete()
        give_role(member=member, kind=kind, workspace=room.client.workspace)
        answer = caller_of(member).ask("POST", path, body={"verb": verb, "text": text})
        assert answer.status_code == (201 if right in RIGHTS[kind] else 403), (kind, verb)


def test_a_member_without_a_role_finds_no_room(room: FullClient, member: Member) -> None:
    caller = caller_of(member)
    assert caller.get("/workspaces") == []
    for query in ({"workspace": room.slug}, {}):
        assert_problem(caller.ask("GET", "/messages", query=query), 404)


def test_a_role_in_one_room_opens_no_other_of_the_firm(room: FullClient, member: Member) -> None:
    other = open_workspace(
        organisation=room.client.organisation, name="Voisine", language="fr", now=NOW
    )
    give_role(member=member, kind=RoleKind.OWNER, workspace=room.client.workspace)
    caller = caller_of(member)
    assert_problem(caller.ask("GET", "/messages", query={"workspace": other.slug}), 404)
    give_role(member=member, kind=RoleKind.ANALYST)
    assert caller.get("/messages", workspace=other.slug)["items"] == []
    assert_problem(caller.ask("GET", "/audit", query={"workspace": other.slug}), 403)
    assert caller.ask("GET", "/audit", query={"workspace": room.slug}).status_code == 200
    other.delete()


def test_two_roles_give_the_rights_of_both(room: FullClient, member: Member) -> None:
    give_role(member=member, kind=RoleKind.EDITOR, workspace=room.client.workspace)
    give_role(member=member, kind=RoleKind.REVIEWER)
    (told,) = [one for one in caller_of(member).get("/workspaces") if one["slug"] == room.slug]
    assert told["rights"] == ["answer", "moderate", "read"]


def test_a_role_that_names_another_firms_room_opens_nothing(
    room: FullClient, member: Member
) -> None:
    stranger = fill("Étrangère", "sarriette")
    Role.objects.create(member=member, workspace=stranger.client.workspace, kind=RoleKind.OWNER)
    caller = caller_of(member)
    assert caller.get("/workspaces") == []
    assert_problem(caller.ask("GET", "/messages", query={"workspace": stranger.slug}), 404)


def test_a_revoked_token_is_nobodys(room: FullClient) -> None:
    caller = caller_of(room.client.member)
    assert caller.ask("GET", "/workspaces").status_code == 200
    Token.objects.filter(member=room.client.member).update(revoked_at=NOW)
    answer = caller.ask("GET", "/workspaces")
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_token_of_a_member_who_left_is_nobodys(room: FullClient, member: Member) -> None:
    give_role(member=member, kind=RoleKind.OWNER)
    caller = caller_of(member)
    assert caller.ask("GET", "/workspaces").status_code == 200
    Member.objects.filter(pk=member.pk).update(is_active=False)
    assert_problem(caller.ask("GET", "/workspaces"), 401)


def test_a_session_counts_and_its_changes_need_the_csrf_token(room: FullClient) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(room.client.member)
    assert browser.get("/api/v1/workspaces").status_code == 200
    path = f"/api/v1/threads/{room.ids['thread']}/closure"
    assert browser.post(path).status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post(path, headers={"X-CSRFToken": "a" * 32}).status_code == 204


def test_only_the_digest_of_a_token_is_kept(room: FullClient) -> None:
    token = room.client.token()
    kept = Token.objects.filter(member=room.client.member).latest("id")
    assert token.encode() not in bytes(kept.digest)
    assert len(bytes(kept.digest)) == 32
    assert token not in json.dumps({"name": kept.name, "scopes": kept.scopes})
