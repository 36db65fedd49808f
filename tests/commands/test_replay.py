"""Real texts through the square: each arrives once, whatever breaks on the way."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import corpora
from tests.machinery.desks import Desk, eventually

MANY = 2000


def replay(
    desk: Desk, *options: str, network: str = "instagram", account: str = ""
) -> dict[str, Any]:
    """Replay real texts and return the report."""
    folder = corpora()
    files = [folder / "sentiment/xlmt_french.train.csv", *sorted(folder.glob("toxicity/*.csv"))]
    done = desk.command(
        "replay", *map(str, files), "--network", network,
        "--account", account or desk.account(network)["key"], "--rate", "400", "--most", str(MANY),
        "--json", *options,
    )  # fmt: skip
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def assert_whole(report: dict[str, Any]) -> None:
    """Fail with what is missing or different."""
    shown = {name: report[name][:5] for name in ("missing", "different")}
    assert report["whole"], shown | {"acts_twice": report["acts_twice"]}
    assert report["on_desk"] == report["on_square"] == MANY


def written(square: str, account: str) -> int:
    """Return how many comments the square holds of an account."""
    answer = httpx.get(f"{square}/square/api/state", params={"account": account})
    return sum(len(post["comments"]) for post in answer.json()["accounts"][0]["posts"])


@pytest.mark.slow
@pytest.mark.parametrize("network", ["instagram", "facebook"])
def test_real_texts_arrive_once_doubled_and_shuffled_as_they_are(desk: Desk, network: str) -> None:
    report = replay(desk, "--shuffle", "--duplicate", "0.2", network=network)
    assert_whole(report)
    assert report["hidden"] > 0


@pytest.mark.slow
def test_nothing_is_lost_or_done_twice_when_parts_are_killed_five_times(
    desk: Desk, tmp_path: Path
) -> None:
    corpora()
    victims = ["web", "work", "square", "work", "web"]
    killed: list[str] = []

    def kill() -> None:
        for name in victims:
            time.sleep(1.2)
            os.kill(desk.child(name), signal.SIGKILL)
            killed.append(name)

    killer = threading.Thread(target=kill)
    killer.start()
    report = replay(desk, "--shuffle", "--duplicate", "0.2", "--rate", "250")
    killer.join()
    assert killed == victims
    assert_whole(report)


@pytest.mark.slow
def test_nothing_is_lost_when_the_whole_desk_is_killed_five_times(desk: Desk) -> None:
    corpora()
    deaths: list[int] = []

    def kill() -> None:
        eventually(lambda: written(square, account["key"]) > 50)
        for _ in range(5):
            time.sleep(1.5)
            desk.kill()
            deaths.append(1)
            desk.start()

    account = desk.account("instagram")
    square = desk.square
    killer = threading.Thread(target=kill)
    killer.start()
    report = replay(desk, "--rate", "50", "--square", square, account=account["key"])
    killer.join()
    assert len(deaths) == 5
    assert_whole(report)
