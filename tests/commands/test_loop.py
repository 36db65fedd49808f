"""The whole loop on a whole desk: written on the square, decided, answered, remembered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from tests.machinery.desks import Desk, eventually, free_port


def write(desk: Desk, account: str, text: str, **more: str) -> str:
    """Let a visitor write a comment on the square; return its id."""
    with httpx.Client(base_url=desk.square) as square:
        state = square.get("/square/api/state", params={"account": account}).json()
        content = {
            "account": account,
            "post": state["accounts"][0]["posts"][0]["id"],
            "author": {"name": "Nour"},
            "text": text,
        }
        answer = square.post("/square/api/comments", json=content | more)
        answer.raise_for_status()
        made: str = answer.json()["id"]
        return made


def on_square(desk: Desk, account: str, id: str) -> dict[str, object]:
    """Return a comment as the square shows it."""
    with httpx.Client(base_url=desk.square) as square:
        state = square.get("/square/api/state", params={"account": account}).json()
    comments = [c for post in state["accounts"][0]["posts"] for c in post["comments"]]
    found: dict[str, object] = next(c for c in comments if c["id"] == id)
    return found


def test_an_insult_is_hidden_a_question_answered_and_both_are_in_a_whole_log(desk: Desk) -> None:
    account = desk.account("facebook")
    where = {"workspace": account["workspace"], "account": account["key"]}
    insult = write(desk, account["key"], "Espèce de c0nnard, va te faire voir")
    question = write(desk, account["key"], "Vous ouvrez à quelle heure dimanche ?")
    eventually(lambda: on_square(desk, account["key"], insult)["hidden"])

    def applied() -> dict[str, dict[str, object]]:
        items = desk.get("/messages", **where)["items"]
        found = {item["external_id"]: item for item in items}
        ready = {insult, question} <= set(found) and found[insult]["state"] == "hidden"
        return found if ready else {}

    messages = eventually(applied)
    assert messages[insult]["decision"]["verdict"] == "hide"
    assert messages[insult]["decision"]["because"][0]["text"]
    assert messages[question]["decision"]["verdict"] == "allow"

    with desk.api() as api:
        path = f"/messages/{messages[question]['id']}/acts"
        query = {"workspace": account["workspace"]}
        asked = {"verb": "reply", "text": "À 7 h, bienvenue."}
        headers = {"Idempotency-Key": "one"}
        first = api.post(path, params=query, json=asked, headers=headers).json()
        assert api.post(path, params=query, json=asked, headers=headers).json()["id"] == first["id"]
    eventually(lambda: on_square(desk, account["key"], question)["replies"], within=25)
    replies = on_square(desk, account["key"], question)["replies"]
    assert isinstance(replies, list)
    assert len(replies) == 1

    actions = {
        entry["action"] for entry in desk.get("/audit", workspace=account["workspace"])["items"]
    }
    assert {"decision", "hide.done", "reply.ordered"} <= actions
    done = desk.command("audit", "verify")
    assert done.returncode == 0, done.stdout
    assert "whole" in done.stdout


def test_the_commands_answer_programs(desk: Desk) -> None:
    cards = desk.accounts()
    assert {card["network"] for card in cards} == {"facebook", "instagram", "generic"}
    assert set(cards[0]) == {
        "workspace", "network", "name", "key", "hook_path", "verify_token", "app_secret", "page_id",
    }  # fmt: skip
    health = httpx.get(f"{desk.address}/health")
    assert (health.status_code, health.json()["status"]) == (200, "ready")
    assert desk.command("doctor", "--json").returncode == 0
    assert desk.command("token", "--member", "nobody@nowhere.example").returncode == 1


def test_a_second_start_on_the_same_folder_is_refused_with_a_sentence(desk: Desk) -> None:
    for port in (desk.port, free_port()):
        done = desk.command("start", "--port", str(port), timeout=30)
        assert done.returncode == 1
        assert "already running" in done.stderr


def test_a_taken_port_is_refused_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "palabre.commands", "start", "--port", str(desk.port)]
    done = subprocess.run(
        [*command, "--data", str(tmp_path / "other")],
        cwd=desk.root,
        env=desk.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "--port" in done.stderr
