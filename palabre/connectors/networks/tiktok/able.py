"""What can be done on TikTok and what cannot, with the steps for a person."""

from __future__ import annotations

from palabre.connectors.abilities import MESSAGES, Abilities, Ability, Feature, Inability
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

ONE_CALL = {"calls": 1}
MANAGE = "comment.list.manage"
IN_APP = Said("Open TikTok with the brand’s account.", "Ouvrez TikTok avec le compte de la marque.")
ON_LIVE = Said(
    "Go to the live video, as its host or a moderator, and touch the person’s comment.",
    "Allez sur le direct, en hôte ou en modérateur, et touchez le commentaire de la personne.",
)
NO_LIVE = Said(
    "TikTok gives programs no way into its live videos: neither their chat nor its moderation.",
    "TikTok ne donne aux programmes aucun accès à ses directs : ni au chat, ni à sa modération.",
)
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, undone_by=Verb.DELETE, costs=ONE_CALL, scope=MANAGE, most=150),
        Ability(Verb.MESSAGE, MESSAGES, costs=ONE_CALL, scope="message.list.send", most=6000),
        Ability(Verb.HIDE, undone_by=Verb.UNHIDE, costs=ONE_CALL, scope=MANAGE),
        Ability(
            Verb.UNHIDE,
            undone_by=Verb.HIDE,
            costs=ONE_CALL,
            scope=MANAGE,
            except_when=Said(
                "Comments that TikTok’s own filters hide stay hidden.",
                "Les commentaires que TikTok filtre lui-même restent masqués.",
            ),
        ),
        Ability(
            Verb.DELETE,
            own_only=True,
            costs=ONE_CALL,
            scope=MANAGE,
            except_when=Said("Cannot be undone.", "Ne peut pas être annulé."),
        ),
        Ability(Verb.LIKE, costs=ONE_CALL, scope=MANAGE),
        Ability(Verb.PIN, undone_by=Verb.UNPIN, costs=ONE_CALL, scope=MANAGE),
        Ability(Verb.UNPIN, undone_by=Verb.PIN, costs=ONE_CALL, scope=MANAGE),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.TELLS_HIDING),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(
            Verb.DELETE,
            Said(
                "By program, TikTok deletes only the account’s own comments; others can be hidden.",
                "Par programme, TikTok ne supprime que les commentaires du compte ; ceux des "
                "autres peuvent être masqués.",
            ),
            steps=(
                IN_APP,
                Said(
                    "Hold the comment under the video, then delete it.",
                    "Appuyez longuement sur le commentaire, puis supprimez-le.",
                ),
            ),
        ),
        Inability(
            Verb.PRIVATE_REPLY,
            Said(
                "A comment on TikTok opens no conversation: the person has to write first.",
                "Un commentaire sur TikTok n’ouvre pas de conversation : c’est à la personne "
                "d’écrire.",
            ),
        ),
        Inability(
            Feature.MESSAGE_FIRST,
            Said(
                "The person begins a conversation, never the brand.",
                "C’est la personne qui commence une conversation, jamais la marque.",
            ),
        ),
        Inability(
            Verb.BAN,
            Said(
                "TikTok lets no program block a person.",
                "TikTok ne laisse aucun programme bloquer.",
            ),
            steps=(
                IN_APP,
                Said(
                    "Open the person’s profile, or touch their comment on a live video, and block "
                    "them.",
                    "Ouvrez le profil de la personne, ou touchez son commentaire dans un direct, "
                    "et bloquez-la.",
                ),
            ),
        ),
        Inability(
            Verb.TIME_OUT,
            NO_LIVE,
            steps=(
                ON_LIVE,
                Said(
                    "Choose to mute, and for how long.",
                    "Choisissez de rendre muet, et pour combien de temps.",
                ),
            ),
        ),
        Inability(
            Verb.SLOW,
            NO_LIVE,
            steps=(
                Said(
                    "In the live video’s settings, open those of comments.",
                    "Dans les réglages du direct, ouvrez ceux des commentaires.",
                ),
                Said(
                    "Filter comments or keywords, or turn comments off for a while.",
                    "Filtrez les commentaires ou des mots, ou coupez les commentaires un moment.",
                ),
            ),
        ),
        Inability(
            Feature.LIVE_CHAT,
            NO_LIVE,
            steps=(
                Said(
                    "Have somebody of the team moderate in TikTok while the video is live.",
                    "Faites modérer dans TikTok par un membre de l’équipe pendant le direct.",
                ),
            ),
        ),
    ),
)
