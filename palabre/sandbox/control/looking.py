"""The control API's questions: the state, the feed, what is pending, what the desk did."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from palabre.sandbox import views
from palabre.sandbox.control.exchange import answer, square_of
from palabre.sandbox.visitors import Refused, find_account


async def health(request: Request) -> Response:
    """Say that the square is well, and how much there is on it."""
    square = square_of(request)
    return answer(
        {
            "status": "ok",
            "accounts": len(square.configuration.accounts),
            "comments": len(square.world.comments),
            "pending": len(square.world.owed),
        }
    )


async def state(request: Request) -> Response:
    """Tell everything, or everything of one account."""
    square = square_of(request)
    square.refresh()
    key = request.query_params.get("account")
    if key is not None:
        find_account(square, key)
    return answer(views.state(square.configuration, square.world, key=key))


async def feed(request: Request) -> Response:
    """Tell what the page shows of one account."""
    square = square_of(request)
    account = find_account(square, request.query_params.get("account", ""))
    return answer(views.feed(account, square.configuration, square.world))


async def threads(request: Request) -> Response:
    """Tell the threads of a post that are older than a number."""
    square = square_of(request)
    earlier = request.query_params.get("earlier", "")
    if not earlier.isdigit():
        raise Refused("Give `earlier`, the number a former answer ended with.", 422)
    post = request.path_params["post"]
    return answer(views.threads(square.world, post, earlier_than=int(earlier)))


async def conversation(request: Request) -> Response:
    """Tell the private conversation of one person with one account, null when there is none."""
    square = square_of(request)
    account = find_account(square, request.query_params.get("account", ""))
    person = request.query_params.get("person", "")
    talk = square.world.conversations.get((account.key, person))
    return answer({"conversation": views.conversation(talk) if talk else None})


async def pending(request: Request) -> Response:
    """Tell how many events the desk has not acknowledged."""
    world = square_of(request).world
    by_account = {key: count for key, count in world.owed_by_account.items() if count}
    return answer({"pending": len(world.owed), "accounts": by_account})


async def acts(request: Request) -> Response:
    """Tell what the desk wrote through Graph: all counts, and the acts after a number."""
    world = square_of(request).world
    key = request.query_params.get("account")
    start = request.query_params.get("after", "0")
    first = int(start) if start.isdigit() else 0
    told = [
        {
            "number": act.number,
            "account": act.account,
            "verb": act.deed.verb,
            "object": act.deed.object,
            "result": act.deed.result,
            "text": act.deed.text,
            "metadata": act.deed.metadata,
            "at": act.at,
        }
        for act in world.acts
        if act.number > first and key in (None, act.account)
    ]
    return answer({"count": world.act_number, "by_verb": world.act_counts, "acts": told})


async def events(request: Request) -> Response:
    """Tell what happens, as it happens."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = square_of(request).live.listen()
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
