"""What a person does to a message: answer it, hide it, like it, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from palabre.channels.ends import AGAINST_PEOPLE, PACES, cancel_ends, ending_of, whom
from palabre.channels.intents import abilities_of
from palabre.channels.models import OutboxAct
from palabre.channels.outbox import UNDO_SECONDS, Wanted, order_acts
from palabre.connectors.contract import Connector
from palabre.connectors.intents import ends_by
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Kind, Verb
from palabre.inbox.queries import get_message
from palabre.inbox.refresh import refresh_threads
from palabre.inbox.windows import permission_to_write
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.rights import Right

TEXT_VERBS = frozenset({Verb.REPLY, Verb.PRIVATE_REPLY, Verb.MESSAGE})
ANSWERING = TEXT_VERBS | {Verb.LIKE}
WORDED = TEXT_VERBS | {Verb.WARN}
"""Verbs that a text goes with: what is sent, or what the person is told."""
LASTING = frozenset({Verb.TIME_OUT, Verb.BAN, Verb.MUTE, Verb.SLOW})
"""Verbs that a length goes with; for a slow chat, the pause between messages."""
OF_PEOPLE = frozenset({*AGAINST_PEOPLE, Verb.WARN})
"""Verbs that are done to the author of a message."""
TAKEN_BACK = TEXT_VERBS | {Verb.DELETE}
"""Verbs that wait a moment before they are sent, since the network cannot undo them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for. The same `key` twice is the same act."""

    message: int
    verb: Verb
    key: str
    text: str = ""
    seconds: int = 0
    """How long it lasts, 0 for good; for a slow chat the pause between messages."""


def right_of(verb: Verb) -> Right:
    """Return the right that somebody needs to ask for a verb."""
    return Right.ANSWER if verb in ANSWERING else Right.MODERATE


def act_on_message(*, workspace: int, asked: Asked, by: str, now: datetime) -> OutboxAct:
    """Order an act on a message; `Refused` says why it cannot be done."""
    if is_ordered(workspace, asked.key):
        return _get_known(workspace, asked)
    message = get_message(workspace, asked.message)
    _check(message, asked)
    permission = permission_to_write(workspace, message, asked.verb, by=by, now=now)
    if not permission.may:
        raise Refused(permission.why.en if permission.why else "Not now.", status=422)
    target = _target(message, asked, is_late=permission.is_late)
    if asked.verb in AGAINST_PEOPLE | PACES:
        cancel_ends(workspace, [whom(asked.verb, message["account_id"], target)], now=now)
    wanted = _list_wanted(message, asked, target, by)
    is_first = bool(order_acts(workspace, wanted, now=now))
    act = _get_known(workspace, asked)
    if not is_first:
        return act  # the same key came twice at the same moment, and the other was quicker
    detail: dict[str, Any] = {"act": act.pk, "verb": asked.verb, "text": asked.text}
    detail |= {"seconds": asked.seconds} if asked.seconds else {}
    subject = f"message:{asked.message}"
    write_audit(workspace, [Entry(by, f"{asked.verb}.ordered", subject, detail)], now=now)
    refresh_threads(workspace, [message["thread_id"]])
    return act


def _list_wanted(
    message: dict[str, Any], asked: Asked, target: dict[str, str], by: str
) -> list[Wanted]:
    """Return the act and, where the network does not end it in time, the act that does."""
    wanted = Wanted(
        account=message["account_id"],
        verb=asked.verb,
        key=asked.key,
        actor=by,
        target=target,
        message=asked.message,
        thread=message["thread_id"],
        text=asked.text,
        delay=timedelta(seconds=UNDO_SECONDS if asked.verb in TAKEN_BACK else 0),
    )
    abilities = abilities_of(message["network"], message["surface_external_id"])
    lasts = asked.seconds if asked.verb != Verb.SLOW else 0
    end = ends_by(asked.verb, Kind(message["kind"]), abilities) if lasts else None
    return [wanted] if end is None else [wanted, ending_of(wanted, end, lasts)]


def _target(message: dict[str, Any], asked: Asked, *, is_late: bool) -> dict[str, str]:
    """Return the network's ids that an act needs, and its times."""
    seconds = str(asked.seconds) if asked.seconds else ""
    more = {
        "is_late": "yes" if is_late else "",
        "seconds": seconds,
        "lasts": seconds if asked.verb != Verb.SLOW else "",
    }
    return {
        "comment": message["external_id"],
        "person": message["author_external_id"],
        "surface": message["surface_external_id"],
        "kind": message["kind"],
        **{name: value for name, value in more.items() if value},
    }


def is_ordered(workspace: int, key: str) -> bool:
    """Say whether an act with this key was ordered already."""
    return OutboxAct.objects.filter(workspace_id=workspace, key=key).exists()


def _get_known(workspace: int, asked: Asked) -> OutboxAct:
    """Return the act with this key; `Refused` when the key was used for another one."""
    known = OutboxAct.objects.get(workspace_id=workspace, key=asked.key)
    said = (known.message_id, known.verb, known.text, int(known.target.get("seconds") or 0))
    if said != (asked.message, asked.verb, asked.text, asked.seconds):
        raise Refused("This idempotency key was used for another act.", status=422)
    return known


def _check(message: dict[str, Any], asked: Asked) -> None:
    """Refuse what the network could not do, before anything is written."""
    connector = CONNECTORS[message["network"]]
    own = message["direction"] == "out"
    abilities = connector.abilities_at(message["surface_external_id"])
    if not abilities.can(asked.verb, Kind(message["kind"]), own=own):
        raise Refused(
            f"{connector.title} has no way to {asked.verb.replace('_', ' ')} here.", status=422
        )
    if message["deleted_at"] is not None:
        raise Refused("This message was deleted on the network.")
    _check_text(message, asked, connector)
    if asked.verb in OF_PEOPLE and not message["author_external_id"]:
        raise Refused(f"{connector.title} does not tell who wrote this.", status=422)
    if asked.seconds and asked.verb not in LASTING:
        raise Refused(f"No length goes with {asked.verb}.", status=422)
    able = abilities.find(asked.verb, Kind(message["kind"]))
    longest = able.longest if able is not None else 0
    if longest and asked.seconds > longest:
        raise Refused(f"{connector.title} takes at most {longest} seconds here.", status=422)


def _check_text(message: dict[str, Any], asked: Asked, connector: Connector) -> None:
    """Refuse a text where none goes, none where one must, and one that is too long."""
    is_text = asked.verb in WORDED
    if is_text and not asked.text.strip():
        raise Refused("Write something first.", status=422)
    if not is_text and asked.text:
        raise Refused(f"No text goes with {asked.verb}.", status=422)
    limit = connector.abilities.limit_of(asked.verb)
    if is_text and limit is not None and len(asked.text) > limit:
        raise Refused(
            f"{connector.title} takes at most {limit} characters here; this has {len(asked.text)}.",
            status=422,
        )
    if is_text and message["direction"] == "out":
        raise Refused("This message is ours: answer one of the person's.", status=422)
