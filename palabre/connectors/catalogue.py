"""The sentences of the networks' folders, found by their English: refusals travel in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from palabre.connectors.contract import Connector
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.words import Said


def list_words(connector: Connector) -> Iterator[Said]:
    """Give every sentence of one network that a person may be told."""
    yield connector.lesson
    yield connector.number
    for unable in connector.abilities.unable:
        yield unable.why
        yield from unable.steps
    for able in connector.abilities.able:
        yield from (said for said in (able.role, able.except_when) if said is not None)
    for rule in connector.writing:
        yield rule.why
        yield from (said for said in (rule.needs,) if said is not None)
    for limit in connector.limits:
        yield limit.title


SENTENCES: Mapping[str, Said] = {
    said.en: said for connector in CONNECTORS.values() for said in list_words(connector)
}
