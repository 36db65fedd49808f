"""Our apps on the networks: made known once for a server, and found again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from palabre.channels.models import NetworkApp
from palabre.connectors.login import App
from palabre.plumbing.vault import get_vault


def find_app(workspace: int, network: str, base_url: str, redirect: str = "") -> App | None:
    """Return a client's app on a server; with `redirect`, the one that returns there."""
    found = NetworkApp.objects.filter(workspace_id=workspace, network=network, base_url=base_url)
    if redirect:
        found = found.filter(redirect=redirect)
    one = found.order_by("-id").first()
    if one is None:
        return None
    opened = get_vault(settings.DATA).open(bytes(one.sealed), purpose=purpose_of(one))
    return App(str(opened["id"]), str(opened["secret"]))


def keep_app(workspace: int, place: tuple[str, str, str], app: App, *, now: datetime) -> NetworkApp:
    """Keep an app for a network, a server and the address that it returns to."""
    network, base_url, redirect = place
    one = NetworkApp(network=network, base_url=base_url, redirect=redirect)
    sealed = get_vault(settings.DATA).seal(
        {"id": app.id, "secret": app.secret}, purpose=purpose_of(one)
    )
    kept, _ = NetworkApp.objects.update_or_create(
        workspace_id=workspace,
        network=network,
        base_url=base_url,
        redirect=redirect,
        defaults={"sealed": sealed, "created_at": now},
    )
    return kept


def purpose_of(app: NetworkApp) -> str:
    """Return what the secret of an app is sealed for."""
    return f"app:{app.network}:{app.base_url}:{app.redirect}"
