"""Comments are read back to the latest that was known, however many there are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from palabre.connectors.contract import Credentials
from palabre.connectors.networks.tiktok.connector import TikTok
from palabre.connectors.sources import Ask, Page
from tests.connectors.networks.contracts import Wire
from tests.connectors.networks.recorded import NOW

BEGAN = int((NOW - timedelta(days=2)).timestamp())
CREDENTIALS = Credentials("open-42", {"access_token": "t"}, "https://tiktok.example")


@dataclass
class Videos:
    """An account's videos with as many comments, a second apart, and the pages asked for."""

    counts: dict[str, int]
    asked: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as TikTok does: pages of what stands at the moment, the latest first."""
        query = dict(request.url.params)
        if request.url.path.endswith("video/list/"):
            told: dict[str, Any] = {"videos": [{"item_id": one} for one in self.counts]}
        else:
            told = self._page(query["video_id"], int(query.get("cursor", "0")))
        return httpx.Response(200, json={"code": 0, "message": "OK", "data": told})

    def _page(self, video: str, first: int) -> dict[str, Any]:
        self.asked.append(f"{video} {first}")
        numbers = range(self.counts[video] - 1, -1, -1)[first : first + 30]
        comments = [
            {
                "comment_id": f"{video}{number:04}",
                "video_id": video,
                "create_time": BEGAN + number,
                "text": f"n{number}",
                "replies": 0,
            }
            for number in numbers
        ]
        last = first + 30
        return {"comments": comments, "cursor": last, "has_more": last < self.counts[video]}

    def poll(self, cursor: str = "") -> Page:
        """Let the connector ask once."""
        wire = Wire([self.answer])
        ask = Ask("comments", cursor, NOW - timedelta(days=30), NOW)

        async def run() -> Page:
            async with wire.client() as client:
                return await TikTok().poll(ask, CREDENTIALS, client)

        return asyncio.run(run())

    def walk(self, cursor: str = "") -> tuple[set[bytes], str]:
        """Poll until there is no more; return the bodies and the cursor."""
        found: set[bytes] = set()
        while True:
            page = self.poll(cursor)
            found |= {change.body for change in page.changes}
            cursor = page.cursor
            if not page.has_more:
                return found, cursor


def test_every_comment_of_a_video_that_goes_around_is_read() -> None:
    videos = Videos({"71": 1000, "72": 40})
    found, cursor = videos.walk()
    assert len(found) == 1040
    videos.asked.clear()
    videos.counts["71"] += 500
    found, _ = videos.walk(cursor)
    assert sum(_time(body) >= BEGAN + 1000 for body in found) == 500
    assert len(videos.asked) < 22, "It goes back to what was known, and a page further."


def test_a_quiet_account_costs_one_page_a_video() -> None:
    videos = Videos({"71": 200, "72": 90})
    _, cursor = videos.walk()
    videos.asked.clear()
    videos.walk(cursor)
    assert videos.asked == ["71 0", "72 0"]


def test_what_comes_while_it_reads_is_read_the_next_time() -> None:
    videos = Videos({"71": 300})
    first = videos.poll()
    assert first.has_more
    videos.counts["71"] += 50
    found, cursor = videos.walk(first.cursor)
    found |= {change.body for change in first.changes}
    again, _ = videos.walk(cursor)
    assert len(found | again) == 350


@pytest.mark.parametrize("gone", ["71", "72"])
def test_a_video_that_goes_away_in_the_middle_keeps_the_others(gone: str) -> None:
    videos = Videos({"71": 200, "72": 200, "73": 100})
    first = videos.poll()
    del videos.counts[gone]
    found, _ = videos.walk(first.cursor)
    assert sum(b'"73' in body for body in found) == 100


def test_a_cursor_of_before_goes_on_from_its_time() -> None:
    videos = Videos({"71": 500})
    found, _ = videos.walk(str((BEGAN + 480) * 1000))
    assert 20 <= len(found) <= 60


def _time(body: bytes) -> int:
    number = body.partition(b'"create_time":')[2]
    return int(number.split(b",")[0].split(b"}")[0])
