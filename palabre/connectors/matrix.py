"""The page of what every network can do, written from the networks' own values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from palabre.connectors.abilities import Ability, Feature, What
from palabre.connectors.contract import Connector
from palabre.connectors.sources import Source, Way
from palabre.engine.vocabulary import Kind, Verb

HEAD = """# Networks

This page is written from the code by `bin/palabre networks matrix`; a test compares them. How a
network is connected and what it sends stands on its own page. To add one, see
[add-a-network.md](../build/add-a-network.md).

`yes`: the desk does it. `own`: only to what the brand wrote. `by hand`: the desk makes a task with
the steps. `no`: the network has no way. Empty: not done by Palabre.
"""
WHATS: Sequence[What] = (*Verb, *Feature)


def write_matrix(connectors: Mapping[str, Connector]) -> str:
    """Return the page, in Markdown."""
    known = list(connectors.values())
    parts = [HEAD, *_overview(known)]
    for connector in known:
        parts += ["", f"## {connector.title}", "", *_network(connector)]
    return "\n".join(parts) + "\n"


def _overview(known: Sequence[Connector]) -> Iterator[str]:
    yield _row("", *(f"[{one.title}]({one.name}.md)" for one in known))
    yield _row("---", *("---" for _ in known))
    for what in WHATS:
        cells = [_cell(one, what) for one in known]
        if any(cells):
            yield _row(_name(what), *cells)


def _cell(connector: Connector, what: What) -> str:
    able = connector.abilities.find(what)
    if able is not None:
        return "own" if able.own_only else "yes"
    unable = connector.abilities.why_not(what)
    if unable is None:
        return ""
    return "by hand" if unable.steps else "no"


def _network(connector: Connector) -> Iterator[str]:
    yield f"{connector.lesson.en} [More]({connector.name}.md)."
    if connector.abilities.able:
        yield ""
        yield from table(
            ("can", "on", "undone by", "draws", "permission", "who", "not when"),
            (_able(one) for one in connector.abilities.able),
        )
    if connector.abilities.unable:
        rows = (
            (_name(one.what), one.why.en, " ".join(step.en for step in one.steps))
            for one in connector.abilities.unable
        )
        yield ""
        yield from table(("cannot", "why", "by hand"), rows)
    yield from _ways(connector)
    if connector.limits:
        limits = (
            (one.title.en, f"{one.capacity:,}", one.zone or _span(one.per), _whose(one.is_shared))
            for one in connector.limits
        )
        yield ""
        yield from table(("limit", "points", "in", "of"), limits)
    if connector.writing:
        rules = (
            (_name(one.verb), one.needs.en if one.needs else one.why.en)
            for one in connector.writing
        )
        yield ""
        yield from table(("who may be written to", "rule"), rules)


def _able(one: Ability) -> Sequence[str]:
    kinds = {frozenset({Kind.COMMENT}): "comments", frozenset({Kind.MESSAGE}): "messages"}
    is_feature = isinstance(one.what, Feature)
    return (
        _name(one.what) + (" (own)" if one.own_only else ""),
        "" if is_feature else kinds.get(one.kinds, "both"),
        _name(one.undone_by) if one.undone_by else "",
        ", ".join(f"{points} {name}" for name, points in one.costs.items()),
        f"`{one.scope}`" if one.scope else "",
        one.role.en if one.role else "",
        one.except_when.en if one.except_when else "",
    )


def _ways(connector: Connector) -> Iterator[str]:
    calls = ["a webhook"] if connector.has_webhooks else []
    found = [*calls, *(_way(source) for source in connector.sources)]
    if found:
        yield ""
        yield f"Comes by {', '.join(found)}."


def _way(source: Source) -> str:
    if source.way == Way.SOCKET:
        looks = f", looked for every {_span(source.every)}" if source.looks else ""
        return f"a socket (`{source.name}`{looks})"
    past = f", back {_span(source.past)}" if source.past else ""
    return f"a poll (`{source.name}`, every {_span(source.every)}{past})"


def _whose(is_shared: bool) -> str:
    return "our app, shared by the clients" if is_shared else "the account"


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0 and seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{span.total_seconds()} seconds"


def _name(what: What) -> str:
    return what.value.replace("_", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield _row(*head)
    yield _row(*("---" for _ in head))
    for row in rows:
        yield _row(*row)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
