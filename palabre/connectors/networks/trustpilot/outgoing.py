"""What a company can do about Trustpilot's reviews: one answer to each, changed or taken back.

Source: public client libraries, `POST /v1/private/reviews/{id}/reply` with the text and the
business user who writes. Flagging and finding a reviewer are Trustpilot's own pages.
"""

from __future__ import annotations

import httpx

from palabre.connectors.abilities import Abilities, Ability, Feature, Inability
from palabre.connectors.calls import Call, ask, bearer
from palabre.connectors.contract import ConnectorError, Credentials, Failure, Found, Order
from palabre.connectors.networks.trustpilot.fetching import get, review_path
from palabre.connectors.networks.trustpilot.incoming import reply_id
from palabre.connectors.reading import inner, text_of
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
    review = order.comment.removesuffix("/reply")
    address = f"{credentials.base_url.rstrip('/')}{review_path(review)}/reply"
    headers = bearer(credentials)
    if order.verb == Verb.REPLY:
        content = {
            "message": order.text,
            "authorBusinessUserId": credentials.secrets.get("business_user", ""),
        }
        await ask(client, Call("POST", address, headers, json=content))
        return reply_id(review)
    if order.verb == Verb.DELETE and order.comment.endswith("/reply"):
        try:
            await ask(client, Call("DELETE", address, headers))
        except ConnectorError as problem:
            if problem.reason != "gone":
                raise
        return ""
    raise ConnectorError(Failure.REFUSED, "not_possible")


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look which answer the review bears."""
    id = order.comment.removesuffix("/reply")
    try:
        review = await get(client, credentials, review_path(id))
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        return Found(done=order.verb == Verb.DELETE)
    answer = text_of(inner(review, "companyReply").get("text"))
    if order.verb == Verb.DELETE:
        return Found(done=not answer)
    return Found(done=answer.strip() == order.text.strip(), external_id=reply_id(id))
