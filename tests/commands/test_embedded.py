"""The desk on its own embedded database: starts, deaths and ends of the process tree."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.commands.test_loop import write
from tests.machinery.desks import Desk, eventually, free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk with the embedded database, as a newcomer has it."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PYTHONPATH": str(ROOT)}
    environment.pop("PALABRE_DATA", None)
    desk = Desk(root=ROOT, folder=tmp_path / "data", port=free_port(), environment=environment)
    desk.start()
    yield desk
    desk.stop()


def processes_of(desk: Desk) -> list[str]:
    """Return the command lines of processes that name the desk's folder or are its children."""
    found = subprocess.run(
        ["pgrep", "-fa", str(desk.folder)], capture_output=True, text=True, check=False
    )
    return found.stdout.splitlines()


def held(desk: Desk, account: dict[str, str]) -> set[str]:
    """Return the texts that the desk holds of an account."""
    where = {"workspace": account["workspace"], "account": account["key"], "limit": 500}
    return {item["text"] for item in desk.get("/messages", **where)["items"]}


def test_the_database_and_every_part_can_be_killed_and_nothing_is_lost(own_desk: Desk) -> None:
    account = own_desk.account("facebook")
    postgres = int((own_desk.folder / "postgres" / "postmaster.pid").read_text().split()[0])
    write(own_desk, account["key"], "Avant")
    eventually(lambda: "Avant" in held(own_desk, account))
    os.kill(postgres, signal.SIGKILL)
    write(own_desk, account["key"], "Pendant")
    eventually(lambda: _answers(own_desk) and "Pendant" in held(own_desk, account), within=40)
    for part in ("web", "work", "square"):
        os.kill(own_desk.child(part), signal.SIGKILL)
    eventually(lambda: _square_answers(own_desk), within=40)
    write(own_desk, account["key"], "Après")
    eventually(lambda: _answers(own_desk) and "Après" in held(own_desk, account), within=40)
    assert {"Avant", "Pendant", "Après"} <= held(own_desk, account)


def _answers(desk: Desk) -> bool:
    try:
        return httpx.get(f"{desk.address}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _square_answers(desk: Desk) -> bool:
    try:
        return httpx.get(f"{desk.square}/square/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def test_killing_the_supervisor_ends_its_tree_and_a_new_start_goes_on(own_desk: Desk) -> None:
    account = own_desk.account("instagram")
    write(own_desk, account["key"], "Avant la coupure")
    eventually(lambda: "Avant la coupure" in held(own_desk, account))
    own_desk.kill()
    eventually(lambda: not processes_of(own_desk))
    own_desk.start()
    assert "Avant la coupure" in held(own_desk, account)


def test_a_start_right_after_a_kill_finds_its_ports_free(own_desk: Desk) -> None:
    square = own_desk.square
    for _ in range(3):
        own_desk.kill()
        own_desk.start()
        assert own_desk.square == square


def test_an_interruption_stops_everything_and_leaves_no_process(own_desk: Desk) -> None:
    assert own_desk.process is not None
    own_desk.process.send_signal(signal.SIGINT)
    assert own_desk.process.wait(timeout=30) == 0
    assert not processes_of(own_desk)


def test_without_the_demonstration_the_desk_is_empty_and_has_no_square(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PYTHONPATH": str(ROOT)}
    desk = Desk(root=ROOT, folder=tmp_path / "data", port=free_port(), environment=environment)
    desk.start("--no-demo")
    try:
        assert desk.accounts() == []
        named = ["--network", "generic", "--name", "Avis", "--page-id", "shop"]
        done = desk.command("accounts", "connect", *named, "--json")
        assert done.returncode == 0, done.stderr
        assert [card["page_id"] for card in desk.accounts()] == ["shop"]
        assert json.loads(done.stdout)["events"].startswith("not asked for")
        named = ["--network", "facebook", "--name", "Le Fournil", "--page-id", "42"]
        named += ["--app-secret", "s", "--access-token", "t", "--base-url", "http://127.0.0.1:9"]
        done = desk.command("accounts", "connect", *named, "--json")
        assert json.loads(done.stdout)["events"].startswith("refused: unreachable")
        assert "square" not in (desk.folder / "running.json").read_text()
    finally:
        desk.stop()
