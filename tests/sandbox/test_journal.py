"""What survives: a kill, a torn line, a compaction."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from palabre.sandbox.compaction import summarise
from palabre.sandbox.facts import AnyFact, Author, CommentWritten, EventOwed, EventsSettled
from palabre.sandbox.journal import Journal
from palabre.sandbox.world import World
from tests.sandbox.conftest import Desk
from tests.sandbox.world_of_tests import wait_until

PROGRAM = """
import sys
from pathlib import Path
from palabre.sandbox.serve import serve
serve(folder=Path(sys.argv[1]), port=int(sys.argv[2]), chatter=False, chatter_seconds=6.0)
"""


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), str(port)])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            wait_until(lambda: is_well(client))
            yield process, client
    finally:
        process.kill()
        process.wait()


def is_well(client: httpx.Client) -> bool:
    try:
        return client.get("/square/health").status_code == 200
    except httpx.TransportError:
        return False


def live_a_little(client: httpx.Client) -> None:
    author = {"name": "Camille Morel"}
    wish: dict[str, Any] = {"account": "facebook", "post": "1001_1", "author": author}
    ids = [
        client.post("/square/api/comments", json={**wish, "text": f"number {n}"}).json()["id"]
        for n in range(5)
    ]
    client.patch(f"/square/api/comments/{ids[0]}", json={"text": "edited"})
    client.delete(f"/square/api/comments/{ids[1]}")
    client.post(f"/square/api/comments/{ids[0]}/likes", json={"author": author})
    graph = {"access_token": "token-facebook"}
    client.post(f"/graph/v26.0/{ids[2]}", params=graph, json={"is_hidden": True})
    client.post(f"/graph/v26.0/{ids[3]}/comments", params=graph, json={"message": "Merci"})
    message = {"account": "facebook", "author": author, "text": "in private"}
    client.post("/square/api/messages", json=message)
    client.put("/square/api/faults", json={"duplicate": 0, "delay": 0.01})


def test_a_killed_square_remembers_everything_and_still_delivers(folder: Path, desk: Desk) -> None:
    desk.status = 503
    with running(folder) as (process, client):
        live_a_little(client)
        before = client.get("/square/api/state").json()
        acts = client.get("/square/api/acts").json()
        process.send_signal(signal.SIGKILL)
        process.wait()
    with (folder / "square" / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"fact":"comment","id":"torn')
    assert before["pending"] == 10
    assert desk.bodies == []
    with running(folder) as (_, client):
        assert client.get("/square/api/state").json() == before
        assert client.get("/square/api/acts").json() == acts
        desk.status = 200
        wait_until(lambda: client.get("/square/api/pending").json()["pending"] == 0)
        live_a_little(client)
        wait_until(lambda: client.get("/square/api/pending").json()["pending"] == 0)
    told = [one for one in desk.changes() if "comment_id" in one]
    assert len({one["comment_id"] for one in told}) == 12


def written(number: int, parent: str | None = None) -> CommentWritten:
    return CommentWritten(
        id=f"1_{number}",
        number=number,
        account="facebook",
        post="1001_1",
        author=Author("42", "Camille"),
        text=f"number {number}",
        at=1_700_000_000.0 + number,
        parent=parent,
    )


def test_compaction_keeps_the_newest_and_what_is_still_owed() -> None:
    world = World()
    history: list[AnyFact] = [written(number) for number in range(1, 21)]
    history.append(written(21, parent="1_4"))
    value = {"comment_id": "1_2"}
    history.append(EventOwed(number=1, account="facebook", channel="changes", at=1.0, value=value))
    history.append(EventOwed(number=2, account="facebook", channel="changes", at=1.0, value=value))
    history.append(EventsSettled(numbers=[2]))
    for fact in history:
        world.apply(fact)
    smaller = World()
    for fact in summarise(world, keep=3):
        smaller.apply(fact)
    assert list(smaller.comments) == ["1_2", "1_4", "1_19", "1_20", "1_21"]
    assert [one.id for one in smaller.comments["1_4"].replies] == ["1_21"]
    assert list(smaller.owed) == [1]
    assert (smaller.objects, smaller.event_number) == (21, 2)


def test_the_journal_is_read_as_it_was_written_and_cuts_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "square" / "journal.jsonl"
    journal = Journal(path)
    journal.add(written(1))
    journal.flush()
    journal.add(written(2))
    journal.close()
    with path.open("ab") as file:
        file.write(b'{"fact":"nonsense"}\n{"fact":"comm')
    again = Journal(path)
    assert list(again.read()) == [written(1), written(2)]
    again.add(written(3))
    again.flush()
    assert list(again.read())[-1] == written(3)
    again.rewrite([written(9)])
    again.add(written(10))
    again.close()
    assert list(Journal(path).read()) == [written(9), written(10)]
