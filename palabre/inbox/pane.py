"""A conversation as the page shows it: its messages in branches, why, and what is under way."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from palabre.channels.intents import abilities_of
from palabre.channels.models import Account, OutboxAct
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Kind, Verb
from palabre.inbox.acts import TEXT_VERBS
from palabre.inbox.around import Around
from palabre.inbox.branches import order_in_branches, place_notes
from palabre.inbox.heard import heard_from, list_faults
from palabre.inbox.labels import labels_of, list_labels
from palabre.inbox.marks import cut
from palabre.inbox.measures import show_measures
from palabre.inbox.notes import list_notes
from palabre.inbox.offered import list_more, list_offered, list_unable, stand
from palabre.inbox.offers import show_offers
from palabre.inbox.posts import show_post
from palabre.inbox.presence import newest_answers
from palabre.inbox.queries import get_thread, list_thread_messages
from palabre.inbox.revisions import earlier_texts
from palabre.inbox.search import mark_words
from palabre.inbox.shown import Composer, ShownMessage, Way, show_rule
from palabre.inbox.shown_acts import show_act
from palabre.inbox.shown_notes import show_notes
from palabre.inbox.understanding.store import load_json
from palabre.inbox.understanding.telling import tell
from palabre.inbox.wording import describe_decision
from palabre.web.times import say_moment
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.doors import Room
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right

MOST_ACTS = 300
SHOWN = 40
"""How many messages a conversation shows at first; rendering more takes too long."""
MOST_SHOWN = 200


def _by_message(acts: Sequence[OutboxAct], known: set[str]) -> dict[int | None, list[OutboxAct]]:
    """Return the acts of each message, but for those whose text stands there as a message."""
    acts_of: dict[int | None, list[OutboxAct]] = defaultdict(list)
    for act in acts:
        if not (act.state == "done" and act.external_id and act.external_id in known):
            acts_of[act.message_id].append(act)
    return acts_of


def show_pane(
    room: Room, thread: int, *, target: int | None, draft: str, is_long: bool, words: str = ""
) -> dict[str, Any]:
    """Return a conversation for the template. `target` is the message to answer.

    `words` are those of the search that led here: they are marked where they stand.
    """
    found = get_thread(room.id, thread)
    most = MOST_SHOWN if is_long or words else SHOWN
    rows = list_thread_messages(room.id, thread, most=most)
    for row in rows:
        row["because"] = _reasons(row["because"])
    newest = OutboxAct.objects.filter(workspace_id=room.id, thread_id=thread).order_by("-id")
    acts = list(newest[:MOST_ACTS])[::-1]
    notes = list_notes(room.id, thread) if Right.ANSWER in room.rights else []
    actors = {act.actor for act in acts} | {row["decided_by"] or "" for row in rows}
    actors |= {note.by for note in notes}
    names = name_actors(actors, room.workspace)
    around = _look_around(room, found, rows, names, words)
    acts_of = _by_message(acts, {row["external_id"] for row in rows})
    shown = [
        _message(row, depth, acts_of[row["id"]], around) for row, depth in order_in_branches(rows)
    ]
    return {
        "thread": found,
        "network_title": around.connector.title,
        "account": around.account,
        "person": found["person_name"] or found["last_author"] or _("Someone"),
        "shown": place_notes(shown, show_notes(room, notes, around.names)),
        "has_earlier": found["messages"] > len(rows) and not is_long,
        "is_long": is_long,
        "composer": _composer(rows, around, thread, target=target, draft=draft),
        **_around_thread(found, room),
        "note_key": f"page:{uuid.uuid4()}",
        "used_labels": SimpleLazyObject(lambda: list_labels(room.id)),
        "can_answer": Right.ANSWER in room.rights,
        "can_correct": Right.MODERATE in room.rights,
        "colleagues": SimpleLazyObject(lambda: list_colleagues(room.workspace, right=Right.ANSWER)),
    }


def _look_around(
    room: Room,
    thread: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    words: str,
) -> Around:
    """Return what the messages of a thread are shown with."""
    ids = [row["id"] for row in rows]
    edited = [row["id"] for row in rows if row["text_rank"]]
    can_judge = Right.MODERATE in room.rights
    return Around(
        room=room,
        account=Account.objects.get(workspace_id=room.id, pk=thread["account_id"]),
        connector=CONNECTORS[thread["network"]],
        abilities=abilities_of(thread["network"], thread["surface"]),
        names=names,
        labels=labels_of(room.id, ids),
        found=mark_words(room.id, ids, words),
        earlier=earlier_texts(room.id, edited),
        heard=heard_from(room.id, ids, by=room.present.actor) if can_judge else {},
        home=reverse("inbox", args=[room.workspace.slug]),
        **stand(room.id, thread, rows),
    )


def _around_thread(thread: Mapping[str, Any], room: Room) -> dict[str, Any]:
    """Return its post, the times offered to put it aside, and the one it waits for."""
    until, zone = thread["snoozed_until"], timezone.get_current_timezone()
    said = say_moment(until, room.now, zone) if until else ""
    is_private = thread["kind"] == "message"
    slug, surface = room.workspace.slug, thread["surface_id"]
    post = None if is_private else show_post(room.id, slug, surface)
    return {
        "is_private": is_private,
        "post": post,
        "offers": show_offers(room.now),
        "snoozed_words": said,
    }


def _reasons(because: Any) -> list[dict[str, Any]]:
    return load_json(because) or []


def _message(
    row: Mapping[str, Any], depth: int, acts: Sequence[OutboxAct], around: Around
) -> ShownMessage:
    is_ours = row["direction"] == "out"
    reasons, found = row["because"], around.found.get(row["id"], ())
    live = [span for one in reasons if not one.get("shadow") for span in one.get("spans", ())]
    rules = [show_rule(one) for one in reasons]
    decision, told = _decision(row, around), tell(row, around.home)
    return ShownMessage(
        row=row,
        depth=depth,
        author=around.account.name if is_ours else row["author_name"] or _("Someone"),
        pieces=cut(row["text"], live, found, told.hints if told else ()),
        is_found=bool(found),
        decision=decision,
        rules=rules,
        acts=[show_act(act, around) for act in acts],
        verbs=list_offered(row, acts, around),
        more=list_more(row, acts, around),
        unable=list_unable(row, around),
        can_review=_can_review(row, around),
        is_ours=is_ours,
        is_kept_out=row["state"] in {"hidden", "held"} and bool(reasons),
        key=f"page:{uuid.uuid4()}",
        labels=around.labels.get(row["id"], []),
        earlier=around.earlier.get(row["id"], ()),
        faults=list_faults(row, around.room.rights),
        heard=around.heard.get(row["id"], ""),
        told=told,
        measures=show_measures(
            load_json(row["measures"]) or (), Kind(row["kind"]), around.abilities
        ),
        on_trial=() if decision else [rule for rule in rules if rule.is_shadow],
    )


def _decision(row: Mapping[str, Any], around: Around) -> str:
    """Return why a message is as it is; plain allowing by the charter needs no words."""
    by = row["decided_by"] or ""
    is_plain = row["verdict"] in {"", "allow"} and not by.startswith("member:")
    if row["direction"] == "out" or is_plain:
        return ""
    return describe_decision(
        row["verdict"],
        by=by,
        who=around.names.get(by, ""),
        reasons=row["because"],
        is_hidden=row["state"] != "visible",
    )


def _can_review(row: Mapping[str, Any], around: Around) -> bool:
    return (
        Right.MODERATE in around.room.rights
        and row["direction"] == "in"
        and row["verdict"] in {"review", "hold"}
        and row["reviewed_at"] is None
        and row["deleted_at"] is None
    )


def _composer(
    rows: Sequence[Mapping[str, Any]],
    around: Around,
    thread: int,
    *,
    target: int | None,
    draft: str,
) -> Composer | None:
    """Return the box to answer the target, else the latest message of a person."""
    answerable = [row for row in rows if row["direction"] == "in" and row["deleted_at"] is None]
    if not answerable:
        return None
    chosen = next((row for row in answerable if row["id"] == target), answerable[-1])
    titles = {
        Verb.REPLY: _("Public reply"),
        Verb.PRIVATE_REPLY: _("Private reply"),
        Verb.MESSAGE: _("Message"),
    }
    limit_of = around.abilities.limit_of
    ways = [
        Way(verb, title, limit_of(verb) or 0)
        for verb, title in titles.items()
        if around.can(verb, chosen["kind"])
    ]
    if not ways:
        return None
    key = f"page:{uuid.uuid4()}"
    to = chosen["author_name"] or _("Someone")
    seen = newest_answers(around.room.id, thread, TEXT_VERBS)
    return Composer(chosen["id"], to, ways, ways[0].verb, key, draft, str(seen))
