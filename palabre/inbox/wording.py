"""What acts and decisions are, in plain words, in the active language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palabre.channels import wording
from palabre.channels.ends import END, REPLACED
from palabre.channels.lifting import NOT_ASKED
from palabre.channels.models import ActState, OutboxAct
from palabre.channels.tasks import DISMISSED
from palabre.inbox.act_words import COUNTDOWNS, DONE, NOT_DONE, UNDER_WAY
from palabre.inbox.measures import say_by_hand, say_duration
from palabre.web.times import say_moment

Words = Mapping[str, str | Promise]
TITLES_OF_VIEWS: Words = {
    "answer": gettext_lazy("To answer"),
    "mine": gettext_lazy("Mine"),
    "mentions": gettext_lazy("Mentions"),
    "unassigned": gettext_lazy("Unassigned"),
    "snoozed": gettext_lazy("Snoozed"),
    "review": gettext_lazy("To review"),
    "hidden": gettext_lazy("Hidden"),
    "network": gettext_lazy("Waiting for the network"),
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Closed"),
    "all": gettext_lazy("All"),
}
LESSONS: Words = {
    "network": gettext_lazy("The networks have done all that was asked of them."),
    "answer": gettext_lazy("Nobody waits for an answer."),
    "mine": gettext_lazy("No open conversation is yours."),
    "mentions": gettext_lazy("No note speaks to you that you have not seen."),
    "unassigned": gettext_lazy("Every open conversation has somebody."),
    "snoozed": gettext_lazy("Nothing is put aside."),
    "review": gettext_lazy("No message waits for your decision."),
    "hidden": gettext_lazy("Nothing is hidden here."),
    "open": gettext_lazy("Every conversation is closed."),
    "closed": gettext_lazy("No conversation was closed yet."),
    "all": gettext_lazy("No conversation yet."),
}
OFFERS: Words = {
    "today": gettext_lazy("Later today"),
    "tomorrow": gettext_lazy("Tomorrow"),
    "monday": gettext_lazy("Monday"),
}
BY_CHARTER: Words = {
    "hide": gettext_lazy("Hidden by the charter"),
    "hold": gettext_lazy("Held by the charter until you decide"),
    "review": gettext_lazy("To review, says the charter"),
    "delete": gettext_lazy("Deleted by the charter"),
    "allow": gettext_lazy("Allowed by the charter"),
}
BY_PERSON: Words = {
    "hide": gettext_lazy("Hidden by %(who)s"),
    "allow": gettext_lazy("Approved by %(who)s"),
}
NOT_YET: Words = {
    "member": gettext_lazy("%(who)s decided to hide it"),
    "charter": gettext_lazy("To be hidden, says the charter"),
}
"""What is said of a hiding that is not done on the network: under way, or refused there."""
OURS = frozenset({"gave_up", "fault", "not_possible", "unreachable", "no_answer"})
"""Reasons that are not a refusal of the network's."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where an act stands, in a sentence. `due` is when its countdown ends."""

    text: str
    tone: str
    due: datetime | None = None
    pattern: str = ""
    """The countdown's sentence with `{n}` in it, for the page to keep counting."""


@dataclass(frozen=True, slots=True)
class _Moment:
    act: OutboxAct
    network: str
    now: datetime
    zone: tzinfo
    limited_until: datetime | None

    @property
    def names(self) -> dict[str, str]:
        return {"network": self.network}

    def clock(self, at: datetime) -> str:
        return say_moment(at, self.now, self.zone)


def describe_act(
    act: OutboxAct,
    network_title: str,
    now: datetime,
    zone: tzinfo,
    *,
    limited_until: datetime | None = None,
) -> Said:
    """Return where an act stands. `limited_until` is the pause that the account was given."""
    moment = _Moment(act, network_title, now, zone, limited_until)
    return _TELLERS[ActState(act.state)](moment)


def say_reason(code: str) -> str:
    """Return why something was not done, as part of a sentence."""
    return wording.say_reason(code)


def _waiting(at: _Moment) -> Said:
    act = at.act
    pause = max(act.due_at, at.limited_until or act.due_at)
    is_limited = act.reason == "rate_limit" or pause > act.due_at
    if is_limited and pause > at.now:
        sentence = _("Waiting: %(network)s asks for a pause until %(clock)s")
        return Said(sentence % {**at.names, "clock": at.clock(pause)}, "waiting")
    if act.tries == 0 and act.due_at > at.now and act.verb in COUNTDOWNS:
        seconds = ceil((act.due_at - at.now).total_seconds())
        pattern = str(COUNTDOWNS[act.verb])
        return Said(pattern.format(n=seconds), "waiting", act.due_at, pattern)
    if act.key.endswith(END) and act.due_at > at.now:
        sentence = _("%(clock)s: %(done)s, as foreseen")
        done = str(DONE[act.verb]) % at.names
        return Said(sentence % {"clock": at.clock(act.due_at), "done": done}, "waiting")
    if act.reason and act.due_at > at.now:
        sentence = _("Waiting: %(reason)s. Next try at %(clock)s")
        values = {"reason": say_reason(act.reason), "clock": at.clock(act.due_at)}
        return Said(sentence % values, "waiting")
    return _sending(at)


def _sending(at: _Moment) -> Said:
    return Said(str(UNDER_WAY[at.act.verb]) % at.names, "waiting")


def _unknown(at: _Moment) -> Said:
    if at.act.reason == "network_down":
        sentence = _("%(network)s has a failure: we look there whether it was done")
    elif at.act.reason == "rate_limit":
        sentence = _("The answer was lost; %(network)s asks for a pause before we look there")
    else:
        sentence = _("The answer was lost: we are looking on %(network)s whether it was done")
    return Said(sentence % at.names, "waiting")


def _sign_in(at: _Moment) -> Said:
    sentence = _("Connect the account again: %(network)s no longer lets us in. The act waits")
    return Said(sentence % at.names, "harm")


def _done(at: _Moment) -> Said:
    done = _add_length(str(DONE[at.act.verb]) % at.names, at.act)
    if at.act.done_at is None:
        return Said(done, "done")
    return Said(f"{done} · {at.clock(at.act.done_at)}", "done")


def _add_length(said: str, act: OutboxAct) -> str:
    """Return what was done with its length, where it has one."""
    seconds = int(act.target.get("seconds") or 0)
    if not seconds:
        return said
    return _("%(what)s (%(time)s)") % {"what": said, "time": say_duration(seconds)}


def _refused(at: _Moment) -> Said:
    values = {
        **at.names,
        "outcome": str(NOT_DONE[at.act.verb]),
        "reason": say_reason(at.act.reason),
    }
    if at.act.reason in OURS:
        return Said(_("%(outcome)s: %(reason)s") % values, "harm")
    return Said(_("%(outcome)s. %(network)s refused: %(reason)s") % values, "harm")


def _cancelled(at: _Moment) -> Said:
    if at.act.reason == DISMISSED:
        return Said(_("Not needed, somebody of the team said"), "quiet")
    if at.act.reason in {NOT_ASKED, REPLACED}:
        return Said(_("No longer asked for, nothing was sent"), "quiet")
    return Said(_("Taken back, nothing was sent"), "quiet")


def _by_hand(at: _Moment) -> Said:
    what = {**at.names, "what": say_by_hand(at.act)}
    if at.act.due_at > at.now:
        clock = at.clock(at.act.due_at)
        sentence = _("%(clock)s: to be done by hand on %(network)s: %(what)s")
        return Said(sentence % {**what, "clock": clock}, "waiting")
    return Said(_("To be done by hand on %(network)s: %(what)s") % what, "waiting")


_TELLERS: Mapping[ActState, Callable[[_Moment], Said]] = {
    ActState.WAITING: _waiting,
    ActState.SENDING: _sending,
    ActState.UNKNOWN: _unknown,
    ActState.SIGN_IN: _sign_in,
    ActState.DONE: _done,
    ActState.REFUSED: _refused,
    ActState.CANCELLED: _cancelled,
    ActState.BY_HAND: _by_hand,
}


def describe_decision(
    verdict: str, *, by: str, who: str, reasons: list[dict[str, Any]], is_hidden: bool
) -> str:
    """Return a decision in a sentence: by the charter with its reasons, or by a person.

    `is_hidden` says how the message is on the network: a decision to hide may not be done yet.
    """
    kind = by.partition(":")[0]
    is_not_yet = verdict == "hide" and not is_hidden
    if kind == "member":
        said = NOT_YET["member"] if is_not_yet else BY_PERSON.get(verdict, BY_PERSON["allow"])
        return str(said) % {"who": who}
    live = [pick_text(reason) for reason in reasons if not reason.get("shadow")]
    said = NOT_YET["charter"] if is_not_yet else BY_CHARTER.get(verdict, BY_CHARTER["allow"])
    if not live:
        return str(said)
    values = {"said": str(said), "reasons": ", ".join(dict.fromkeys(live))}
    return _("%(said)s: %(reasons)s") % values


def pick_text(reason: Mapping[str, Any]) -> str:
    """Return a rule's sentence in the active language, else as its author wrote it."""
    texts = reason.get("texts") or {}
    return str(texts.get((get_language() or "en")[:2]) or reason.get("text", ""))
