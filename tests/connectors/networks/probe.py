"""What the tests of every network need to know of one: each network's folder has a `probe.py`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.connectors.registry import CONNECTORS


class Probe:
    """One network, as tests write to it.

    `names` are words of its payloads, for random ones. `envelopes` puts random content where the
    network has its own; `sign` returns the headers of a webhook, for networks that have them.
    A network that delivers one change at a time has no pair.
    """

    names: Sequence[str] = ()
    has_batches = True

    def sign(self, body: bytes, *, at: datetime, secret: str) -> Mapping[str, str]:
        """Return the headers with which the network itself sends a body."""
        raise NotImplementedError

    def envelopes(self, value: dict[str, Any], field: str, time: Any) -> Sequence[Any]:
        """Return contents of the network's shape around anything at all."""
        return [value]

    def pair(self) -> tuple[Any, Any]:
        """Return a delivery of one change, and one of the same with another."""
        raise NotImplementedError


def probe_of(network: str) -> Probe:
    """Return a network's probe."""
    found: Probe = importlib.import_module(f"tests.connectors.networks.{network}.probe").PROBE
    return found


NETWORKS = sorted(CONNECTORS)
CALLING = [name for name in NETWORKS if CONNECTORS[name].has_webhooks]
"""The networks that call an address of ours."""
