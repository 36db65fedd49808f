"""The work that the engine and its peers are given: a charter of many rules, and messages."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.machinery.texts import Texts
from tests.engine.text.disguises import STYLES, disguise

RUDE = (
    "asshole", "bitch", "motherfucker", "cunt", "dickhead", "whore", "slut", "faggot", "nigger",
    "bastard", "cocksucker", "wanker",
)  # fmt: skip
"""English words that the engine's own charter and each of its peers know."""

RUDE_BY_CHANCE = {"mofo", "pede"}
"""Words that the invention of words falls upon, and that are rude."""

INNOCENT = (
    "The Scunthorpe cockpit class assesses a passage on Essex therapists and grapefruit",
    "Le concert de la députée : quelle culture, un cassoulet et un assortiment de canapés",
    "I passed the assessment, the analysis of shiitake and cocktails was a classic",
    "Peut-être est-ce là-bas, après-demain, à 14h05, pour 20 € (10/10) !!!",
)
ABOUT = ("you are a {}", "what a {} honestly", "shut up {}", "hey {}, look", "{}")


def make_charter(*, terms: int = 5_000, patterns: int = 200, rules: int = 100) -> str:
    """Return a charter of that size: invented words, patterns of every shape, floods."""
    chance = random.Random(3)
    syllables = [a + b for a in "bcdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ou", "an")]
    words = sorted({"".join(chance.choices(syllables, k=4)) + "x" for _ in range(terms * 2)})
    chance.shuffle(words)
    count = rules - 10
    lists: dict[str, object] = {}
    written: list[dict[str, Any]] = []
    for number in range(count):
        share = words[number * terms // count : (number + 1) * terms // count]
        lists[f"list{number}"] = {"terms": share}
        heads = chance.sample(words[terms:], 4)
        when: dict[str, Any] = {"list": f"list{number}"}
        if number % 3 == 0:
            when = {"pattern": [rf"\b{heads[0][:6]}\w+ (?:{heads[1]}|{heads[2]})\b"] * 1}
        written.append({"rule": f"rule{number}", "when": when, "verdict": "hide"})
    shapes = (r"https?://\S+\.{}/\S*", r"\b{}\d{{2,4}}\b", r"(?:^|\s){} ?[:=] ?\d+", r"\b{}\w*@\w+")
    rest = patterns - sum("pattern" in rule["when"] for rule in written)
    for number in range(8):
        some = [
            shapes[place % 4].format(words[terms + number * 40 + place])
            for place in range(rest // 8 + (number < rest % 8))
        ]
        written.append({"rule": f"shape{number}", "when": {"pattern": some}, "verdict": "review"})
    floods: tuple[tuple[str, dict[str, Any]], ...] = (
        ("flood", {"author": {"messages": 20, "within": "60s"}}),
        ("copies", {"copiers": {"authors": 9, "within": "30s"}}),
    )
    for name, when in floods:
        written.append({"rule": name, "when": when, "verdict": "review"})
    charter = {"charter": "bench", "version": 1, "lists": lists, "rules": written}
    return json.dumps(charter)


def make_lines(count: int, *, seed: int = 7, planted: tuple[str, ...] = ()) -> list[bytes]:
    """Return JSON lines of a chat: French and English, some holding a planted word."""
    chance, texts = random.Random(seed), Texts(seed, words=8_000)
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    lines = []
    for number in range(count):
        text = texts.make()[:160]
        if planted and chance.random() < 0.08:
            word = chance.choice(planted)
            text += " " + disguise(word, chance.choice(list(STYLES)), chance)
        line = {
            "id": number,
            "text": text,
            "author": {"id": chance.randrange(5_000)},
            "channel": {"id": chance.randrange(20)},
            "sent_at": (start + timedelta(milliseconds=10 * number)).isoformat(),
        }
        lines.append(json.dumps(line, ensure_ascii=False).encode())
    return lines


def make_disguised(count: int = 1_200) -> list[str]:
    """Return English messages that each hold a rude word in disguise."""
    chance = random.Random(5)
    styles = [*STYLES, "mixed"]
    return [
        chance.choice(ABOUT).format(
            disguise(chance.choice(RUDE), styles[number % len(styles)], chance)
        )
        for number in range(count)
    ]


def make_clean(count: int = 5_000) -> list[str]:
    """Return messages without any rude word, look-alikes among them."""
    texts = Texts(21, words=8_000)
    clean: list[str] = []
    while len(clean) < count:
        text = texts.make()
        if not set(text.lower().split()) & RUDE_BY_CHANCE:
            clean.append(INNOCENT[len(clean) // 25 % 4] if len(clean) % 25 == 0 else text)
    return clean
