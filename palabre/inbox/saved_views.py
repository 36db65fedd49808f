"""Views that members name: filters to come back to, for oneself or for the team of a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet

from palabre.inbox.filters import Asked, read_asked
from palabre.inbox.models import SavedView
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.doors import Room
from palabre.workspaces.rights import Right

MOST = 100
MOST_CHARACTERS = 60
KEPT = timedelta(days=7)
"""How long a removed view can be put back."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks for views: a member with their rights in the workspace."""

    workspace: int
    member: int
    by: str
    rights: frozenset[Right]

    @property
    def is_team(self) -> bool:
        """Say whether shared views are theirs to see: a client who only reads has none."""
        return bool(self.rights & {Right.ANSWER, Right.MODERATE})


@dataclass(frozen=True, slots=True)
class Wish:
    """How a view shall be. `place` counts from 0 among the member's own, or the shared ones."""

    name: str
    query: str
    is_shared: bool = False
    place: int | None = None


def viewer_of(room: Room) -> Viewer:
    """Return who asks for a page, as the saved views know them."""
    return Viewer(room.id, int(room.present.member.pk), room.present.actor, room.rights)


def list_saved_views(viewer: Viewer) -> Sequence[SavedView]:
    """Return the views that a member sees: the shared ones, then their own, each in order."""
    found = _seen(viewer).filter(removed_at=None)
    return list(found.order_by("-is_shared", "place", "id")[:MOST])


def list_removed_views(viewer: Viewer, *, now: datetime) -> Sequence[SavedView]:
    """Return the views that the member may put back, the latest removed first."""
    found = _seen(viewer).filter(removed_at__gte=now - KEPT).order_by("-removed_at", "-id")
    return [one for one in found[:MOST] if may_change(viewer, one)]


def get_saved_view(viewer: Viewer, view: int, *, is_removed: bool = False) -> SavedView:
    """Return one view; `Refused` when the member sees no such one."""
    found = _seen(viewer).filter(pk=view, removed_at__isnull=not is_removed).first()
    if found is None:
        raise Refused("This saved view is not here.", status=404)
    return found


def save_view(viewer: Viewer, wish: Wish, *, now: datetime, view: int | None = None) -> SavedView:
    """Keep a new view, or change the one with this id."""
    kept = SavedView(workspace_id=viewer.workspace, owner=viewer.member)
    if view is None:
        if len(list_saved_views(viewer)) >= MOST:
            raise Refused(f"There are {MOST} views already: remove one first.")
    else:
        kept = get_saved_view(viewer, view)
        _check_change(viewer, kept)
    name = " ".join(wish.name.replace("\0", "").split())
    if not name or len(name) > MOST_CHARACTERS:
        raise Refused(f"A view's name has 1 to {MOST_CHARACTERS} characters.", status=422)
    if wish.is_shared and not viewer.is_team:
        raise Refused(f"Your role does not include the right to {Right.ANSWER}.", status=403)
    is_moved = view is None or wish.is_shared != kept.is_shared or wish.place is not None
    kept.name, kept.query, kept.is_shared = name, clean_query(wish.query), wish.is_shared
    kept.changed_at = now
    kept.save()
    if is_moved:
        _place(viewer, kept, wish.place)
    detail = {"name": name, "query": kept.query, "shared": kept.is_shared}
    entry = Entry(viewer.by, "saved_view", f"saved_view:{kept.pk}", detail)
    write_audit(viewer.workspace, [entry], now=now)
    return kept


def remove_view(viewer: Viewer, view: int, *, now: datetime) -> SavedView:
    """Remove a view; it can be put back for a week."""
    kept = get_saved_view(viewer, view)
    _check_change(viewer, kept)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    entry = Entry(viewer.by, "saved_view.removed", f"saved_view:{view}", {"name": kept.name})
    write_audit(viewer.workspace, [entry], now=now)
    return kept


def put_view_back(viewer: Viewer, view: int, *, now: datetime) -> SavedView:
    """Take a removal back."""
    kept = get_saved_view(viewer, view, is_removed=True)
    _check_change(viewer, kept)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    entry = Entry(viewer.by, "saved_view.put_back", f"saved_view:{view}", {"name": kept.name})
    write_audit(viewer.workspace, [entry], now=now)
    return kept


def may_change(viewer: Viewer, view: SavedView) -> bool:
    """Say whether a member may change a view: their own, or a shared one for who answers."""
    return view.owner == viewer.member or (view.is_shared and Right.ANSWER in viewer.rights)


def clean_query(query: str) -> str:
    """Return a query of the list as the program writes it: what it cannot mean is left out."""
    return read_query(query).plain


def read_query(query: str) -> Asked:
    """Return what a kept query asks for."""
    said: Mapping[str, str] = dict(parse_qsl(query.removeprefix("?")[:4000]))
    return read_asked({**said, "saved": "", "cursor": ""})


def _seen(viewer: Viewer) -> QuerySet[SavedView]:
    whose = Q(owner=viewer.member)
    if viewer.is_team:
        whose |= Q(is_shared=True)
    return SavedView.objects.filter(whose, workspace_id=viewer.workspace)


def _check_change(viewer: Viewer, view: SavedView) -> None:
    if not may_change(viewer, view):
        raise Refused("Only those who answer for this client change a shared view.", status=403)


def _place(viewer: Viewer, view: SavedView, place: int | None) -> None:
    """Put a view at a place of its group and number the group again; without one, at the end."""
    group = [
        one
        for one in list_saved_views(viewer)
        if one.is_shared == view.is_shared and one.pk != view.pk
    ]
    at = len(group) if place is None else max(0, min(place, len(group)))
    group.insert(at, view)
    for number, one in enumerate(group):
        one.place = number
    SavedView.objects.bulk_update(group, ["place"])
