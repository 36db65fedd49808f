"""How often Bluesky may be asked, and who may be written to there.

Source: Bluesky's documentation of rate limits: 3,000 requests in five minutes; making a record
costs 3 points, changing one 2, deleting one 1; 5,000 points an hour and 35,000 a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from palabre.connectors.limits import Headers, Limit
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb

HEADERS = Headers("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")
REQUESTS = Limit(
    "requests",
    Said("Requests", "Requêtes"),
    capacity=3000,
    per=timedelta(minutes=5),
    headers=HEADERS,
)
HOURLY = Limit(
    "points_an_hour",
    Said("Points an hour", "Points par heure"),
    capacity=5000,
    per=timedelta(hours=1),
    headers=HEADERS,
)
DAILY = Limit(
    "points_a_day",
    Said("Points a day", "Points par jour"),
    capacity=35_000,
    per=timedelta(days=1),
    headers=HEADERS,
)
LIMITS = (REQUESTS, HOURLY, DAILY)
POLICY = "ratelimit-policy"


def find_told(headers: Mapping[str, str]) -> tuple[Limit, ...]:
    """Return which limit an answer speaks of: it tells the one that is nearest to its end.

    The policy is written `3000;w=300`: a capacity, and the seconds of its window.
    """
    _, _, window = headers.get(POLICY, "").partition("w=")
    seconds = window.partition(";")[0].strip()
    return tuple(one for one in LIMITS if seconds == str(round(one.per.total_seconds())))


def points(count: int, *, requests: int = 2) -> Mapping[str, int]:
    """Return what an act costs that writes records for so many points."""
    return {"requests": requests, HOURLY.name: count, DAILY.name: count}


ASKED_FIRST = Said(
    "Each person chooses on Bluesky who may write to them: everybody, those they follow, or"
    " nobody. The network is asked before the message is sent.",
    "Sur Bluesky, chacun choisit qui peut lui écrire : tout le monde, les personnes suivies, ou"
    " personne. Le réseau est interrogé avant l’envoi.",
)
CLOSED = Said(
    "This person takes no private messages from this account on Bluesky.",
    "Cette personne n’accepte pas les messages privés de ce compte sur Bluesky.",
)
WRITING = (
    WritingRule(Verb.MESSAGE, why=CLOSED, needs=ASKED_FIRST),
    WritingRule(Verb.PRIVATE_REPLY, why=CLOSED, needs=ASKED_FIRST),
)
