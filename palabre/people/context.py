"""What is good to know of a person while answering them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from palabre.people.languages import detect_language
from palabre.people.models import Person
from palabre.people.queries import HEARD, fetch, list_texts, summarise
from palabre.people.wording import LANGUAGE_WORDS, dress, title_of

CONVERSATIONS = """
    with theirs as (
        select m.thread_id from people_identity i
        cross join lateral (
            select m.thread_id from inbox_message m
            where m.workspace_id = i.workspace_id and m.identity_id = i.id
            order by m.sent_at desc limit 200
        ) m
        where i.workspace_id = %(workspace)s and i.person_id = %(person)s
        union
        select t.id from people_identity i
        join inbox_thread t on t.workspace_id = i.workspace_id and t.account_id = i.account_id
            and t.key = 'person:' || i.external_id
        where i.workspace_id = %(workspace)s and i.person_id = %(person)s
    ), told as (
        select t.id, a.network, a.name as account_name, t.kind = 'message' as is_private,
            t.is_open, t.last_at, t.last_text, s.text as surface_text,
            row_number() over (partition by t.kind = 'message' order by t.last_at desc) as place
        from theirs
        join inbox_thread t on t.workspace_id = %(workspace)s and t.id = theirs.thread_id
        join channels_account a on a.workspace_id = t.workspace_id and a.id = t.account_id
        join inbox_surface s on s.workspace_id = t.workspace_id and s.id = t.surface_id
        where t.id <> %(thread)s
    )
    select * from told where place <= %(most)s order by last_at desc, id desc
"""
MOST = 5


@dataclass(frozen=True, slots=True)
class Context:
    """A person beside a conversation: what is known, and their other conversations."""

    person: dict[str, Any]
    language: str
    conversations: list[dict[str, Any]]
    private: list[dict[str, Any]]


def context_of(person: Person | int, *, workspace: int, thread: int = 0) -> Context:
    """Return what is known of who stands for themselves, beside a conversation of theirs.

    Three queries, however much the person wrote. `conversations` are the five latest others,
    `private` the private ones among all of theirs.
    """
    id = person if isinstance(person, int) else int(person.pk)
    values = {"workspace": workspace, "person": id, "thread": thread, "most": MOST}
    known = summarise(workspace, id)
    others = fetch(CONVERSATIONS, values)
    language = known["language"] or detect_language(list_texts(workspace, id, most=HEARD))
    return Context(
        person=known,
        language=language,
        conversations=others[:MOST],
        private=[one for one in others if one["is_private"]],
    )


def show_context(workspace: int, person: int | None, thread: int) -> dict[str, Any]:
    """Return the panel beside a conversation for the template, under the name `about`."""
    if person is None:
        return {"about": None}
    found = context_of(person, workspace=workspace, thread=thread)
    shown = {
        "person": dress(found.person),
        "language": LANGUAGE_WORDS.get(found.language, ""),
        "count": len({one["id"] for one in (*found.private, *found.conversations)}),
        "private": found.private,
        "public": [
            one | {"network_title": title_of(one["network"])}
            for one in found.conversations
            if not one["is_private"]
        ],
    }
    return {"about": shown}
