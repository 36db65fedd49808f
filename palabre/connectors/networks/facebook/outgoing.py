"""What a brand can do on Facebook, in the Graph API's words."""

from __future__ import annotations

from palabre.connectors.abilities import BOTH, MESSAGES, Abilities, Ability, Feature, Inability
from palabre.connectors.graph.acts import Dialect
from palabre.connectors.networks.facebook.incoming import POST_FIELDS, SUMMARY, read_post
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

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
    events=("feed", "messages", "message_echoes", "message_edits"),
    count_fields=f"message,permalink_url,comments{SUMMARY}",
    count_comments=lambda post: read_post(post).comments or 0,
    comment_fields="id,message,created_time,from,parent,is_hidden",
    comment_order={"filter": "stream", "order": "reverse_chronological"},
)
FOR_GOOD = Said("Cannot be undone.", "Ne peut pas être annulé.")
MODERATOR = Said("MODERATE task on the page", "tâche MODERATE sur la page")
ENGAGE, MANAGE = "pages_manage_engagement", "pages_manage_metadata"
STAYS_WRITTEN = Said(
    "What the person wrote before stays where it is.",
    "Ce que la personne a écrit avant reste où il est.",
)
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, scope=ENGAGE, most=8000, undone_by=Verb.DELETE),
        Ability(
            Verb.PRIVATE_REPLY,
            scope="pages_messaging",
            most=2000,
            costs={"private_replies": 1, "sending": 1},
        ),
        Ability(Verb.MESSAGE, MESSAGES, scope="pages_messaging", most=2000, costs={"sending": 1}),
        Ability(
            Verb.HIDE,
            undone_by=Verb.UNHIDE,
            scope=ENGAGE,
            role=MODERATOR,
            except_when=Said(
                "Comments of the page itself. The author and their friends still see it.",
                "Les commentaires de la page. L’auteur et ses amis le voient encore.",
            ),
        ),
        Ability(Verb.UNHIDE, undone_by=Verb.HIDE, scope=ENGAGE, role=MODERATOR),
        Ability(Verb.DELETE, scope=ENGAGE, role=MODERATOR, except_when=FOR_GOOD),
        Ability(Verb.LIKE, scope=ENGAGE),
        Ability(
            Verb.BAN, BOTH, Verb.UNBAN, scope=MANAGE, role=MODERATOR, except_when=STAYS_WRITTEN
        ),
        Ability(Verb.UNBAN, BOTH, Verb.BAN, scope=MANAGE, role=MODERATOR),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.TELLS_HIDING),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(
            Feature.MESSAGE_FIRST,
            Said(
                "The person begins a conversation, never the page.",
                "C’est la personne qui commence une conversation, jamais la page.",
            ),
        ),
        Inability(
            Verb.TIME_OUT,
            Said(
                "Facebook keeps nobody away for a while: a ban stands until it is lifted.",
                "Facebook n’écarte personne pour un temps : un bannissement dure jusqu’à sa levée.",
            ),
        ),
    ),
)
