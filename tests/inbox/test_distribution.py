"""New conversations find somebody: who is there, in turn or by load, once and the same."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from palabre.channels.intake import apply_batch
from palabre.channels.models import OutboxAct
from palabre.engine.distribution import Mode
from palabre.inbox.actions import close_thread
from palabre.inbox.assignment import assign_thread, unassign_thread
from palabre.inbox.distribution import distribute
from palabre.inbox.events import AnswersNeeded
from palabre.inbox.models import Thread
from palabre.people.languages import choose_person_language
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import give_role, invite_member
from palabre.workspaces.distribution import DistributionWish, keep_distribution, set_availability
from palabre.workspaces.models import AuditEntry, Member, Role, RoleKind
from palabre.workspaces.teams import TeamWish, keep_team
from tests.machinery.seeds import NOW, Client, comment, delivery, keep, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery whose owner is away."""
    made = make_client()
    there(made, made.member, is_available=False)
    return made


def colleague(client: Client, name: str, kind: str = RoleKind.EDITOR) -> Member:
    """Return somebody who works for the client."""
    member = invite_member(
        organisation=client.organisation,
        email=f"{name}@bakery.example",
        name=name,
        password="a long sentence",
        now=NOW,
    )
    give_role(member=member, kind=kind, workspace=client.workspace)
    return member


def there(client: Client, member: Member, *, is_available: bool) -> None:
    """Let a member come or go."""
    with workspace_scope([client.id]):
        set_availability(
            workspace=client.workspace, member=member, is_available=is_available, now=NOW
        )


def wish(client: Client, mode: Mode, team: int | None = None, *, by_language: bool = False) -> None:
    """Say how new conversations are given out."""
    with workspace_scope([client.id]):
        keep_distribution(
            workspace=client.workspace,
            wish=DistributionWish(mode, team, by_language),
            by="member:1",
            now=NOW,
        )


def arrive(client: Client, *numbers: int, text: str = "Bonjour", author: str = "") -> None:
    """Let first comments arrive in one batch, each from somebody of its own."""
    keep(
        client,
        delivery(*(comment(one, text, author=author or str(8000 + one)) for one in numbers)),
    )
    while apply_batch(client.id):
        pass


def owners(client: Client) -> dict[int, str]:
    """Return the name of whose each conversation is, by the number of its first comment."""
    names = dict(Member.objects.values_list("pk", "name"))
    with workspace_scope([client.id]):
        rows = Thread.objects.filter(workspace_id=client.id).values_list("key", "assignee")
        return {int(key.split("_")[1]): names.get(member or 0, "") for key, member in rows}


def thread(client: Client, number: int) -> int:
    """Return a conversation by the number of its first comment."""
    with workspace_scope([client.id]):
        return int(Thread.objects.get(workspace_id=client.id, key=f"1_{number}").pk)


def close(client: Client, number: int) -> None:
    """Close a conversation."""
    with workspace_scope([client.id]):
        close_thread(workspace=client.id, thread=thread(client, number), by="member:1", now=NOW)


def test_by_itself_a_client_gives_nothing_out(client: Client) -> None:
    colleague(client, "Ana")
    arrive(client, 1)
    wish(client, Mode.OFF)
    arrive(client, 2)
    assert set(owners(client).values()) == {""}


def test_in_turn_everybody_gets_one_and_the_log_says_so(client: Client) -> None:
    ana, bo = colleague(client, "Ana"), colleague(client, "Bo")
    wish(client, Mode.ROUND_ROBIN)
    arrive(client, 1, 2, 3)
    arrive(client, 4)
    assert owners(client) == {1: "Ana", 2: "Bo", 3: "Ana", 4: "Bo"}
    with workspace_scope([client.id]):
        entries = AuditEntry.objects.filter(action="assign").order_by("number")
        assert [(one.actor, one.detail) for one in entries] == [
            ("distribution:round_robin", {"member": member.pk, "because": "round_robin"})
            for member in (ana, bo, ana, bo)
        ]


@pytest.mark.parametrize("mode", [Mode.ROUND_ROBIN, Mode.LEAST_LOADED])
@pytest.mark.parametrize("seed", range(3))
def test_over_days_of_comings_and_goings_it_stays_fair(
    client: Client, mode: Mode, seed: int
) -> None:
    chance = random.Random(seed)
    team = {name: colleague(client, name) for name in ("Ana", "Bo", "Cy")}
    colleague(client, "Reader", RoleKind.ANALYST)
    wish(client, mode)
    present, loads, lasts = set(team), Counter[str](), Counter[str]()
    number = 0
    for _ in range(25):
        if chance.random() < 0.4:
            name = chance.choice(sorted(team))
            there(client, team[name], is_available=name not in present)
            present ^= {name}
        busy = [one for one, name in owners(client).items() if name and loads[name]]
        if busy and chance.random() < 0.3:
            one = chance.choice(busy)
            with workspace_scope([client.id]):
                is_open = Thread.objects.get(key=f"1_{one}").is_open
            loads[owners(client)[one]] -= is_open
            close(client, one)
        batch = list(range(number + 1, number + 1 + chance.randrange(4)))
        number += len(batch)
        arrive(client, *batch)
        found = owners(client)
        for one in batch:
            assert (found[one] in present) if present else found[one] == ""
            if not present:
                continue
            if mode == Mode.LEAST_LOADED:
                assert loads[found[one]] == min(loads[name] for name in present)
            else:
                assert lasts[found[one]] == min(lasts[name] for name in present)
            loads[found[one]] += 1
            lasts[found[one]] = one


def test_doubled_and_repeated_deliveries_give_once_and_the_same(client: Client) -> None:
    for name in ("Ana", "Bo"):
        colleague(client, name)
    wish(client, Mode.LEAST_LOADED)
    for _ in range(3):
        arrive(client, 1, 2, 3)
    before = owners(client)
    assert before == {1: "Ana", 2: "Bo", 3: "Ana"}
    with workspace_scope([client.id]):
        every = list(Thread.objects.values_list("pk", flat=True))
        for _ in range(2):
            distribute(AnswersNeeded(client.id, every, NOW))
        assert AuditEntry.objects.filter(action="assign").count() == 3
    assert owners(client) == before


def test_what_somebody_has_is_never_given_to_another(client: Client) -> None:
    colleague(client, "Ana")
    bo = colleague(client, "Bo")
    arrive(client, 1)
    with workspace_scope([client.id]):
        assign_thread(
            workspace=client.workspace, thread=thread(client, 1), member=bo.pk, by="member:1",
            now=NOW,
        )  # fmt: skip
    there(client, bo, is_available=False)
    wish(client, Mode.LEAST_LOADED)
    keep(client, delivery(comment(9, "Alors ?", parent=1, author="8001")))
    apply_batch(client.id)
    assert owners(client) == {1: "Bo"}


def test_what_was_given_back_waits_for_the_persons_next_word(client: Client) -> None:
    colleague(client, "Ana")
    wish(client, Mode.ROUND_ROBIN)
    arrive(client, 1)
    with workspace_scope([client.id]):
        unassign_thread(
            workspace=client.workspace, thread=thread(client, 1), by="member:1", now=NOW
        )
    arrive(client, 1)
    assert owners(client) == {1: ""}
    keep(client, delivery(comment(9, "Alors ?", parent=1, author="8001")))
    apply_batch(client.id)
    assert owners(client) == {1: "Ana"}


def test_a_returning_person_goes_to_who_answered_them_last_if_they_are_there(
    client: Client,
) -> None:
    ana, bo = colleague(client, "Ana"), colleague(client, "Bo")
    arrive(client, 1, author="7001")
    with workspace_scope([client.id]):
        for key, member, state in (("a", bo, "done"), ("b", ana, "cancelled")):
            OutboxAct.objects.create(
                workspace_id=client.id, account_id=client.account.pk, thread_id=thread(client, 1),
                verb="reply", text="Oui", target={}, key=key, state=state, due_at=NOW,
                actor=f"member:{member.pk}", created_at=NOW,
            )  # fmt: skip
    wish(client, Mode.LEAST_LOADED)
    arrive(client, 2, 3, 4, author="7001")
    assert {owners(client)[one] for one in (2, 3, 4)} == {"Bo"}
    there(client, bo, is_available=False)
    arrive(client, 5, author="7001")
    assert owners(client)[5] == "Ana"


def test_within_a_team_and_to_those_who_answer_in_the_language(client: Client) -> None:
    ana, bo, cy = (colleague(client, name) for name in ("Ana", "Bo", "Cy"))
    by = "member:1"
    with workspace_scope([client.id]):
        team = {
            name: keep_team(
                workspace=client.workspace, team=None, wish=TeamWish(name, languages, members),
                by=by, now=NOW,
            )
            for name, languages, members in (
                ("Soir", [], [bo.pk, cy.pk]), ("English", ["en"], [ana.pk, cy.pk]),
            )
        }  # fmt: skip
    wish(client, Mode.ROUND_ROBIN, team["Soir"].pk, by_language=True)
    english = "Hello, what time do you open on Sunday? Thanks for your help"
    arrive(client, 1, 2, text=english)
    arrive(client, 3, text="Bonjour, vous ouvrez à quelle heure le dimanche ? Merci pour tout")
    assert owners(client) == {1: "Cy", 2: "Cy", 3: "Bo"}
    with workspace_scope([client.id]):
        person = Thread.objects.get(key="1_3").person_id
        assert person
        choose_person_language(workspace=client.id, person=person, language="en", by=by, now=NOW)
    arrive(client, 4, text="Bonjour, vous êtes là ? Merci pour votre réponse", author="8003")
    assert owners(client)[4] == "Cy"
    there(client, cy, is_available=False)
    arrive(client, 5, text=english)
    assert owners(client)[5] == "Bo"


def test_nobody_without_the_right_or_who_never_came_gets_any(client: Client) -> None:
    ana = colleague(client, "Ana")
    newcomer = colleague(client, "Newcomer")
    Member.objects.filter(pk=newcomer.pk).update(first_password_at=NOW)
    stranger = make_client("Stade", page="43").member
    give_role(member=stranger, kind=RoleKind.EDITOR, workspace=client.workspace)
    wish(client, Mode.ROUND_ROBIN)
    arrive(client, 1, 2)
    assert owners(client) == {1: "Ana", 2: "Ana"}
    Role.objects.filter(member=ana).update(kind=RoleKind.REVIEWER)
    arrive(client, 3)
    assert owners(client)[3] == ""


def test_a_conversation_that_comes_back_is_given_anew(client: Client) -> None:
    colleague(client, "Ana")
    arrive(client, 1)
    close(client, 1)
    wish(client, Mode.LEAST_LOADED)
    keep(client, delivery(comment(9_000_000, "Encore moi", parent=1, author="8001")))
    apply_batch(client.id)
    assert owners(client) == {1: "Ana"}


def test_a_batch_asks_once_and_writes_once_whatever_its_size(client: Client) -> None:
    for name in ("Ana", "Bo"):
        colleague(client, name)
    wish(client, Mode.LEAST_LOADED, by_language=True)

    def asked(*numbers: int) -> int:
        keep(client, delivery(*(comment(one, author=str(8000 + one)) for one in numbers)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            apply_batch(client.id)
        told = [one["sql"] for one in queries.captured_queries]
        return sum("workspaces_distribution" in one or "inbox_share" in one for one in told)

    assert asked(1) == 2
    assert asked(*range(2, 300)) == 2
    assert Counter(owners(client).values()) == {"Ana": 150, "Bo": 149}
    wish(client, Mode.OFF)
    assert asked(*range(300, 320)) == 1
