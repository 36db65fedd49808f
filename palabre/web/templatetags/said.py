"""What strangers wrote, as a page may show it: words marked, links with their host, no tricks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from palabre.web.links import Link, find_links

register = template.Library()
_SIGNS = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|"
    "(?P<sign>[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u180e\\u200b\\u202a-\\u202e"
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\U000e0000-\U000e007f]+)"
)
"""Signs that draw nothing or turn the words around them; a flag of a nation holds some."""
_SHOWN_AT_MOST = 3


class Piece(Protocol):
    """A part of a text: what a rule looked at is marked, and what a search found."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def is_marked(self) -> bool:
        """Whether it is marked."""


@register.simple_tag
def said(pieces: Sequence[Piece]) -> SafeString:
    """Return the text of the pieces: marks, links with their true host, hidden signs shown."""
    text = "".join(piece.text for piece in pieces)
    shown: list[SafeString] = []
    at = 0
    for link in find_links(text):
        shown += [_words(pieces, at, link.start), _link(pieces, link)]
        at = link.end
    shown.append(_words(pieces, at, len(text)))
    return mark_safe("".join(shown))  # noqa: S308 - every part is escaped where it is made.


@register.filter
def plain(text: object) -> str:
    """Return a name or a line without the signs that draw nothing or turn words around."""
    return _SIGNS.sub(lambda found: found["flag"] or "", str(text))


def _link(pieces: Sequence[Piece], link: Link) -> SafeString:
    words = _words(pieces, link.start, link.end)
    anchor = format_html(
        '<a href="{}" target="_blank" rel="{}"><bdi dir="ltr">{}</bdi></a>',
        link.address,
        "noopener nofollow noreferrer",
        words,
    )
    if link.is_plain:
        return anchor
    return anchor + format_html(' <bdi class="host" dir="ltr">{}</bdi>', link.host)


def _words(pieces: Sequence[Piece], start: int, end: int) -> SafeString:
    """Return the words from one code point to another, with their marks."""
    return format_html_join("", "{}{}{}", _marked(pieces, start, end))


def _marked(
    pieces: Sequence[Piece], start: int, end: int
) -> Iterator[tuple[SafeString, SafeString, SafeString]]:
    at = 0
    for piece in pieces:
        first, last = max(start - at, 0), min(end - at, len(piece.text))
        at += len(piece.text)
        if last <= first:
            continue
        opening, closing = "", ""
        if piece.is_marked:
            is_found = getattr(piece, "is_found", False)
            opening, closing = ('<mark class="found">' if is_found else "<mark>"), "</mark>"
        elif getattr(piece, "is_hint", False):
            opening, closing = '<span class="hint">', "</span>"
        inner = show_signs(piece.text[first:last])
        yield mark_safe(opening), inner, mark_safe(closing)  # noqa: S308 - constants.


def show_signs(text: str) -> SafeString:
    """Return a text, escaped, with signs that nobody would see in words."""
    parts: list[SafeString] = []
    at = 0
    for found in _SIGNS.finditer(text):
        if found["sign"] is None:
            continue
        parts += [format_html("{}", text[at : found.start()]), _sign(found["sign"])]
        at = found.end()
    parts.append(format_html("{}", text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped above.


def _sign(signs: str) -> SafeString:
    kinds = list(dict.fromkeys(signs))[:_SHOWN_AT_MOST]
    codes = " ".join(f"U+{ord(kind):04X}" for kind in kinds)
    names = ", ".join(unicodedata.name(kind, codes).lower() for kind in kinds)
    return format_html('<bdi class="sign" title="{}">{}</bdi>', names, codes)
