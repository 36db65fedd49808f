"""How tests write to Facebook's connector."""

from __future__ import annotations

from tests.connectors.networks.graph import GraphProbe

PROBE = GraphProbe("page")
