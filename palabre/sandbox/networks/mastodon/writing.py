"""What a Mastodon server does for the desk."""

from __future__ import annotations

from typing import Any

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.facts import Deed, Outgoing
from palabre.sandbox.networks.mastodon.reading import find, relationship, write
from palabre.sandbox.world import Comment, Post

Json = dict[str, Any]
MOST_LETTERS = 500
VISIBILITIES = ("public", "unlisted", "private", "direct")


def post(knock: Knock) -> Json:
    """Write a status that answers another. The same idempotency key is the same status."""
    text, visibility = knock.text("status"), knock.text("visibility") or "public"
    if not text.strip():
        raise Refusal(422, {"error": "Validation failed: Text can't be blank"})
    if len(text) > MOST_LETTERS:
        raise Refusal(422, {"error": "Validation failed: Text limit of 500 exceeded"})
    if visibility not in VISIBILITIES:
        raise Refusal(422, {"error": "Validation failed: Visibility is not included in the list"})
    key = knock.request.headers.get("idempotency-key", "")
    known = _made_with(knock, key) if key else ""
    if known:
        return write(knock, find(knock, known))
    answered = find(knock, knock.text("in_reply_to_id"))
    if isinstance(answered, Post):
        raise Refusal(422, {"error": "The square's brand answers people only."})
    if visibility == "direct":
        return _write_privately(knock, answered, text, key)
    if not isinstance(answered, Comment):
        raise Refusal(422, {"error": "A private message is answered in private."})
    made = brand.reply(knock.square, knock.account, answered, text, now=knock.now, key=key)
    return write(knock, made)


def _made_with(knock: Knock, key: str) -> str:
    for act in reversed(knock.square.world.acts):
        if (act.account, act.deed.metadata) == (knock.account.key, key):
            return act.deed.result
    return ""


def _write_privately(knock: Knock, answered: Any, text: str, key: str) -> Json:
    person = answered.author if isinstance(answered, Comment) else answered[0].person
    comment = answered.id if isinstance(answered, Comment) else None
    words = Outgoing(text, key)
    sent = brand.send_message(
        knock.square, knock.account, person, words, comment=comment, now=knock.now
    )
    verb = "private_reply" if comment else "message"
    deed = Deed(verb, comment or person.id, sent.id, text, key)
    brand.note(knock.square, knock.account, deed, now=knock.now)
    return write(knock, find(knock, sent.id))


def delete(knock: Knock) -> Json:
    """Delete one of the brand's own statuses."""
    found = find(knock, knock.part("id"))
    if not isinstance(found, Comment) or found.author.id != knock.account.page_id:
        raise Refusal(404, {"error": "Record not found"})
    told = write(knock, found)
    brand.delete(knock.square, knock.account, found, now=knock.now)
    return told


def favourite(knock: Knock) -> Json:
    """Like a status."""
    found = find(knock, knock.part("id"))
    if isinstance(found, Comment):
        brand.like(knock.square, knock.account, found, liked=True, now=knock.now)
    return write(knock, found)


def stand(verb: str) -> Answering:
    """Return the call that blocks, unblocks, mutes or unmutes a person."""

    def answer(knock: Knock) -> Json:
        person = knock.part("id")
        deed = Deed(verb, person, person, knock.text("duration"))
        brand.note(knock.square, knock.account, deed, now=knock.now)
        return relationship(knock, person)

    return answer


def report(knock: Knock) -> Json:
    """Report a person's statuses to the server's moderators."""
    person = knock.text("account_id")
    if not person:
        raise Refusal(404, {"error": "Record not found"})
    number = str(knock.square.world.act_number + 1)
    statuses = knock.content.get("status_ids") or []
    deed = Deed("report", str(statuses[0]) if statuses else person, number)
    brand.note(knock.square, knock.account, deed, now=knock.now)
    return {"id": number, "action_taken": False, "category": "other"}


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("POST", "/api/v1/statuses", post),
    ("DELETE", "/api/v1/statuses/{id}", delete),
    ("POST", "/api/v1/statuses/{id}/favourite", favourite),
    ("POST", "/api/v1/accounts/{id}/block", stand("ban")),
    ("POST", "/api/v1/accounts/{id}/unblock", stand("unban")),
    ("POST", "/api/v1/accounts/{id}/mute", stand("mute")),
    ("POST", "/api/v1/accounts/{id}/unmute", stand("unmute")),
    ("POST", "/api/v1/reports", report),
)
