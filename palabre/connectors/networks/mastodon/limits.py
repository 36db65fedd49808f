"""How often a Mastodon server may be asked, and who may be written to there.

Source: Mastodon's documentation, rate limits. Servers may set others; their headers tell.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Headers, Limit
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

REQUESTS = Limit(
    "requests",
    Said("Requests", "Requêtes"),
    capacity=300,
    per=timedelta(minutes=5),
    headers=Headers(),
)
REMOVALS = Limit(
    "removals", Said("Removals", "Suppressions"), capacity=30, per=timedelta(minutes=30)
)
LIMITS = (REQUESTS, REMOVALS)
WRITING = (
    WritingRule(
        Verb.MESSAGE,
        why=Said(
            "This person cannot be written to on Mastodon.",
            "On ne peut pas écrire à cette personne sur Mastodon.",
        ),
        needs=Said(
            "People may filter messages of those they do not follow; the server does not say so.",
            "Chacun peut filtrer les messages de qui il ne suit pas ; le serveur n’en dit rien.",
        ),
    ),
)
