"""What a batch did, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, ngettext_lazy

from palabre.inbox.models import Bulk

REASONS: Mapping[str, str] = {
    "unknown": gettext_noop("This conversation is not here."),
    "closed": gettext_noop("It was closed already."),
    "open": gettext_noop("It was open already."),
    "assigned": gettext_noop("It was theirs already."),
    "not_open": gettext_noop("A closed conversation cannot be snoozed."),
    "snoozed": gettext_noop("It was snoozed until then already."),
    "labelled": gettext_noop("Its last message had this label already."),
    "nobody": gettext_noop("It holds no message of a person."),
    "decided": gettext_noop("Nothing in it waited for a decision."),
    "hidden": gettext_noop("Its last message was hidden already."),
    "cannot_hide": gettext_noop("The network has no way to hide it."),
    "changed": gettext_noop("It was changed since."),
}
"""Why an act was not done to a conversation, or not undone."""
DONE: Mapping[str, object] = {
    "close": ngettext_lazy("%(n)d conversation closed", "%(n)d conversations closed", "n"),
    "reopen": ngettext_lazy("%(n)d conversation reopened", "%(n)d conversations reopened", "n"),
    "assign": ngettext_lazy("%(n)d conversation assigned", "%(n)d conversations assigned", "n"),
    "unassign": ngettext_lazy(
        "%(n)d conversation given back to everybody",
        "%(n)d conversations given back to everybody",
        "n",
    ),
    "snooze": ngettext_lazy("%(n)d conversation snoozed", "%(n)d conversations snoozed", "n"),
    "label": ngettext_lazy("%(n)d conversation labelled", "%(n)d conversations labelled", "n"),
    "approve": ngettext_lazy("%(n)d conversation approved", "%(n)d conversations approved", "n"),
    "hide": ngettext_lazy("%(n)d message being hidden", "%(n)d messages being hidden", "n"),
}


@dataclass(frozen=True, slots=True)
class ShownBulk:
    """A batch as the list tells it: what was done, what was left and why."""

    id: int
    done: int
    title: str
    skipped: Sequence[str]


def show_bulk(bulk: Bulk) -> ShownBulk:
    """Return a batch in words."""
    done = sum(1 for one in bulk.items if not one["reason"])
    act = "unassign" if bulk.act == "assign" and bulk.detail.get("member") is None else bulk.act
    title = str(DONE[act] % {"n": done})  # type: ignore[operator]
    return ShownBulk(bulk.pk, done, title, _count(one["reason"] for one in bulk.items))


def say_undone(bulk: Bulk) -> str:
    """Return what the undoing of a batch gave back, and what it could not."""
    back = sum(1 for one in bulk.undone if not one["reason"])
    said = ngettext("%(n)d conversation put back", "%(n)d conversations put back", back)
    left = _count(one["reason"] for one in bulk.undone)
    return " · ".join([said % {"n": back}, *left])


def _count(reasons: Iterable[str]) -> Sequence[str]:
    counted = Counter(one for one in reasons if one)
    return [
        _("%(n)d left out: %(reason)s") % {"n": count, "reason": _(REASONS[reason])}
        for reason, count in counted.items()
    ]
