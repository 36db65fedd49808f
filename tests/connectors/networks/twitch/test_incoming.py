"""What Twitch's notifications become."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from palabre.connectors.facts import Arrived, Concealed, Fact, Removed, Swept, Unreadable
from palabre.connectors.networks.twitch import signature
from palabre.connectors.networks.twitch.connector import Twitch
from palabre.connectors.networks.twitch.incoming import READERS
from palabre.connectors.networks.twitch.subscriptions import WANTED
from palabre.engine.vocabulary import Kind
from tests.connectors.networks.twitch.probe import notification

TWITCH = Twitch()
NOW = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
TOLD = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
RECORDED = Path(__file__).parent / "recorded"
SHARED = Path(__file__).parents[5] / "shared" / "payloads" / "twitch"


def read(body: bytes, account: str = "42") -> list[Fact]:
    """Split and read a notification."""
    (change,) = TWITCH.split(body)
    return list(TWITCH.read(change.body, account=account, received_at=NOW))


def hold(status: str = "", message: Any = None) -> dict[str, Any]:
    """Return a message that AutoMod holds, or what became of it."""
    told = {
        "broadcaster_user_id": "42",
        "user_id": "7",
        "user_name": "Nour",
        "message_id": "h1",
        "message": message or {"text": "un lien"},
        "held_at": "2026-11-21T11:59:00Z",
    }
    return told | ({"status": status} if status else {})


def test_a_chat_message_arrives_with_its_author_its_parent_and_its_time() -> None:
    (fact,) = read((RECORDED / "chat_reply.json").read_bytes())
    assert isinstance(fact, Arrived)
    assert fact.external_id == "0d3c9a10-aaaa-4b5e-9d3c-1c9f10c0ffee"
    assert fact.text == "@Le_Fournil ouvert dimanche ? 🥐"
    assert (fact.author_id, fact.author_name) == ("9223372036854775807", "Nour_B")
    assert (fact.place.kind, fact.place.surface) == (Kind.COMMENT, "42")
    assert fact.place.parent == "1111aaaa-0000-4b5e-9d3c-1c9f10c0ffee"
    assert fact.sent_at == datetime(2026, 11, 21, 12, 0, 0, 634234, tzinfo=UTC)
    assert not fact.is_ours


def test_what_the_channel_says_itself_is_ours() -> None:
    event = {"broadcaster_user_id": "42", "chatter_user_id": "42", "message_id": "a", "message": {}}
    (fact,) = read(notification("channel.chat.message", event))
    assert isinstance(fact, Arrived)
    assert fact.is_ours


def test_a_notice_arrives_when_somebody_says_a_word_with_it() -> None:
    event = {"broadcaster_user_id": "42", "message_id": "a", "notice_type": "resub"}
    type = "channel.chat.notification"
    assert read(notification(type, event | {"message": {"text": ""}})) == []
    (fact,) = read(notification(type, event | {"message": {"text": "Un an déjà"}}))
    assert isinstance(fact, Arrived)
    assert (fact.text, fact.author_id) == ("Un an déjà", "")


def test_a_deleted_message_is_gone() -> None:
    event = {"broadcaster_user_id": "42", "target_user_id": "7", "message_id": "a"}
    (fact,) = read(notification("channel.chat.message_delete", event))
    assert isinstance(fact, Removed)
    assert (fact.external_id, fact.at) == ("a", TOLD)


def test_a_cleared_person_and_a_cleared_chat_are_swept() -> None:
    event = {"broadcaster_user_id": "42", "target_user_id": "7"}
    (person,) = read(notification("channel.chat.clear_user_messages", event))
    (chat,) = read(notification("channel.chat.clear", {"broadcaster_user_id": "42"}))
    assert isinstance(person, Swept)
    assert isinstance(chat, Swept)
    assert (person.author_id, chat.author_id) == ("7", "")
    assert person.place.surface == chat.place.surface == "42"


@pytest.mark.parametrize("message", [{"text": "un lien"}, "un lien"])
def test_a_held_message_arrives_hidden(message: Any) -> None:
    arrived, concealed = read(notification("automod.message.hold", hold(message=message)))
    assert isinstance(arrived, Arrived)
    assert isinstance(concealed, Concealed)
    assert (arrived.text, arrived.author_id) == ("un lien", "7")
    assert concealed.hidden


@pytest.mark.parametrize(("status", "last"), [("approved", Concealed), ("Denied", Removed)])
def test_what_became_of_a_held_message_is_told(status: str, last: type[Fact]) -> None:
    facts = read(notification("automod.message.update", hold(status)))
    assert isinstance(facts[-1], last)
    if isinstance(facts[-1], Concealed):
        assert not facts[-1].hidden


def test_a_hold_that_nobody_looked_at_is_gone_and_an_unknown_end_says_nothing() -> None:
    assert isinstance(read(notification("automod.message.update", hold("expired")))[-1], Removed)
    assert read(notification("automod.message.update", hold("pondered"))) == []


def test_a_whisper_is_a_private_message_with_its_person_either_way() -> None:
    event = {"whisper_id": "w1", "whisper": {"text": "psst"}}
    ids = {"from_user_id": "7", "from_user_name": "Nour", "to_user_id": "42"}
    (theirs,) = read(notification("user.whisper.message", event | ids))
    back = {"from_user_id": "42", "to_user_id": "7"}
    (ours,) = read(notification("user.whisper.message", event | back))
    assert isinstance(theirs, Arrived)
    assert isinstance(ours, Arrived)
    assert {theirs.place.person, ours.place.person} == {"7"}
    assert theirs.place.kind == Kind.MESSAGE
    assert (theirs.is_ours, ours.is_ours) == (False, True)


def test_an_unknown_type_says_nothing_and_a_message_without_id_is_unreadable() -> None:
    assert read(notification("channel.hologram.begin", {"broadcaster_user_id": "42"})) == []
    with pytest.raises(Unreadable, match="message_id"):
        read(notification("channel.chat.message", {"broadcaster_user_id": "42", "message": {}}))


def test_the_same_message_by_webhook_and_by_socket_is_one_change() -> None:
    event = {"broadcaster_user_id": "42", "message_id": "a", "message": {"text": "x"}}
    (by_socket,) = TWITCH.split(notification("channel.chat.message", event, message_id="m7"))
    payload = {"event": event, "subscription": {"type": "channel.chat.message", "cost": 1}}
    headers = {signature.ID: "m8", signature.AT: "2026-11-21T12:00:00Z"}
    (by_hook,) = TWITCH.split(TWITCH.complete(headers, json.dumps(payload).encode()))
    assert by_socket.key == by_hook.key
    (fact,) = TWITCH.read(by_hook.body, account="42", received_at=NOW)
    assert fact.at == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_hold_and_its_end_are_two_changes_and_two_clearings_too() -> None:
    type = "automod.message.update"
    keys = {
        TWITCH.split(notification(type, hold(status)))[0].key
        for status in ("", "approved", "denied")
    }
    assert len(keys) == 3
    clear = {"broadcaster_user_id": "42"}
    once = TWITCH.split(notification("channel.chat.clear", clear, message_id="m1"))[0]
    twice = TWITCH.split(notification("channel.chat.clear", clear, message_id="m2"))[0]
    assert once.key != twice.key


def test_every_type_that_is_asked_for_is_read() -> None:
    assert {one.type for one in WANTED} == set(READERS)


def test_every_published_example_is_read() -> None:
    if not SHARED.is_dir():
        pytest.skip("The published examples are not beside the repository.")
    told = 0
    for file in sorted(SHARED.glob("eventsub.*.json")):
        payload = json.loads(file.read_text(encoding="utf-8"))
        body = TWITCH.complete({signature.ID: file.name}, json.dumps(payload).encode())
        facts = read(body, account="1971641")
        assert bool(facts) == (_type(payload) in READERS and _says_something(payload)), file.name
        told += len(facts)
    assert told > 10


def _type(payload: dict[str, Any]) -> str:
    return str(payload["subscription"]["type"])


def _says_something(payload: dict[str, Any]) -> bool:
    """Say whether an example carries words, or is no message at all."""
    event = payload["event"]
    return "notice_type" not in event or bool(event["message"]["text"])
