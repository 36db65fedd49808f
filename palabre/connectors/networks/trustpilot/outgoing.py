"""What a company can do about Trustpilot's reviews: one answer to each, changed or taken back.

Source: public client libraries, `POST /v1/private/reviews/{id}/reply` with the text and the
business user who writes. Flagging and finding a reviewer are Trustpilot's own pages.
"""

from __future__ import annotations

import httpx

from palabre.connectors.abilities import Abilities, Ability, Feature, Inability
from palabre.connectors.calls import Call
from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.networks.trustpilot.fetching import review_path
from palabre.connectors.reading import inner, text_of
from palabre.connectors.reviews import calls
from palabre.connectors.reviews.changes import review_of
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

COSTS = {"requests": 1}
ONLY_TRUSTPILOT = Said(
    "Only Trustpilot takes a review down, when it breaks its guidelines.",
    "Seul Trustpilot retire un avis, s’il enfreint ses règles.",
)
BY_FLAG = (
    Said(
        "Open the review in Trustpilot Business.",
        "Ouvrez l’avis dans Trustpilot Business.",
    ),
    Said(
        "Choose “Flag review”, then the reason: harmful or illegal, personal data, advertising,"
        " not based on a real experience, or about another company.",
        "Choisissez « Signaler l’avis », puis le motif : dangereux ou illégal, données"
        " personnelles, publicité, sans expérience réelle, ou au sujet d’une autre entreprise.",
    ),
)
BY_FINDING = (
    Said(
        "In Trustpilot Business, choose “Find reviewer” beside the review and ask the author for"
        " the order's number: the answer comes to you alone.",
        "Dans Trustpilot Business, choisissez « Trouver l’auteur » à côté de l’avis et demandez-lui"
        " son numéro de commande : la réponse n’arrive qu’à vous.",
    ),
)
NO_MESSAGES = Said(
    "Trustpilot lets a program write to no reviewer in private.",
    "Trustpilot ne laisse aucun programme écrire en privé à l’auteur d’un avis.",
)
ABILITIES = Abilities(
    able=(
        Ability(
            Verb.REPLY,
            costs=COSTS,
            role=Said("Business user", "Utilisateur professionnel"),
            except_when=Said(
                "One answer a review: a second one replaces the first.",
                "Une réponse par avis : une seconde remplace la première.",
            ),
        ),
        Ability(Verb.DELETE, own_only=True, costs=COSTS),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(Verb.HIDE, ONLY_TRUSTPILOT, steps=BY_FLAG),
        Inability(Verb.DELETE, ONLY_TRUSTPILOT, steps=BY_FLAG),
        Inability(Verb.REPORT, ONLY_TRUSTPILOT, steps=BY_FLAG),
        Inability(Verb.PRIVATE_REPLY, NO_MESSAGES, steps=BY_FINDING),
        Inability(Verb.MESSAGE, NO_MESSAGES, steps=BY_FINDING),
    ),
)


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of the answer it wrote, else an empty text."""
    path = review_path(review_of(order.comment))
    content = {
        "message": order.text,
        "authorBusinessUserId": credentials.secrets.get("business_user", ""),
    }
    write = Call("POST", f"{credentials.base_url.rstrip('/')}{path}/reply", json=content)
    return await calls.perform(order, write, credentials, client)


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look which answer the review bears."""
    path = review_path(review_of(order.comment))
    review = await calls.find_review(path, credentials, client)
    answer = text_of(inner(review or {}, "companyReply").get("text"))
    return calls.look(order, review, answer)
