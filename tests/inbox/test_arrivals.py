"""The final state is the same whatever the order and number of deliveries."""

from __future__ import annotations

import random
from typing import Any

import pytest

from palabre.channels.intake import apply_batch
from palabre.inbox.queries import fetch, get_counters
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import Client, comment, delivery, keep, make_client, private

MESSAGES = """
    select m.external_id, m.parent_external_id, m.text, m.state, m.direction, m.sent_at,
        m.verdict, m.is_hidden, t.key as thread, t.messages, t.last_text, t.needs_answer,
        t.needs_review, t.has_hidden, coalesce(i.name, '') as author, s.external_id as surface,
        (select array_agg(r.text order by r.rank, r.at, r.text) from inbox_revision r
         where r.message_id = m.id) as revisions,
        (select count(*) from channels_outboxact o where o.message_id = m.id) as acts
    from inbox_message m join inbox_thread t on t.id = m.thread_id
    join inbox_surface s on s.id = m.surface_id
    left join inbox_message_author i on i.message_id = m.id
    where m.workspace_id = %(workspace)s order by m.external_id
""".replace(
    "left join inbox_message_author i on i.message_id = m.id",
    "left join people_identity i on i.id = m.identity_id",
)
STORY = [
    delivery(comment(1, "Vous ouvrez quand ?")),
    delivery(comment(2, "Tais-toi, espèce de connard", parent=1, author="7002")),
    delivery(comment(3, "Merci", parent=2, author="7003")),
    delivery(comment(1, "Vous ouvrez quand dimanche ?", verb="edited", at=60)),
    delivery(comment(1, "Vous ouvrez à quelle heure dimanche ?", verb="edited", at=90)),
    delivery(comment(4, "Je retire", author="7004")),
    delivery(comment(4, verb="remove", at=30, author="7004")),
    delivery(comment(5, "À bientôt", page="42", author="42", parent=1)),
    delivery(comment(6, "Bravo", author="7003"), comment(7, "Encore bravo", author="7003")),
    delivery(comment(6, verb="hide", at=20, author="7003")),
    delivery(comment(6, verb="unhide", at=40, author="7003")),
    delivery(private(10, "Une question"), private(11, "Oui ?", echo=True)),
    delivery(private(12, "Voilà")),
    delivery(private(12, mid="m_12", is_deleted=True)),
]


def state_of(client: Client) -> list[dict[str, Any]]:
    """Return everything that should not depend on the order of deliveries."""
    with workspace_scope([client.id]):
        rows = fetch(MESSAGES, {"workspace": client.id})
        counters = get_counters(client.id)
    # Acts ordered on the way may differ (an edit can come before a decision was needed); the
    # messages themselves may not.
    for row in rows:
        row.pop("acts")
    return [*rows, {"counters": counters}]


def told(client: Client, bodies: list[bytes], *, batches: int) -> list[dict[str, Any]]:
    """Deliver in some batches, apply each, and return the state."""
    size = max(1, len(bodies) // batches)
    for start in range(0, len(bodies), size):
        keep(client, *bodies[start : start + size])
        while apply_batch(client.id):
            pass
    return state_of(client)


@pytest.mark.parametrize("seed", range(12))
def test_any_order_and_number_of_deliveries_ends_the_same(database: None, seed: int) -> None:
    expected = told(make_client("One", page="42"), STORY, batches=1)
    chance = random.Random(seed)
    bodies = [*STORY, *chance.sample(STORY, 6)]
    chance.shuffle(bodies)
    other = make_client("Two", page="42")
    assert told(other, bodies, batches=chance.choice([1, 3, 20])) == expected


def test_a_reply_before_its_parents_joins_their_thread(database: None) -> None:
    client = make_client()
    told(client, [STORY[2], STORY[1], STORY[0]], batches=3)
    threads = {row["thread"] for row in state_of(client)[:-1]}
    assert threads == {"1_1"}


def test_the_story_is_told_right(database: None) -> None:
    client = make_client()
    rows = {row.get("external_id"): row for row in told(client, STORY, batches=1)}
    assert rows["1_1"]["text"] == "Vous ouvrez à quelle heure dimanche ?"
    assert rows["1_1"]["revisions"] == [
        "Vous ouvrez quand ?",
        "Vous ouvrez quand dimanche ?",
        "Vous ouvrez à quelle heure dimanche ?",
    ]
    assert rows["1_2"]["verdict"] == "hide"
    assert rows["1_4"]["state"] == "deleted"
    assert rows["1_5"]["direction"] == "out"
    assert rows["1_6"]["state"] == "visible"
    assert rows["m_11"]["direction"] == "out"
    assert rows["m_12"]["state"] == "deleted"
    assert rows["m_10"]["thread"] == "person:7001"


def test_an_insult_is_hidden_by_an_act_and_shown_again_when_edited_to_be_kind(
    database: None,
) -> None:
    client = make_client()
    acts = (
        "select verb, state from channels_outboxact where workspace_id = %(workspace)s order by id"
    )
    told(client, [delivery(comment(2, "Espèce de connard"))], batches=1)
    with workspace_scope([client.id]):
        assert [a["verb"] for a in fetch(acts, {"workspace": client.id})] == ["hide"]
    told(client, [delivery(comment(2, "Pardon, bonne journée", verb="edited", at=5))], batches=1)
    with workspace_scope([client.id]):
        ordered = fetch(acts, {"workspace": client.id})
    assert [(a["verb"], a["state"]) for a in ordered] == [("hide", "cancelled")]


def test_what_cannot_be_read_waits_among_the_dead_letters_with_its_reason(database: None) -> None:
    client = make_client()
    strange = comment(1)
    strange["changes"][0]["value"]["item"] = "hologram"
    nameless = comment(2)
    del nameless["changes"][0]["value"]["comment_id"]
    keep(client, delivery(strange), delivery(nameless), delivery(comment(3)), b'{"odd": 1}')
    assert apply_batch(client.id) == 4
    with workspace_scope([client.id]):
        rows = fetch("select state, reason from channels_ledgerentry order by id", {})
    assert [row["state"] for row in rows] == [2, 2, 1, 2]
    assert "hologram" in rows[0]["reason"]
    assert "comment_id" in rows[1]["reason"]


def test_missing_author_and_text_are_no_obstacle(database: None) -> None:
    client = make_client()
    entry = comment(1)
    for name in ("from", "message", "created_time"):
        del entry["changes"][0]["value"][name]
    keep(client, delivery(entry))
    apply_batch(client.id)
    rows = state_of(client)
    assert (rows[0]["text"], rows[0]["author"], rows[0]["direction"]) == ("", "", "in")


def test_a_thousand_changes_in_one_delivery_arrive_each_once(database: None) -> None:
    client = make_client()
    body = delivery(*(comment(number, f"Numéro {number}") for number in range(1, 1001)))
    keep(client, body)
    keep(client, body)
    while apply_batch(client.id):
        pass
    assert len(state_of(client)) == 1001
