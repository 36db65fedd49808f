"""The square's page: one template, the browser does the rest."""

from __future__ import annotations

from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse

from palabre.sandbox import views
from palabre.sandbox.control.exchange import square_of
from palabre.sandbox.people import PEOPLE
from palabre.sandbox.templating import pages
from palabre.sandbox.words import SAMPLES, WORDS, choose_language

HERE = Path(__file__).parent
COOKIE = "square_language"
YEAR = 365 * 86_400


async def show(request: Request) -> HTMLResponse:
    """Show the page in the visitor's language, and remember a language that was asked for."""
    square = square_of(request)
    square.refresh()
    wish = request.query_params.get("language", "")
    kept = request.cookies.get(COOKIE, "")
    language = choose_language(wish, kept, request.headers.get("accept-language", ""))
    accounts = [
        views.account(account, square.world)
        for account in square.configuration.accounts.values()
        if account.is_connected
    ]
    told = {
        "language": language,
        "words": WORDS[language],
        "samples": SAMPLES,
        "accounts": accounts,
        "names": [one.name for one in PEOPLE if "spam" not in one.manners],
    }
    html = pages.get_template("square.html").render(
        words=WORDS[language],
        language=language,
        other="en" if language == "fr" else "fr",
        desk=square.configuration.desk,
        accounts=accounts,
        told=msgspec.json.encode(told).decode(),
    )
    response = HTMLResponse(html, headers={"Content-Language": language, "Vary": "Accept-Language"})
    if wish == language:
        response.set_cookie(COOKIE, language, max_age=YEAR, samesite="lax", httponly=True)
    return response
