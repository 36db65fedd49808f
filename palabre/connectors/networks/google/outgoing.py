"""What a brand can do about Google reviews: one answer to each, changed or taken back.

Source: Google's reference of `accounts.locations.reviews.updateReply` and `deleteReply`. The place
must be verified.
"""

from __future__ import annotations

import httpx

from palabre.connectors.abilities import Abilities, Ability, Feature, Inability
from palabre.connectors.calls import Call
from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.networks.google.fetching import review_path
from palabre.connectors.networks.google.login import SCOPE
from palabre.connectors.reading import inner, text_of
from palabre.connectors.reviews import calls
from palabre.connectors.reviews.changes import reply_id, review_of
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

COSTS = {"requests": 1}
ONLY_GOOGLE = Said(
    "Only Google removes a review, when it breaks Google's rules.",
    "Seul Google retire un avis, s’il enfreint ses règles.",
)
BY_REPORT = (
    Said(
        "Open the review in your business profile on Google.",
        "Ouvrez l’avis dans votre fiche d’établissement Google.",
    ),
    Said(
        "Choose the three dots, then “Report review”, and say which rule it breaks.",
        "Choisissez les trois points, puis « Signaler l’avis », et dites quelle règle il enfreint.",
    ),
    Said(
        "Google decides within some days; the reviews management tool shows how far it is.",
        "Google décide en quelques jours ; l’outil de gestion des avis en montre l’avancement.",
    ),
)
NOBODY = Said(
    "Google tells neither who reviewers are nor how to reach them.",
    "Google ne dit ni qui sont les auteurs d’avis ni comment les joindre.",
)
ABILITIES = Abilities(
    able=(
        Ability(
            Verb.REPLY,
            costs=COSTS,
            scope=SCOPE,
            most=4096,
            role=Said("Owner or manager", "Propriétaire ou gestionnaire"),
            except_when=Said(
                "One answer a review: a second one replaces the first. The place must be verified.",
                "Une réponse par avis : une seconde remplace la première. L’établissement doit"
                " être validé.",
            ),
        ),
        Ability(Verb.DELETE, own_only=True, costs=COSTS, scope=SCOPE),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(Verb.HIDE, ONLY_GOOGLE, steps=BY_REPORT),
        Inability(Verb.DELETE, ONLY_GOOGLE, steps=BY_REPORT),
        Inability(Verb.REPORT, ONLY_GOOGLE, steps=BY_REPORT),
        Inability(Verb.BAN, NOBODY),
        Inability(Verb.MESSAGE, NOBODY),
        Inability(Verb.PRIVATE_REPLY, NOBODY),
    ),
)


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of the answer it wrote, else an empty text."""
    path = review_path(reply_id(review_of(order.comment)))
    address = credentials.base_url.rstrip("/") + path
    write = Call("PUT", address, json={"comment": order.text})
    return await calls.perform(order, write, credentials, client)


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look which answer the review bears."""
    path = review_path(review_of(order.comment))
    review = await calls.find_review(path, credentials, client)
    answer = text_of(inner(review or {}, "reviewReply").get("comment"))
    return calls.look(order, review, answer)
