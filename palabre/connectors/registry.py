"""The networks this program knows."""

from __future__ import annotations

from collections.abc import Mapping

from palabre.connectors.contract import Connector
from palabre.connectors.networks.bluesky.connector import Bluesky
from palabre.connectors.networks.facebook.connector import Facebook
from palabre.connectors.networks.generic.connector import Generic
from palabre.connectors.networks.google.connector import Google
from palabre.connectors.networks.instagram.connector import Instagram
from palabre.connectors.networks.linkedin.connector import LinkedIn
from palabre.connectors.networks.mastodon.connector import Mastodon
from palabre.connectors.networks.tiktok.connector import TikTok
from palabre.connectors.networks.trustpilot.connector import Trustpilot
from palabre.connectors.networks.twitch.connector import Twitch
from palabre.connectors.networks.x.connector import X
from palabre.connectors.networks.youtube.connector import YouTube
from palabre.connectors.words import Said

_KNOWN: tuple[Connector, ...] = (
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
    Generic(),
)
CONNECTORS: Mapping[str, Connector] = {connector.name: connector for connector in _KNOWN}


def own_reason(code: str) -> Said | None:
    """Return the words of a reason that one network alone gives; None for those of all."""
    return next((one.reasons[code] for one in _KNOWN if code in one.reasons), None)
