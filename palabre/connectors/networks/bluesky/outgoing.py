"""What a brand can do on Bluesky, and who does each act.

Source: the lexicons of `app.bsky.feed`, `app.bsky.graph`, `com.atproto.repo` and
`com.atproto.moderation`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from palabre.connectors.abilities import BOTH, MESSAGES, Abilities, Ability, Feature, Inability
from palabre.connectors.contract import Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.bluesky import gates, messages, posts, standing
from palabre.connectors.networks.bluesky.limits import points
from palabre.connectors.networks.bluesky.server import Server
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

NOT_OURS = Said(
    "Bluesky lets nobody remove what others wrote.",
    "Bluesky ne laisse personne supprimer ce que d’autres ont écrit.",
)
NO_HIDING = Said(
    "Private messages cannot be hidden on Bluesky.",
    "Sur Bluesky, un message privé ne peut pas être masqué.",
)
BY_HIDING = (
    Said(
        "Hide the answer under your post, and report it to Bluesky's moderators.",
        "Masquez la réponse sous votre publication et signalez-la à la modération de Bluesky.",
    ),
)
ONLY_UNDER_OURS = Said(
    "Only under the account's own posts, 300 answers a thread. Who follows the author still"
    " finds the post on the author's page.",
    "Seulement sous les publications du compte, 300 réponses par fil. Le message reste visible"
    " sur la page de son auteur.",
)
FOR_GOOD = Said("Cannot be undone.", "Ne peut pas être annulé.")
EVERYBODY_SEES = Said("Everybody can see whom one blocks.", "Tout le monde voit qui l’on bloque.")
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, costs=points(2), most=300),
        Ability(Verb.PRIVATE_REPLY, costs={"requests": 4}, most=1000),
        Ability(Verb.MESSAGE, MESSAGES, costs={"requests": 4}, most=1000),
        Ability(Verb.HIDE, undone_by=Verb.UNHIDE, costs=points(2), except_when=ONLY_UNDER_OURS),
        Ability(Verb.UNHIDE, undone_by=Verb.HIDE, costs=points(2), except_when=ONLY_UNDER_OURS),
        Ability(Verb.DELETE, own_only=True, costs=points(1), except_when=FOR_GOOD),
        Ability(Verb.LIKE, costs=points(2)),
        Ability(Verb.MUTE, BOTH, Verb.UNMUTE, {"requests": 1}),
        Ability(Verb.UNMUTE, BOTH, Verb.MUTE, {"requests": 1}),
        Ability(Verb.BAN, BOTH, Verb.UNBAN, points(3), except_when=EVERYBODY_SEES),
        Ability(Verb.UNBAN, BOTH, Verb.BAN, points(1)),
        Ability(Verb.REPORT, BOTH, costs={"requests": 2}, except_when=FOR_GOOD),
        Ability(Feature.MESSAGE_FIRST),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.TELLS_HIDING),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(Verb.DELETE, NOT_OURS, steps=BY_HIDING),
        Inability(Verb.HIDE, NO_HIDING, MESSAGES),
        Inability(
            Feature.TELLS_EDITS,
            Said("Posts cannot be changed there.", "Les messages n’y sont pas modifiables."),
        ),
    ),
)
Act = Callable[[Order, Server], Awaitable[str]]
Look = Callable[[Order, Server], Awaitable[Found]]
ACTS: Mapping[Verb, Act] = {
    Verb.REPLY: posts.reply,
    Verb.LIKE: posts.like,
    Verb.DELETE: posts.delete,
    Verb.REPORT: posts.report,
    Verb.PRIVATE_REPLY: messages.write,
    Verb.MESSAGE: messages.write,
    Verb.HIDE: gates.change,
    Verb.UNHIDE: gates.change,
    Verb.MUTE: standing.mute,
    Verb.UNMUTE: standing.mute,
    Verb.BAN: standing.block,
    Verb.UNBAN: standing.unblock,
}
LOOKS: Mapping[Verb, Look] = {
    Verb.REPLY: posts.look_for_reply,
    Verb.LIKE: posts.look_at_post,
    Verb.DELETE: posts.look_at_post,
    Verb.REPORT: posts.look_for_report,
    Verb.PRIVATE_REPLY: messages.look,
    Verb.MESSAGE: messages.look,
    Verb.HIDE: gates.look,
    Verb.UNHIDE: gates.look,
    Verb.MUTE: standing.look,
    Verb.UNMUTE: standing.look,
    Verb.BAN: standing.look,
    Verb.UNBAN: standing.look,
}


async def perform(order: Order, server: Server) -> str:
    """Do the act; return the id of what it made, else an empty text."""
    act = ACTS.get(order.verb)
    if act is None:
        raise ConnectorError(Failure.REFUSED, "not_possible")
    return await act(order, server)


async def look(order: Order, server: Server) -> Found:
    """Look whether the act was done, without changing anything."""
    looking = LOOKS.get(order.verb)
    return await looking(order, server) if looking is not None else Found(done=False)
