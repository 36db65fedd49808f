"""The shipped JSON schema is the one that the forms say, and it knows the default charters."""

from __future__ import annotations

from importlib import resources

import jsonschema_rs
import pytest

from palabre.engine.moderation.default import get_default_text, list_charters
from palabre.engine.moderation.schema import make_schema, write_schema
from palabre.engine.moderation.source import read_source


def test_the_shipped_schema_is_the_one_that_the_forms_say() -> None:
    shipped = resources.files("palabre.engine.charters").joinpath("charter.schema.json")
    assert shipped.read_text(encoding="utf-8") == write_schema(), (
        "Write it anew: python -c 'from palabre.engine.moderation.schema import write_schema; "
        "print(write_schema(), end=str())' > palabre/engine/charters/charter.schema.json"
    )


@pytest.mark.parametrize("name", list_charters())
def test_the_shipped_charters_keep_to_the_schema(name: str) -> None:
    jsonschema_rs.validate(make_schema(), read_source(get_default_text(name)).values)


def test_what_the_loader_refuses_the_schema_refuses() -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(make_schema(), {"charter": "x", "version": 1, "rules": [{}]})
