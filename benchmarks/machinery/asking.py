"""The questions that people ask of a full desk, timed alone and through the API."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from benchmarks.machinery.desks import Desk
from benchmarks.machinery.processes import cpu_seconds, postgres_cpu
from benchmarks.machinery.report import percentile

DEEP = 100_000
RARE = (12, 30)
COMMON = ("merci", "commande", "delivery", "bonjour", "order", "magasin", "great", "produit")


@dataclass(frozen=True, slots=True)
class Question:
    """Paths of the API to ask in turn, and the same question to the program's own function.

    Without paths it is no question of its own in the API: the counters are a part of figures.
    """

    name: str
    paths: Sequence[str]
    ask: Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a question took: seconds of wall time, CPU seconds of one request."""

    name: str
    seconds: Sequence[float]
    web: float
    database: float | None

    def row(self) -> list[object]:
        """Return a line of the table, in milliseconds."""
        shown = [percentile(self.seconds, share) * 1000 for share in (0.5, 0.95, 0.99)]
        database = "not read" if self.database is None else self.database * 1000
        return [self.name, *shown, self.web * 1000, database]


def list_questions(workspace: int) -> list[Question]:
    """Return the questions, with rare words and a deep cursor found in the data."""
    from palabre.inbox import figures, queries
    from palabre.inbox.queries import Filter
    from palabre.plumbing import clock, paging
    from palabre.plumbing.scope import workspace_scope

    with workspace_scope([workspace]):
        total = queries.get_counters(workspace)["all"]
        deep = queries.fetch(
            "select last_at, id from inbox_thread where workspace_id = %(w)s "
            "order by last_at desc, id desc offset %(n)s limit 1",
            {"w": workspace, "n": min(DEEP, total // 2)},
        )[0]
        rare = _rare_words(workspace)
    cursor = paging.encode([deep["last_at"].isoformat(), deep["id"]])
    chance = random.Random(3)
    threads = [chance.randint(1, total) for _ in range(200)]

    def view(name: str, words: str = "", at: str = "") -> object:
        return queries.list_threads(workspace, Filter(name, search=words), cursor=at)

    def thread(number: int) -> object:
        id = threads[number % len(threads)]
        return queries.get_thread(workspace, id), queries.list_thread_messages(workspace, id)

    def search(words: Sequence[str]) -> Callable[[int], object]:
        return lambda n: view("all", words[n % len(words)])

    def paths(words: Sequence[str]) -> list[str]:
        return ["/threads?" + urlencode({"q": word}) for word in words]

    return [
        Question("first page", ["/threads"], lambda _: view("all")),
        Question("to answer", ["/threads?view=answer"], lambda _: view("answer")),
        Question("to review", ["/threads?view=review"], lambda _: view("review")),
        Question("closed", ["/threads?view=closed"], lambda _: view("closed")),
        Question("deep page", [f"/threads?cursor={cursor}"], lambda _: view("all", at=cursor)),
        Question("counters", [], lambda _: queries.get_counters(workspace)),
        Question("figures", ["/figures"],
                 lambda _: figures.get_figures(workspace, now=clock.now())),
        Question("one thread", [f"/threads/{id}" for id in threads], thread),
        Question("messages", ["/messages"], lambda _: queries.list_messages(workspace)),
        Question("rare word", paths(rare), search(rare)),
        Question("common word", paths(COMMON), search(COMMON)),
        Question("two words", paths(["merci commande"]), search(["merci commande"])),
        *_list_filters(workspace),
    ]  # fmt: skip


def _list_filters(workspace: int) -> list[Question]:
    """Return one question for each filter of the list, and for some together."""
    from palabre.inbox import queries
    from palabre.inbox.queries import Filter
    from palabre.plumbing import clock
    from palabre.plumbing.scope import workspace_scope

    with workspace_scope([workspace]):
        rows = queries.fetch(
            "select person_id from inbox_thread where workspace_id = %(w)s order by id limit 200",
            {"workspace": workspace},
        )
    people = [row["person_id"] for row in rows if row["person_id"]]
    days = clock.now() - timedelta(days=40), clock.now() - timedelta(days=39)
    old, new = days
    dates = {"from": old.date().isoformat(), "to": old.date().isoformat()}
    asked: list[tuple[str, dict[str, str], Filter]] = [
        ("network", {"network": "generic"}, Filter(network="generic")),
        ("no such network", {"network": "nowhere"}, Filter(network="nowhere")),
        ("kind", {"kind": "message"}, Filter(kind="message")),
        ("allowed", {"verdict": "allow"}, Filter(verdict="allow")),
        ("hidden by decision", {"verdict": "hide"}, Filter(verdict="hide")),
        ("no such decision", {"verdict": "delete"}, Filter(verdict="delete")),
        ("nobody's", {"assignee": "none"}, Filter(assignee=queries.NOBODY)),
        ("a day", dates, Filter(since=old, until=new)),
        (
            "many at once",
            {"network": "generic", "kind": "message", "verdict": "hide", "view": "answer"},
            Filter("answer", network="generic", kind="message", verdict="hide"),
        ),
        ("words and filters", {"q": "merci", "kind": "message", **dates},
         Filter(search="merci", kind="message", since=old, until=new)),
    ]  # fmt: skip

    def ask(which: Filter) -> Callable[[int], object]:
        return lambda _: queries.list_threads(workspace, which)

    def of(number: int) -> object:
        return queries.list_threads(workspace, Filter(person=people[number % len(people)]))

    questions = [
        Question(name, ["/threads?" + urlencode(query)], ask(which)) for name, query, which in asked
    ]
    return [*questions, Question("a person", [f"/threads?person={one}" for one in people], of)]


def _rare_words(workspace: int) -> list[str]:
    """Return words that stand in about twenty messages, found in a sample of texts."""
    from palabre.inbox.queries import fetch

    rows = fetch(
        "select text from inbox_message where workspace_id = %(w)s and id %% 97 = 0 limit 3000",
        {"workspace": workspace},
    )
    words = sorted({word for row in rows for word in row["text"].split() if word.isalpha()})
    random.Random(5).shuffle(words)
    found: list[str] = []
    for word in words:
        hits = fetch("select count(*) as n from palabre_search(%(q)s, 100)", {"q": word})[0]["n"]
        if RARE[0] <= hits <= RARE[1]:
            found.append(word)
        if len(found) == 40:
            break
    return found


def time_query(workspace: int, question: Question, count: int) -> Timing:
    """Time a question in this process, in a transaction of its own under row-level security."""
    from palabre.plumbing.scope import workspace_scope

    seconds = []
    cpu = time.process_time()
    for number in range(count):
        began = time.perf_counter()
        with workspace_scope([workspace]):
            question.ask(number)
        seconds.append(time.perf_counter() - began)
    return Timing(question.name, seconds, (time.process_time() - cpu) / count, None)


def check_counters(workspace: int) -> None:
    """Compare the kept counters with a count; stop when they differ."""
    from palabre.inbox.queries import fetch, get_counters
    from palabre.inbox.view_queries import VIEWS
    from palabre.plumbing.scope import workspace_scope

    counts = ", ".join(
        f'count(*) filter (where {holds}) as "{name}"' for name, holds in VIEWS.items()
    )
    query = f"select {counts} from inbox_thread t where workspace_id = %(workspace)s"
    with workspace_scope([workspace]):
        counted = fetch(query, {"workspace": workspace})[0]
        kept = get_counters(workspace)
    if counted != kept:
        raise SystemExit(f"The counters are wrong: {kept} kept, {counted} counted.")
    print(f"counters  {kept}")


class Api:
    """The desk's API under an owner's token."""

    def __init__(self, desk: Desk, member: int, workspace: int) -> None:
        self._desk = desk
        self._workspace = workspace
        self._slug = ""
        self._member = member
        self._token = ""

    def __enter__(self) -> Api:
        from palabre.plumbing import clock
        from palabre.workspaces.actions import make_token
        from palabre.workspaces.models import Member, Workspace

        self._slug = Workspace.objects.get(pk=self._workspace).slug
        member = Member.objects.get(pk=self._member)
        self._token = make_token(member=member, name="test", scopes=["manage"], now=clock.now())
        return self

    def __exit__(self, *_: object) -> None:
        self._token = ""

    def time(self, question: Question, count: int, *, clients: int) -> Timing:
        """Ask a question `count` times in all."""
        web, server = self._desk.processes()["web"], self._desk.postmaster
        self._ask(question.paths, 0, 5)
        before = cpu_seconds(web), postgres_cpu(server)
        with ThreadPoolExecutor(clients) as pool:
            shares = [range(client, count, clients) for client in range(clients)]
            done = pool.map(lambda share: self._ask(question.paths, share[0], len(share)), shares)
            seconds = [one for part in done for one in part]
        after = cpu_seconds(web), postgres_cpu(server)
        return Timing(
            question.name, seconds, (after[0] - before[0]) / count, (after[1] - before[1]) / count
        )

    def _ask(self, paths: Sequence[str], first: int, count: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", self._desk.port, timeout=120)
        headers = {"Authorization": f"Bearer {self._token}"}
        seconds: list[float] = []
        for number in range(first, first + count):
            began = time.perf_counter()
            path = paths[number % len(paths)]
            path += f"{'&' if '?' in path else '?'}workspace={self._slug}"
            connection.request("GET", "/api/v1" + path, headers=headers)
            answer: Any = connection.getresponse()
            body = answer.read()
            seconds.append(time.perf_counter() - began)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status} {body[:300]!r}")
        connection.close()
        return seconds
