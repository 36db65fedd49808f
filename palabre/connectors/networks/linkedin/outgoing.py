"""What a brand can do on LinkedIn, and what not.

Source: LinkedIn's reference of comments and reactions. Threads have two levels: an answer to an
answer stands under the first comment.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.abilities import Abilities, Ability, Feature, Inability
from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.linkedin import urns
from palabre.connectors.networks.linkedin.client import call
from palabre.connectors.reading import inner, instant_or_none, objects, text_of
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

CLOCKS_DIFFER = timedelta(minutes=2)
SOCIAL = "w_organization_social"
ADMINISTRATOR = Said("administrator of the page", "administrateur de la page")
IN_APP = Said(
    "Open the post on LinkedIn as an administrator of the page.",
    "Ouvrez le post sur LinkedIn en administrateur de la page.",
)
NO_MESSAGES = Said(
    "LinkedIn gives programs no way to a page’s messages.",
    "LinkedIn ne donne aux programmes aucun accès aux messages d’une page.",
)
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, undone_by=Verb.DELETE, scope=SOCIAL, role=ADMINISTRATOR, most=1250),
        Ability(
            Verb.DELETE,
            scope=SOCIAL,
            role=ADMINISTRATOR,
            except_when=Said(
                "Cannot be undone. LinkedIn may refuse it for comments of others.",
                "Ne peut pas être annulé. LinkedIn peut le refuser pour les commentaires d’autrui.",
            ),
        ),
        Ability(Verb.LIKE, scope=SOCIAL, role=ADMINISTRATOR),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(
            Verb.HIDE,
            Said(
                "LinkedIn has no hiding: a comment stands, or it is deleted for good.",
                "LinkedIn ne masque pas : un commentaire reste, ou il est supprimé pour de bon.",
            ),
            steps=(
                IN_APP,
                Said(
                    "Delete the comment, or turn comments off for the whole post.",
                    "Supprimez le commentaire, ou fermez les commentaires de tout le post.",
                ),
            ),
        ),
        Inability(
            Verb.BAN,
            Said(
                "LinkedIn lets no program keep a person away from a page.",
                "LinkedIn ne laisse aucun programme écarter une personne d’une page.",
            ),
            steps=(
                IN_APP,
                Said(
                    "In the comment’s menu, report it or block the person.",
                    "Dans le menu du commentaire, signalez-le ou bloquez la personne.",
                ),
            ),
        ),
        Inability(Verb.PRIVATE_REPLY, NO_MESSAGES),
        Inability(Verb.MESSAGE, NO_MESSAGES),
        Inability(Feature.MESSAGE_FIRST, NO_MESSAGES),
    ),
)


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the name of the comment it made, else an empty text."""
    if order.verb == Verb.REPLY:
        return await _reply(order, credentials, client)
    if order.verb == Verb.DELETE:
        await _delete(order, credentials, client)
        return ""
    if order.verb == Verb.LIKE:
        ours = urns.escaped(urns.organization(credentials.external_id))
        content = {"root": order.comment, "reactionType": "LIKE"}
        await call(client, "POST", f"reactions?actor={ours}", credentials, content)
        return ""
    raise ConnectorError(Failure.REFUSED, "not_possible")


async def _reply(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    post, top = await _thread(order.comment, credentials, client)
    content: dict[str, Any] = {
        "actor": urns.organization(credentials.external_id),
        "object": post,
        "message": {"text": order.text},
    }
    content |= {"parentComment": top} if top else {}
    path = f"socialActions/{urns.escaped(top or post)}/comments"
    return _name(await call(client, "POST", path, credentials, content), post)


def _name(comment: dict[str, Any], post: str) -> str:
    """Return a comment's name, as LinkedIn writes it in answers."""
    named = text_of(comment.get("commentUrn")) or text_of(comment.get("$URN"))
    id = text_of(comment.get("id"))
    return urns.whole(named) or (urns.name_of_comment(post, id) if id else "")


async def _thread(id: str, credentials: Credentials, client: httpx.AsyncClient) -> tuple[str, str]:
    """Return the post and the first comment of the thread that a comment is in."""
    found = urns.comment_of(id)
    if found is None:
        return id, ""
    comment = await call(client, "GET", _path(*found), credentials)
    return found[0], urns.whole(text_of(comment.get("parentComment"))) or id


def _path(post: str, number: str) -> str:
    return f"socialActions/{urns.escaped(post)}/comments/{urns.escaped(number)}"


async def _delete(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> None:
    found = urns.comment_of(order.comment)
    if found is None:
        raise ConnectorError(Failure.REFUSED, "linkedin_not_ours")
    ours = urns.escaped(urns.organization(credentials.external_id))
    try:
        await call(client, "DELETE", f"{_path(*found)}?actor={ours}", credentials)
    except ConnectorError as problem:
        if problem.reason == "permission":
            raise ConnectorError(
                Failure.REFUSED, "linkedin_not_ours", detail=problem.detail
            ) from problem
        if problem.reason != "gone":
            raise


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look whether the act was done. To like again changes nothing."""
    if order.verb == Verb.REPLY:
        return await _look_for_reply(order, credentials, client)
    found = urns.comment_of(order.comment)
    if order.verb != Verb.DELETE or found is None:
        return Found(done=False)
    try:
        await call(client, "GET", _path(*found), credentials)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        return Found(done=True)
    return Found(done=False)


async def _look_for_reply(
    order: Order, credentials: Credentials, client: httpx.AsyncClient
) -> Found:
    post, top = await _thread(order.comment, credentials, client)
    path = f"socialActions/{urns.escaped(top or post)}/comments?start=0&count=100"
    told = await call(client, "GET", path, credentials)
    ours = urns.organization(credentials.external_id)
    for one in objects(told.get("elements")):
        id, at = _name(one, post), instant_or_none(inner(one, "created").get("time"))
        is_old = at and order.tried_at and at < order.tried_at - CLOCKS_DIFFER
        is_it = one.get("actor") == ours and inner(one, "message").get("text") == order.text
        if is_it and not is_old and id and id not in order.claimed:
            return Found(done=True, external_id=id)
    return Found(done=False)
