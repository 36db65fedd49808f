"""Expand the banks: sentence templates of our own, with slots, in French and English.

A template such as "Les {groups} sont des {vermin}" gives a fixed number of sentences, whose
fillings depend on the template only. All that comes from one template stays on one side of a
split. A slot may hold other slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from palabre.engine.understanding.vocabulary import INTENTS, LABELS, SENTIMENTS
from training.examples import Example, choose

FOLDER: Final = Path(__file__).parent / "banks"
_SLOT: Final = re.compile(r"\{(\w+)\}")
_ADDRESSED: Final = re.compile(r"^(?:@user\s+)+", re.IGNORECASE)
_IMPLIED: Final = {
    "hate": ("toxic",),
    "harassment": ("toxic",),
    "threat": ("toxic",),
}
"""What a label brings with it, unless the entry says otherwise."""

_LEET: Final = str.maketrans("aeios", "43105")


def read_banks() -> Iterator[Example]:
    """Return the sentences of every bank, in a fixed order."""
    slots, kinds = _read_slots(), read_kinds()
    harmful = frozenset(
        word for kind in ("slur", "insult", "obscene") for word in kinds[kind] if len(word) > 4
    )
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem in {"kinds", "slots"} or path.stem.startswith("slots_"):
            continue
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from _expand_entry(entry, slots, path.stem, harmful)


def read_kinds() -> dict[str, list[str]]:
    """Return the words of each kind; a slot's name in braces stands for its words."""
    slots = _read_slots()
    kinds: dict[str, list[Any]] = yaml.safe_load((FOLDER / "kinds.yaml").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for kind, entries in kinds.items():
        words: list[str] = []
        for entry in map(str, entries):
            slot = _SLOT.fullmatch(entry)
            words += slots[slot[1]] if slot else [entry]
        found[kind] = words
    return found


def _read_slots() -> dict[str, list[str]]:
    slots: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("slots_*.yaml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        slots |= {name: [str(word) for word in words] for name, words in read.items()}
    return slots


def _expand_entry(
    entry: dict[str, Any], slots: dict[str, list[str]], bank: str, harmful: frozenset[str]
) -> Iterator[Example]:
    targets = _read_targets(entry)
    times = int(entry.get("times", 12))
    for template in entry["say"]:
        seen: set[str] = set()
        for turn in range(times if _SLOT.search(template) else 1):
            text = _fill(template, slots, f"{turn}")
            if text in seen:
                continue
            seen.add(text)
            text = _dress(text, f"{template}{turn}")
            if bank.startswith("tweets"):
                text = _address(text)
            if turn % 5 == 4:
                text = _hide(text, harmful)
            weight = float(entry.get("weight", 1.0))
            yield Example(text, entry["lang"], f"bank_{bank}", targets, weight, template)


def _read_targets(entry: dict[str, Any]) -> dict[str, float]:
    """Return the targets of an entry: labels not named are 0, those "unknown" are left out."""
    named = set(entry.get("labels", ()))
    for label in tuple(named):
        named |= set(_IMPLIED.get(label, ()))
    targets = {label: float(label in named) for label in LABELS}
    for label in entry.get("unknown", ()):
        targets.pop(label)
    if "sentiment" in entry:
        targets |= {mood: float(mood == entry["sentiment"]) for mood in SENTIMENTS}
    if "intent" in entry:
        targets |= {intent: float(intent == entry["intent"]) for intent in INTENTS}
    targets["urgent"] = float(entry.get("urgent", "threat" in named or "self_harm" in named))
    return targets


def _fill(template: str, slots: dict[str, list[str]], salt: str) -> str:
    """Return the template with each slot filled, the same way each time."""
    text, rank = template, 0
    while slot := _SLOT.search(text):
        words = slots[slot[1]]
        word = words[choose(template, f"{salt}/{rank}", len(words))]
        text = text[: slot.start()] + word + text[slot.end() :]
        rank += 1
    return text


def _hide(text: str, harmful: frozenset[str]) -> str:
    """Return the text with its harmful words half hidden: a star, a letter gone or moved."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if word.lower().strip('.,!?»«"') in harmful:
            at = 1 + choose(word, text, len(word) - 3)
            after = word[at + 1 :]
            words[place] = (
                f"{word[:at]}*{after}",
                f"{word[:at]}{after}",
                f"{word[:at]}{after[:1]}{word[at]}{after[1:]}",
            )[choose(text, "hide", 3)]
    return " ".join(words)


def _address(text: str) -> str:
    """Address half of the short messages to somebody, so that it gives nothing away."""
    alone = _ADDRESSED.sub("", text)
    return alone if choose(alone, "addressed", 2) else f"@user {alone}"


def _dress(text: str, salt: str) -> str:
    """Return the text as many people write: small letters, no accents, capitals, more signs."""
    way = choose(text, salt, 20)
    if way < 5:
        return text.lower()
    if way == 5:
        return text.upper()
    if way == 6:
        return text.lower().replace("'", "").replace("é", "e").replace("è", "e")
    if way == 7:
        return text.rstrip(".!") + " !!!"
    if way == 8:
        return "@user " + text
    if way == 9:
        return text.rstrip(".").translate(_LEET) if len(text) < 40 else text.lower()
    return text
