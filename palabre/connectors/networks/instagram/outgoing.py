"""What a brand can do on Instagram, in the Graph API's words."""

from __future__ import annotations

from palabre.connectors.contract import Abilities
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.networks.instagram.incoming import POST_FIELDS, read_post
from palabre.engine.vocabulary import Kind, Verb

DIALECT = Dialect(
    platform="INSTAGRAM",
    replies="replies",
    text="text",
    time="timestamp",
    hide="hide",
    is_hidden="hidden",
    post_fields=POST_FIELDS,
    read_post=read_post,
    posts="media",
)
ABILITIES = Abilities(
    verbs={
        Kind.COMMENT: frozenset(set(Verb) - {Verb.MESSAGE, Verb.LIKE}),
        Kind.MESSAGE: frozenset({Verb.MESSAGE}),
    },
    text_limits={Verb.REPLY: 300, Verb.PRIVATE_REPLY: 1000, Verb.MESSAGE: 1000},
)
