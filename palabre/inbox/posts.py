"""A post beside its comments: its text, its picture, its figures and where to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import ngettext

from palabre.inbox.models import Surface
from palabre.inbox.pictures import LARGE

SHORT = 180
"""How many characters of a post's text are shown at first."""


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as the conversation shows it; `start` is empty when the text is short."""

    text: str
    start: str
    address: str
    picture: str
    figures: Sequence[str]
    counted_at: datetime | None
    published_at: datetime | None


def show_post(workspace: int, slug: str, surface: int) -> ShownPost | None:
    """Return a post, None when nothing is known of it but its id."""
    post = Surface.objects.filter(workspace_id=workspace, pk=surface, kind="post").first()
    if post is None or not (post.text or post.picture or post.address):
        return None
    is_long = len(post.text) > SHORT
    return ShownPost(
        text=post.text,
        start=post.text[:SHORT].rsplit(maxsplit=1)[0] if is_long else "",
        address=post.address if post.address.startswith("https://") else "",
        picture=picture_address(slug, post.pk, post.picture, LARGE),
        figures=_figures(post),
        counted_at=post.described_at,
        published_at=post.published_at,
    )


def picture_address(slug: str, surface: int, digest: str, size: int) -> str:
    """Return the page's address of a picture, empty when there is none."""
    return reverse("picture", args=[slug, surface, digest, size]) if digest else ""


def _figures(post: Surface) -> list[str]:
    """Return the figures in words; what is nothing or not told is left out."""
    likes, comments, shares = post.likes or 0, post.comments or 0, post.shares or 0
    told = (
        (likes, ngettext("%(n)s like", "%(n)s likes", likes)),
        (comments, ngettext("%(n)s comment", "%(n)s comments", comments)),
        (shares, ngettext("%(n)s share", "%(n)s shares", shares)),
    )
    return [words % {"n": number_format(n, force_grouping=True)} for n, words in told if n]
