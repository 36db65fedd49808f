"""Every operation of the API, with the right it needs and a body that suits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from palabre.api.routes import api
from palabre.plumbing import clock
from palabre.workspaces.rights import Right
from tests.workspaces.full_clients import CHARTER

NEEDS: Mapping[str, Right | None] = {
    "GET /workspaces": None,
    "POST /workspaces": None,
    "GET /teams": Right.READ,
    "POST /teams": Right.MANAGE,
    "PUT /teams/{team}": Right.MANAGE,
    "DELETE /teams/{team}": Right.MANAGE,
    "GET /distribution": Right.READ,
    "PUT /distribution": Right.MANAGE,
    "GET /availability": Right.READ,
    "PUT /availability": Right.ANSWER,
    "GET /mentions": Right.ANSWER,
    "POST /threads/{thread}/mentions/reading": Right.ANSWER,
    "GET /audit": Right.AUDIT,
    "GET /audit/verification": Right.AUDIT,
    "GET /threads": Right.READ,
    "GET /threads/{thread}": Right.READ,
    "POST /threads/{thread}/closure": Right.ANSWER,
    "DELETE /threads/{thread}/closure": Right.ANSWER,
    "PUT /threads/{thread}/assignment": Right.ANSWER,
    "DELETE /threads/{thread}/assignment": Right.ANSWER,
    "GET /threads/{thread}/notes": Right.ANSWER,
    "POST /threads/{thread}/notes": Right.ANSWER,
    "PUT /threads/{thread}/snooze": Right.ANSWER,
    "DELETE /threads/{thread}/snooze": Right.ANSWER,
    "GET /messages": Right.READ,
    "GET /messages/{message}": Right.READ,
    "POST /messages/{message}/labels": Right.ANSWER,
    "DELETE /messages/{message}/labels": Right.ANSWER,
    "GET /labels": Right.READ,
    "GET /surfaces": Right.READ,
    "GET /people": Right.READ,
    "GET /people/tags": Right.READ,
    "GET /people/{person}": Right.READ,
    "GET /people/{person}/messages": Right.READ,
    "POST /people/{person}/tags": Right.ANSWER,
    "DELETE /people/{person}/tags": Right.ANSWER,
    "PUT /people/{person}/flags": Right.ANSWER,
    "DELETE /people/{person}/flags": Right.ANSWER,
    "PUT /people/{person}/language": Right.ANSWER,
    "GET /people/{person}/consents": Right.READ,
    "POST /people/{person}/consents": Right.ANSWER,
    "GET /people/{person}/notes": Right.ANSWER,
    "POST /people/{person}/notes": Right.ANSWER,
    "GET /people/{person}/strikes": Right.READ,
    "POST /people/{person}/strikes": Right.MODERATE,
    "DELETE /strikes/{strike}": Right.MODERATE,
    "PUT /strikes/{strike}": Right.MODERATE,
    "GET /people/{person}/suggestions": Right.READ,
    "GET /people/{person}/merges": Right.READ,
    "POST /people/{person}/merges": Right.ANSWER,
    "DELETE /merges/{merge}": Right.ANSWER,
    "GET /figures": Right.READ,
    "GET /saved-views": Right.READ,
    "POST /saved-views": Right.ANSWER,
    "PUT /saved-views/{saved_view}": Right.ANSWER,
    "DELETE /saved-views/{saved_view}": Right.ANSWER,
    "POST /saved-views/{saved_view}/return": Right.ANSWER,
    "POST /threads/bulk": Right.ANSWER,
    "GET /bulk/{bulk}": Right.READ,
    "POST /bulk/{bulk}/undo": Right.ANSWER,
    "GET /saved-replies": Right.READ,
    "POST /saved-replies": Right.ANSWER,
    "PUT /saved-replies/{saved_reply}": Right.ANSWER,
    "DELETE /saved-replies/{saved_reply}": Right.ANSWER,
    "POST /messages/{message}/acts": Right.ANSWER,
    "GET /acts": Right.READ,
    "GET /acts/{act}": Right.READ,
    "DELETE /acts/{act}": Right.ANSWER,
    "GET /tasks": Right.READ,
    "POST /tasks/{task}/completion": Right.MODERATE,
    "POST /tasks/{task}/dismissal": Right.MODERATE,
    "GET /decisions": Right.READ,
    "POST /messages/{message}/review": Right.MODERATE,
    "POST /messages/{message}/feedback": Right.MODERATE,
    "DELETE /messages/{message}/feedback": Right.MODERATE,
    "GET /feedback": Right.MODERATE,
    "GET /messages/{message}/revisions": Right.READ,
    "GET /charter": Right.READ,
    "PUT /charter": Right.MANAGE,
    "GET /accounts": Right.READ,
    "POST /accounts": Right.MANAGE,
    "POST /accounts/{key}/resumption": Right.MANAGE,
    "POST /accounts/{key}/pause": Right.MANAGE,
    "POST /accounts/{key}/check": Right.MANAGE,
    "POST /accounts/{key}/reading": Right.MANAGE,
    "PUT /accounts/{key}/secrets": Right.MANAGE,
    "DELETE /accounts/{key}": Right.MANAGE,
    "GET /ledger": Right.READ,
    "GET /dead-letters": Right.MANAGE,
    "POST /dead-letters/replay": Right.MANAGE,
    "POST /dead-letters/dismissal": Right.MANAGE,
    "DELETE /dead-letters/dismissal": Right.MANAGE,
}
"""What each operation needs. A new operation is added here with a thought about its right."""
SAVED_REPLY = {"title": "Horaires", "shortcut": "horaires", "text": "7 h", "language": "fr"}
"""A reply to keep."""


@dataclass(frozen=True)
class Operation:
    """A method and a path with names in braces."""

    method: str
    path: str

    @property
    def name(self) -> str:
        """Return what the table calls it."""
        return f"{self.method} {self.path}"

    @property
    def changes(self) -> bool:
        """Say whether it may change anything."""
        return self.method != "GET"

    def address(self, ids: Mapping[str, Any]) -> str:
        """Return its path for these ids."""
        return self.path.format(**ids)

    def body(self, ids: Mapping[str, Any]) -> Any:
        """Return a body that it accepts, or None."""
        return {
            "POST /messages/{message}/acts": {"verb": "reply", "text": "Bonjour"},
            "POST /saved-replies": SAVED_REPLY,
            "PUT /saved-replies/{saved_reply}": SAVED_REPLY,
            "POST /saved-views": {"name": "Urgent", "query": "label=urgent"},
            "PUT /saved-views/{saved_view}": {"name": "Urgent", "query": "", "shared": True},
            "POST /threads/bulk": {"act": "close", "threads": [ids["thread"]]},
            "POST /accounts": {"network": "generic", "name": "Avis", "external_id": "shop"},
            "POST /messages/{message}/review": {"verdict": "allow"},
            "POST /messages/{message}/feedback": {"what": "wrong_reason", "words": "Ironie"},
            "PUT /threads/{thread}/assignment": {"member": ids["member"]},
            "POST /threads/{thread}/notes": {"text": "À suivre"},
            "PUT /threads/{thread}/snooze": {"until": _tomorrow()},
            "POST /messages/{message}/labels": {"name": "urgent"},
            **_about_people(ids),
            "PUT /charter": {"source": CHARTER.format(name="autre")},
            "POST /dead-letters/replay": {"ids": [ids["letter"]]},
            "POST /workspaces": {"name": "Nouvelle"},
            "POST /teams": {"name": "Soir", "languages": ["fr"], "members": [ids["member"]]},
            "PUT /teams/{team}": {"name": "Nuit"},
            "PUT /distribution": {"mode": "least_loaded", "by_language": True},
            "PUT /availability": {"available": True},
            "POST /dead-letters/dismissal": {"ids": [ids["letter"]]},
            "DELETE /dead-letters/dismissal": {"ids": [ids["letter"]]},
            "PUT /accounts/{key}/secrets": {"access_token": "fresh"},
        }.get(self.name)


def _about_people(ids: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "POST /people/{person}/tags": {"name": "fidèle"},
        "PUT /people/{person}/flags": {"name": "vip"},
        "PUT /people/{person}/language": {"language": "fr"},
        "POST /people/{person}/consents": {"kind": "email", "given": True, "how": "Par écrit"},
        "POST /people/{person}/notes": {"text": "À rappeler"},
        "POST /people/{person}/strikes": {"reason": "Insulte"},
        "POST /people/{person}/merges": {"person": ids["other_person"]},
    }


def _tomorrow() -> str:
    return (clock.now() + timedelta(days=1)).isoformat()


def list_operations() -> list[Operation]:
    """Return what the document describes."""
    document = api.get_openapi_schema(path_prefix="/")
    return [
        Operation(method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    ]
