"""What Bluesky's twin does for the desk: records, muting, reports."""

from __future__ import annotations

from typing import Any

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock
from palabre.sandbox.facts import Deed
from palabre.sandbox.networks.bluesky.entities import GATE, PLC, POST, hash_of, moment
from palabre.sandbox.networks.bluesky.reading import find, names_of, refusal, view
from palabre.sandbox.world import Comment, Post

Json = dict[str, Any]
LIKE = "app.bsky.feed.like"
BLOCK = "app.bsky.graph.block"
MOST_LETTERS, MOST_HIDDEN = 300, 300


def put(knock: Knock) -> Json:
    """Write a record under a key of the desk's choice."""
    _check_repo(knock)
    makers = {POST: _answer, LIKE: _like, GATE: _gate}
    make = makers.get(knock.text("collection"))
    if make is None:
        raise refusal("InvalidRequest", "The square keeps no such records.")
    return make(knock, _object(knock.content, "record"))


def _check_repo(knock: Knock) -> None:
    if knock.text("repo") != knock.account.page_id:
        raise refusal("InvalidRequest", f"Could not find repo: {knock.text('repo')}")


def _object(content: Json, name: str) -> Json:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _answer(knock: Knock, told: Json) -> Json:
    text, key = str(told.get("text", "")), knock.text("rkey")
    if len(text) > MOST_LETTERS:
        raise refusal("InvalidRequest", "Record/text must not be longer than 300 graphemes")
    names = names_of(knock)
    if key in names.keys.values():
        raise refusal("InvalidSwap", "Record was at another place")
    uri = str(_object(_object(told, "reply"), "parent").get("uri", ""))
    parent = find(knock, uri, names)
    if not text or not isinstance(parent, Comment):
        raise refusal("InvalidRequest", "The square's brand answers people only.")
    made = brand.reply(knock.square, knock.account, parent, text, now=knock.now, key=key)
    shown = view(knock, made, names_of(knock))
    return {"uri": shown["uri"], "cid": shown["cid"]}


def _like(knock: Knock, told: Json) -> Json:
    thing = find(knock, str(_object(told, "subject").get("uri", "")), names_of(knock))
    if isinstance(thing, Comment):
        brand.like(knock.square, knock.account, thing, liked=True, now=knock.now)
    uri = f"at://{knock.account.page_id}/{LIKE}/{knock.text('rkey')}"
    return {"uri": uri, "cid": hash_of(uri)}


def _gate(knock: Knock, told: Json) -> Json:
    """Hide the answers that the new gate names, and show those it no longer names."""
    names = names_of(knock)
    post = find(knock, knock.text("rkey"), names)
    wanted = told.get("hiddenReplies") or []
    if not isinstance(post, Post) or len(wanted) > MOST_HIDDEN:
        raise refusal("InvalidRequest", "Record/hiddenReplies must not have more than 300 elements")
    gate = view(knock, post, names).get("threadgate", {})
    if knock.content.get("swapRecord") != gate.get("cid"):
        raise refusal("InvalidSwap", f"Record was at {gate.get('cid')}")
    before = set(gate.get("record", {}).get("hiddenReplies", []))
    for uri in before ^ set(wanted):
        comment = find(knock, uri, names)
        if isinstance(comment, Comment) and comment.author.id != knock.account.page_id:
            hidden = uri in wanted
            brand.set_hidden(knock.square, knock.account, comment, hidden=hidden, now=knock.now)
    return {"uri": names.gate(post), "cid": hash_of(*sorted(wanted))}


def create(knock: Knock) -> Json:
    """Write a record under a key of the server's choice: only blocks are written so."""
    _check_repo(knock)
    if knock.text("collection") != BLOCK:
        raise refusal("InvalidRequest", "The square keeps no such records.")
    person = str(_object(knock.content, "record").get("subject", "")).removeprefix(PLC)
    brand.note(knock.square, knock.account, Deed("ban", person, person), now=knock.now)
    uri = f"at://{knock.account.page_id}/{BLOCK}/{person}"
    return {"uri": uri, "cid": hash_of(uri)}


def delete(knock: Knock) -> Json:
    """Take a record of the brand's away; one that is not there is no trouble."""
    _check_repo(knock)
    key = knock.text("rkey")
    if knock.text("collection") == BLOCK:
        brand.note(knock.square, knock.account, Deed("unban", key, key), now=knock.now)
        return {}
    thing = find(knock, key, names_of(knock))
    if isinstance(thing, Comment) and thing.author.id == knock.account.page_id:
        brand.delete(knock.square, knock.account, thing, now=knock.now)
    return {}


def stand(verb: str) -> Answering:
    """Return the call that mutes a person or hears them again."""

    def answer(knock: Knock) -> None:
        person = knock.text("actor").removeprefix(PLC)
        brand.note(knock.square, knock.account, Deed(verb, person, person), now=knock.now)

    return answer


def report(knock: Knock) -> Json:
    """Report a post, a message or a person to the moderators."""
    subject = _object(knock.content, "subject")
    about = str(subject.get("uri") or subject.get("messageId") or subject.get("did") or "")
    if not about or not knock.text("reasonType"):
        raise refusal("InvalidRequest", "Input must have the property subject")
    number = knock.square.world.act_number + 1
    deed = Deed("report", about, str(number), knock.text("reason"))
    brand.note(knock.square, knock.account, deed, now=knock.now)
    return {
        "id": number,
        "reasonType": knock.text("reasonType"),
        "subject": subject,
        "reportedBy": knock.account.page_id,
        "createdAt": moment(knock.now),
    }


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("POST", "com.atproto.repo.putRecord", put),
    ("POST", "com.atproto.repo.createRecord", create),
    ("POST", "com.atproto.repo.deleteRecord", delete),
    ("POST", "com.atproto.moderation.createReport", report),
    ("POST", "app.bsky.graph.muteActor", stand("mute")),
    ("POST", "app.bsky.graph.unmuteActor", stand("unmute")),
)
