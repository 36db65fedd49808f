"""Two clients with content in every table, and what the owner of the database sees of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from palabre.channels.intake import apply_batch
from palabre.channels.intents import Intended, order_intents
from palabre.channels.models import (
    Account,
    Gap,
    LedgerEntry,
    LedgerState,
    NetworkApp,
    OutboxAct,
    Quota,
    SignInVisit,
    SourceState,
)
from palabre.engine.vocabulary import Intent, Kind, Verb, Verdict
from palabre.inbox.actions import close_thread
from palabre.inbox.acts import Asked, act_on_message
from palabre.inbox.bulk import Order, do_in_bulk
from palabre.inbox.models import Bulk, Label, Mention, Message, SavedView, Share
from palabre.inbox.notes import write_note
from palabre.inbox.reading import mark_read
from palabre.inbox.saved_views import Viewer, Wish, save_view
from palabre.inbox.teaching.actions import correct_message, teach_intents
from palabre.knowledge.actions import Wording, save_reply
from palabre.knowledge.models import SavedReply
from palabre.moderation.actions import change_charter, review_message
from palabre.moderation.bulk import BULK_ACTS
from palabre.moderation.feedback import Said, What, give_feedback
from palabre.people.consents import Learnt, record_consent
from palabre.people.merging import Pair, merge_people
from palabre.people.models import Identity, Merge, Person, Strike
from palabre.people.notes import write_person_note
from palabre.people.strikes import Breach, add_strike
from palabre.people.tags import flag_person, tag_person
from palabre.plumbing.scope import workspace_scope
from palabre.welcome.actions import note_opened
from palabre.welcome.models import Setup
from palabre.workspaces.distribution import DistributionWish, keep_distribution
from palabre.workspaces.models import Team
from palabre.workspaces.rights import Right
from palabre.workspaces.teams import TeamWish, keep_team
from tests.machinery.seeds import (
    NOW,
    Client,
    add_account,
    comment,
    delivery,
    keep,
    make_client,
    private,
)

CHARTER = """
charter: {name}
version: 1
lists:
  insults:
    terms: [connard]
rules:
  - rule: insult
    when: {{list: insults}}
    verdict: hide
    reason: {{fr: "Insulte", en: "Insult"}}
    tests:
      - {{text: "connard", expect: fire}}
      - {{text: "bonjour", expect: quiet}}
"""


@dataclass
class FullClient:
    """A client whose every text holds the same mark, and the ids of what it has."""

    client: Client
    mark: str
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Return the workspace's id."""
        return self.client.id

    @property
    def slug(self) -> str:
        """Return the workspace's name in addresses."""
        return str(self.client.workspace.slug)


def fill(name: str, mark: str) -> FullClient:
    """Make a client with content of every kind; texts, names and posts hold `mark`."""
    client = make_client(name, base_url="http://127.0.0.1:9")
    other = add_account(client.workspace, "generic", "source")
    add_account(client.workspace, "instagram", "77", "http://127.0.0.1:9")
    post = {"id": "42_1", "message": f"Le billet {mark}"}
    named: dict[str, Any] = {"from": {"id": "7001", "name": f"Lise {mark}"}}
    keep(
        client,
        delivery(comment(1, f"Bonjour {mark}", post=post, **named)),
        delivery(comment(1, f"Bonsoir {mark}", verb="edited", at=9, **named)),
        delivery(comment(2, f"Sale connard {mark}", parent=1, author="7002")),
        delivery(comment(3, f"Merci {mark}", author="7003")),
        delivery(private(4, f"En secret {mark}")),
        delivery(comment(5, mark, item="hologram")),
    )
    event = {"type": "message.created", "data": {"id": "g1", "text": f"Avis {mark}"}}
    keep(client, json.dumps(event).encode(), account=other)
    while apply_batch(client.id):
        pass
    keep(client, delivery(comment(6, f"Attend encore {mark}")))
    full = FullClient(client, mark)
    with workspace_scope([client.id]):
        _act(full)
        _know(full)
        _listen(full)
        _note_ids(full)
    return full


def _ask_by_hand(full: FullClient, message: Message) -> None:
    """Want something of a network that no program can do."""
    target = {"person": f"person {full.mark}"}
    profile = Account.objects.get(network="instagram")
    ban = Intended(
        Intent.EXCLUDE, profile.pk, "instagram", Kind.COMMENT, f"ban-{full.mark}",
        f"member:{full.client.member.pk}", target, message=message.pk, thread=message.thread_id,
    )  # fmt: skip
    order_intents(full.id, [ban], now=NOW)


def _act(full: FullClient) -> None:
    """Let a person do one thing of each kind."""
    messages = Message.objects.filter(workspace_id=full.id)
    by = f"member:{full.client.member.pk}"
    first = messages.get(external_id="1_1")
    insult = messages.get(external_id="1_2")
    change_charter(workspace=full.id, source=CHARTER.format(name=full.mark), by=by, now=NOW)
    review_message(workspace=full.id, message=insult.pk, verdict=Verdict.HIDE, by=by, now=NOW)
    said = Said(What.WRONG_REASON, f"Ironie {full.mark}")
    give_feedback(workspace=full.id, message=first.pk, said=said, by=by, now=NOW)
    asked = Asked(first.pk, Verb.REPLY, f"key-{full.mark}", f"Merci {full.mark}")
    act_on_message(workspace=full.id, asked=asked, by=by, now=NOW)
    _ask_by_hand(full, first)
    correct_message(workspace=full.id, message=first.pk, answers={"toxic": "no"}, by=by, now=NOW)
    teach_intents(workspace=full.id, content=f"text,intent\n{full.mark},x".encode(), by=by, now=NOW)
    thread = messages.get(external_id="1_3").thread_id
    close_thread(workspace=full.id, thread=thread, by=by, now=NOW)
    note = write_note(workspace=full.id, thread=thread, text=f"Vu {full.mark}", by=by, now=NOW)
    Mention.objects.create(workspace_id=full.id, note=note, member=full.client.member.pk)
    wording = Wording(f"Merci {full.mark}", "merci", f"Merci {full.mark}", "fr")
    save_reply(workspace=full.id, wording=wording, by=by, now=NOW)
    order = Order(full.client.workspace, "close", [first.thread_id], by, NOW)
    do_in_bulk(order, BULK_ACTS["close"], key=f"key-{full.mark}")
    viewer = Viewer(full.id, full.client.member.pk, by, frozenset(Right))
    save_view(viewer, Wish(f"Vue {full.mark}", f"label={full.mark}", is_shared=True), now=NOW)
    team = TeamWish(f"Soir {full.mark}", ["fr"], [full.client.member.pk])
    keep_team(workspace=full.client.workspace, team=None, wish=team, by=by, now=NOW)
    wish = DistributionWish("round_robin")
    keep_distribution(workspace=full.client.workspace, wish=wish, by=by, now=NOW)
    Share.objects.create(workspace_id=full.id, member=full.client.member.pk, number=1)
    mark_read(
        full.id,
        Message.objects.get(workspace_id=full.id, external_id="1_1").thread_id,
        member=full.client.member.pk,
    )
    note_opened(workspace=full.id, member=full.client.member.pk, now=NOW)
    Setup.objects.create(workspace_id=full.id, by=full.client.member.pk, started_at=NOW)
    Label.objects.create(
        workspace_id=full.id, message=first, name=f"urgent {full.mark}", by=by, at=NOW
    )


def _listen(full: FullClient) -> None:
    """Let an account be listened to, counted and signed in: a row of each kind."""
    account = full.client.account
    room: dict[str, Any] = {"workspace_id": full.id}
    SourceState.objects.create(**room, account=account, name="mentions", due_at=NOW)
    Gap.objects.create(**room, account=account, name="mentions", since=NOW, until=NOW)
    Quota.objects.create(
        **room, account=account, name="requests", used=1, capacity=9, resets_at=NOW
    )
    place = {"network": "mastodon", "base_url": "https://m.example", "redirect": "https://d"}
    NetworkApp.objects.create(**room, **place, sealed=b"sealed", created_at=NOW)
    SignInVisit.objects.create(
        **room, **place, state=full.mark.encode(), sealed=b"sealed", by="test", created_at=NOW,
        account_id=account.pk,
    )  # fmt: skip


def _know(full: FullClient) -> None:
    """Let the team know something of each kind about a person."""
    by = f"member:{full.client.member.pk}"
    room: dict[str, Any] = {"workspace": full.id, "by": by, "now": NOW}
    lise, other, same = _persons(full)
    tag_person(person=lise, name=f"fidèle {full.mark}", **room)
    flag_person(person=lise, name="vip", **room)
    add_strike(person=lise, breach=Breach(f"Insulte {full.mark}"), **room)
    learnt = Learnt("email", is_given=True, how=f"Par écrit {full.mark}")
    record_consent(person=lise, learnt=learnt, **room)
    write_person_note(person=lise, text=f"Aime {full.mark}", **room)
    merge_people(pair=Pair(other, same), **room)


def _persons(full: FullClient) -> list[int]:
    """Return the three people who wrote to the page, the first one first."""
    identities = Identity.objects.filter(workspace_id=full.id, network="facebook").order_by("id")
    return [one.person_id for one in identities[:3]]


def _note_ids(full: FullClient) -> None:
    message = Message.objects.get(workspace_id=full.id, external_id="1_1")
    account = Account.objects.get(workspace_id=full.id, network="facebook")
    full.ids = {
        "message": message.pk,
        "thread": message.thread_id,
        "member": full.client.member.pk,
        "act": OutboxAct.objects.get(workspace_id=full.id, verb="reply").pk,
        "task": OutboxAct.objects.get(workspace_id=full.id, state="by_hand").pk,
        "person": Person.objects.filter(workspace_id=full.id).earliest("id").pk,
        "other_person": _persons(full)[1],
        "strike": Strike.objects.get(workspace_id=full.id, rule="").pk,
        "merge": Merge.objects.get(workspace_id=full.id).pk,
        "team": Team.objects.get(workspace_id=full.id).pk,
        "saved_reply": SavedReply.objects.get(workspace_id=full.id).pk,
        "saved_view": SavedView.objects.get(workspace_id=full.id).pk,
        "bulk": Bulk.objects.get(workspace_id=full.id).pk,
        "key": account.key,
        "account": account.pk,
        "letter": LedgerEntry.objects.get(workspace_id=full.id, state=LedgerState.DEAD).pk,
    }


def as_owner(query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Return what the owner of the database, whom no policy binds, reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def client_tables() -> list[str]:
    """Return every table that carries a workspace's rows under a policy."""
    found = as_owner(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
        "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') "
        "and a.attname = 'workspace_id' and c.relname <> 'workspaces_role' order by 1"
    )
    return [row[0] for row in found]


def dump(workspace: int) -> dict[str, list[str]]:
    """Return every row of a workspace in every table, as text."""
    return {
        table: [
            row[0]
            for row in as_owner(
                f"select t::text from {table} t where workspace_id = %s order by 1", [workspace]
            )
        ]
        for table in client_tables()
    }
