"""The strip of the last 24 hours above the inbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from palabre.insights.day import draw_day
from palabre.plumbing import clock
from tests.inbox.test_pages import browser_of, client, tell, text_of
from tests.machinery.seeds import Client, comment

__all__ = ["client"]
NOW = datetime(2026, 11, 21, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_strip_has_an_hour_a_bar_and_the_hidden_part_in_it() -> None:
    rows = [
        {"hour": NOW.replace(minute=0), "received": 40, "hidden": 10},
        {"hour": NOW.replace(minute=0) - 23 * HOUR, "received": 1, "hidden": 0},
    ]
    bars = draw_day(rows, now=NOW)
    assert len(bars) == 24
    assert (bars[-1].height, bars[-1].hidden) == (24, 6)
    assert (bars[0].height, bars[0].hidden) == (1.5, 0)
    assert {bar.height for bar in bars[1:-1]} == {0.5}


def test_the_strip_counts_what_arrived(client: Client) -> None:
    moment = int(clock.now().timestamp()) - 1
    late = comment(9, "Vous êtes tous des connards", author="7009", created_time=moment)
    tell(client, late, comment(10, "Merci pour tout", author="7010", created_time=moment))
    page = text_of(browser_of(client.member).get(f"/figures/{client.workspace.slug}/day/"))
    assert "2 messages en 24 heures" in page
    assert "bar-received" in page
