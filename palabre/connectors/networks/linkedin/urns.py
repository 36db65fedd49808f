"""LinkedIn's names of things: `urn:li:comment:(urn:li:activity:712,99)`."""

from __future__ import annotations

import re
from urllib.parse import quote

COMMENT = re.compile(r"urn:li:comment:\((.+),([^,()]+)\)")
SHORT = re.compile(r"urn:li:comment:\((?!urn:)")


def organization(account: str) -> str:
    """Return an organisation's name; the account may be known by its number alone."""
    return account if account.startswith("urn:") else f"urn:li:organization:{account}"


def whole(urn: str) -> str:
    """Return a comment's name in full: some events leave out `urn:li:` inside it."""
    return SHORT.sub("urn:li:comment:(urn:li:", urn)


def comment_of(urn: str) -> tuple[str, str] | None:
    """Return what a comment is under, and its number; None for what is no comment."""
    found = COMMENT.fullmatch(urn)
    return (found[1], found[2]) if found else None


def name_of_comment(under: str, number: str) -> str:
    """Return a comment's name."""
    return f"urn:li:comment:({under},{number})"


def escaped(urn: str) -> str:
    """Return a name as a part of an address."""
    return quote(urn, "")
