"""The product on one page: which fact wakes which reaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from palabre.channels.events import ActsCancelled, ActsSettled, FactsReceived
from palabre.channels.judging import Judge
from palabre.channels.worker import Chore
from palabre.inbox.actions import (
    receive_facts,
    record_settled_acts,
    refresh_after_cancelling,
)
from palabre.inbox.distribution import distribute
from palabre.inbox.events import AnswersNeeded, MessagesReceived
from palabre.inbox.lookups import describe_surfaces, keep_surfaces_fresh
from palabre.inbox.persons import follow_identities
from palabre.inbox.teaching.learning import learn_what_waits
from palabre.inbox.understanding.catching_up import understand_the_rest
from palabre.moderation.actions import judge_messages, note_finished_tasks
from palabre.moderation.at_once import JudgeAtOnce
from palabre.people.events import IdentitiesMoved
from palabre.plumbing.events import Reaction

CHORES: Sequence[Chore] = [
    describe_surfaces,
    keep_surfaces_fresh,
    understand_the_rest,
    learn_what_waits,
]
"""What the worker does beside arrivals and acts."""

JUDGE: Judge = JudgeAtOnce()
"""Who decides on live chats while they are listened to."""

REACTIONS: Mapping[type, Sequence[Reaction]] = {
    FactsReceived: [receive_facts],
    MessagesReceived: [judge_messages],
    AnswersNeeded: [distribute],
    ActsSettled: [record_settled_acts, note_finished_tasks],
    ActsCancelled: [refresh_after_cancelling],
    IdentitiesMoved: [follow_identities],
}
