"""How each network names things, tells of them and answers: one file or folder for each."""

from __future__ import annotations

from palabre.sandbox.networks.bluesky.twin import Bluesky
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.networks.facebook import Facebook
from palabre.sandbox.networks.google.twin import Google
from palabre.sandbox.networks.instagram import Instagram
from palabre.sandbox.networks.linkedin.twin import LinkedIn
from palabre.sandbox.networks.mastodon.twin import Mastodon
from palabre.sandbox.networks.tiktok.twin import TikTok
from palabre.sandbox.networks.trustpilot.twin import Trustpilot
from palabre.sandbox.networks.twitch.twin import Twitch
from palabre.sandbox.networks.x.twin import X
from palabre.sandbox.networks.youtube.twin import YouTube
from palabre.sandbox.settings import Account

_KNOWN: tuple[Network, ...] = (
    Facebook(),
    Instagram(),
    Bluesky(),
    LinkedIn(),
    Mastodon(),
    Google(),
    Twitch(),
    YouTube(),
    Trustpilot(),
    TikTok(),
    X(),
    # the next twin
)
NETWORKS: dict[str, Network] = {network.name: network for network in _KNOWN}


def of(account: Account) -> Network:
    """Return the account's network."""
    return NETWORKS[account.network]
