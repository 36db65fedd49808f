"""Signing in on a network: from the first step to the accounts it opens, for every network."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from palabre.channels.actions import NewAccount, connect_account, get_account, resume_account, seal
from palabre.channels.actions import open_secrets as open_account
from palabre.channels.apps_of_networks import find_app, keep_app
from palabre.channels.flows import client_of, flow_of, talk_about
from palabre.channels.models import Account, AccountState, SignInVisit
from palabre.channels.renewing import token_times
from palabre.channels.square import address_of_square
from palabre.channels.visits import Wish, find_visit, open_told, open_visit, seal_told
from palabre.connectors.contract import Connector, Credentials, Profile
from palabre.connectors.downloads import DownloadRefused, check_outside
from palabre.connectors.failures import ConnectorError
from palabre.connectors.flows import Flow
from palabre.connectors.login import App, SignIn, Tokens
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.signing_in import Visit, address_to_visit, exchange, register_app
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

APP_NAME = "Palabre"
SECONDS = 10.0
NO_PROFILE = (
    "This sign-in opens no profile. Begin again, and allow everything that the network asks."
)


def begin_sign_in(*, workspace: int, slug: str, wish: Wish, by: str, now: datetime) -> str:
    """Return the address on the network at which the person says yes; `Refused` says why not."""
    connector = _connector(wish.network)
    style = connector.find_sign_in(wish.way)
    state = f"{slug}.{secrets.token_urlsafe(32)}"
    flow = flow_of(style)
    if flow is not None:
        client = client_of(wish.network, flow, wish.redirect)
        begun = talk_about(partial(flow.begin, wish.server, client, state))
        kept = {"kept": dict(begun.kept), "way": wish.way}
        open_visit(workspace, wish, begun.base, (state, kept), by=by, now=now)
        return begun.address
    base = find_base(connector, wish.server, style)
    app = wish.app or find_app(workspace, wish.network, base, wish.redirect)
    verifier = secrets.token_urlsafe(48)
    visit = Visit(connector, base, wish.redirect, app or App(""), verifier, wish.way)
    if app is None and not visit.style.register:
        raise Refused("This network needs your own app: give its id and its secret.", status=422)
    if app is None:
        app = _asked(register_app, visit, APP_NAME)
    if wish.app or not find_app(workspace, wish.network, base, wish.redirect):
        keep_app(workspace, (wish.network, base, wish.redirect), app, now=now)
    kept = {"verifier": verifier, "way": wish.way}
    open_visit(workspace, wish, base, (state, kept), by=by, now=now)
    return address_to_visit(replace(visit, app=app), state=state)


def find_base(connector: Connector, server: str, style: SignIn | None = None) -> str:
    """Return where the network answers: its home, a server that is named, or the square."""
    home = (style.home if style is not None else "") or connector.home
    if not server and not home:
        raise Refused("Name the server: its address begins with https://.", status=422)
    base = server.strip().rstrip("/")
    if base in {"", home}:
        return home
    square = address_of_square()
    if square and base.startswith(f"{square}/"):
        return base
    base = base if "://" in base else f"https://{base}"
    try:
        asyncio.run(check_outside(base))
    except DownloadRefused as refusal:
        raise Refused(
            "This server cannot be asked: give the https address of one on the public net.",
            status=422,
        ) from refusal
    return base


def finish_sign_in(
    *, workspace: int, state: str, code: str, by: str, now: datetime, issuer: str = ""
) -> tuple[SignInVisit, Sequence[Profile]]:
    """Take what the network answered; return the visit and the profiles that it opens.

    An account that was to be mended is mended at once. The state is good once, for ten minutes,
    for the person who began. `issuer` is who answered, where the network says so.
    """
    one = find_visit(workspace, state, by, now)
    if one.used_at is not None:
        raise Refused("This sign-in was used already: begin again.", status=422)
    connector = _connector(one.network)
    begun = open_told(one, state)
    flow = flow_of(connector.find_sign_in(str(begun["way"])))
    if flow is not None:
        told, profiles = _finish_flow(one, flow, begun["kept"], {"code": code, "iss": issuer}, now)
    else:
        told, profiles = _finish_visit(workspace, one, begun, code, now)
    one.sealed, one.used_at = seal_told(state, told), now
    one.save()
    if one.account_id is not None:
        _mend(workspace, one, told, profiles, by=by, now=now)
    return one, profiles


def _finish_flow(
    one: SignInVisit,
    flow: Flow,
    kept: Mapping[str, str],
    answer: Mapping[str, str],
    now: datetime,
) -> tuple[dict[str, Any], Sequence[Profile]]:
    """End a network's own flow; the account is asked where the flow found it."""
    client = client_of(one.network, flow, one.redirect)
    done = talk_about(partial(flow.finish, client, kept, answer))
    tokens = {"access_token": done.tokens.access, "refresh_token": done.tokens.refresh}
    one.base_url = done.base
    profiles = [Profile(done.external_id, done.name)]
    return _told({**done.secrets, **tokens}, done.tokens, profiles, now), profiles


def _finish_visit(
    workspace: int, one: SignInVisit, begun: Mapping[str, Any], code: str, now: datetime
) -> tuple[dict[str, Any], Sequence[Profile]]:
    """Change the code for tokens, and ask whom they open."""
    connector = _connector(one.network)
    app = find_app(workspace, one.network, one.base_url, one.redirect)
    if app is None:
        raise Refused("This sign-in is over: begin again.", status=422)
    visit = Visit(
        connector, one.base_url, one.redirect, app, str(begun["verifier"]), str(begun["way"])
    )
    tokens, profiles = _asked(_exchange, visit, code)
    return _told(_secrets(visit, tokens), tokens, profiles, now), profiles


def _told(
    opened: Mapping[str, str], tokens: Tokens, profiles: Sequence[Profile], now: datetime
) -> dict[str, Any]:
    """Return what is kept of a finished sign-in until its accounts are connected."""
    refresh_at, until = token_times(tokens, now)
    return {
        "profiles": [asdict(profile) for profile in profiles],
        "secrets": dict(opened),
        "refresh_at": refresh_at.isoformat() if refresh_at else "",
        "until": until.isoformat() if until else "",
    }


def connect_profile(
    *, workspace: int, state: str, external_id: str, by: str, now: datetime
) -> Account:
    """Connect one of the profiles that a sign-in opens; one that is connected is mended."""
    one = find_visit(workspace, state, by, now)
    told = open_told(one, state)
    profile = next(
        (each for each in told.get("profiles", []) if each["external_id"] == external_id), None
    )
    if profile is None:
        raise Refused("This sign-in does not open this profile.", status=422)
    connected = Account.objects.filter(
        workspace_id=workspace, network=one.network, external_id=external_id, base_url=one.base_url
    ).exclude(state=AccountState.DISCONNECTED)
    if (account := connected.first()) is not None:
        _give_anew(account, told, profile["secrets"], by=by, now=now)
        return account
    new = NewAccount(
        network=one.network,
        name=profile["name"],
        external_id=external_id,
        secrets={**told["secrets"], **profile["secrets"]},
        base_url=one.base_url,
        **_times(told, profile["secrets"]),
    )
    return connect_account(workspace=workspace, new=new, by=by, now=now)


def _mend(
    workspace: int,
    one: SignInVisit,
    told: Mapping[str, Any],
    profiles: Sequence[Profile],
    *,
    by: str,
    now: datetime,
) -> None:
    account = get_account(workspace, one.account_id or 0)
    profile = next((each for each in profiles if each.external_id == account.external_id), None)
    if profile is None:
        raise Refused("You signed in as another profile than this account's.", status=422)
    _give_anew(account, told, profile.secrets, by=by, now=now)


def _give_anew(
    account: Account, told: Mapping[str, Any], own: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """Give a connected account what a sign-in brought, and let it go on."""
    workspace = account.workspace_id
    fresh = {**open_account(account), **told["secrets"], **own}
    Account.objects.filter(workspace_id=workspace, pk=account.pk).update(
        secrets=seal(account, fresh), **_times(told, own)
    )
    write_audit(workspace, [Entry(by, "sign_in", f"account:{account.pk}")], now=now)
    resume_account(workspace=workspace, account=account.pk, by=by, now=now)


async def _exchange(
    visit: Visit, code: str, client: httpx.AsyncClient
) -> tuple[Tokens, Sequence[Profile]]:
    tokens = await exchange(visit, code, client)
    secrets = {"access_token": tokens.access, "granted": tokens.scope, "way": visit.way}
    credentials = Credentials(tokens.whose, secrets, visit.base)
    return tokens, await visit.connector.who_is(credentials, client)


def _asked(question: Any, *values: Any) -> Any:
    """Ask the network now; its refusal becomes one for the person."""

    async def ask() -> Any:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            return await question(*values, client)

    try:
        return asyncio.run(ask())
    except ConnectorError as problem:
        if problem.reason == "permission":
            raise Refused(NO_PROFILE, status=422) from problem
        raise Refused(
            "The network did not accept the sign-in. Begin again; if it happens twice, check "
            "the app's id, secret and return address there.",
            status=422,
        ) from problem


def _times(told: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, datetime | None]:
    """Return when a sign-in is renewed and ends; a token of the profile's own does neither."""
    names = {"refresh_at": "refresh_at", "signed_until": "until"}
    has_own_token = "access_token" in own
    return {name: None if has_own_token else _moment(told[key]) for name, key in names.items()}


def _secrets(visit: Visit, tokens: Tokens) -> dict[str, str]:
    """Return what every account of a sign-in keeps."""
    found = {"access_token": tokens.access, "refresh_token": tokens.refresh, "way": visit.way}
    if "app_secret" in visit.connector.needs.given and visit.style.signs_events:
        found["app_secret"] = visit.app.secret
    return {name: value for name, value in found.items() if value}


def _connector(network: str) -> Connector:
    connector = CONNECTORS.get(network)
    if connector is None or not connector.can_sign_in:
        raise Refused("Nobody signs in on this network.", status=422)
    return connector


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
