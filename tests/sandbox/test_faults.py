"""Bad weather, and what holds in it."""

from __future__ import annotations

import time

import httpx
import pytest

from palabre.sandbox.faults import FINE, Faults, together
from tests.sandbox.conftest import Desk, RunningSquare
from tests.sandbox.test_graph import acts, refusal


def test_the_worse_weather_counts() -> None:
    everywhere, here = Faults(delay=2, reorder=True), Faults(delay=1, graph_errors_next=3)
    assert together(everywhere, here) == Faults(delay=2, reorder=True, graph_errors_next=3)
    assert together(FINE, FINE) == FINE


def test_a_delivery_can_come_twice(square: RunningSquare, desk: Desk) -> None:
    square.faults(duplicate=1)
    comment = square.comment()
    square.settled()
    assert [one["comment_id"] for one in desk.changes()] == [comment, comment]


def test_a_delivery_can_be_late(square: RunningSquare, desk: Desk) -> None:
    square.faults("facebook", delay=0.6)
    square.comment()
    square.comment(account="instagram")
    time.sleep(0.3)
    assert [("comment_id" in one) for one in desk.changes()] == [False]
    square.settled()
    assert len(desk.changes()) == 2


def test_events_can_overtake_each_other(square: RunningSquare, desk: Desk) -> None:
    square.faults(reorder=True)
    written = [square.comment(f"number {n}") for n in range(20)]
    square.settled()
    arrived = [one["comment_id"] for one in desk.changes()]
    assert sorted(arrived) == sorted(written)
    assert arrived != written


def test_an_edit_can_come_before_its_comment(square: RunningSquare, desk: Desk) -> None:
    square.faults(edits_first=True)
    comment = square.comment("first")
    square.client.patch(f"/square/api/comments/{comment}", json={"text": "second"})
    square.settled()
    assert [one["verb"] for one in desk.changes()] == ["edited", "add"]


def test_graph_can_break_down_without_doing_anything(square: RunningSquare) -> None:
    comment = square.comment()
    square.faults(graph_errors_next=3)
    for _ in range(3):
        answer = square.graph("POST", f"{comment}/comments", message="Merci")
        assert refusal(answer) in ((500, 1, None), (503, 2, None))
    assert acts(square) == []
    assert square.graph("POST", f"{comment}/comments", message="Merci").status_code == 200
    square.faults(graph_errors=1)
    assert square.graph("GET", "me").status_code >= 500


def test_graph_can_say_too_many_calls(square: RunningSquare) -> None:
    square.faults("facebook", rate_limited_next=2)
    answer = square.graph("GET", "me")
    assert refusal(answer) == (403, 4, None)
    assert "call_count" in answer.headers["x-app-usage"]
    assert int(answer.headers["retry-after"]) >= 1
    assert square.graph("GET", "me", account="instagram").status_code == 200
    assert refusal(square.graph("POST", "1001/messages"))[1] == 613
    assert square.graph("GET", "me").status_code == 200
    square.faults(rate_limited_until=time.time() + 30)
    answer = square.graph("GET", "me")
    assert 25 <= int(answer.headers["retry-after"]) <= 30


def test_access_can_expire_and_come_back(square: RunningSquare) -> None:
    square.client.post("/square/api/token/expire", json={"account": "facebook"})
    assert refusal(square.graph("GET", "me")) == (401, 190, 463)
    assert square.graph("GET", "me", account="instagram").status_code == 200
    square.client.post("/square/api/token/renew", json={})
    assert square.graph("GET", "me").status_code == 200


def test_a_write_can_be_blocked_or_called_a_duplicate(square: RunningSquare) -> None:
    comment = square.comment()
    square.faults(blocked_next=1)
    assert refusal(square.graph("DELETE", comment)) == (400, 368, None)
    square.faults(refuse_duplicates=True)
    square.graph("POST", f"{comment}/comments", message="Merci")
    again = square.graph("POST", f"{comment}/comments", message="Merci")
    assert refusal(again) == (400, 506, None)


def test_a_lost_answer_leaves_the_act_done(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment()
    square.faults(lost_answers_next=1)
    assert square.graph("GET", "me").status_code == 200
    with pytest.raises(httpx.TransportError):
        square.graph("POST", f"{comment}/comments", message="Merci")
    assert acts(square) == [("reply", comment)]
    square.settled()
    assert sorted(one["message"] for one in desk.changes()) == ["Bonjour", "Merci"]
    assert square.graph("POST", f"{comment}/comments", message="Encore").status_code == 200


def test_unknown_or_impossible_weather_is_refused(square: RunningSquare) -> None:
    for wish in ({"snow": 1}, {"duplicate": 2}, {"delay": "soon"}):
        answer = square.client.put("/square/api/faults", json=wish)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "detail"}
    nobody = square.client.put("/square/api/faults", json={"account": "nobody", "delay": 1})
    assert nobody.status_code == 404
