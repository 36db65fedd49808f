"""The control API's verbs: what visitors do, and the weather."""

from __future__ import annotations

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from palabre.sandbox import networks, views, visitors
from palabre.sandbox.control.exchange import answer, read, square_of
from palabre.sandbox.faults import ALL, Chance
from palabre.sandbox.visitors import Text, Visitor, Words, find_account

Items = Annotated[list[Words], msgspec.Meta(max_length=1_000)]


class NewComment(Words, frozen=True, kw_only=True):
    """One comment."""

    account: str


class NewComments(msgspec.Struct, kw_only=True):
    """Up to 1,000 comments; their webhooks may be doubled and shuffled."""

    account: str
    items: Items
    duplicate: Chance = 0.0
    shuffle: bool = False


class NewText(msgspec.Struct):
    """The new text of a comment."""

    text: Text


class Like(msgspec.Struct):
    """Who likes."""

    author: Visitor


class NewMessage(msgspec.Struct, kw_only=True):
    """A private message; `at` backdates it, in seconds since 1970."""

    account: str
    author: Visitor
    text: Text
    at: float | None = None


class Which(msgspec.Struct):
    """One account, or all."""

    account: str = ALL


class Cut(Which, kw_only=True):
    """Whose sockets are cut; `gently` asks them to come to another address first."""

    gently: bool = False


async def comment(request: Request) -> Response:
    """Write a comment."""
    square, wish = square_of(request), await read(request, NewComment)
    written = visitors.comment(square, find_account(square, wish.account), wish)
    return answer(views.comment(written), status=201)


async def comment_many(request: Request) -> Response:
    """Write many comments at once."""
    square, wish = square_of(request), await read(request, NewComments)
    account = find_account(square, wish.account)
    identifiers = visitors.comment_many(
        square, account, wish.items, duplicate=wish.duplicate, shuffle=wish.shuffle
    )
    return answer({"ids": identifiers}, status=201)


async def edit(request: Request) -> Response:
    """Change a comment's text."""
    wish = await read(request, NewText)
    edited = visitors.edit(square_of(request), request.path_params["id"], wish.text)
    return answer(views.comment(edited))


async def delete(request: Request) -> Response:
    """Take a comment away, as its author."""
    visitors.delete(square_of(request), request.path_params["id"])
    return Response(status_code=204)


async def like(request: Request) -> Response:
    """Like a comment with POST, no longer with DELETE."""
    wish = await read(request, Like)
    liked = request.method == "POST"
    identifier = request.path_params["id"]
    return answer(
        views.comment(visitors.like(square_of(request), identifier, wish.author, liked=liked))
    )


async def like_post(request: Request) -> Response:
    """Like a post with POST, no longer with DELETE."""
    wish = await read(request, Like)
    post = request.path_params["id"]
    liked = visitors.like_post(
        square_of(request), post, wish.author, liked=request.method == "POST"
    )
    return answer({"id": liked.id, "likes": len(liked.likes)})


async def message(request: Request) -> Response:
    """Send the brand a private message."""
    square, wish = square_of(request), await read(request, NewMessage)
    account = find_account(square, wish.account)
    sent = visitors.message(square, account, wish.author, wish.text, at=wish.at)
    talk = square.world.conversations[account.key, sent.person.id]
    told = {"id": sent.id, "person": sent.person, "conversation": views.conversation(talk)}
    return answer(told, status=201)


async def get_faults(request: Request) -> Response:
    """Tell the weather."""
    return answer(views.faults(square_of(request).world))


async def put_faults(request: Request) -> Response:
    """Change the weather: the settings given change, the others stay."""
    square = square_of(request)
    wishes = await read(request, dict[str, object])
    key = str(wishes.pop("account", ALL))
    if key != ALL:
        find_account(square, key)
    square.change_faults(key, wishes)
    square.commit()
    return answer(views.faults(square.world))


async def expire_token(request: Request) -> Response:
    """Let the token of an account, or all tokens, expire."""
    return await _set_expiry(request, expired=True)


async def renew_token(request: Request) -> Response:
    """Let the token be good again; it keeps its value."""
    return await _set_expiry(request, expired=False)


async def cut(request: Request) -> Response:
    """Cut the sockets of an account, or all; `gently` moves them instead, where a network does."""
    square, wish = square_of(request), await read(request, Cut)
    known = square.configuration.accounts.values()
    chosen = known if wish.account == ALL else [find_account(square, wish.account)]
    move_to = str(request.base_url) if wish.gently else ""
    count = sum(networks.of(account).cut(account, move_to=move_to) for account in chosen)
    return answer({"sockets": count})


async def verify(request: Request) -> Response:
    """Ask the desk to repeat a challenge for an account, as Meta does at subscription."""
    square, wish = square_of(request), await read(request, Which)
    account = find_account(square, wish.account)
    return answer({"verified": await square.deliveries.verify(account)})


async def _set_expiry(request: Request, *, expired: bool) -> Response:
    square, wish = square_of(request), await read(request, Which)
    places = [wish.account]
    if wish.account != ALL:
        find_account(square, wish.account)
    elif not expired:
        places = [ALL, *square.world.faults]
    for place in dict.fromkeys(places):
        square.change_faults(place, {"token_expired": expired})
    square.commit()
    return answer(views.faults(square.world))
