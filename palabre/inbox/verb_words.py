"""What the verbs of the networks are called on buttons and in tables, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from palabre.engine.vocabulary import Verb

NAMES: Final[Mapping[str, str | Promise]] = {
    Verb.REPLY: gettext_lazy("Reply"),
    Verb.PRIVATE_REPLY: gettext_lazy("Private reply"),
    Verb.MESSAGE: gettext_lazy("Message"),
    Verb.HIDE: gettext_lazy("Hide"),
    Verb.UNHIDE: gettext_lazy("Show again"),
    Verb.DELETE: gettext_lazy("Delete"),
    Verb.LIKE: gettext_lazy("Like"),
    Verb.BAN: gettext_lazy("Ban the author"),
    Verb.UNBAN: gettext_lazy("Let the author back in"),
    Verb.TIME_OUT: gettext_lazy("Time the author out"),
    Verb.MUTE: gettext_lazy("Mute the author"),
    Verb.UNMUTE: gettext_lazy("Hear the author again"),
    Verb.WARN: gettext_lazy("Warn the author"),
    Verb.RELEASE: gettext_lazy("Let it through"),
    Verb.REPORT: gettext_lazy("Report to the network"),
    Verb.PIN: gettext_lazy("Pin"),
    Verb.UNPIN: gettext_lazy("Unpin"),
    Verb.SLOW: gettext_lazy("Slow the chat"),
    Verb.UNSLOW: gettext_lazy("Full speed again"),
    Verb.NARROW: gettext_lazy("Followers only"),
    Verb.WIDEN: gettext_lazy("Open to all"),
    Verb.SHIELD: gettext_lazy("Raise the shield"),
    Verb.UNSHIELD: gettext_lazy("Lower the shield"),
}
"""A plain name for each verb, as a button says it."""
