"""What acts of each verb are called: done, under way, waiting, and not done."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from palabre.engine.vocabulary import Verb

Words = Mapping[str, str | Promise]
DONE: Words = {
    Verb.REPLY: gettext_lazy("Sent on %(network)s"),
    Verb.PRIVATE_REPLY: gettext_lazy("Sent in private on %(network)s"),
    Verb.MESSAGE: gettext_lazy("Sent on %(network)s"),
    Verb.HIDE: gettext_lazy("Hidden on %(network)s"),
    Verb.UNHIDE: gettext_lazy("Shown again on %(network)s"),
    Verb.DELETE: gettext_lazy("Deleted on %(network)s"),
    Verb.LIKE: gettext_lazy("Liked on %(network)s"),
    Verb.BAN: gettext_lazy("Banned on %(network)s"),
    Verb.UNBAN: gettext_lazy("No longer banned on %(network)s"),
    Verb.TIME_OUT: gettext_lazy("Timed out on %(network)s"),
    Verb.MUTE: gettext_lazy("Muted on %(network)s"),
    Verb.UNMUTE: gettext_lazy("No longer muted on %(network)s"),
    Verb.WARN: gettext_lazy("Warned on %(network)s"),
    Verb.RELEASE: gettext_lazy("Let through on %(network)s"),
    Verb.REPORT: gettext_lazy("Reported to %(network)s"),
    Verb.PIN: gettext_lazy("Pinned on %(network)s"),
    Verb.UNPIN: gettext_lazy("No longer pinned on %(network)s"),
    Verb.SLOW: gettext_lazy("Slowed down on %(network)s"),
    Verb.UNSLOW: gettext_lazy("At full speed again on %(network)s"),
    Verb.NARROW: gettext_lazy("Open to followers alone on %(network)s"),
    Verb.WIDEN: gettext_lazy("Open to all again on %(network)s"),
    Verb.SHIELD: gettext_lazy("Shielded on %(network)s"),
    Verb.UNSHIELD: gettext_lazy("No longer shielded on %(network)s"),
}
UNDER_WAY: Words = {
    Verb.REPLY: gettext_lazy("On its way to %(network)s"),
    Verb.PRIVATE_REPLY: gettext_lazy("On its way to %(network)s"),
    Verb.MESSAGE: gettext_lazy("On its way to %(network)s"),
    Verb.HIDE: gettext_lazy("Being hidden on %(network)s"),
    Verb.UNHIDE: gettext_lazy("Being shown again on %(network)s"),
    Verb.DELETE: gettext_lazy("Being deleted on %(network)s"),
    Verb.LIKE: gettext_lazy("Being liked on %(network)s"),
    Verb.BAN: gettext_lazy("Being banned on %(network)s"),
    Verb.UNBAN: gettext_lazy("Being let back in on %(network)s"),
    Verb.TIME_OUT: gettext_lazy("Being timed out on %(network)s"),
    Verb.MUTE: gettext_lazy("Being muted on %(network)s"),
    Verb.UNMUTE: gettext_lazy("Being heard again on %(network)s"),
    Verb.WARN: gettext_lazy("Being warned on %(network)s"),
    Verb.RELEASE: gettext_lazy("Being let through on %(network)s"),
    Verb.REPORT: gettext_lazy("Being reported to %(network)s"),
    Verb.PIN: gettext_lazy("Being pinned on %(network)s"),
    Verb.UNPIN: gettext_lazy("Being unpinned on %(network)s"),
    Verb.SLOW: gettext_lazy("Being slowed down on %(network)s"),
    Verb.UNSLOW: gettext_lazy("Being brought to full speed on %(network)s"),
    Verb.NARROW: gettext_lazy("Being reserved for followers on %(network)s"),
    Verb.WIDEN: gettext_lazy("Being opened to all on %(network)s"),
    Verb.SHIELD: gettext_lazy("The shield is going up on %(network)s"),
    Verb.UNSHIELD: gettext_lazy("The shield is going down on %(network)s"),
}
COUNTDOWNS: Words = {
    Verb.REPLY: gettext_lazy("Will be sent in {n} s"),
    Verb.PRIVATE_REPLY: gettext_lazy("Will be sent in private in {n} s"),
    Verb.MESSAGE: gettext_lazy("Will be sent in {n} s"),
    Verb.DELETE: gettext_lazy("Will be deleted in {n} s"),
}
NOT_DONE: Words = {
    Verb.REPLY: gettext_lazy("Not sent"),
    Verb.PRIVATE_REPLY: gettext_lazy("Not sent"),
    Verb.MESSAGE: gettext_lazy("Not sent"),
    Verb.HIDE: gettext_lazy("Not hidden"),
    Verb.UNHIDE: gettext_lazy("Not shown again"),
    Verb.DELETE: gettext_lazy("Not deleted"),
    Verb.LIKE: gettext_lazy("Not liked"),
    Verb.BAN: gettext_lazy("Not banned"),
    Verb.UNBAN: gettext_lazy("Still banned"),
    Verb.TIME_OUT: gettext_lazy("Not timed out"),
    Verb.MUTE: gettext_lazy("Not muted"),
    Verb.UNMUTE: gettext_lazy("Still muted"),
    Verb.WARN: gettext_lazy("Not warned"),
    Verb.RELEASE: gettext_lazy("Not let through"),
    Verb.REPORT: gettext_lazy("Not reported"),
    Verb.PIN: gettext_lazy("Not pinned"),
    Verb.UNPIN: gettext_lazy("Still pinned"),
    Verb.SLOW: gettext_lazy("Not slowed down"),
    Verb.UNSLOW: gettext_lazy("Still slowed down"),
    Verb.NARROW: gettext_lazy("Still open to all"),
    Verb.WIDEN: gettext_lazy("Still open to followers alone"),
    Verb.SHIELD: gettext_lazy("Not shielded"),
    Verb.UNSHIELD: gettext_lazy("Still shielded"),
}
