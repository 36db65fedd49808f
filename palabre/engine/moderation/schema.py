"""The JSON schema of a charter, for editors and other programs, drawn from the forms."""

from __future__ import annotations

from typing import Any

import msgspec

from palabre.engine.moderation.documents import CharterForm


def make_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 2020-12)."""
    schema: dict[str, Any] = _in_its_dialect(msgspec.json.schema(CharterForm))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A charter of Palabre",
        **schema,
    }


def _in_its_dialect(value: Any) -> Any:
    """Return a schema whose patterns end as JSON Schema writes it."""
    if isinstance(value, dict):
        return {
            name: one.replace(r"\Z", "$") if name == "pattern" and isinstance(one, str) else
            _in_its_dialect(one)
            for name, one in value.items()
        }  # fmt: skip
    return [_in_its_dialect(one) for one in value] if isinstance(value, list) else value


def write_schema() -> str:
    """Return the schema as the text that is shipped beside the charters."""
    text: bytes = msgspec.json.format(msgspec.json.encode(make_schema()), indent=1)
    return text.decode() + "\n"
