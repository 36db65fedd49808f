"""The product on one page: which fact wakes which reaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from palabre.channels.events import ActsSettled, FactsReceived
from palabre.inbox.actions import receive_facts, record_settled_acts
from palabre.inbox.events import MessagesReceived
from palabre.moderation.actions import judge_messages
from palabre.plumbing.events import Reaction

REACTIONS: Mapping[type, Sequence[Reaction]] = {
    FactsReceived: [receive_facts],
    MessagesReceived: [judge_messages],
    ActsSettled: [record_settled_acts],
}
