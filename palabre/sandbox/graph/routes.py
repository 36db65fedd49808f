"""Where Meta's networks answer on the square: Graph's own host, and Instagram's."""

from __future__ import annotations

from starlette.routing import Mount, Route

from palabre.sandbox.graph import entrance
from palabre.sandbox.graph.sign_in import FacebookLogin, InstagramLogin

CALLS = Route("/{version}/{path:path}", entrance.answer, methods=list(entrance.VERBS))


def routes() -> list[Mount]:
    """Return the addresses of both hosts; tokens and objects are the same at either."""
    facebook = FacebookLogin(
        network="facebook",
        title="Facebook",
        authorize="/v26.0/dialog/oauth",
        token="/v26.0/oauth/access_token",  # noqa: S106 - an address
    )
    instagram = InstagramLogin(
        network="instagram",
        title="Instagram",
        authorize="/oauth/authorize",
        token="/oauth/access_token",  # noqa: S106 - an address
    )
    return [
        Mount("/graph", routes=[*facebook.routes(), CALLS]),
        Mount("/instagram", routes=[*instagram.routes(), CALLS]),
    ]
