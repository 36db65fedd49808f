"""Measure the engine, and other open word filters on the same messages in the same run.

Run: python -m benchmarks.engine [--no-peers] [--part NAME]
Speeds are messages per CPU-second of the engine's process alone, the best of a few rounds; the
figures depend on the machine, the order of the names less so. The parts: rules, model, single,
latency, memory, trial, disguise.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.machinery.engine_work import make_charter, make_clean, make_disguised, make_lines
from benchmarks.machinery.peers import run_peers
from palabre.engine.counters.stream import decide_within
from palabre.engine.counters.worlds import World
from palabre.engine.moderation import Charter, decide, decide_many, load_charter
from palabre.engine.moderation.batch import Moderator
from palabre.engine.moderation.default import load_default_charter
from palabre.engine.moderation.lines import DECODER, read_message
from palabre.engine.trials import Past, run_trial
from palabre.engine.understanding import Understanding
from palabre.engine.vocabulary import NO_HISTORY, Author, Message, Verdict

BATCH = 256
ROOT = Path(__file__).resolve().parents[1]
LOAD = "from palabre.engine.understanding import Understanding\nu = Understanding.load('fast')"
PARTS = ("rules", "model", "single", "latency", "memory", "trial", "disguise")


def measure(work: Callable[[], int], rounds: int = 3) -> float:
    """Return things done per CPU-second, the best of a few rounds."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        done = work()
        best = max(best, done / (time.process_time() - start))
    return best


def settle() -> None:
    """Leave what is loaded out of the collector's sight, as the command does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def tell(what: str, figure: str) -> None:
    """Print a row."""
    print(f"{what:<58} {figure:>18}", flush=True)


def make_planted() -> tuple[Charter, list[bytes]]:
    """Return a charter of 5,000 terms, 200 patterns and 100 rules, and a chat."""
    source = make_charter()
    terms = [term for one in json.loads(source)["lists"].values() for term in one["terms"]]
    return load_charter(source), make_lines(12_000, planted=tuple(terms[:400]))


def rules() -> None:
    """Rules only, with counts and reasons: from bytes to decisions, in batches."""
    charter, lines = make_planted()
    size = len([term for terms in charter.lists for term in terms.terms])
    messages = [read_message(DECODER.decode(line)) for line in lines]

    def decide_all() -> int:
        world = World(charter)
        for first in range(0, len(messages), BATCH):
            decide_within(world, messages[first : first + BATCH], charter)
        return len(messages)

    def answer_all() -> int:
        moderator = Moderator(charter)
        for first in range(0, len(lines), BATCH):
            list(moderator.answer(lines[first : first + BATCH]))
        return len(lines)

    decide(messages[0], charter)
    settle()
    tell(f"rules, counts, reasons ({size} terms, {len(charter.rules)} rules)",
         f"{measure(decide_all):,.0f}/s")  # fmt: skip
    tell("the same from JSON to JSON, personal data too", f"{measure(answer_all):,.0f}/s")


def model() -> None:
    """Rules and the fast model, in batches, from JSON to JSON."""
    charter, lines = load_default_charter(), make_lines(6_000)
    understanding = Understanding.load("fast")
    settle()

    def answer_all() -> int:
        moderator = Moderator(charter, understanding=understanding)
        for first in range(0, len(lines), BATCH):
            list(moderator.answer(lines[first : first + BATCH]))
        return len(lines)

    tell("default charter and fast model, JSON to JSON", f"{measure(answer_all):,.0f}/s")


def single() -> None:
    """One message at a time, rules and fast model."""
    lines = make_lines(1_500)
    moderator = Moderator(load_default_charter(), understanding=Understanding.load("fast"))

    def answer_all() -> int:
        for line in lines:
            list(moderator.answer([line]))
        return len(lines)

    answer_all()
    tell("one message at a time, rules and fast model", f"{1e3 / measure(answer_all):.2f} ms")


def latency(rate: int = 5_000, seconds: int = 3) -> None:
    """From arrival to verdict, rules only and with the model, at a steady rate."""
    lines = make_lines(rate * seconds)
    for name, understanding in (("rules", None), ("rules and model", Understanding.load("fast"))):
        moderator = Moderator(load_default_charter(), understanding=understanding)
        list(moderator.answer(lines[:BATCH]))
        settle()
        waits: list[float] = []
        start = time.perf_counter()
        done = 0
        while done < len(lines):
            arrived = min(len(lines), int((time.perf_counter() - start) * rate))
            if arrived == done:
                time.sleep(0.0005)
                continue
            arrived = min(arrived, done + BATCH)
            list(moderator.answer(lines[done:arrived]))
            now = time.perf_counter() - start
            waits += [now - place / rate for place in range(done, arrived)]
            done = arrived
        waits.sort()
        p50, p99 = (1e3 * waits[int(len(waits) * share)] for share in (0.5, 0.99))
        tell(f"arrival to verdict at {rate:,}/s, {name}", f"p50 {p50:.1f}, p99 {p99:.1f} ms")


def memory() -> None:
    """Memory of a process that only runs the engine: without models, and with the fast ones."""
    for name, more in (("rules", ""), ("rules and fast model", LOAD)):
        program = (
            "from benchmarks.machinery.engine_work import make_lines\n"
            "from palabre.engine.moderation.batch import Moderator\n"
            "from palabre.engine.moderation.default import load_default_charter\n"
            f"u = None\n{more}\n"
            "m = Moderator(load_default_charter(), understanding=u)\n"
            "list(m.answer(make_lines(2_000)))\n"
            "status = open('/proc/self/status').read()\n"
            "print(status.split('VmHWM:')[1].split()[0])"
        )
        told = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
        )
        tell(f"memory, {name} (most ever)", f"{int(told.stdout) / 1024:,.0f} MiB")


def trial() -> None:
    """A charter against past messages whose verdicts are known."""
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    messages = [read_message(DECODER.decode(line)) for line in make_lines(15_000)]
    past = [
        Past(message, verdict=Verdict.ALLOW)
        for message in messages
        if message.sent_at and message.sent_at >= start - timedelta(1)
    ]
    charter = load_default_charter()
    settle()

    def run() -> int:
        return run_trial(past, charter).read

    tell("trial run, 1,000,000 messages", f"{1e6 / measure(run):.1f} s of CPU")


def disguise(*, peers: bool) -> None:
    """Words in disguise found, and false alarms, the engine beside its peers."""
    disguised, clean = make_disguised(), make_clean()
    speed = [json.loads(line)["text"] for line in make_lines(4_000)]
    charter, author = load_default_charter(), Author("someone")

    def find(texts: list[str]) -> int:
        found = 0
        for first in range(0, len(texts), BATCH):
            batch = [
                (Message(id="1", text=text, author=author), NO_HISTORY)
                for text in texts[first : first + BATCH]
            ]
            decisions = decide_many(batch, charter)
            found += sum(one.verdict is not Verdict.ALLOW for one in decisions)
        return found

    print(f"\n{'':<24} {'messages/s':>12} {'disguised found':>16} {'false alarms':>14}")
    rate = measure(lambda: (find(speed), len(speed))[1])
    row = "{:<24} {:>12,.0f} {:>16.3f} {:>14.4f}"
    print(row.format("palabre, brand charter", rate, find(disguised) / len(disguised),
                     find(clean) / len(clean)), flush=True)  # fmt: skip
    for one in run_peers(speed, disguised, clean) if peers else ():
        print(row.format(one.name, one.rate, one.recall, one.alarms), flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--part", choices=PARTS, action="append")
    chosen = parser.parse_args()
    for part in chosen.part or PARTS:
        if part == "disguise":
            disguise(peers=not chosen.no_peers)
        else:
            globals()[part]()


if __name__ == "__main__":
    main()
