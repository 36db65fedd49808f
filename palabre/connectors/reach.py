"""What each network makes of what a charter asks for: a table for the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from palabre.connectors.abilities import Abilities
from palabre.connectors.contract import Connector
from palabre.connectors.intents import ends_by, map_intent
from palabre.connectors.matrix import table
from palabre.engine.vocabulary import Intent, Kind

BEGIN = "<!-- What follows is written by `bin/palabre networks matrix`. -->"
END = "<!-- What was written ends here. -->"
COLUMNS: Mapping[str, Intent] = {
    "`hide`, `hold`": Intent.CONCEAL,
    "`delete`": Intent.REMOVE,
    "`timeout`": Intent.RESTRAIN,
    "`ban`": Intent.EXCLUDE,
    "`slow`": Intent.CALM,
}


def write_reach(page: str, connectors: Mapping[str, Connector]) -> str:
    """Return a page of the documentation with the table between its two marks written anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    head = ("", *COLUMNS)
    rows = [
        _row(one.title + (", live chats" if is_live else ""), abilities)
        for one in connectors.values()
        for is_live, abilities in one.list_places()
    ]
    return "\n".join([before + BEGIN, "", *table(head, rows), "", END + after])


def _row(title: str, abilities: Abilities) -> Sequence[str]:
    return (title, *(_cell(abilities, intent) for intent in COLUMNS.values()))


def _cell(abilities: Abilities, intent: Intent) -> str:
    mapped = map_intent(intent, Kind.COMMENT, abilities)
    if mapped.verb is None:
        return "by hand" if mapped.is_possible else "no"
    is_ended_by_us = intent is Intent.RESTRAIN and ends_by(mapped.verb, Kind.COMMENT, abilities)
    return mapped.verb.value.replace("_", " ") + ("*" if is_ended_by_us else "")
