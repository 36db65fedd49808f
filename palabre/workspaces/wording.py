"""What the audit log tells, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

VERBS: Mapping[str, str | Promise] = {
    "reply": gettext_lazy("Public reply"),
    "private_reply": gettext_lazy("Private reply"),
    "message": gettext_lazy("Message"),
    "hide": gettext_lazy("Hiding"),
    "unhide": gettext_lazy("Showing again"),
    "delete": gettext_lazy("Deletion"),
    "like": gettext_lazy("Like"),
}
STEPS: Mapping[str, str | Promise] = {
    "ordered": gettext_lazy("ordered"),
    "done": gettext_lazy("done on the network"),
    "refused": gettext_lazy("refused by the network"),
}
ACTIONS: Mapping[str, str | Promise] = {
    "decision": gettext_lazy("Decision"),
    "review": gettext_lazy("Review by a person"),
    "feedback": gettext_lazy("Decision said wrong"),
    "feedback_taken_back": gettext_lazy("Word on a decision taken back"),
    "cancel": gettext_lazy("Act taken back"),
    "close": gettext_lazy("Conversation closed"),
    "reopen": gettext_lazy("Conversation reopened"),
    "assign": gettext_lazy("Conversation assigned"),
    "unassign": gettext_lazy("Conversation given back"),
    "note": gettext_lazy("Note written"),
    "snooze": gettext_lazy("Conversation snoozed"),
    "wake": gettext_lazy("Conversation taken back"),
    "label": gettext_lazy("Label added"),
    "unlabel": gettext_lazy("Label taken off"),
    "connect": gettext_lazy("Account connected"),
    "resume": gettext_lazy("Account resumed"),
    "pause": gettext_lazy("Account paused"),
    "disconnect": gettext_lazy("Account disconnected"),
    "subscribe": gettext_lazy("Events asked for"),
    "renew": gettext_lazy("Secret renewed"),
    "reveal": gettext_lazy("Secret shown"),
    "check": gettext_lazy("Permissions checked"),
    "replay": gettext_lazy("Dead letters replayed"),
    "dismiss": gettext_lazy("Dead letters put aside"),
    "bring_back": gettext_lazy("Dead letters brought back"),
    "open": gettext_lazy("Client opened"),
    "rename": gettext_lazy("Client renamed"),
    "team": gettext_lazy("Team kept"),
    "team.removed": gettext_lazy("Team removed"),
    "distribution": gettext_lazy("New conversations given out otherwise"),
    "availability": gettext_lazy("Availability changed"),
    "charter": gettext_lazy("New charter"),
    "saved_reply": gettext_lazy("Saved reply kept"),
    "invite": gettext_lazy("Member invited"),
    "role": gettext_lazy("Role changed"),
    "cut_off": gettext_lazy("Access closed"),
    "let_in": gettext_lazy("Access opened again"),
    "saved_reply.removed": gettext_lazy("Saved reply removed"),
    "tag": gettext_lazy("Tag put on a person"),
    "untag": gettext_lazy("Tag taken off a person"),
    "flag": gettext_lazy("Person marked"),
    "unflag": gettext_lazy("Mark taken off a person"),
    "strike": gettext_lazy("Strike given"),
    "strike.withdrawn": gettext_lazy("Strike withdrawn"),
    "strike.restored": gettext_lazy("Strike counts again"),
    "consent": gettext_lazy("Consent recorded"),
    "person_language": gettext_lazy("Language of a person chosen"),
    "merge": gettext_lazy("Two held for one person"),
    "merge.undone": gettext_lazy("Two taken apart"),
}
SUBJECTS: Mapping[str, str | Promise] = {
    "message": gettext_lazy("message %(n)s"),
    "thread": gettext_lazy("conversation %(n)s"),
    "act": gettext_lazy("act %(n)s"),
    "account": gettext_lazy("account %(n)s"),
    "charter": gettext_lazy("version %(n)s"),
    "person": gettext_lazy("person %(n)s"),
    "team": gettext_lazy("team %(n)s"),
    "saved_reply": gettext_lazy("saved reply %(n)s"),
}


def describe_entry(action: str, subject: str) -> str:
    """Return what an entry of the log tells, such as "Hiding ordered, message 7"."""
    verb, _sep, step = action.partition(".")
    if verb in VERBS and step in STEPS:
        done = _("%(verb)s: %(step)s") % {"verb": VERBS[verb], "step": STEPS[step]}
    else:
        done = str(ACTIONS.get(action, action))
    kind, _sep, number = subject.partition(":")
    if kind not in SUBJECTS:
        return done
    return f"{done} · {str(SUBJECTS[kind]) % {'n': number}}"


def name_language(code: str) -> str:
    """Return a language's own name."""
    return str(get_language_info(code if code != "zh" else "zh-hans")["name_local"])
