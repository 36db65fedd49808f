"""What was understood of messages, between values and rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from palabre.engine.understanding.vocabulary import INTENTS, LABELS, SENTIMENTS
from palabre.engine.vocabulary import Found, OwnIntent, Signals, Span
from palabre.inbox.understanding.read import Read, find_words

LEAST: Final = 0.01
"""A score below is kept as nothing."""
RAISED: Final = 0.5
"""From this score on a label is raised and a message urgent."""
FIELDS: Final = (
    "u.lang, u.mood, u.intent, u.own_intent, u.own_score, u.urgency, u.risks, u.labels, "
    "u.sentiment, u.intents, u.personal_data, u.versions, u.wants_full, u.at as understood_at"
)
"""What a query takes from `inbox_understanding u` for `read_row`."""
WRITE: Final = """
    insert into inbox_understanding (workspace_id, message_id, lang, mood, intent, own_intent,
        own_score, urgency, skeleton, risks, labels, sentiment, intents, personal_data, versions,
        wants_full, at)
    select m.workspace_id, m.id, w.lang, w.mood, w.intent, w.own_intent, w.own_score,
        w.urgency, w.skeleton, w.risks::text[],
        w.labels::jsonb, w.sentiment::jsonb, w.intents::jsonb, w.data::jsonb, w.versions::jsonb,
        %s and w.mood <> '', %s
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::float8[], %s::float8[],
        %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        w (id, text, lang, mood, intent, own_intent, own_score, urgency, skeleton, risks, labels,
        sentiment, intents, data, versions)
    join inbox_message m on m.workspace_id = %s and m.id = w.id and m.text = w.text
    on conflict (workspace_id, message_id) do update set lang = excluded.lang,
        mood = excluded.mood, intent = excluded.intent, own_intent = excluded.own_intent,
        own_score = excluded.own_score, urgency = excluded.urgency,
        skeleton = excluded.skeleton, risks = excluded.risks, labels = excluded.labels,
        sentiment = excluded.sentiment, intents = excluded.intents,
        personal_data = excluded.personal_data, versions = excluded.versions,
        wants_full = excluded.wants_full, at = excluded.at
    returning message_id
"""


def write(
    workspace: int,
    texts: Mapping[int, str],
    reads: Sequence[Read],
    *,
    wants_full: bool,
    now: datetime,
) -> list[int]:
    """Keep what was understood of messages whose text is still the one read; return which.

    `wants_full` lets the deep model read them later.
    """
    if not texts:
        return []
    rows = [
        (message, text, *_columns(read))
        for (message, text), read in zip(texts.items(), reads, strict=True)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [wants_full, now, *columns, workspace])
        return [row[0] for row in cursor.fetchall()]


def _columns(read: Read) -> tuple[Any, ...]:
    """Return what is kept of one reading, in the order of the insert."""
    said = read.signals
    data = [[one.kind, one.span.start, one.span.end] for one in said.personal_data or ()]
    return (
        said.language,
        _largest(said.sentiment),
        _largest(said.intent),
        said.own_intent.name if said.own_intent else "",
        said.own_intent.score if said.own_intent else 0.0,
        said.urgency or 0.0,
        read.skeleton,
        "{" + ",".join(list_raised(said.labels)) + "}",
        _pack(said.labels),
        _pack(said.sentiment),
        _pack(said.intent),
        json.dumps(data),
        json.dumps(dict(read.models)),
    )


def list_raised(labels: Mapping[str, float]) -> list[str]:
    """Return the labels that are raised, in their usual order."""
    return [name for name in LABELS if labels.get(name, 0.0) >= RAISED]


def is_urgent(signals: Signals) -> bool:
    """Say whether a person should read a message soon."""
    return (signals.urgency or 0.0) >= RAISED


def read_row(row: Mapping[str, Any], text: str) -> Signals:
    """Return what a row of `FIELDS` says of a text; nothing where there is none."""
    if not row["mood"]:
        data = _list_data(row["personal_data"])
        return Signals(personal_data=data)
    return Signals(
        language=row["lang"],
        labels=_unpack(row["labels"], LABELS),
        sentiment=_unpack(row["sentiment"], SENTIMENTS),
        intent=_unpack(row["intents"], INTENTS),
        urgency=row["urgency"],
        personal_data=_list_data(row["personal_data"]),
        own_intent=_read_own(row),
        find_evidence=lambda name: find_words(text, name),
    )


def _read_own(row: Mapping[str, Any]) -> OwnIntent | None:
    """Return the workspace's own intent, where it had taught some when the text was read."""
    name, score = row["own_intent"], row["own_score"]
    return OwnIntent(name, score, {name: score}) if name else None


def _list_data(kept: Any) -> tuple[Found, ...] | None:
    """Return personal data as it was found; None when nobody looked."""
    if kept is None:
        return None
    return tuple(Found(kind, Span(start, end)) for kind, start, end in load_json(kept))


def _largest(scores: Mapping[str, float]) -> str:
    return max(scores, key=scores.__getitem__, default="")


def _pack(scores: Mapping[str, float]) -> str:
    return json.dumps({name: score for name, score in scores.items() if score >= LEAST})


def _unpack(kept: Any, names: Sequence[str]) -> dict[str, float]:
    found = load_json(kept)
    return {name: found.get(name, 0.0) for name in names}


def load_json(kept: Any) -> Any:
    """Return JSON that the driver may have left as text."""
    return json.loads(kept) if isinstance(kept, str) else kept
