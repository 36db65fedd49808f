"""The pictures of posts, given to those who may read the client's conversations."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from palabre.inbox.models import Surface
from palabre.inbox.pictures import SIZES, picture_path
from palabre.plumbing.errors import Refused
from palabre.workspaces.doors import Room, page, refuse
from palabre.workspaces.rights import Right

DIGEST = re.compile("[0-9a-f]{16}")
POLICY = "default-src 'none'; sandbox"
KEPT = "private, max-age=31536000, immutable"
"""An address names the picture's content: what it leads to never changes."""


@require_safe
@page(Right.READ)
def picture(request: HttpRequest, room: Room, surface: int, digest: str, size: int) -> HttpResponse:
    """Give a picture; one whose file was lost is asked for again, to be there a moment later."""
    if size not in SIZES or not DIGEST.fullmatch(digest):
        raise Refused("This picture is not here.", status=404)
    try:
        content = picture_path(room.id, surface, digest, size).read_bytes()
    except FileNotFoundError:
        lost = Surface.objects.filter(workspace_id=room.id, pk=surface, picture=digest)
        lost.update(described_at=None)
        return refuse(request, Refused("This picture is not here.", status=404))
    headers = {
        "Cache-Control": KEPT,
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/webp", headers=headers)
