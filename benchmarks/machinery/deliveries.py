"""Facebook deliveries as Meta sends them, one comment in each, with invented texts."""

from __future__ import annotations

import json
import random
import time

from benchmarks.machinery.texts import Texts

PAGE = "4242"
SECRET = "sesame"
REPLY_SHARE = 0.3
PEOPLE = 5_000


class Deliveries:
    """An endless source of deliveries, no comment twice."""

    def __init__(self, seed: int = 3) -> None:
        self._texts = Texts(seed)
        self._chance = random.Random(seed)
        self._number = 0

    def make(self, count: int) -> list[bytes]:
        """Return the next deliveries."""
        return [self._one() for _ in range(count)]

    def _one(self) -> bytes:
        self._number += 1
        number, chance, now = self._number, self._chance, int(time.time())
        post = f"{PAGE}_{chance.randrange(1, 20)}"
        is_reply = number > 50 and chance.random() < REPLY_SHARE
        author = chance.randrange(PEOPLE)
        value = {
            "item": "comment",
            "verb": "add",
            "from": {"id": str(7_000_000 + author), "name": f"Lecteur {author}"},
            "post": {"id": post, "permalink_url": f"https://social.example/{post}"},
            "post_id": post,
            "comment_id": f"88_{number}",
            "parent_id": f"88_{number - chance.randrange(1, 50)}" if is_reply else post,
            "message": self._texts.make(),
            "created_time": now,
        }
        entry = {"id": PAGE, "time": now, "changes": [{"field": "feed", "value": value}]}
        return json.dumps({"object": "page", "entry": [entry]}, ensure_ascii=False).encode()


def make_account() -> tuple[int, int, str]:
    """Make a client with one Facebook page; return workspace, account and the door's path.

    Django must be ready, and the first organisation made.
    """
    from palabre.channels.actions import NewAccount, connect_account
    from palabre.plumbing import clock
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.actions import open_workspace
    from palabre.workspaces.models import Organisation

    organisation = Organisation.objects.order_by("id").get()
    room = open_workspace(organisation=organisation, name="Client", language="fr", now=clock.now())
    secrets = {"app_secret": SECRET, "verify_token": "open", "access_token": "token"}
    new = NewAccount("facebook", "Page", PAGE, secrets)
    with workspace_scope([room.pk]):
        made = connect_account(workspace=room.pk, new=new, by="benchmark", now=clock.now())
    return room.pk, made.pk, f"/hooks/facebook/{made.key}"
