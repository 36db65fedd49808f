"""What Graph does for the desk."""

from __future__ import annotations

from typing import Any

from palabre.sandbox import brand, facts
from palabre.sandbox.facts import Deed, Outgoing
from palabre.sandbox.graph import networks
from palabre.sandbox.graph.call import Call
from palabre.sandbox.graph.errors import invalid, unknown
from palabre.sandbox.graph.reading import SUBSCRIPTION
from palabre.sandbox.world import Comment

Json = dict[str, Any]


def subscribe(call: Call) -> Json:
    """Keep the subscription; the square sends its webhooks with or without it."""
    fields = [one for one in call.text("subscribed_fields").split(",") if one]
    known = networks.of(call.account).EVENTS
    wrong = next((one for one in fields if one not in known), "" if fields else "nothing")
    if wrong:
        raise invalid(f"(#100) Param subscribed_fields must not be {wrong}")
    return _subscribe(call, {"subscribed_fields": fields})


def unsubscribe(call: Call) -> Json:
    """Let the subscription go."""
    return _subscribe(call, None)


def _subscribe(call: Call, told: Json | None) -> Json:
    call.square.record(facts.Subscribed(account=call.account.key, name=SUBSCRIPTION, told=told))
    return {"success": True}


def reply(call: Call) -> Json:
    """Answer a comment: the edge and the parameter are the network's own."""
    comment = _comment(call)
    brand.check_not_blocked(call.square, call.account)
    written = brand.reply(call.square, call.account, comment, call.text("message"), now=call.now)
    return {"id": written.id}


def update_comment(call: Call) -> Json:
    """Hide a comment or show it: `is_hidden` on Facebook, `hide` on Instagram."""
    comment = _comment(call)
    name = "hide" if call.account.network == "instagram" else "is_hidden"
    hidden = call.truth(name)
    if hidden is None:
        raise invalid(f"(#100) The parameter {name} is required")
    brand.check_not_blocked(call.square, call.account)
    brand.set_hidden(call.square, call.account, comment, hidden=hidden, now=call.now)
    return {"success": True}


def delete_comment(call: Call) -> Json:
    """Delete a comment."""
    comment = _comment(call)
    brand.check_not_blocked(call.square, call.account)
    brand.delete(call.square, call.account, comment, now=call.now)
    return {"success": True}


def like(call: Call) -> Json:
    """Like a comment; Instagram has no such edge."""
    return _like(call, liked=True)


def unlike(call: Call) -> Json:
    """Take the like back."""
    return _like(call, liked=False)


def ban(call: Call) -> Json:
    """Block people from a page, by the numbers under which it knows them."""
    people = call.parameters.get("psid")
    people = people if isinstance(people, list) else [people]
    for person in people:
        _stand(call, "ban", person)
    return {str(person): True for person in people}


def unban(call: Call) -> Json:
    """Let a person write on the page again."""
    _stand(call, "unban", call.parameters.get("psid"))
    return {"success": True}


def _stand(call: Call, verb: str, person: object) -> None:
    if networks.of(call.account).OBJECT != "page":
        raise unknown("post", call.object)
    if not str(person or "").isdigit():
        raise invalid("(#100) Param psid must be the number of a person")
    brand.check_not_blocked(call.square, call.account)
    deed = Deed(verb, str(person), str(person))
    brand.note(call.square, call.account, deed, now=call.now)


def send(call: Call) -> Json:
    """Write in private: to a person by `recipient.id`, or about a comment by `comment_id`."""
    recipient = call.record("recipient")
    words = _words(call)
    if "id" in recipient:
        person = str(recipient["id"])
        brand.check_not_blocked(call.square, call.account)
        sent = brand.message(call.square, call.account, person, words, now=call.now)
        return {"recipient_id": person, "message_id": sent}
    target = str(recipient.get("comment_id") or recipient.get("post_id") or "")
    if not target:
        raise invalid("(#100) Param recipient must have id, comment_id or post_id")
    comment = call.square.world.comments.get(target)
    if comment is None or comment.deleted or comment.account != call.account.key:
        raise unknown("post", target)
    brand.check_not_blocked(call.square, call.account)
    person, sent = brand.private_reply(call.square, call.account, comment, words, now=call.now)
    return {"recipient_id": person, "message_id": sent}


def _words(call: Call) -> Outgoing:
    message = call.record("message")
    kind = call.text("messaging_type") or "RESPONSE"
    if kind not in ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"):
        raise invalid("(#100) Param messaging_type is not one of the allowed values")
    if kind == "MESSAGE_TAG" and not call.text("tag"):
        raise invalid("(#100) Param tag is required with MESSAGE_TAG")
    return Outgoing(
        text=str(message.get("text") or ""),
        metadata=str(message.get("metadata") or ""),
        tag=call.text("tag"),
    )


def _like(call: Call, *, liked: bool) -> Json:
    comment = _comment(call)
    if networks.of(call.account).OBJECT == "instagram":
        raise unknown("post", call.object)
    brand.check_not_blocked(call.square, call.account)
    brand.like(call.square, call.account, comment, liked=liked, now=call.now)
    return {"success": True}


def _comment(call: Call) -> Comment:
    return call.square.world.comments[call.object]
