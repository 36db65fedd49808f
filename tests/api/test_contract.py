"""Whatever is asked, the API answers as its own document says, and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from palabre.api.routes import api
from tests.machinery.databases import Databases
from tests.workspaces.full_clients import FullClient, fill

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = [
    (path, method)
    for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in operations
]
PLAIN = {"Accept-Encoding": "identity"}
"""Asked in the process itself, where nothing takes the compression off again."""
EXAMPLES = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def room(databases: Databases) -> Iterator[FullClient]:
    """Give a client with content of every kind, for all the questions of this file."""
    with databases.fresh():
        yield fill("Contrat", "marjolaine")


@pytest.fixture(scope="module")
def document(room: FullClient) -> Any:
    """Give the document as the program serves it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_the_document_promises(
    room: FullClient, document: Any, path: str, method: str
) -> None:
    operation = document[path][method.upper()]
    headers = {"Authorization": f"Bearer {room.client.token()}", **PLAIN}

    @EXAMPLES
    @given(case=operation.as_strategy(), is_known=st.booleans())
    def ask(case: Any, is_known: bool) -> None:
        if is_known:
            case.path_parameters = {
                name: room.ids.get(name, value) for name, value in case.path_parameters.items()
            }
            case.query.pop("workspace", None)
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()


def test_no_operation_answers_without_a_token(room: FullClient, document: Any) -> None:
    for path, method in OPERATIONS:
        case = document[path][method.upper()].Case(path_parameters=dict(room.ids))
        answer = case.call(headers=PLAIN)
        assert answer.status_code == 401, (path, method)
        assert answer.headers["content-type"] == ["application/problem+json"], (path, method)
