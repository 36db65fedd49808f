"""When a person may be written to on Meta's networks.

Source: Meta's pages on the messaging window (28 September 2026) and on private replies. The
window is told by its usual length; the network knows those that an advertisement made longer.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

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
