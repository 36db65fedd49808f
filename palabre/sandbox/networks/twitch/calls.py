"""What Helix does for the desk on the square: chat, moderation, whispers, subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from palabre.sandbox import brand, facts
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.facts import Author, Deed, Outgoing
from palabre.sandbox.networks.twitch.sessions import Sessions
from palabre.sandbox.settings import username
from palabre.sandbox.world import Comment

Json = dict[str, Any]
OLDEST_DELETED = 6 * 3600.0
MOST_LETTERS = 500
LONGEST_TIME_OUT = 1_209_600
CHAT_SETTINGS = {"slow_mode": ("slow", "unslow"), "follower_mode": ("narrow", "widen")}


def bad(message: str, status: int = 400) -> Refusal:
    """Return a refusal as Helix words it."""
    names = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    return Refusal(status, {"error": names[status], "status": status, "message": message})


def _check_us(knock: Knock, *names: str) -> None:
    """Refuse when the ids named are not those of the token's user."""
    for name in names:
        if knock.text(name) != knock.account.page_id:
            raise bad(f"The ID in {name} must match the user ID found in the OAuth token.", 401)


def _message(knock: Knock, id: str) -> Comment:
    found = knock.square.world.comments.get(id)
    if found is None or found.account != knock.account.key or found.deleted:
        raise bad("The message was not found.", 404)
    return found


def _note(knock: Knock, verb: str, object: str, text: str = "") -> None:
    brand.note(knock.square, knock.account, Deed(verb, object, object, text), now=knock.now)


def say(knock: Knock) -> Json:
    """Send a chat message under another. The chat itself may drop it, which is no error."""
    _check_us(knock, "broadcaster_id", "sender_id")
    text = knock.text("message")
    if not text.strip() or len(text) > MOST_LETTERS:
        raise bad("The message must have between 1 and 500 characters.")
    parent = knock.square.world.comments.get(knock.text("reply_parent_message_id"))
    if parent is None or parent.deleted:
        code = {"code": "parent_message_not_found", "message": "The parent message is gone."}
        return {"data": [{"message_id": "", "is_sent": False, "drop_reason": code}]}
    made = brand.reply(knock.square, knock.account, parent, text, now=knock.now)
    return {"data": [{"message_id": made.id, "is_sent": True, "drop_reason": None}]}


def delete(knock: Knock) -> Response:
    """Delete a chat message; one that is held is not in the chat."""
    _check_us(knock, "broadcaster_id", "moderator_id")
    found = _message(knock, knock.text("message_id"))
    if found.hidden:
        raise bad("The message was not found.", 404)
    if found.author.id == knock.account.page_id:
        raise bad("You may not delete the broadcaster's messages.")
    if knock.now - found.at > OLDEST_DELETED:
        raise bad("The message is older than six hours.")
    brand.delete(knock.square, knock.account, found, now=knock.now)
    return Response(status_code=204)


def decide_held(knock: Knock) -> Response:
    """Let a held message through, or refuse it."""
    _check_us(knock, "user_id")
    found = _message(knock, knock.text("msg_id"))
    if not found.hidden:
        raise bad("The message was not found.", 404)
    if knock.text("action") == "ALLOW":
        knock.square.record(facts.CommentHidden(id=found.id, hidden=False, at=knock.now))
        _note(knock, "release", found.id)
    elif knock.text("action") == "DENY":
        brand.delete(knock.square, knock.account, found, now=knock.now)
    else:
        raise bad("The value in action is not valid.")
    return Response(status_code=204)


def ban(knock: Knock) -> Json:
    """Ban somebody, or for a while."""
    _check_us(knock, "broadcaster_id", "moderator_id")
    data = knock.content.get("data")
    if not isinstance(data, dict) or not data.get("user_id"):
        raise bad("The user_id field is required.")
    seconds = data.get("duration")
    if seconds is not None and not (isinstance(seconds, int) and 1 <= seconds <= LONGEST_TIME_OUT):
        raise bad("The duration is not valid.")
    _note(knock, "time_out" if seconds else "ban", str(data["user_id"]), str(seconds or ""))
    us = knock.account.page_id
    told = {"broadcaster_id": us, "moderator_id": us, "user_id": data["user_id"]}
    return {"data": [told | {"created_at": "", "end_time": None}]}


def unban(knock: Knock) -> Response:
    """Let somebody write again."""
    _check_us(knock, "broadcaster_id", "moderator_id")
    person = knock.text("user_id")
    last = brand.last_done(knock.square, knock.account, person, {"ban", "time_out", "unban"})
    if last not in {"ban", "time_out"}:
        raise bad("The user in the user_id query parameter is not banned.")
    _note(knock, "unban", person)
    return Response(status_code=204)


def warn(knock: Knock) -> Json:
    """Warn somebody, who has to say that it was read."""
    _check_us(knock, "broadcaster_id", "moderator_id")
    data = knock.content.get("data")
    if not isinstance(data, dict) or not data.get("user_id") or not data.get("reason"):
        raise bad("The user_id and reason fields are required.")
    _note(knock, "warn", str(data["user_id"]), str(data["reason"]))
    return {"data": [dict(data)]}


def change_settings(knock: Knock) -> Json:
    """Change how the chat may be written in."""
    _check_us(knock, "broadcaster_id", "moderator_id")
    for name, (on, off) in CHAT_SETTINGS.items():
        if name in knock.content:
            _note(knock, on if knock.content[name] else off, knock.account.page_id)
    return {"data": [dict(knock.content)]}


def shield(knock: Knock) -> Json:
    """Put the shield up or down."""
    _check_us(knock, "broadcaster_id", "moderator_id")
    is_active = knock.content.get("is_active")
    if not isinstance(is_active, bool):
        raise bad("The is_active field is required.")
    _note(knock, "shield" if is_active else "unshield", knock.account.page_id)
    return {"data": [{"is_active": is_active}]}


def whisper(knock: Knock) -> Response:
    """Whisper to somebody; 204 even when it is dropped."""
    _check_us(knock, "from_user_id")
    person, text = knock.text("to_user_id"), knock.text("message")
    if not person or not text.strip():
        raise bad("The message must not be empty.")
    talk = knock.square.world.conversations.get((knock.account.key, person))
    written = (one.author for one in knock.square.world.comments.values())
    met = next((one for one in written if one.id == person), None)
    who = talk.person if talk is not None else met or Author(person, person)
    sent = brand.send_message(
        knock.square, knock.account, who, Outgoing(text), comment=None, now=knock.now
    )
    brand.note(knock.square, knock.account, Deed("message", person, sent.id, text), now=knock.now)
    return Response(status_code=204)


def read_channel(knock: Knock) -> Json:
    """Return what the channel streams."""
    account = knock.account
    login = username(account.name).replace(".", "_")
    title = account.posts[0].text if account.posts else ""
    told = {"broadcaster_id": account.page_id, "broadcaster_login": login, "title": title}
    return {"data": [told | {"broadcaster_name": account.name}]}


def subscribe(sessions: Sessions) -> Answering:
    """Return the call that lets a socket hear one type of event."""

    def answer(knock: Knock) -> Response | Json:
        transport = knock.content.get("transport")
        named = transport.get("session_id", "") if isinstance(transport, dict) else ""
        session = sessions.find(str(named))
        if session is None:
            raise bad("The session does not exist or has already disconnected.")
        type, condition = knock.text("type"), knock.content.get("condition")
        ids = set(condition.values()) if isinstance(condition, dict) else set()
        if ids != {knock.account.page_id}:
            raise bad("The condition names others than the token's user.", 403)
        session.account = knock.account.key
        session.types.add(type)
        told = {"id": f"{session.id}:{type}", "type": type, "status": "enabled"}
        return {"data": [told], "total": 1, "total_cost": 0, "max_total_cost": 10}

    return answer


TABLE: tuple[tuple[str, str, Callable[[Knock], Any]], ...] = (
    ("POST", "/helix/chat/messages", say),
    ("DELETE", "/helix/moderation/chat", delete),
    ("POST", "/helix/moderation/automod/message", decide_held),
    ("POST", "/helix/moderation/bans", ban),
    ("DELETE", "/helix/moderation/bans", unban),
    ("POST", "/helix/moderation/warnings", warn),
    ("PATCH", "/helix/chat/settings", change_settings),
    ("PUT", "/helix/moderation/shield_mode", shield),
    ("POST", "/helix/whispers", whisper),
    ("GET", "/helix/channels", read_channel),
)
