"""How often X may be asked, what it costs, and when a person may be written to there.

Source: X's page of rate limits, its changelog of 23 February 2026 (replies) and of 16 April 2026
(prices), and its manual of hiding replies.
"""

from __future__ import annotations

from datetime import timedelta

from palabre.connectors.limits import Headers, Limit
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

COUNT = Headers("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
POSTS = Limit("posts", Said("Replies", "Réponses"), 100, QUARTER, headers=COUNT)
POSTS_OF_APP = Limit(
    "posts_of_app",
    Said("Replies of the app", "Réponses de l’application"),
    10_000,
    DAY,
    is_shared=True,
)
HIDING = Limit("hiding", Said("Hiding and showing", "Masquages"), 50, QUARTER, headers=COUNT)
MESSAGES = Limit("messages", Said("Messages", "Messages"), 15, QUARTER, headers=COUNT)
MESSAGES_OF_DAY = Limit(
    "messages_of_day", Said("Messages of the day", "Messages du jour"), 1_440, DAY
)
MESSAGES_OF_APP = Limit(
    "messages_of_app",
    Said("Messages of the app", "Messages de l’application"),
    1_440,
    DAY,
    is_shared=True,
)
PEOPLE = Limit("people", Said("Muting and blocking", "Silences et blocages"), 50, QUARTER)
MENTIONS_READ = Limit(
    "mentions_read", Said("Reading mentions", "Lecture des mentions"), 300, QUARTER, headers=COUNT
)
MESSAGES_READ = Limit(
    "messages_read", Said("Reading messages", "Lecture des messages"), 15, QUARTER, headers=COUNT
)
SPENDING = Limit(
    "spending",
    Said("Spending, in thousandths of a dollar", "Dépense, en millièmes de dollar"),
    100_000,
    DAY,
    zone="UTC",
)
"""X has a price for each answer. A hundred dollars a day is a guard against mistakes."""
LIMITS = (
    POSTS, POSTS_OF_APP, HIDING, MESSAGES, MESSAGES_OF_DAY, MESSAGES_OF_APP, PEOPLE, MENTIONS_READ,
    MESSAGES_READ, SPENDING,
)  # fmt: skip
NOT_SUMMONED = Said(
    "X lets us answer only those who name the account or quote one of its posts.",
    "X ne laisse répondre qu’à qui nomme le compte ou cite l’une de ses publications.",
)
WRITING = (
    WritingRule(Verb.REPLY, why=NOT_SUMMONED, needs=NOT_SUMMONED),
    WritingRule(
        Verb.MESSAGE,
        why=Said(
            "This person takes no messages from this account.",
            "Cette personne ne reçoit pas de messages de ce compte.",
        ),
        needs=Said(
            "Each person chooses who may write to them; X says no when we try.",
            "Chacun choisit qui peut lui écrire ; X refuse au moment d’envoyer.",
        ),
    ),
)
REASONS = {
    "x_not_summoned": NOT_SUMMONED,
    "x_not_ours": Said(
        "X hides only replies in conversations that the account began",
        "X ne masque que les réponses aux conversations que le compte a commencées",
    ),
    "x_hidden_full": Said(
        "725 replies of this conversation are hidden, and X hides no more",
        "725 réponses de cette conversation sont masquées, et X n’en masque pas plus",
    ),
    "x_no_credit": Said(
        "the app’s credit on X is used up; top it up in X’s developer console",
        "le crédit de l’application sur X est épuisé ; rechargez-le dans la console de X",
    ),
}
