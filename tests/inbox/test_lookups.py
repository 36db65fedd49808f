"""What webhooks leave out is looked up: a post has its words."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from palabre.channels.intake import apply_batch
from palabre.inbox.lookups import describe_surfaces
from palabre.inbox.queries import Filter, list_threads
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import free_port
from tests.machinery.seeds import comment, delivery, keep, make_client
from tests.machinery.squares import run_square


def test_a_post_gets_its_text_from_the_network(database: None, tmp_path: Path) -> None:
    port = free_port()
    client = make_client(base_url=f"http://127.0.0.1:{port}/graph")
    keep(client, delivery(comment(1)))
    apply_batch(client.id)

    async def look() -> None:
        async with httpx.AsyncClient() as http:
            await describe_surfaces(http)

    with run_square(tmp_path, port, client.account):
        asyncio.run(look())
    with workspace_scope([client.id]):
        assert list_threads(client.id, Filter()).items[0]["surface_text"] == "Le pain"
