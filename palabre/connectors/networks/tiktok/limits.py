"""How often TikTok may be asked, and when a person may be written to there.

Source: TikTok's Business Messaging, and what several vendors agree on: 48 hours since the person
last wrote, ten messages in that time, about ten calls a second. Nothing is published for comments.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Limit
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

CALLS = Limit("calls", Said("Calls", "Appels"), capacity=10, per=timedelta(seconds=1))
LIMITS = (CALLS,)
WRITING = (
    WritingRule(
        Verb.MESSAGE,
        why=Said(
            "TikTok lets us write within 48 hours of the person’s last message, ten times at most. "
            "They have to write first.",
            "TikTok laisse écrire dans les 48 heures qui suivent le dernier message de la "
            "personne, dix fois au plus. C’est à elle d’écrire.",
        ),
        window=timedelta(hours=48),
        most=10,
        needs=Said(
            "Accounts of the European Economic Area, Switzerland and the United Kingdom may have "
            "no messages by program at all.",
            "Les comptes de l’Espace économique européen, de Suisse et du Royaume-Uni peuvent ne "
            "pas avoir de messages par programme.",
        ),
    ),
)
REASONS = {
    "tiktok_webhook_taken": Said(
        "TikTok sends all events of this app to another address: give the account an app of its "
        "own, or take the other address away",
        "TikTok envoie tous les événements de cette application à une autre adresse : donnez au "
        "compte une application à lui, ou retirez l’autre adresse",
    ),
    "tiktok_message_rules": Said(
        "TikTok’s rules on messages stop this one: write within 48 hours of the person’s last "
        "message, ten times at most, and not too fast",
        "les règles de TikTok sur les messages arrêtent celui-ci : écrire dans les 48 heures du "
        "dernier message de la personne, dix fois au plus, et pas trop vite",
    ),
}
