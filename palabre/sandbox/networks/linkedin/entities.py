"""The square's comments as LinkedIn writes them.

Shapes: LinkedIn's reference of comments and of organisation social action notifications.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from palabre.sandbox.facts import Author
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment

Json = dict[str, Any]
COMMENT = re.compile(r"urn:li:comment:\((.+),([^,()]+)\)")


def activity(post: str) -> str:
    """Return a post's name."""
    return f"urn:li:activity:{post}"


def owner(account: Account, author: Author) -> str:
    """Return who wrote: a person, or the organisation."""
    kind = "organization" if author.id == account.page_id else "person"
    return f"urn:li:{kind}:{author.id}"


def organization(account: Account) -> str:
    """Return the organisation's name."""
    return f"urn:li:organization:{account.page_id}"


def comment(account: Account, one: Comment) -> Json:
    """Return a comment as reading gives it."""
    by = owner(account, one.author)
    found = COMMENT.fullmatch(one.id)
    told: Json = {
        "actor": by,
        "commentUrn": one.id,
        "id": found[2] if found else one.id,
        "object": activity(one.post),
        "message": {"text": one.text, "attributes": []},
        "created": {"actor": by, "time": int(one.at * 1000)},
        "lastModified": {"actor": by, "time": int((one.edited_at or one.at) * 1000)},
        "commentsSummary": {"totalFirstLevelComments": len(one.replies)},
        "likesSummary": {"totalLikes": len(one.likes)},
    }
    return told | ({"parentComment": one.parent} if one.parent else {})


def notification(account: Account, one: Comment, action: str, at: float) -> Json:
    """Return a notification; the same thing told twice has the same number."""
    digest = hashlib.sha256(f"{one.id}\0{action}\0{one.edited_at or 0}".encode()).digest()
    decorated: Json = {
        "owner": owner(account, one.author),
        "text": one.text,
        "entity": one.id,
        "object": activity(one.post),
    }
    decorated |= {"parentComment": one.parent} if one.parent else {}
    return {
        "notificationId": int.from_bytes(digest[:6]),
        "organizationalEntity": organization(account),
        "action": action,
        "sourcePost": activity(one.post),
        "decoratedSourcePost": {},
        "generatedActivity": one.id,
        "decoratedGeneratedActivity": {} if one.deleted else {"comment": decorated},
        "lastModifiedAt": int(at * 1000),
        "subscriber": "urn:li:person:square",
    }


def action_of(account: Account, one: Comment) -> str:
    """Return what happened last to a comment."""
    if one.deleted:
        return "COMMENT_DELETE"
    if one.edited_at:
        return "COMMENT_EDIT"
    return "ADMIN_COMMENT" if one.author.id == account.page_id else "COMMENT"
