"""What a brand can do about Google reviews: one answer to each, changed or taken back.

Source: Google's reference of `accounts.locations.reviews.updateReply` and `deleteReply`. The place
must be verified.
"""

from __future__ import annotations

import httpx

from palabre.connectors.abilities import Abilities, Ability, Feature, Inability
from palabre.connectors.calls import Call, ask, bearer
from palabre.connectors.contract import ConnectorError, Credentials, Failure, Found, Order
from palabre.connectors.networks.google.fetching import get
from palabre.connectors.networks.google.incoming import reply_id
from palabre.connectors.networks.google.login import SCOPE
from palabre.connectors.reading import inner, text_of
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
    base = credentials.base_url.rstrip("/")
    headers = bearer(credentials)
    if order.verb == Verb.REPLY:
        address = f"{base}/v4/{reply_id(order.comment)}"
        await ask(client, Call("PUT", address, headers, json={"comment": order.text}))
        return reply_id(order.comment)
    if order.verb == Verb.DELETE and order.comment.endswith("/reply"):
        try:
            await ask(client, Call("DELETE", f"{base}/v4/{order.comment}", headers))
        except ConnectorError as problem:
            if problem.reason != "gone":
                raise
        return ""
    raise ConnectorError(Failure.REFUSED, "not_possible")


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look which answer the review bears."""
    name = order.comment.removesuffix("/reply")
    try:
        review = await get(client, credentials, f"/v4/{name}")
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        return Found(done=order.verb == Verb.DELETE)
    answer = text_of(inner(review, "reviewReply").get("comment"))
    if order.verb == Verb.DELETE:
        return Found(done=not answer)
    return Found(done=answer.strip() == order.text.strip(), external_id=reply_id(name))
