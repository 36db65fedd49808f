"""What a brand can do on Instagram, in the Graph API's words."""

from __future__ import annotations

from palabre.connectors.abilities import MESSAGES, Abilities, Ability, Feature, Inability
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.networks.instagram.incoming import POST_FIELDS, read_post
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

COMMENT_FIELDS = "id,text,timestamp,from,username,hidden,parent_id"
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
    events=("feed",),
    own_events=("comments", "live_comments", "messages"),
    count_fields="caption,permalink,comments_count",
    count_comments=lambda post: read_post(post).comments or 0,
    comment_fields=f"{COMMENT_FIELDS},replies{{{COMMENT_FIELDS}}}",
    is_newest_first=False,
)
COMMENTING = "instagram_manage_comments"
MESSAGING = "instagram_manage_messages"
NOBODY_KEPT_AWAY = Said(
    "Instagram lets no program keep a person away from a profile.",
    "Instagram ne laisse aucun programme tenir une personne à l’écart d’un profil.",
)
BY_PROFILE = (
    Said(
        "Open the person’s profile on Instagram.", "Ouvrez le profil de la personne sur Instagram."
    ),
    Said(
        "In its menu, choose to restrict, whose comments you alone then see, or to block.",
        "Dans son menu, choisissez de restreindre, vous seul voyez alors ses commentaires,"
        " ou de bloquer.",
    ),
)
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, scope=COMMENTING, most=300, undone_by=Verb.DELETE),
        Ability(
            Verb.PRIVATE_REPLY,
            scope=MESSAGING,
            most=1000,
            costs={"private_replies": 1, "sending": 1},
            except_when=Said(
                "Comments of a live video, once it is over.",
                "Les commentaires d’un direct, une fois qu’il est fini.",
            ),
        ),
        Ability(Verb.MESSAGE, MESSAGES, scope=MESSAGING, most=1000, costs={"sending": 1}),
        Ability(Verb.HIDE, undone_by=Verb.UNHIDE, scope=COMMENTING),
        Ability(Verb.UNHIDE, undone_by=Verb.HIDE, scope=COMMENTING),
        Ability(
            Verb.DELETE,
            scope=COMMENTING,
            except_when=Said("Cannot be undone.", "Ne peut pas être annulé."),
        ),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(
            Feature.MESSAGE_FIRST,
            Said(
                "The person begins a conversation, never the brand.",
                "C’est la personne qui commence une conversation, jamais la marque.",
            ),
        ),
        Inability(Verb.BAN, NOBODY_KEPT_AWAY, steps=BY_PROFILE),
        Inability(Verb.MUTE, NOBODY_KEPT_AWAY, steps=BY_PROFILE),
        Inability(
            Verb.LIKE,
            Said(
                "The network has no such act for programs.",
                "Le réseau n’offre pas cet acte aux programmes.",
            ),
        ),
    ),
)
