"""What every message of a conversation is shown with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from palabre.channels.ends import Whom
from palabre.channels.models import Account, OutboxAct
from palabre.connectors.abilities import Abilities
from palabre.connectors.contract import Connector
from palabre.engine.vocabulary import Kind, Verb
from palabre.inbox.acts import right_of
from palabre.inbox.models import Revision
from palabre.workspaces.doors import Room


@dataclass(frozen=True, slots=True)
class Around:
    """Who looks, at whose account, and what stands beside the messages."""

    room: Room
    account: Account
    connector: Connector
    abilities: Abilities
    """What the network lets a brand do on the surface of the conversation."""
    names: Mapping[str, str]
    labels: Mapping[int, Sequence[str]]
    found: Mapping[int, Sequence[Sequence[int]]]
    earlier: Mapping[int, Sequence[Revision]]
    heard: Mapping[int, str]
    home: str
    standing: Mapping[Whom, OutboxAct] = field(default_factory=dict)
    """The last act that the network did for or against each person."""
    chat: Mapping[str, OutboxAct] = field(default_factory=dict)
    """The last act that set each thing of the chat, by the verb that switches it on."""

    def can(self, verb: Verb, kind: str, *, own: bool = False) -> bool:
        """Say whether the network and the role of who looks allow a verb."""
        is_able = self.abilities.can(verb, Kind(kind), own=own)
        return is_able and right_of(verb) in self.room.rights
