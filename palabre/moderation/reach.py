"""What each network of a client makes of what its charter asks for, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palabre.channels.models import Account, AccountState
from palabre.connectors.abilities import Abilities
from palabre.connectors.contract import Connector
from palabre.connectors.intents import NO_WAY, ends_by, map_intent
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Intent, Kind
from palabre.inbox.verb_words import NAMES

ASKED: Final[Mapping[Intent, str | Promise]] = {
    Intent.CONCEAL: gettext_lazy("Hide it"),
    Intent.REMOVE: gettext_lazy("Delete it"),
    Intent.RESTRAIN: gettext_lazy("Time the author out"),
    Intent.EXCLUDE: gettext_lazy("Ban the author"),
    Intent.CALM: gettext_lazy("Slow the chat"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one network makes of one wish: words, the reason when it cannot, and how it looks."""

    asked: str
    said: str
    tone: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What one network makes of everything that a charter can ask for."""

    name: str
    title: str
    cells: Sequence[Cell]


def list_asked() -> Sequence[str]:
    """Return what a charter can ask of a network, in words."""
    return [str(words) for words in ASKED.values()]


def show_reach(workspace: int) -> Sequence[Reach]:
    """Return what the networks that a client is connected to make of what is asked for."""
    accounts = Account.objects.filter(workspace_id=workspace)
    used = set(accounts.exclude(state=AccountState.DISCONNECTED).values_list("network", flat=True))
    return [
        Reach(one.name, _title(one, is_live), [_cell(abilities, intent) for intent in ASKED])
        for one in CONNECTORS.values()
        if one.name in used
        for is_live, abilities in one.list_places()
    ]


def _title(connector: Connector, is_live: bool) -> str:
    words = _("%(network)s, live chats") if is_live else "%(network)s"
    return words % {"network": connector.title}


def _cell(abilities: Abilities, intent: Intent) -> Cell:
    asked = str(ASKED[intent])
    mapped = map_intent(intent, Kind.COMMENT, abilities)
    known = mapped.why if mapped.why is not NO_WAY else None
    why = known.into(get_language() or "en") if known else ""
    if mapped.verb is None:
        said, tone = (_("By hand"), "waiting") if mapped.is_possible else (_("No way"), "none")
        return Cell(asked, said, tone, why)
    is_ended_by_us = intent is Intent.RESTRAIN and ends_by(mapped.verb, Kind.COMMENT, abilities)
    said = str(NAMES[mapped.verb])
    if is_ended_by_us:
        said = _("%(what)s, and undo it in time") % {"what": said}
    return Cell(asked, said, "done")
