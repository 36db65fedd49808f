"""A storm of arrivals: signed events of a generic source to a desk's hook, at a steady rate.

Run as a program of its own, so that it disturbs no measure but by its share of the cores.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import time
from datetime import UTC, datetime

from benchmarks.machinery.texts import Texts
from palabre.connectors.networks.generic.signature import sign

AT_ONCE = 25
CONVERSATIONS = 4_000


def main() -> None:
    """Send until the time is over; print how many events were sent, and the slowest answer."""
    port, path, secret, rate, seconds = sys.argv[1:]
    texts, chance, sent, slowest = Texts(5), random.Random(9), 0, 0.0
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    mark = f"{time.time():.0f}"
    while (now := time.monotonic() - began) < float(seconds):
        if sent > now * int(rate):
            time.sleep(0.002)
            continue
        events = [_event(f"{mark}-{sent + n}", texts, chance) for n in range(AT_ONCE)]
        body = json.dumps({"events": events}).encode()
        at, name = datetime.now(UTC), f"{mark}-{sent}"
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(message_id=name, at=at, body=body, secret=secret),
        }
        asked = time.monotonic()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise SystemExit(f"The hook answered {answer.status}.")
        slowest = max(slowest, time.monotonic() - asked)
        sent += AT_ONCE
    print(json.dumps({"sent": sent, "slowest": slowest}))


def _event(name: str, texts: Texts, chance: random.Random) -> dict[str, object]:
    person = chance.randrange(CONVERSATIONS)
    return {
        "type": "message.created",
        "timestamp": datetime.now(UTC).isoformat(),
        "data": {
            "id": name,
            "kind": "message",
            "text": texts.make(),
            "author": {"id": f"storm-{person}", "name": f"Voix {person}"},
        },
    }


if __name__ == "__main__":
    main()
