"""How fast the desk is for the person before it: a real browser on a million messages.

Run: python benchmarks/desk.py --keep DIR (filled at first, four minutes; it needs Chromium)
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machinery import browsing
from benchmarks.machinery.desks import ROOT, Desk, open_django, running_desk, scratch
from benchmarks.machinery.filling import Filled
from benchmarks.machinery.processes import cpu_seconds, postgres_cpu
from benchmarks.machinery.report import percentile, print_machine, print_table, say
from benchmarks.million import add_sizes, prepare

SMALL = 200_000
FRAME = 1000 / 60
LONG = 200.0
SETTLES = 3_000


def main() -> None:
    """Fill or find the data, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_sizes(parser)
    parser.add_argument("--tries", type=int, default=40, help="Tries of each kind.")
    parser.add_argument("--rate", type=int, default=500, help="Arrivals a second in the storm.")
    parser.add_argument("--seconds", type=int, default=60, help="How long the storm lasts.")
    options = parser.parse_args()
    print_machine()
    with scratch() if options.keep is None else nullcontext(options.keep) as folder:
        assert folder is not None
        with running_desk(folder.absolute(), "--no-demo") as desk:
            open_django(desk.folder)
            filled = prepare(desk, options)
            # Playwright runs its loop in this thread; Django takes that for asynchronous code.
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
            with browsing.open_browser() as browser:
                measure(browser, desk, filled, options)


def measure(browser: Any, desk: Desk, filled: Filled, options: argparse.Namespace) -> None:
    """Measure what a person waits for, then the same page in a storm."""
    from palabre.workspaces.models import Member, Workspace

    slug = Workspace.objects.get(pk=filled.workspace).slug
    home = f"{desk.address}/inbox/{slug}/"
    page = browsing.sign_in(browser, desk, Member.objects.get(pk=filled.member).email)
    print_weight(browsing.weigh(browser, page, home))
    print(f"\nmilliseconds, {options.tries} tries of each", end="")
    head = ("", "server p50", "server p95", "painted p50", "painted p95")
    print_table(head, list(time_pages(page, home, options.tries)))
    print_storm(*storm(page, desk, filled, home, options), options)


def print_weight(sizes: dict[str, int]) -> None:
    """Print the bytes of a first load."""
    print("\nfirst load of the inbox, bytes over the wire with an empty cache", end="")
    rows = sorted(sizes.items(), key=lambda one: -one[1])
    print_table(("kind", "bytes"), [*rows, ("all", sum(sizes.values()))])
    print(f"goal: below {SMALL:,}")


def time_pages(page: Any, home: str, tries: int) -> list[list[object]]:
    """Return a row for each thing that a person asks of the desk."""
    words = ("merci", "commande", "livraison", "magasin", "bonjour")
    loads: dict[str, Callable[[int], str]] = {
        "the list": lambda _: home,
        "a filter: to review": lambda _: f"{home}?view=review",
        "a filter: an account": lambda n: f"{home}?view=all&account={n % 5 + 1}",
        "a search: a common word": lambda n: f"{home}?view=all&q={words[n % len(words)]}",
        "a search: two words": lambda n: f"{home}?view=all&q=colis+{words[n % len(words)]}",
    }
    rows = []
    for name, address in loads.items():
        say(name)
        browsing.time_load(page, address(0))
        rows.append(row(name, [browsing.time_load(page, address(n)) for n in range(tries)]))
    say("the next conversation, by j and Enter")
    page.goto(home)
    browsing.time_next(page)
    opened = []
    for _ in range(tries):
        page.wait_for_timeout(700)
        opened.append(browsing.time_next(page))
    rows.append(["the next conversation, read for 0.7 s", "", "", *shares(opened)])
    page.goto(f"{home}?view=all")
    hurried = [browsing.time_next(page) for _ in range(tries)]
    rows.append(["the next conversation, at once", "", "", *shares(hurried)])
    return rows


def row(name: str, timings: Sequence[tuple[float, float]]) -> list[object]:
    """Return a line of the table, in milliseconds."""
    return [name, *shares([one[0] for one in timings]), *shares([one[1] for one in timings])]


def shares(seconds: Sequence[float]) -> list[float]:
    """Return median and 95th percentile in milliseconds."""
    return [percentile(seconds, share) * 1000 for share in (0.5, 0.95)]


def storm(
    page: Any, desk: Desk, filled: Filled, home: str, options: argparse.Namespace
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let events arrive by the hook while the list is open; return what was seen and true."""
    from palabre.channels.models import Account
    from palabre.inbox.queries import fetch
    from palabre.plumbing.scope import workspace_scope

    with workspace_scope([filled.workspace]):
        key = Account.objects.get(workspace_id=filled.workspace, network="generic").key
        last = fetch("select max(id) as id from inbox_message", {})[0]["id"]
    page.goto(home)
    page.keyboard.press("j")
    page.wait_for_timeout(SETTLES)
    before, processes = browsing.heap(page), desk.processes()
    cpu = {name: cpu_seconds(pid) for name, pid in processes.items()}
    database = postgres_cpu(desk.postmaster)
    page.evaluate(browsing.WATCH)
    say(f"{options.rate} arrivals a second for {options.seconds} s")
    command = [sys.executable, "-m", "benchmarks.machinery.storm", str(desk.port)]
    command += [f"/hooks/generic/{key}", "sesame", str(options.rate), str(options.seconds)]
    sender = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pressed = 0
    while sender.poll() is None:
        page.keyboard.press("j" if pressed % 20 < 10 else "k")
        pressed += 1
        page.wait_for_timeout(900)
    seen: dict[str, Any] = page.evaluate(browsing.SEEN)
    assert sender.stdout is not None
    told = json.loads(sender.stdout.read())
    page.wait_for_timeout(SETTLES)
    with workspace_scope([filled.workspace]):
        query = "select count(*) as messages, count(distinct thread_id) as threads "
        came = fetch(f"{query} from inbox_message where id > %(last)s", {"last": last})[0]
    seen |= {"pressed": pressed, "line": page.locator("#fresh").text_content() or "nothing"}
    seen |= {"heap before": before, "heap": browsing.heap(page)}
    told |= came | {"database": postgres_cpu(desk.postmaster) - database}
    told |= {name: cpu_seconds(pid) - cpu[name] for name, pid in processes.items()}
    return seen, told


def print_storm(seen: dict[str, Any], told: dict[str, Any], options: argparse.Namespace) -> None:
    """Print what the page and the desk did in the storm."""
    lasted = seen["lasted"]
    expected = lasted / FRAME
    keys = [one / 1000 for one in seen["keys"]]
    rows: list[list[object]] = [
        ["events sent by the hook", told["sent"]],
        ["messages in the inbox three seconds after", told["messages"]],
        ["slowest answer of the hook, ms", told["slowest"] * 1000],
        ["conversations that changed", told["threads"]],
        ["said by the line of new ones", seen["line"]],
        ["tasks over 50 ms", len(seen["long"])],
        ["tasks over 200 ms", sum(one > LONG for one in seen["long"])],
        ["longest task, ms", max(seen["long"], default=0.0)],
        ["frames dropped, of 100", 100 * max(0.0, 1 - seen["frames"] / expected)],
        ["longest time without a frame, ms", seen["slowest"]],
        ["from j to the focus, p50 ms", percentile(keys, 0.5) * 1000],
        ["from j to the focus, p95 ms", percentile(keys, 0.95) * 1000],
        [f"keys that moved, of {seen['pressed']}", len(keys)],
        ["memory of the scripts before, MB", seen["heap before"]],
        ["memory of the scripts after, MB", seen["heap"]],
        *([f"CPU of {name}, s", told[name]] for name in ("web", "work", "database")),
    ]
    print(f"\n{options.rate} arrivals a second for {options.seconds} s, the list open", end="")
    print_table(("", ""), rows)


if __name__ == "__main__":
    main()
