"""What moderation does: judge by the charter, review by a person, change the charter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from palabre.channels.events import ActsSettled
from palabre.channels.intents import abilities_of
from palabre.channels.lifting import Lifting
from palabre.channels.models import UNFINISHED, OutboxAct
from palabre.channels.outbox import Wanted, attach_acts, cancel_acts, order_acts
from palabre.channels.tasks import BY_HAND
from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.check import check_charter
from palabre.engine.moderation.errors import CharterError
from palabre.engine.vocabulary import Kind, Verb, Verdict
from palabre.inbox.acts import Asked, act_on_message
from palabre.inbox.events import MessagesReceived
from palabre.inbox.queries import get_message
from palabre.inbox.refresh import refresh_threads
from palabre.moderation import judge
from palabre.moderation.carried import act_key, by_charter
from palabre.moderation.cases import Case, load_cases
from palabre.moderation.history import list_following
from palabre.moderation.judge import Judged
from palabre.moderation.lifting import OF_MESSAGES, lift_measures
from palabre.moderation.models import Charter
from palabre.moderation.ordering import ask_networks
from palabre.moderation.possible import keep_possible, want_of
from palabre.moderation.queries import get_charter
from palabre.moderation.sanctioning import lift_sanctions, sanction
from palabre.plumbing import events
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit

PENDING_HIDES = """
    select distinct on (message_id) message_id, id, verb, state, tries, actor
    from channels_outboxact
    where workspace_id = %s and message_id = any(%s::bigint[]) and verb in ('hide', 'unhide')
        and state in ('waiting', 'sending', 'unknown', 'sign_in', 'done') and reason <> 'by_hand'
    order by message_id, id desc
"""


def judge_messages(fact: MessagesReceived) -> None:
    """Decide on new and edited messages, write why, and order what the charter asks for."""
    charter = get_charter(fact.workspace)
    loaded = load_cases(fact.workspace, fact.messages)
    _take_over(fact, [case for case in loaded if case.id in fact.judged])
    cases = [case for case in loaded if case.id not in fact.judged]
    later = list_following(fact.workspace, cases, charter) if cases else []
    if later:
        cases += load_cases(fact.workspace, later)
    if not cases:
        return
    decisions = judge.decide_cases(fact.workspace, cases, charter)
    decided = [
        (case, keep_possible((case.network, case.surface), case.message.kind, decision))
        for case, decision in zip(cases, decisions, strict=True)
    ]
    by = f"charter:{charter.hash}"
    judged = judge.record(fact.workspace, decided, by=by, now=fact.now)
    _order(fact.workspace, judged, by=by, now=fact.now)
    ask_networks(fact.workspace, judged, by=by, now=fact.now)
    sanction(fact.workspace, judged, by=by, now=fact.now)
    write_audit(fact.workspace, _entries(judged, by=by), now=fact.now)


def _take_over(fact: MessagesReceived, cases: Sequence[Case]) -> None:
    """Write what was decided as a live chat was heard, and tie its acts to the messages."""
    for charter, decided in by_charter(cases, fact.judged).items():
        by = f"charter:{charter}"
        judged = judge.record(fact.workspace, decided, by=by, now=fact.now)
        ask_networks(fact.workspace, judged, by=by, now=fact.now)
        sanction(fact.workspace, judged, by=by, now=fact.now)
        write_audit(fact.workspace, _entries(judged, by=by), now=fact.now)
        places = {
            act_key(case.account, case.external_id, act.verb): (case.id, case.thread)
            for case, decision in decided
            for act in decision.acts
        }
        done = attach_acts(fact.workspace, places, now=fact.now)
        if done:
            events.announce(ActsSettled(fact.workspace, done, fact.now))


def _order(workspace: int, judged: Sequence[Judged], *, by: str, now: datetime) -> None:
    """Order the acts that bring the network to what was decided."""
    last = _last_hides(workspace, [one.case.id for one in judged])
    wanted: list[Wanted] = []
    cancelled: list[int] = []
    for one in judged:
        if one.case.is_deleted:
            continue
        verbs = {act.verb for act in one.decision.acts}
        act, verb, tries = last.get(one.case.id, (0, "", 0))
        is_hidden = verb == Verb.HIDE or (one.case.is_hidden and not verb)
        if Verb.HIDE not in verbs and verb == Verb.HIDE:
            if not tries and cancel_acts(workspace, [act], now=now):
                cancelled.append(act)
            else:
                wanted.append(_wanted(one, Verb.UNHIDE, "", by))
        for asked in one.decision.acts:
            if not (asked.verb == Verb.HIDE and is_hidden):
                wanted.append(_wanted(one, asked.verb, asked.text, by))
    order_acts(workspace, wanted, now=now)


def _last_hides(workspace: int, messages: Sequence[int]) -> dict[int, tuple[int, str, int]]:
    """Return the last automatic hide or unhide of each message that is not refused."""
    with connection.cursor() as cursor:
        cursor.execute(PENDING_HIDES, [workspace, list(messages)])
        return {
            message: (act, verb, tries if state == "waiting" else 1)
            for message, act, verb, state, tries, actor in cursor.fetchall()
            if actor.startswith("charter:")
        }


def _wanted(one: Judged, verb: Verb, text: str, by: str) -> Wanted:
    return Wanted(
        account=one.case.account,
        verb=verb,
        key=f"decision:{one.decision_id}:{verb}",
        actor=by,
        target={
            "comment": one.case.external_id,
            "person": one.case.message.author.id,
            "surface": one.case.surface,
            "kind": one.case.message.kind.value,
        },
        message=one.case.id,
        thread=one.case.thread,
        text=text,
        intent=want_of(verb, one.decision),
    )


def _entries(judged: Sequence[Judged], *, by: str) -> list[Entry]:
    """Return an audit entry for each decision that is not plain allowing."""
    return [
        Entry(
            actor=by,
            action="decision",
            subject=f"message:{one.case.id}",
            detail={
                "verdict": one.decision.verdict.value,
                "rules": [reason.rule for reason in one.decision.because],
                "external_id": one.case.external_id,
                "was": one.case.verdict,
            },
        )
        for one in judged
        if one.decision.acts or one.decision.because or one.case.verdict not in {"", "allow"}
    ]


def review_message(
    *, workspace: int, message: int, verdict: Verdict, by: str, now: datetime
) -> None:
    """Put a person's decision in place of the charter's: it stays whatever a rule says later."""
    if verdict not in {Verdict.ALLOW, Verdict.HIDE}:
        raise Refused("A person decides allow or hide.", status=422)
    take_turn(workspace)
    found = get_message(workspace, message)
    if found["direction"] != "in":
        raise Refused("Only people's messages are reviewed.", status=422)
    judge.record_reviews(workspace, [message], verdict, by=by, now=now)
    if verdict == Verdict.ALLOW:
        lift_sanctions(workspace, [message], by=by, now=now)
        lift_measures(workspace, [message], Lifting(by, now))
    _show_or_hide(workspace, found, verdict, by=by, now=now)
    detail = {
        "verdict": verdict.value,
        "was": found["verdict"],
        "external_id": found["external_id"],
    }
    write_audit(workspace, [Entry(by, "review", f"message:{message}", detail)], now=now)
    refresh_threads(workspace, [found["thread_id"]])


def note_finished_tasks(settled: ActsSettled) -> None:
    """Take a person's word who hid or deleted by hand: the message waits for no decision more."""
    workspace = settled.workspace
    ids = [act.act for act in settled.acts if act.state == "done" and act.message]
    done = OutboxAct.objects.filter(
        workspace_id=workspace, pk__in=ids, reason=BY_HAND, intent__in=OF_MESSAGES
    )
    people = {act.act: act.actor for act in settled.acts}
    for task in done:
        messages, by = [task.message_id or 0], people[task.pk]
        judge.record_reviews(workspace, messages, Verdict.HIDE, by=by, now=settled.now)
        refresh_threads(workspace, [task.thread_id or 0])


def _show_or_hide(
    workspace: int, found: Mapping[str, Any], verdict: Verdict, *, by: str, now: datetime
) -> None:
    """Bring the network to a person's decision, whatever acts are still under way."""
    message, wanted = found["id"], Verb.HIDE if verdict == Verdict.HIDE else Verb.UNHIDE
    place = abilities_of(found["network"], found["surface_external_id"])
    if not place.can(wanted, Kind(found["kind"])):
        return
    under_way = OutboxAct.objects.filter(
        workspace_id=workspace,
        message_id=message,
        verb__in=(Verb.HIDE, Verb.UNHIDE),
        state__in=UNFINISHED,
    ).order_by("id")
    contrary = [act.pk for act in under_way if act.verb != wanted]
    cancel_acts(workspace, contrary, now=now)
    last = under_way.last()
    ends_hidden = last.verb == Verb.HIDE if last else found["state"] in {"hidden", "held"}
    if ends_hidden != (verdict == Verdict.HIDE):
        key = f"review:{message}:{wanted}:{int(now.timestamp() * 1_000_000)}"
        act_on_message(workspace=workspace, asked=Asked(message, wanted, key), by=by, now=now)


def change_charter(
    *,
    workspace: int,
    source: str,
    by: str,
    now: datetime,
    detail: Mapping[str, str] | None = None,
) -> Charter:
    """Put a new charter in force; `Refused` says the line and the cure when it is wrong.

    `detail` goes into the audit log: what was changed, when it was one thing.
    """
    try:
        loaded = load_charter(source)
    except CharterError as problem:
        raise Refused(str(problem), status=422) from problem
    failures = check_charter(loaded)
    if failures:
        raise Refused("; ".join(str(failure) for failure in failures[:5]), status=422)
    latest = Charter.objects.filter(workspace_id=workspace).order_by("-number").first()
    charter = Charter.objects.create(
        workspace_id=workspace,
        number=latest.number + 1 if latest else 1,
        source=source,
        hash=loaded.hash,
        by=by,
        created_at=now,
    )
    told = {"number": charter.number, "hash": loaded.hash, "name": loaded.name, **(detail or {})}
    write_audit(workspace, [Entry(by, "charter", f"charter:{charter.number}", told)], now=now)
    return charter
