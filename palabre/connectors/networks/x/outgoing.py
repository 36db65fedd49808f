"""What a brand can do on X.

Source: X's reference of posts, hiding replies, private messages, muting and blocking of messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from palabre.connectors.abilities import BOTH, MESSAGES, Abilities, Ability, Feature, Inability
from palabre.connectors.contract import Credentials, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.limits import Limit
from palabre.connectors.networks.x import limits
from palabre.connectors.networks.x.client import call, data_of
from palabre.connectors.networks.x.posts import is_summoned
from palabre.connectors.reading import inner, text_of
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

FOR_GOOD = Said("Cannot be undone.", "Ne peut pas être annulé.")
IN_OURS = Said(
    "Replies in conversations that others began; more than 725 in one conversation. Everybody can "
    "still open the hidden replies.",
    "Les réponses aux conversations que d’autres ont commencées ; plus de 725 dans une "
    "conversation. Chacun peut encore ouvrir les réponses masquées.",
)
BY_PROFILE = (
    Said("Open the person’s profile on X.", "Ouvrez le profil de la personne sur X."),
    Said("In its menu, choose to block.", "Dans son menu, choisissez de bloquer."),
)
ONE_ANSWER = {"posts": 1, "posts_of_app": 1, "spending": 10}
ONE_MESSAGE = {"messages": 1, "messages_of_day": 1, "messages_of_app": 1}
ABILITIES = Abilities(
    able=(
        Ability(
            Verb.REPLY,
            undone_by=Verb.DELETE,
            costs=ONE_ANSWER,
            scope="tweet.write",
            except_when=limits.NOT_SUMMONED,
            most=280,
        ),
        Ability(Verb.MESSAGE, MESSAGES, costs=ONE_MESSAGE, scope="dm.write", most=10_000),
        Ability(
            Verb.HIDE,
            undone_by=Verb.UNHIDE,
            costs={"hiding": 1},
            scope="tweet.moderate.write",
            except_when=IN_OURS,
        ),
        Ability(
            Verb.UNHIDE, undone_by=Verb.HIDE, costs={"hiding": 1}, scope="tweet.moderate.write"
        ),
        Ability(Verb.DELETE, own_only=True, scope="tweet.write", except_when=FOR_GOOD),
        Ability(Verb.MUTE, BOTH, Verb.UNMUTE, {"people": 1}, "mute.write"),
        Ability(Verb.UNMUTE, BOTH, Verb.MUTE, {"people": 1}, "mute.write"),
        Ability(Verb.BAN, MESSAGES, Verb.UNBAN, {"people": 1}, "dm.write"),
        Ability(Verb.UNBAN, MESSAGES, Verb.BAN, {"people": 1}, "dm.write"),
        Ability(
            Feature.MESSAGE_FIRST,
            except_when=Said(
                "People who take no messages from those they do not follow.",
                "Les personnes qui n’acceptent pas de messages de qui elles ne suivent pas.",
            ),
        ),
        Ability(Feature.LIVE_CHAT),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(
            Verb.DELETE,
            Said(
                "On X, only its author deletes a post.", "Sur X, seul son auteur supprime un post."
            ),
        ),
        Inability(
            Verb.BAN,
            Said(
                "X lets no program block a person; it can mute them, or stop their messages.",
                "X ne laisse aucun programme bloquer une personne ; il peut la rendre muette, ou "
                "arrêter ses messages.",
            ),
            steps=BY_PROFILE,
        ),
        Inability(
            Verb.PRIVATE_REPLY,
            Said(
                "X has no private answer to a post; a direct message begins a conversation.",
                "X n’a pas de réponse privée à un post ; un message direct ouvre une conversation.",
            ),
        ),
        Inability(
            Verb.LIKE,
            Said(
                "X has taken likes from the programs of self-serve plans.",
                "X a retiré les mentions « J’aime » aux programmes des offres en libre-service.",
            ),
        ),
        Inability(
            Feature.TELLS_REMOVALS,
            Said(
                "X tells of the account’s own removals alone.",
                "X ne signale que les suppressions du compte lui-même.",
            ),
        ),
    ),
)


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of the post or message it made, else an empty text."""
    if order.verb == Verb.REPLY:
        return await _reply(order, credentials, client)
    if order.verb == Verb.MESSAGE:
        return await _message(order, credentials, client)
    if order.verb in {Verb.HIDE, Verb.UNHIDE}:
        await _hide(order, credentials, client)
        return ""
    if order.verb == Verb.DELETE:
        await _delete(order, credentials, client)
        return ""
    await _stand(order, credentials, client)
    return ""


async def _reply(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    content = {"text": order.text, "reply": {"in_reply_to_tweet_id": order.comment}}
    try:
        told = await _post(client, "/2/tweets", credentials, content, limits.POSTS)
    except ConnectorError as problem:
        if problem.reason == "permission":
            raise await _why_no_reply(order, credentials, client, problem) from problem
        raise
    return text_of(data_of(told).get("id"))


async def _why_no_reply(
    order: Order, credentials: Credentials, client: httpx.AsyncClient, said: ConnectorError
) -> ConnectorError:
    """Look whether the author had summoned us: X does not say why it refuses.

    Only after a refusal, since accounts of the Enterprise plan may answer anybody.
    """
    query = {
        "tweet.fields": "author_id,entities,referenced_tweets",
        "expansions": "referenced_tweets.id",
    }
    try:
        told = await call(client, "GET", f"/2/tweets/{_of(order.comment)}", credentials, query)
    except ConnectorError as problem:
        return problem if problem.reason == "gone" else said
    if is_summoned(data_of(told), inner(told, "includes"), credentials.external_id):
        return said
    return ConnectorError(Failure.REFUSED, "x_not_summoned", detail=said.detail)


async def _message(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    path = f"/2/dm_conversations/with/{_of(order.person)}/messages"
    try:
        told = await _post(client, path, credentials, {"text": order.text}, limits.MESSAGES)
    except ConnectorError as problem:
        if problem.reason == "permission":
            raise ConnectorError(
                Failure.REFUSED, "person_unavailable", detail=problem.detail
            ) from problem
        raise
    return text_of(data_of(told).get("dm_event_id"))


async def _hide(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> None:
    """Hide or show a reply; X does nothing the second time."""
    path = f"/2/tweets/{_of(order.comment)}/hidden"
    content = {"hidden": order.verb == Verb.HIDE}
    try:
        await call(client, "PUT", path, credentials, content, counted=(limits.HIDING,))
    except ConnectorError as problem:
        if problem.reason in {"permission", "invalid"}:
            is_full = "725" in problem.detail or "limit" in problem.detail.lower()
            reason = "x_hidden_full" if is_full else "x_not_ours"
            raise ConnectorError(Failure.REFUSED, reason, detail=problem.detail) from problem
        raise


async def _delete(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> None:
    try:
        await call(client, "DELETE", f"/2/tweets/{_of(order.comment)}", credentials)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise


async def _stand(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> None:
    """Mute a person, stop their messages, or neither any more; the same twice is no error."""
    ours, theirs = _of(credentials.external_id), _of(order.person)
    if order.verb == Verb.MUTE:
        content = {"target_user_id": order.person}
        await call(client, "POST", f"/2/users/{ours}/muting", credentials, content)
    elif order.verb == Verb.UNMUTE:
        await call(client, "DELETE", f"/2/users/{ours}/muting/{theirs}", credentials)
    elif order.verb in {Verb.BAN, Verb.UNBAN}:
        way = "block" if order.verb == Verb.BAN else "unblock"
        await call(client, "POST", f"/2/users/{theirs}/dm/{way}", credentials)
    else:
        raise ConnectorError(Failure.REFUSED, "not_possible")


async def _post(
    client: httpx.AsyncClient,
    path: str,
    credentials: Credentials,
    content: Mapping[str, Any],
    limit: Limit,
) -> dict[str, Any]:
    return await call(client, "POST", path, credentials, content, counted=(limit,))


def _of(id: str) -> str:
    return quote(id, "")
