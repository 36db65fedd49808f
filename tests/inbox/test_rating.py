"""A review's stars are kept with its words, follow its last change, and are shown."""

from __future__ import annotations

from django.test import Client as Browser
from django.urls import reverse

from palabre.channels.intake import apply_batch
from palabre.connectors.networks.google.incoming import change_of
from palabre.inbox.models import Message
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import Client, make_client

PLACE = "accounts/1/locations/2"


def review(stars: str, changed: str, comment: str = "Trop d’attente") -> dict[str, str]:
    """Return one review, changed on a day of November."""
    return {
        "name": f"{PLACE}/reviews/1",
        "starRating": stars,
        "comment": comment,
        "createTime": "2026-11-01T10:00:00Z",
        "updateTime": f"2026-11-{changed}T10:00:00Z",
    }


def arrive(client: Client, told: dict[str, str]) -> None:
    """Let a review arrive as it is read from Google."""
    from django.db import connection

    change = change_of(told)
    with connection.cursor() as cursor:
        cursor.execute(
            "select channels_keep(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s)",
            [[client.id], [client.account.pk], [change.key], [change.body], clock.now()],
        )
    while apply_batch(client.id):
        pass


def stars_of(client: Client) -> int | None:
    """Return the stars of the only message."""
    with workspace_scope([client.id]):
        return Message.objects.get(workspace_id=client.id).rating


def test_stars_follow_the_last_change_whatever_the_order(database: None) -> None:
    client = make_client(network="google", page=PLACE)
    arrive(client, review("FIVE", "03", "Bien mieux"))
    arrive(client, review("TWO", "01"))
    assert stars_of(client) == 5
    arrive(client, review("ONE", "05", "Finalement non"))
    assert stars_of(client) == 1


def test_stars_are_read_out_in_the_desk_and_told_by_the_api(database: None) -> None:
    client = make_client(network="google", page=PLACE)
    arrive(client, review("TWO", "01"))
    headers = {"Authorization": f"Bearer {client.token('read')}"}
    browser = Browser()
    told = browser.get("/api/v1/messages", headers=headers)
    assert told.json()["items"][0]["rating"] == 2
    browser.force_login(client.member)
    with workspace_scope([client.id]):
        thread = Message.objects.get(workspace_id=client.id).thread_id
    page = browser.get(reverse("conversation", args=[client.workspace.slug, thread]))
    assert "★★☆☆☆" in page.content.decode()
