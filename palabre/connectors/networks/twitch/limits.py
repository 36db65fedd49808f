"""How often Twitch may be asked, and who may be written to there.

Source: Twitch's documentation of API rate limits, chat limits and whispers. Chat has 100 messages
in 30 seconds for a channel's owner and its moderators; who goes over is silent for 30 minutes.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Headers, Limit
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

POINTS = Limit(
    "points",
    Said("Points a minute", "Points par minute"),
    capacity=800,
    per=timedelta(minutes=1),
    headers=Headers("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
)
CHAT = Limit(
    "chat", Said("Chat messages", "Messages du tchat"), capacity=95, per=timedelta(seconds=30)
)
WHISPERS = Limit(
    "whispers", Said("Whispers", "Chuchotements"), capacity=100, per=timedelta(minutes=1)
)
STRANGERS = Limit(
    "strangers",
    Said("Whispers a day", "Chuchotements par jour"),
    capacity=40,
    per=timedelta(days=1),
)
LIMITS = (POINTS, CHAT, WHISPERS, STRANGERS)
MAY_BE_DROPPED = Said(
    "The channel's telephone number must be verified, and people may refuse whispers of strangers:"
    " Twitch drops those without a word.",
    "Le numéro de téléphone de la chaîne doit être vérifié, et chacun peut refuser les"
    " chuchotements d’inconnus : Twitch les jette alors sans rien dire.",
)
WRITING = tuple(
    WritingRule(
        verb,
        why=Said(
            "This person cannot be whispered to.", "On ne peut pas chuchoter à cette personne."
        ),
        needs=MAY_BE_DROPPED,
    )
    for verb in (Verb.MESSAGE, Verb.PRIVATE_REPLY)
)
