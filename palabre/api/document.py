"""The OpenAPI document, with what the framework leaves out of it: how errors are told."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from palabre.plumbing import problems

REFUSED = ("4XX",)
"""The key of a route's `response` for everything that the caller can mend."""


class DescribedAPI(NinjaAPI):
    """An API whose document says that refusals are problem details."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """Return the OpenAPI document of every route."""
        document = super().get_openapi_schema(**asked)
        for operations in document["paths"].values():
            for operation in operations.values():
                refusal = operation["responses"][REFUSED[0]]
                refusal["description"] = "Refused; the problem says what to mend."
                (content,) = refusal["content"].values()
                refusal["content"] = {problems.CONTENT_TYPE: content}
        return document
