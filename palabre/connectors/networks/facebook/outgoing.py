"""What a brand can do on Facebook, in the Graph API's words."""

from __future__ import annotations

from palabre.connectors.contract import Abilities
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.networks.facebook.incoming import POST_FIELDS, read_post
from palabre.engine.vocabulary import Kind, Verb

DIALECT = Dialect(
    platform="MESSENGER",
    replies="comments",
    text="message",
    time="created_time",
    hide="is_hidden",
    is_hidden="is_hidden",
    post_fields=POST_FIELDS,
    read_post=read_post,
    posts="feed",
)
ABILITIES = Abilities(
    verbs={
        Kind.COMMENT: frozenset(set(Verb) - {Verb.MESSAGE}),
        Kind.MESSAGE: frozenset({Verb.MESSAGE}),
    },
    text_limits={Verb.REPLY: 8000, Verb.PRIVATE_REPLY: 2000, Verb.MESSAGE: 2000},
)
