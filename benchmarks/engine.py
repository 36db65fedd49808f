"""Measure the engine: messages per CPU-second, and against a plain loop of alternations.

Run: python -m benchmarks.engine
The figures depend on the machine; the ratio, taken in the same run, less so.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from time import process_time

from palabre.engine.moderation import decide, load_default_charter
from palabre.engine.text.normalise import fold, list_readings
from palabre.engine.vocabulary import Author, Message

FRENCH = (
    "Bonjour, j'ai reçu ma commande hier et la qualité est vraiment très bonne",
    "Est-ce que ce modèle sera bientôt à nouveau disponible en taille 38 ?",
    "Merci beaucoup à toute l'équipe pour votre accueil, on reviendra dès cet été !",
    "Toujours pas de réponse à mon message du 14/05, ça commence à être long…",
    "Trop beau 😍😍",
)
ENGLISH = (
    "Hi, I got my order yesterday and I am really happy with the quality",
    "Will this one be back in stock soon in size 38?",
    "Thanks a lot to the whole team, we will come back this summer!",
    "Still no answer to my message from last week, this is taking too long...",
    "Love it 😍😍",
)
DISGUISED = (
    "espèce de c0nn4rd",
    "you are an a$$hole",
    "c o n n a r d",
    "ta gueuuuule",
    "fils de p*te",
)


def make_messages(count: int) -> list[str]:
    """Return invented messages: French and English, three in a hundred of them abusive."""
    chance = random.Random(7)
    texts = []
    for number in range(count):
        sentences = FRENCH if chance.random() < 0.6 else ENGLISH
        text = f"{chance.choice(sentences)} {number}"
        if chance.random() < 0.03:
            text += " " + chance.choice(DISGUISED)
        texts.append(text)
    return texts


def measure(work: Callable[[str], object], texts: list[str], *, rounds: int = 3) -> float:
    """Return messages per CPU-second, the best of a few rounds."""
    best = 0.0
    for _ in range(rounds):
        start = process_time()
        for text in texts:
            work(text)
        best = max(best, len(texts) / (process_time() - start))
    return best


def make_naive_search() -> Callable[[str], object]:
    """Return the plain way: one alternation of whole words per list, and each pattern in turn."""
    charter = load_default_charter()
    expressions = [
        re.compile(r"\b(?:" + "|".join(map(re.escape, terms.terms)) + r")\b", re.IGNORECASE)
        for terms in charter.lists
    ]
    expressions += [
        re.compile(pattern, re.IGNORECASE) for rule in charter.rules for pattern in rule.patterns
    ]
    return lambda text: [expression.search(text) for expression in expressions]


def main() -> None:
    """Print the figures."""
    texts = make_messages(5_000)
    charter = load_default_charter()
    author = Author("someone")

    def decide_text(text: str) -> object:
        return decide(Message(id="1", text=text, author=author), charter)

    decide_text("ready")
    terms = sum(len(terms.terms) for terms in charter.lists)
    print(f"{len(texts)} messages, {terms} terms, {len(charter.rules)} rules")
    print(f"fold      {measure(fold, texts):>10,.0f} messages per CPU-second")
    print(f"readings  {measure(list_readings, texts):>10,.0f} messages per CPU-second")
    speed = measure(decide_text, texts)
    print(f"decide    {speed:>10,.0f} messages per CPU-second")
    naive = measure(make_naive_search(), texts[:300], rounds=1)
    print(f"naive     {naive:>10,.0f} messages per CPU-second (no disguise undone, no reasons)")
    print(f"ratio     {speed / naive:>10,.0f}")


if __name__ == "__main__":
    main()
