"""Real texts through a whole desk with its square, from the first comment until all is still.

Run: python benchmarks/replay.py
Texts come from the CSV files of the folder named by PALABRE_CORPORA; without it they are invented.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machinery.desks import ROOT, Desk, running_desk, scratch
from benchmarks.machinery.processes import cpu_seconds, postgres_cpu
from benchmarks.machinery.report import print_machine, print_table, say
from benchmarks.machinery.texts import Texts

LIKELY = ("*fr*.csv", "*en*.csv", "*.csv")
PERCENT_IN_DISORDER = 5


def main() -> None:
    """Start a desk, send, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=1_000.0, help="Comments a second, at most.")
    parser.add_argument("--network", default="instagram", choices=("facebook", "instagram"))
    parser.add_argument("--in-disorder", action="store_true", help="Shuffled, 5 in 100 twice.")
    parser.add_argument("--rounds", type=int, default=1, help="Each on a new desk.")
    options = parser.parse_args()
    print_machine()
    rows = []
    for number in range(options.rounds):
        with scratch() as folder:
            files = choose_texts(folder, options.texts)
            with running_desk(folder / "data", "--chatter-seconds", "0") as desk:
                say(f"round {number + 1}: {options.texts:,} comments")
                rows.append(replay(desk, files, options))
    head = ("seconds", "wall", "comments a second", "hidden", "web CPU", "worker CPU",
            "square CPU", "database CPU", "all, ms a comment", "whole")  # fmt: skip
    print(f"\n{options.rounds} rounds, each on a new desk", end="")
    print_table(head, rows)


def choose_texts(folder: Path, most: int) -> list[Path]:
    """Return the corpus's files, French and English first, else one file of invented texts."""
    named = os.environ.get("PALABRE_CORPORA")
    corpora = Path(named) if named else ROOT.parent / "shared" / "data"
    found: dict[Path, None] = {}
    for pattern in LIKELY:
        found |= dict.fromkeys(sorted(corpora.rglob(pattern)))
    files = [file for file in found if "_ar" not in file.name and has_texts(file)]
    if files:
        print(f"texts     {len(files)} files of the corpora")
        return files
    print("texts     invented, since no corpora folder was found (PALABRE_CORPORA)")
    made, source = folder / "texts.csv", Texts()
    with made.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([source.make()] for _ in range(most))
    return [made]


def has_texts(file: Path) -> bool:
    """Say whether a CSV file has a column of texts."""
    with file.open(encoding="utf-8", newline="") as lines:
        return "text" in (csv.DictReader(lines).fieldnames or ())


def replay(desk: Desk, files: list[Path], options: argparse.Namespace) -> list[object]:
    """Send the texts by `palabre replay`, which waits until nothing is under way."""
    listed = desk.command("accounts", "--json")
    accounts = json.loads(listed.stdout)
    key = next(one["key"] for one in accounts if one["network"] == options.network)
    pids = desk.processes()

    def readings() -> list[float]:
        ours = [cpu_seconds(pids[name]) for name in ("web", "work", "square")]
        return [*ours, postgres_cpu(desk.postmaster)]

    before = readings()
    words = ["replay", *map(str, files), "--account", key, "--network", options.network]
    words += ["--most", str(options.texts), "--rate", str(options.rate), "--json"]
    if options.in_disorder:
        words += ["--shuffle", "--duplicate", str(PERCENT_IN_DISORDER / 100)]
    done = desk.command(*words)
    used = [new - old for new, old in zip(readings(), before, strict=True)]
    if not done.stdout:
        raise SystemExit(f"The replay failed:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    sent, wall = int(report["sent"]), float(report["seconds"])
    whole = "yes" if report["whole"] else "NO"
    return [
        f"{sent:,} comments", wall, sent / wall, int(report["hidden"]), *used,
        sum(used) / sent * 1000, whole,
    ]  # fmt: skip


if __name__ == "__main__":
    main()
