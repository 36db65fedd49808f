"""How often Meta's networks may be asked, and when a person may be written to there.

Source: Meta's pages on rate limits (23 March 2026), on the messaging window (28 September 2026) and
on private replies. The window is told by its usual length; the network knows those that an
advertisement made longer. How much may be read depends on how many people are active on the page,
which nobody tells us: that figure is ours, and careful.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Limit
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

HOUR = timedelta(hours=1)
LIMITS = (
    Limit("private_replies", Said("Private replies", "Réponses privées"), capacity=750, per=HOUR),
    Limit("sending", Said("Messages", "Messages"), capacity=300, per=timedelta(seconds=1)),
    Limit("reading", Said("Readings", "Lectures"), capacity=2000, per=HOUR),
)
MESSAGE_WINDOW = WritingRule(
    Verb.MESSAGE,
    why=Said(
        "The person last wrote too long ago: the network lets us write within 24 hours, and a "
        "person of the team within 7 days. They have to write first.",
        "La dernière écriture de la personne est trop ancienne : le réseau laisse écrire dans les "
        "24 heures, et un membre de l’équipe dans les 7 jours. C’est à elle d’écrire.",
    ),
    window=timedelta(hours=24),
    longer=timedelta(days=7),
)
PRIVATE_REPLY_ONCE = WritingRule(
    Verb.PRIVATE_REPLY,
    why=Said(
        "A comment gets one private reply, within 7 days.",
        "Un commentaire reçoit une seule réponse privée, dans les 7 jours.",
    ),
    window=timedelta(days=7),
    from_message=True,
    once=True,
)
