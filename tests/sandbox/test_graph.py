"""The Graph API: what the desk can do, read, and is refused."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Desk, RunningSquare

DAY = 86_400


def refusal(answer: httpx.Response) -> tuple[int, int, int | None]:
    """Return the status, code and subcode of a refusal in Graph's shape."""
    error = answer.json()["error"]
    keys = {"message", "type", "code", "error_subcode", "fbtrace_id"}
    assert keys - {"error_subcode"} <= set(error) <= keys
    return answer.status_code, error["code"], error.get("error_subcode")


def acts(square: RunningSquare) -> list[tuple[str, str]]:
    told = square.client.get("/square/api/acts").json()["acts"]
    return [(act["verb"], act["object"]) for act in told]


def test_a_page_is_read_by_its_id_and_as_me(square: RunningSquare) -> None:
    assert square.graph("GET", "1001", fields="name").json() == {
        "id": "1001",
        "name": "Boulangerie Le Fournil",
    }
    me = square.graph("GET", "me", account="instagram", fields="username,followers_count")
    assert me.json() == {
        "id": "17841400000000001",
        "username": "fc.pres.verts",
        "followers_count": 4200,
    }
    edge = "1001/subscribed_apps"
    assert square.graph("POST", edge, subscribed_fields="feed").json() == {"success": True}
    (app,) = square.graph("GET", edge).json()["data"]
    assert app["subscribed_fields"] == ["feed"]
    assert square.graph("POST", edge, subscribed_fields="weather").status_code == 400
    assert square.graph("DELETE", edge).json() == {"success": True}
    assert square.graph("GET", edge).json() == {"data": []}


def test_the_token_may_come_in_the_query_or_the_form(square: RunningSquare) -> None:
    comment = square.comment()
    wish = {"message": "Merci", "access_token": "token-facebook"}
    assert square.client.post(f"/graph/v26.0/{comment}/comments", data=wish).status_code == 200
    assert square.client.get("/graph/v26.0/me?access_token=token-facebook").status_code == 200


def test_a_facebook_answer_comes_back_as_a_comment_of_the_page(
    square: RunningSquare, desk: Desk
) -> None:
    comment = square.comment("Ouvert dimanche ?")
    answer = square.graph("POST", f"{comment}/comments", message="Oui, dès 7 h.").json()
    square.settled()
    echo = next(one for one in desk.changes() if one["comment_id"] == answer["id"])
    assert echo["from"] == {"id": "1001", "name": "Boulangerie Le Fournil"}
    assert echo["parent_id"] == comment
    told = square.graph("GET", f"{comment}/comments", fields="id,message,from,created_time").json()
    (one,) = told["data"]
    assert one["message"] == "Oui, dès 7 h."
    assert one["created_time"].endswith("+0000")


def test_an_instagram_answer_uses_its_own_edge(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment("Tickets?", account="instagram")
    answer = square.graph("POST", f"{comment}/replies", account="instagram", message="Monday.")
    square.settled()
    echo = next(one for one in desk.changes() if one["id"] == answer.json()["id"])
    assert echo["from"]["id"] == "17841400000000001"
    wrong = square.graph("POST", f"{comment}/comments", account="instagram", message="Monday.")
    assert refusal(wrong) == (400, 100, 33)
    told = square.graph("GET", f"{comment}/replies", account="instagram", fields="id,text").json()
    assert told["data"] == [{"id": answer.json()["id"], "text": "Monday."}]


def test_hiding_is_told_once_and_only_by_facebook(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment()
    for hidden in (True, True, False):
        assert square.graph("POST", comment, is_hidden=hidden).json() == {"success": True}
    other = square.comment(account="instagram")
    assert square.graph("POST", other, account="instagram", hide="true").json() == {"success": True}
    square.settled()
    assert sorted(one["verb"] for one in desk.changes() if "verb" in one) == [
        "add",
        "hide",
        "unhide",
    ]
    assert len([one for one in desk.changes() if "verb" not in one]) == 1
    told = square.graph("GET", other, account="instagram", fields="hidden,is_hidden").json()
    assert told == {"id": other, "hidden": True}
    assert refusal(square.graph("POST", comment, hide="true"))[1] == 100


def test_the_page_cannot_hide_its_own_answer(square: RunningSquare) -> None:
    comment = square.comment()
    own = square.graph("POST", f"{comment}/comments", message="Merci").json()["id"]
    assert refusal(square.graph("POST", own, is_hidden="true")) == (403, 200, None)
    assert square.graph("GET", own, fields="can_hide").json()["can_hide"] is False


def test_a_deleted_comment_is_unknown_afterwards(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment()
    assert square.graph("DELETE", comment).json() == {"success": True}
    assert refusal(square.graph("GET", comment)) == (400, 100, 33)
    assert refusal(square.graph("DELETE", comment)) == (400, 100, 33)
    square.settled()
    assert {one["verb"] for one in desk.changes()} == {"add", "remove"}
    assert acts(square) == [("delete", comment)]


def test_likes_exist_on_facebook_only(square: RunningSquare) -> None:
    comment = square.comment()
    square.graph("POST", f"{comment}/likes")
    fields = "user_likes,like_count"
    assert square.graph("GET", comment, fields=fields).json()["user_likes"] is True
    square.graph("DELETE", f"{comment}/likes")
    assert square.graph("GET", comment, fields=fields).json()["like_count"] == 0
    other = square.comment(account="instagram")
    assert refusal(square.graph("POST", f"{other}/likes", account="instagram")) == (400, 100, 33)


def test_the_words_of_another_page_are_out_of_sight(square: RunningSquare) -> None:
    comment = square.comment()
    assert refusal(square.graph("GET", comment, account="instagram")) == (400, 100, 33)
    assert refusal(square.graph("GET", "1001", account="instagram")) == (400, 100, 33)


def test_a_missing_or_wrong_token_is_refused(square: RunningSquare) -> None:
    assert refusal(square.client.get("/graph/v26.0/me")) == (400, 104, None)
    assert refusal(square.graph("GET", "me", account="nobody")) == (401, 190, None)


def test_comments_are_read_page_by_page(square: RunningSquare) -> None:
    written = [square.comment(f"number {n}") for n in range(7)]
    answer = square.comment("an answer", parent=written[0])
    found: list[str] = []
    after = ""
    while True:
        told = square.graph("GET", "1001_1/comments", filter="stream", limit=3, after=after).json()
        found += [one["id"] for one in told["data"]]
        if "next" not in told["paging"]:
            break
        after = told["paging"]["cursors"]["after"]
    assert found == [*written, answer]
    top = square.graph("GET", "1001_1/comments", limit=100).json()
    assert [one["id"] for one in top["data"]] == written
    assert refusal(square.graph("GET", "1001_1/comments", after="%%"))[1] == 100


def test_instagram_comments_come_newest_first(square: RunningSquare) -> None:
    written = [square.comment(f"number {n}", account="instagram") for n in range(5)]
    media = "18000000000000001/comments"
    first = square.graph("GET", media, account="instagram", limit=2).json()
    rest = square.graph(
        "GET", media, account="instagram", after=first["paging"]["cursors"]["after"]
    ).json()
    assert [one["id"] for one in first["data"] + rest["data"]] == written[::-1]


@pytest.mark.parametrize(
    ("account", "page", "subcode"),
    [("facebook", "1001", 2018278), ("instagram", "17841400000000001", 2534022)],
)
def test_the_window_closes_a_day_after_the_person_wrote(
    square: RunningSquare, account: str, page: str, subcode: int
) -> None:
    person = square.message(account=account, at=time.time() - DAY - 60)
    wish = {"recipient": {"id": person}, "message": {"text": "hello"}}
    late = square.graph("POST", f"{page}/messages", account=account, **wish)
    assert refusal(late) == (403, 10, subcode)
    tagged = {**wish, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert square.graph("POST", f"{page}/messages", account=account, **tagged).status_code == 200
    removed = {**tagged, "tag": "ACCOUNT_UPDATE"}
    answer = square.graph("POST", f"{page}/messages", account=account, **removed)
    assert refusal(answer) == (400, 100, 1893061)
    square.message(account=account)
    fresh = square.graph("POST", f"{page}/messages", account=account, **wish)
    assert set(fresh.json()) == {"recipient_id", "message_id"}


def test_nobody_is_written_to_first(square: RunningSquare) -> None:
    wish: dict[str, Any] = {"recipient": {"id": "99"}, "message": {"text": "hello"}}
    assert refusal(square.graph("POST", "1001/messages", **wish)) == (400, 100, 2018001)


def test_a_sent_message_comes_back_as_an_echo(square: RunningSquare, desk: Desk) -> None:
    for account, page in (("facebook", "1001"), ("instagram", "17841400000000001")):
        person = square.message(account=account)
        message = {"text": "hello", "metadata": "act:77"}
        wish = {"recipient": {"id": person}, "message": message, "messaging_type": "RESPONSE"}
        sent = square.graph("POST", f"{page}/messages", account=account, **wish).json()
        square.settled()
        echo = next(m for m in desk.messages() if m["message"]["mid"] == sent["message_id"])
        assert echo["sender"] == {"id": page}
        assert echo["recipient"] == {"id": person}
        assert echo["message"]["is_echo"] is True
        assert echo["message"]["metadata"] == "act:77"
        assert ("app_id" in echo["message"]) is (account == "facebook")


def test_a_comment_is_answered_in_private_once_and_within_a_week(square: RunningSquare) -> None:
    for account, page in (("facebook", "1001"), ("instagram", "17841400000000001")):
        comment = square.comment(account=account)
        wish = {"recipient": {"comment_id": comment}, "message": {"text": "in private"}}
        first = square.graph("POST", f"{page}/messages", account=account, **wish).json()
        assert first["recipient_id"] == "42"
        second = square.graph("POST", f"{page}/messages", account=account, **wish)
        assert refusal(second) == (400, 100, 2018292)
        old = square.comment(account=account, at=time.time() - 8 * DAY)
        wish["recipient"] = {"comment_id": old}
        late = square.graph("POST", f"{page}/messages", account=account, **wish)
        assert refusal(late)[:2] == (403, 10)
        again = {"recipient": {"id": "42"}, "message": {"text": "and more"}}
        more = square.graph("POST", f"{page}/messages", account=account, **again)
        assert refusal(more)[:2] == (403, 10)


def test_conversations_are_read_without_metadata(square: RunningSquare) -> None:
    person = square.message("Bonjour")
    message = {"text": "Oui", "metadata": "act:1"}
    square.graph("POST", "1001/messages", recipient={"id": person}, message=message)
    fields = "id,messages{id,message,from,to,created_time,metadata}"
    told = square.graph(
        "GET", "1001/conversations", platform="MESSENGER", user_id=person, fields=fields
    ).json()
    (talk,) = told["data"]
    assert talk["id"].startswith("t_")
    assert [one["message"] for one in talk["messages"]["data"]] == ["Oui", "Bonjour"]
    assert all(
        set(one) == {"id", "message", "from", "to", "created_time"}
        for one in talk["messages"]["data"]
    )
    assert talk["messages"]["data"][0]["from"]["id"] == "1001"
    other = square.graph("GET", "1001/conversations", platform="INSTAGRAM", user_id=person).json()
    assert other["data"] == []
    again = square.graph("GET", talk["id"], fields=fields).json()
    assert again == talk


def test_what_makes_no_sense_is_refused(square: RunningSquare) -> None:
    comment = square.comment()
    assert refusal(square.graph("POST", f"{comment}/comments")) == (400, 100, None)
    assert refusal(square.graph("POST", comment, is_hidden="perhaps"))[1] == 100
    assert refusal(square.graph("POST", "1001/messages", message={"text": "x"}))[1] == 100
    assert refusal(square.graph("GET", "nothing/at/all")) == (400, 100, 33)
    assert acts(square) == []
