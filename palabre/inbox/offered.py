"""What can be asked for on a message now: by its network, by the role, and not so yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palabre.channels.ends import AGAINST_PEOPLE
from palabre.channels.intents import abilities_of
from palabre.channels.lifting import is_over, list_standing
from palabre.channels.models import UNFINISHED, ActState, OutboxAct
from palabre.connectors.abilities import CONTRARY, Ability
from palabre.engine.vocabulary import Kind, Verb
from palabre.inbox.acts import LASTING, OF_PEOPLE, TEXT_VERBS, right_of
from palabre.inbox.around import Around
from palabre.inbox.measures import say_duration
from palabre.inbox.shown import Offer, Unable
from palabre.inbox.verb_words import NAMES

SWITCHES: Final = (Verb.SLOW, Verb.NARROW, Verb.SHIELD)
"""What switches something of a live chat on, for everybody in it."""
MORE: Final = (
    Verb.PIN, Verb.UNPIN, Verb.RELEASE, Verb.WARN, Verb.TIME_OUT, Verb.MUTE, Verb.UNMUTE,
    Verb.BAN, Verb.UNBAN, Verb.REPORT,
    *(each for one in SWITCHES for each in (one, CONTRARY[one])),
)  # fmt: skip
"""What the menu of a message offers beside its buttons, in this order."""
AT_ONCE: Final = frozenset({Verb.PIN, Verb.UNPIN, Verb.RELEASE, *CONTRARY.values()})
"""What is done without being asked again: it harms nobody, or takes something back."""
LENGTHS: Final[Mapping[Verb, Sequence[int]]] = {
    Verb.TIME_OUT: (60, 600, 3_600, 86_400, 604_800),
    Verb.MUTE: (0, 3_600, 86_400, 604_800),
    Verb.BAN: (0, 86_400, 604_800, 2_592_000),
    Verb.SLOW: (5, 10, 30, 60, 120),
}
"""The lengths to choose from, in seconds; 0 is for good, and the first is chosen."""
EXPLAINED: Final = (Verb.HIDE, Verb.DELETE, Verb.LIKE, *MORE)
"""What is explained where the network has no way."""


def list_offered(
    row: Mapping[str, Any], acts: Sequence[OutboxAct], around: Around
) -> frozenset[str]:
    """Return what can be asked for now: neither done already nor under way."""
    if row["deleted_at"] is not None:
        return frozenset()
    under_way = {act.verb for act in acts if act.state in UNFINISHED}
    if Verb.DELETE in under_way:
        return frozenset()
    if under_way & {Verb.HIDE, Verb.UNHIDE}:
        under_way |= {Verb.HIDE, Verb.UNHIDE}
    is_hidden = row["state"] in {"hidden", "held"}
    taken = {Verb.HIDE if is_hidden else Verb.UNHIDE} | under_way
    if row["is_liked"]:
        taken.add(Verb.LIKE)
    own = row["direction"] == "out"
    offered = {Verb.DELETE} if own else set(Verb) - TEXT_VERBS
    return frozenset(verb for verb in offered - taken if around.can(verb, row["kind"], own=own))


def list_more(row: Mapping[str, Any], acts: Sequence[OutboxAct], around: Around) -> Sequence[Offer]:
    """Return what the menu of a person's message offers."""
    if row["direction"] == "out" or row["deleted_at"] is not None:
        return ()
    able = around.abilities
    verbs = [
        verb
        for verb in MORE
        if around.can(verb, row["kind"]) and _makes_sense(verb, row, acts, around)
    ]
    return [_offer(verb, able.find(verb, Kind(row["kind"]))) for verb in verbs]


def list_unable(row: Mapping[str, Any], around: Around) -> Sequence[Unable]:
    """Return what the network lets no program do to such a message, where its folder says why."""
    if row["direction"] == "out" or row["deleted_at"] is not None:
        return ()
    kind, language = Kind(row["kind"]), get_language() or "en"
    abilities = around.abilities
    told = [
        (verb, abilities.why_not(verb, kind))
        for verb in EXPLAINED
        if right_of(verb) in around.room.rights and not abilities.can(verb, kind)
    ]
    return [
        Unable(
            str(NAMES[verb]), one.why.into(language), [step.into(language) for step in one.steps]
        )
        for verb, one in told
        if one is not None
    ]


def undo_of(act: OutboxAct, around: Around) -> str:
    """Return the verb that takes an act back on the network, while it stands there."""
    verb = Verb(act.verb)
    contrary = CONTRARY.get(verb)
    is_last = act.pk in {one.pk for one in (*around.standing.values(), *around.chat.values())}
    if contrary is None or not is_last or act.state != ActState.DONE:
        return ""
    able = around.abilities.find(verb)
    is_undone = able is not None and able.undone_by is not None
    may = is_undone and right_of(contrary) in around.room.rights
    return contrary.value if may and not is_over(act, around.room.now) else ""


def stand(
    workspace: int, thread: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return how people and the chat of a thread stand, where its network has verbs for them."""
    able = abilities_of(thread["network"], thread["surface"])
    account, verbs = thread["account_id"], {one.what for one in able.able}
    people = {(account, str(row["author_external_id"] or "")) for row in rows}
    has_people, has_chat = verbs & AGAINST_PEOPLE, verbs & set(SWITCHES)
    return {
        "standing": list_standing(workspace, people) if has_people else {},
        "chat": _list_switched(workspace, account) if has_chat else {},
    }


def _list_switched(workspace: int, account: int) -> Mapping[str, OutboxAct]:
    on = {**{one: one for one in SWITCHES}, **{CONTRARY[one]: one for one in SWITCHES}}
    found = OutboxAct.objects.filter(
        workspace_id=workspace, account_id=account, verb__in=list(on),
        state__in=[*UNFINISHED, ActState.DONE],
    ).order_by("-pk")[:50]  # fmt: skip
    return {on[Verb(act.verb)]: act for act in reversed(found)}


def _makes_sense(
    verb: Verb, row: Mapping[str, Any], acts: Sequence[OutboxAct], around: Around
) -> bool:
    """Say whether a verb would change anything now."""
    if any(act.verb == verb and act.state in UNFINISHED for act in acts):
        return False
    if verb is Verb.RELEASE:
        return row["state"] in {"hidden", "held"}
    if verb in {Verb.PIN, Verb.UNPIN}:
        done = [
            act.verb for act in acts if act.verb in {Verb.PIN, Verb.UNPIN} and act.state == "done"
        ]
        return (done[-1:] == [Verb.PIN]) == (verb is Verb.UNPIN)
    if verb in OF_PEOPLE:
        return _suits_person(verb, row, around)
    for switch in SWITCHES:
        if verb in {switch, CONTRARY[switch]}:
            is_on = _is_on(around.chat.get(switch), switch, around.room.now)
            return is_on == (verb is not switch)
    return True


def _suits_person(verb: Verb, row: Mapping[str, Any], around: Around) -> bool:
    person = str(row["author_external_id"] or "")
    act = around.standing.get((around.account.pk, person))
    is_there = act is not None and act.state != ActState.BY_HAND
    stands = act if act is not None and is_there and not is_over(act, around.room.now) else None
    if verb in {Verb.UNBAN, Verb.UNMUTE}:
        return stands is not None and CONTRARY.get(Verb(stands.verb)) is verb
    return bool(person) and (stands is None or stands.verb != verb)


def _is_on(act: OutboxAct | None, switch: Verb, now: datetime) -> bool:
    return act is not None and act.verb == switch and not is_over(act, now)


def _offer(verb: Verb, able: Ability | None) -> Offer:
    longest = able.longest if able is not None else 0
    lengths = [
        (seconds, _length(verb, seconds))
        for seconds in LENGTHS.get(verb, ())
        if verb in LASTING and (not longest or seconds <= longest)
    ]
    hint = able.except_when if able is not None else None
    return Offer(
        verb=verb.value,
        name=str(NAMES[verb]),
        is_confirmed=verb not in AT_ONCE,
        lengths=lengths,
        needs_text=verb is Verb.WARN,
        hint=hint.into(get_language() or "en") if hint else "",
    )


def _length(verb: Verb, seconds: int) -> str:
    if not seconds:
        return _("for good")
    if verb is Verb.SLOW:
        return _("a message every %(time)s each") % {"time": say_duration(seconds)}
    return _("for %(time)s") % {"time": say_duration(seconds)}
