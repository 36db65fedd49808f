"""What a channel can do on Twitch, and what it cannot.

Source: Twitch's Helix reference of chat, moderation and whispers.
"""

from __future__ import annotations

from collections.abc import Mapping

from palabre.connectors.abilities import (
    BOTH,
    COMMENTS,
    MESSAGES,
    Abilities,
    Ability,
    Feature,
    Inability,
)
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Intent, Kind, Verb

CALL = {"points": 1}
SAY = {"points": 1, "chat": 1}
WHISPER = {"points": 1, "whispers": 1, "strangers": 1}
FOR_GOOD = Said("Cannot be undone.", "Ne peut pas être annulé.")
MODERATORS = Said("The channel or one of its moderators.", "La chaîne ou l’un de ses modérateurs.")
NOT_TO_MODERATORS = Said(
    "Not to the channel's owner or to another moderator.",
    "Pas envers la chaîne elle-même ni un autre modérateur.",
)
BY_DELETING = (
    Said("Delete the message instead.", "Supprimez plutôt le message."),
    Said(
        "To see messages before viewers do, set a chat delay or AutoMod in Twitch's settings.",
        "Pour voir les messages avant le public, réglez un délai de tchat ou AutoMod dans Twitch.",
    ),
)


LONGEST: Mapping[Verb, int] = {Verb.TIME_OUT: 1_209_600, Verb.SLOW: 120}
"""Seconds of the longest time-out, and of the longest pause between messages."""


def _moderate(
    verb: Verb, scope: str, undone_by: Verb | None = None, kinds: frozenset[Kind] = COMMENTS
) -> Ability:
    return Ability(
        verb,
        kinds,
        undone_by,
        costs=CALL,
        scope=f"moderator:manage:{scope}",
        role=MODERATORS,
        except_when=NOT_TO_MODERATORS if verb in {Verb.BAN, Verb.TIME_OUT, Verb.WARN} else None,
        longest=LONGEST.get(verb, 0),
    )


ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, costs=SAY, scope="user:write:chat", most=500),
        Ability(Verb.PRIVATE_REPLY, costs=WHISPER, scope="user:manage:whispers", most=500),
        Ability(Verb.MESSAGE, MESSAGES, costs=WHISPER, scope="user:manage:whispers", most=500),
        Ability(
            Verb.DELETE,
            costs=CALL,
            scope="moderator:manage:chat_messages",
            role=MODERATORS,
            except_when=Said(
                "Not after six hours, nor the messages of the owner or of other moderators."
                " Cannot be undone.",
                "Plus après six heures, ni les messages de la chaîne ou d’autres modérateurs."
                " Ne peut pas être annulé.",
            ),
        ),
        Ability(
            Verb.RELEASE,
            costs=CALL,
            scope="moderator:manage:automod",
            role=MODERATORS,
            except_when=Said(
                "Only what AutoMod holds. Cannot be undone.",
                "Seulement ce qu’AutoMod retient. Ne peut pas être annulé.",
            ),
        ),
        _moderate(Verb.BAN, "banned_users", Verb.UNBAN, BOTH),
        _moderate(Verb.UNBAN, "banned_users", Verb.BAN, BOTH),
        _moderate(Verb.TIME_OUT, "banned_users", Verb.UNBAN, BOTH),
        _moderate(Verb.WARN, "warnings"),
        _moderate(Verb.SLOW, "chat_settings", Verb.UNSLOW),
        _moderate(Verb.UNSLOW, "chat_settings", Verb.SLOW),
        _moderate(Verb.NARROW, "chat_settings", Verb.WIDEN),
        _moderate(Verb.WIDEN, "chat_settings", Verb.NARROW),
        _moderate(Verb.SHIELD, "shield_mode", Verb.UNSHIELD),
        _moderate(Verb.UNSHIELD, "shield_mode", Verb.SHIELD),
        Ability(Feature.LIVE_CHAT),
        Ability(Feature.MESSAGE_FIRST),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.TELLS_HIDING),
    ),
    unable=(
        Inability(
            Verb.HIDE,
            Said(
                "Twitch hides nothing: a message stands or is deleted.",
                "Twitch ne masque rien : un message reste ou est supprimé.",
            ),
            steps=BY_DELETING,
        ),
        Inability(
            Feature.BACK_FILL,
            Said(
                "Twitch tells nothing of what was said while nobody listened.",
                "Twitch ne dit rien de ce qui a été écrit pendant que personne n’écoutait.",
            ),
        ),
        Inability(
            Feature.TELLS_EDITS,
            Said("Nobody can edit a chat message.", "Un message de tchat ne se modifie pas."),
        ),
    ),
    live_intents={Intent.CONCEAL: (Verb.DELETE,)},
)
