"""Finding people: parts of names and handles, accents aside, by an index however many there are."""

from __future__ import annotations

import json

import pytest
from django.db import connections

from palabre.people.finding import list_patterns, search_people
from palabre.people.models import Identity
from palabre.people.queries import Wanted, list_people
from palabre.people.tags import flag_person, tag_person
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import NOW, Client, add_account, make_client
from tests.people.test_meeting import met
from tests.workspaces.full_clients import as_owner

PEOPLE = 200_000
CROWD = """
    with persons as (
        insert into people_person (workspace_id, name, language, first_seen_at)
        select %(w)s, 'Personne ' || md5(n::text), '', now() from generate_series(1, %(n)s) n
        returning id, name
    )
    insert into people_identity
        (workspace_id, person_id, home_id, account_id, network, external_id, name)
    select %(w)s, id, id, %(a)s, 'facebook', 'x' || id, name from persons
"""


@pytest.fixture
def client(database: None) -> Client:
    """Give a client whom some people wrote to."""
    made = make_client()
    met(made, {"7": "Élodie Lefèvre", "8": "elodie_le", "9": "Ana 100% Vraie", "10": "Łukasz"})
    return made


def found(client: Client, words: str) -> set[str]:
    """Return the ids on the network of those who are found."""
    with workspace_scope([client.id]):
        people = search_people(client.id, words)
        these = Identity.objects.filter(person_id__in=people)
        return set(these.values_list("external_id", flat=True))


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("elodie", {"7", "8"}),
        ("ÉLODIE LEF", {"7"}),
        ("lefevre elodie", {"7"}),
        ("@elodie_", {"8"}),
        ("le", {"7"}),
        ("100%", {"9"}),
        ("%", set()),
        ("lukasz", {"10"}),
        ("\\", set()),
        ("personne d’ici", set()),
        ("   ", set()),
    ],
)
def test_parts_of_names_find_people_whatever_their_accents(
    client: Client, words: str, ids: set[str]
) -> None:
    assert found(client, words) == ids


@pytest.mark.slow
def test_the_search_of_200_000_people_uses_an_index(client: Client) -> None:
    with connections["owner"].cursor() as owner:
        values = {"w": client.id, "n": PEOPLE, "a": client.account.pk}
        owner.execute(CROWD, values)
        owner.execute("analyze people_identity")
        owner.execute("select set_config('palabre.workspaces', %s, false)", [f"{{{client.id}}}"])
        ((body,),) = as_owner("select prosrc from pg_proc where proname = 'palabre_find_people'")
        owner.execute(f"prepare search (text[], int) as {body}")
        for words in ("elodie lefevre", "el", "elo"):
            patterns = json.dumps(list(list_patterns(words)))[1:-1]
            owner.execute(f"explain (format json) execute search ('{{{patterns}}}', 300)")
            ((plan,),) = owner.fetchall()
            told = json.dumps(plan)
            assert "people_identity_words" in told, words
            assert "Seq Scan" not in told, words
        owner.execute("deallocate search")
    assert found(client, "elodie lef") == {"7"}


def test_filters_join_and_say_nothing_of_others(client: Client) -> None:
    other = add_account(client.workspace, "instagram", "77")
    with workspace_scope([client.id]):
        seven, eight = (search_people(client.id, one)[0] for one in ("lefevre", "elodie_le"))
        Identity.objects.filter(person_id=eight).update(network="instagram", account_id=other.pk)
        tag_person(workspace=client.id, person=seven, name="Fidèle", by="m", now=NOW)
        flag_person(workspace=client.id, person=eight, name="vip", by="m", now=NOW)
        for wanted, people in (
            (Wanted(tag="fidèle"), [seven]),
            (Wanted(flag="vip"), [eight]),
            (Wanted(network="instagram"), [eight]),
            (Wanted(words="elodie", tag="fidèle"), [seven]),
            (Wanted(flag="vip", tag="fidèle"), []),
            (Wanted(tag="vip"), []),
        ):
            rows, _ = list_people(client.id, wanted)
            assert [row["id"] for row in rows] == people, wanted


def test_people_of_another_client_are_not_found(client: Client) -> None:
    stranger = make_client("Voisine")
    assert found(stranger, "elodie") == set()
