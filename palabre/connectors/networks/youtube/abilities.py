"""What a channel can do on YouTube, and what it cannot.

Source: YouTube Data API, comments, liveChatMessages and liveChatBans.
"""

from __future__ import annotations

from palabre.connectors.abilities import (
    A_YEAR,
    COMMENTS,
    MESSAGES,
    Abilities,
    Ability,
    Feature,
    Inability,
)
from palabre.connectors.networks.youtube.limits import WRITE
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Intent, Verb

SCOPE = "youtube.force-ssl"
OWNER = Said("The channel's owner.", "Le propriétaire de la chaîne.")
NOT_LIVE = Said(
    "Not in a live chat, where a message is deleted or stays.",
    "Pas dans un tchat en direct, où un message est supprimé ou reste.",
)
ONLY_LIVE = Said("Only in a live chat.", "Seulement dans un tchat en direct.")
NO_MESSAGES = Said("YouTube has no private messages.", "YouTube n’a pas de messages privés.")
UNBAN_BY_HAND = (
    Said(
        "In YouTube Studio, open Settings, Community, Hidden users.",
        "Dans YouTube Studio, ouvrez Paramètres, Communauté, Utilisateurs masqués.",
    ),
    Said("Remove the person from the list.", "Retirez la personne de la liste."),
)
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, costs=WRITE, scope=SCOPE, most=9_000, except_when=Said(
            "A live chat takes 200 characters.", "Un tchat en direct prend 200 caractères."
        )),
        Ability(Verb.HIDE, undone_by=Verb.UNHIDE, costs=WRITE, scope=SCOPE, role=OWNER,
                except_when=NOT_LIVE, is_live=False),
        Ability(Verb.UNHIDE, undone_by=Verb.HIDE, costs=WRITE, scope=SCOPE, role=OWNER,
                except_when=NOT_LIVE, is_live=False),
        Ability(Verb.RELEASE, undone_by=Verb.HIDE, costs=WRITE, scope=SCOPE, role=OWNER,
                except_when=NOT_LIVE, is_live=False),
        Ability(Verb.DELETE, costs=WRITE, scope=SCOPE, role=OWNER,
                except_when=Said("Cannot be undone.", "Ne peut pas être annulé.")),
        Ability(Verb.BAN, costs=WRITE, scope=SCOPE, role=OWNER, except_when=Said(
            "Under a video, the comment goes too.", "Sous une vidéo, le commentaire part aussi."
        )),
        Ability(Verb.TIME_OUT, costs=WRITE, scope=SCOPE, role=OWNER, except_when=ONLY_LIVE,
                longest=A_YEAR, is_live=True),
        Ability(Feature.LIVE_CHAT),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.TELLS_HIDING),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(Verb.HIDE, NOT_LIVE, COMMENTS, is_live=True),
        Inability(Verb.TIME_OUT, ONLY_LIVE, COMMENTS, is_live=False),
        Inability(Verb.MESSAGE, NO_MESSAGES),
        Inability(Verb.PRIVATE_REPLY, NO_MESSAGES),
        Inability(Feature.MESSAGE_FIRST, NO_MESSAGES),
        Inability(Verb.LIKE, Said(
            "YouTube lets no program like a comment.",
            "YouTube ne laisse aucun programme aimer un commentaire.",
        ), COMMENTS),
        Inability(Verb.UNBAN, Said(
            "YouTube names a ban by an id that only the program that made it was told.",
            "YouTube désigne un bannissement par un numéro donné au seul programme qui l’a fait.",
        ), COMMENTS, UNBAN_BY_HAND),
        Inability(Verb.SLOW, Said(
            "The pace of a live chat is set in YouTube Studio alone.",
            "Le rythme d’un tchat en direct se règle dans YouTube Studio seulement.",
        ), COMMENTS | MESSAGES, (Said(
            "In the live control room, open the chat's settings and switch slow mode on.",
            "Dans la salle de contrôle du direct, ouvrez les paramètres du tchat et activez le"
            " mode lent.",
        ),)),
    ),
    live_intents={Intent.CONCEAL: (Verb.DELETE,)},
)  # fmt: skip
