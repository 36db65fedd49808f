"""Two persons held for the same, and taken apart: nothing is lost, whatever came in between."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from palabre.channels.intake import apply_batch
from palabre.people.finding import find_person
from palabre.people.merging import Pair, merge_people, undo_merge
from palabre.people.models import Identity, Merge, Person
from palabre.people.strikes import Breach, add_strike
from palabre.people.tags import tag_person
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.machinery.databases import Databases
from tests.machinery.seeds import NOW, Client, comment, delivery, keep, make_client, private
from tests.workspaces.full_clients import as_owner

AUTHORS = ("7001", "7002", "7003", "7004")
STATE = {
    "identities": (
        "select i.external_id, i.name, h.external_id, p.merged_into_id is null, p.name "
        "from people_identity i join people_person p on p.id = i.person_id "
        "join people_identity h on h.home_id = i.person_id "
        "where i.workspace_id = %s order by 1"
    ),
    "threads": (
        "select t.key, h.external_id, t.messages, t.last_text from inbox_thread t "
        "left join people_identity h on h.home_id = t.person_id where t.workspace_id = %s "
        "order by 1"
    ),
    "tags": (
        "select h.external_id, g.name from people_tag g join people_identity h "
        "on h.home_id = g.person_id where g.workspace_id = %s order by 1, 2"
    ),
    "strikes": (
        "select h.external_id, s.reason from people_strike s join people_identity h "
        "on h.home_id = s.person_id where s.workspace_id = %s order by 1, 2"
    ),
}
Step = Callable[[Client], None]


@pytest.fixture(scope="module")
def room(databases: Databases) -> Iterator[None]:
    """Give one database to clients who never meet."""
    with databases.fresh():
        yield


def state_of(client: Client) -> dict[str, Any]:
    """Return whose everything is, persons named by the id of their first identity."""
    return {name: as_owner(query, [client.id]) for name, query in STATE.items()}


def person_of(client: Client, author: str) -> int:
    """Return the person who stands for an author now."""
    return int(Identity.objects.get(workspace_id=client.id, external_id=author).person_id)


def arrive(*entries: dict[str, Any]) -> Step:
    """Return a step in which the network tells something."""

    def step(client: Client) -> None:
        keep(client, delivery(*entries))
        while apply_batch(client.id):
            pass

    return step


def tag(author: str, name: str) -> Step:
    """Return a step in which somebody tags who stands for an author."""

    def step(client: Client) -> None:
        with workspace_scope([client.id]):
            person = person_of(client, author)
            tag_person(workspace=client.id, person=person, name=name, by="member:1", now=NOW)

    return step


def merge(author: str, other: str) -> Step:
    """Return a step in which two are held for the same, unless they are."""

    def step(client: Client) -> None:
        with workspace_scope([client.id]):
            pair = Pair(person_of(client, author), person_of(client, other))
            if pair.person != pair.other:
                merge_people(workspace=client.id, pair=pair, by="member:1", now=NOW)

    return step


def undo_one(luck: random.Random) -> Step:
    """Return a step in which one of the merges that hold is undone, if there is one."""

    def step(client: Client) -> None:
        with workspace_scope([client.id]):
            held = list(Merge.objects.filter(workspace_id=client.id, undone_at=None).order_by("id"))
            if held:
                one = luck.choice(held)
                undo_merge(workspace=client.id, merge=one.pk, by="member:1", now=NOW)

    return step


def beginning() -> list[Step]:
    """Return what happens before anybody is merged: everybody writes, in public or in private."""
    first = [comment(n, f"Un {n}", author=author) for n, author in enumerate(AUTHORS, 1)]
    unknown: dict[str, Any] = {"from": {"id": "7005"}}
    nameless = comment(5, "Sans nom", author="7005", **unknown)
    return [arrive(*first), arrive(nameless), arrive(private(6))]


def arrivals(luck: random.Random) -> list[Step]:
    """Return messages in every manner: new threads, answers, late parents, private ones."""
    steps: list[Step] = []
    for number in range(20, 32):
        author = luck.choice([*AUTHORS, "7005", "7006"])
        parent = luck.choice([None, None, number - 1, number + 1, 1, 2])
        steps.append(arrive(comment(number, f"Suite {number}", author=author, parent=parent)))
    steps.append(arrive(private(40)))
    luck.shuffle(steps)
    return steps


@pytest.mark.parametrize("seed", range(8))
def test_after_undoing_all_is_as_if_nobody_had_been_merged(room: None, seed: int) -> None:
    luck = random.Random(seed)
    common = arrivals(luck)
    merged, plain = make_client(f"Jointe {seed}"), make_client(f"Simple {seed}")
    for client in (merged, plain):
        for step in beginning():
            step(client)
        tag("7001", "avant")(client)
    with_merges = list(common)
    for _ in range(5):
        step = merge(*luck.sample([*AUTHORS, "7005"], 2))
        with_merges.insert(luck.randrange(len(with_merges) + 1), step)
    for _ in range(3):
        with_merges.insert(luck.randrange(len(with_merges) + 1), undo_one(luck))
    for step in with_merges:
        step(merged)
    for _ in range(9):
        undo_one(luck)(merged)
    for step in common:
        step(plain)
    assert state_of(merged) == state_of(plain)


@pytest.fixture
def client(database: None) -> Client:
    """Give a client to whom four people wrote."""
    made = make_client()
    for step in beginning():
        step(made)
    return made


def test_a_merge_makes_one_person_of_two(client: Client) -> None:
    tag("7002", "fidèle")(client)
    merge("7001", "7002")(client)
    arrive(comment(50, "Encore moi", author="7002"))(client)
    with workspace_scope([client.id]):
        one = person_of(client, "7001")
        assert person_of(client, "7002") == one
        gone = Person.objects.get(merged_into=one)
        assert find_person(client.id, gone.pk).pk == one
    owners = {row[1] for row in state_of(client)["threads"] if row[0] in {"1_1", "1_2", "1_50"}}
    assert owners == {"7001"}
    with workspace_scope([client.id]):
        entry = AuditEntry.objects.get(action="merge")
    assert (entry.subject, entry.detail["merged"]) == (f"person:{one}", gone.pk)


def test_what_was_added_to_both_stays_with_the_one_who_stood_for_them(client: Client) -> None:
    tag("7002", "avant")(client)
    merge("7001", "7002")(client)
    tag("7002", "pendant")(client)
    with workspace_scope([client.id]):
        breach = Breach("Insultes")
        add_strike(
            workspace=client.id, person=person_of(client, "7002"), breach=breach, by="m", now=NOW
        )
    undo_one(random.Random(0))(client)
    state = state_of(client)
    assert state["tags"] == [("7001", "pendant"), ("7002", "avant")]
    assert state["strikes"] == [("7001", "Insultes")]
    with workspace_scope([client.id]):
        assert AuditEntry.objects.filter(action="merge.undone").count() == 1


def test_three_in_a_row_come_apart_in_any_order(client: Client) -> None:
    merge("7002", "7003")(client)
    merge("7001", "7002")(client)
    with workspace_scope([client.id]):
        inner, outer = Merge.objects.order_by("id")
        assert {person_of(client, one) for one in AUTHORS[:3]} == {person_of(client, "7001")}
        undo_merge(workspace=client.id, merge=inner.pk, by="m", now=NOW)
        assert person_of(client, "7003") not in {person_of(client, one) for one in AUTHORS[:2]}
        assert person_of(client, "7001") == person_of(client, "7002")
        undo_merge(workspace=client.id, merge=outer.pk, by="m", now=NOW)
        assert len({person_of(client, one) for one in AUTHORS}) == 4


def test_the_same_person_twice_and_a_merge_undone_twice_are_refused(client: Client) -> None:
    merge("7001", "7002")(client)
    with workspace_scope([client.id]):
        one = Merge.objects.get()
        pair = Pair(one.person_id, one.merged_id)
        with pytest.raises(Refused, match="already"):
            merge_people(workspace=client.id, pair=pair, by="m", now=NOW)
        undo_merge(workspace=client.id, merge=one.pk, by="m", now=NOW)
        with pytest.raises(Refused, match="already"):
            undo_merge(workspace=client.id, merge=one.pk, by="m", now=NOW)
        with pytest.raises(Refused, match="not here"):
            undo_merge(workspace=client.id, merge=10**9, by="m", now=NOW)


def test_a_name_learnt_while_merged_is_the_right_ones(client: Client) -> None:
    merge("7001", "7005")(client)
    named: dict[str, Any] = {"from": {"id": "7005", "name": "Nadia"}}
    arrive(comment(60, "Coucou", author="7005", **named))(client)
    undo_one(random.Random(0))(client)
    with workspace_scope([client.id]):
        assert find_person(client.id, person_of(client, "7005")).name == "Nadia"
