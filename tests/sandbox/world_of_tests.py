"""The pages of the tests, and how tests wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def accounts() -> list[dict[str, Any]]:
    """Return a Facebook bakery in French and an Instagram club in English."""
    return [
        {
            "network": "facebook",
            "key": "facebook",
            "name": "Boulangerie Le Fournil",
            "page_id": "1001",
            "app_secret": "appsecret",
            "verify_token": "verify-facebook",
            "access_token": "token-facebook",
            "hook_path": "/hooks/facebook/facebook",
            "language": "fr",
            "topic": "bakery",
            "posts": [
                {"id": "1001_1", "text": "La fournée de 6 h", "picture": "bread"},
                {"id": "1001_2", "text": "Croissants", "picture": "croissant"},
            ],
        },
        {
            "network": "instagram",
            "key": "instagram",
            "name": "FC Prés Verts",
            "page_id": "17841400000000001",
            "app_secret": "othersecret",
            "verify_token": "verify-instagram",
            "access_token": "token-instagram",
            "hook_path": "/hooks/instagram/instagram",
            "language": "en",
            "topic": "football",
            "ig_followers": 4200,
            "posts": [{"id": "18000000000000001", "text": "Match day", "picture": "stadium"}],
        },
    ]


def wait_until(holds: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Wait until something holds, or fail."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.01)
