"""Choose the pieces of the encoder that the deep model keeps: those of its fifteen languages.

The encoder knows 250,000 pieces of a hundred languages, which are most of its weight. Kept are
those that frequent words and our corpora are cut into, and every single sign.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from wordfreq import top_n_list

from palabre.engine.understanding.pieces import SPACE, Cutter
from palabre.engine.understanding.vocabulary import LANGUAGES
from training.encoder import EncoderFile

WORDS = {"fr": 22_000, "en": 22_000}
FEWER_WORDS = 2_500
"""How many frequent words of each other language are kept whole."""

MET = 5
"""How often a piece must be met in the corpora to be kept for them alone."""


def choose_pieces(file: EncoderFile, texts: Iterable[str]) -> list[int]:
    """Return the file's numbers of the pieces kept: beginning, end, unknown, then the rest."""
    names = file.list_pieces()
    special = [file.first, file.last, file.unknown]
    order = special + [number for number in names if number not in special]
    whole = Cutter([names.get(number, "") for number in order], [file.scores[n] for n in order])
    counts = Counter(place for text in texts for place in whole.cut(text, 10_000))
    kept = {place for place, count in counts.items() if count >= MET}
    kept |= {place for place, number in enumerate(order) if _is_single(names.get(number, ""))}
    for word in _list_words():
        kept.update(whole.cut(word, 10_000))
    return special + [order[place] for place in sorted(kept) if place > Cutter.UNKNOWN]


def _list_words() -> list[str]:
    """Return frequent words; those of the two first languages with a capital too."""
    words: list[str] = []
    for lang in LANGUAGES:
        for word in top_n_list(lang, WORDS.get(lang, FEWER_WORDS)):
            words.append(word)
            if lang in WORDS:
                words.append(word.capitalize())
    return words


def _is_single(piece: str) -> bool:
    """Say whether a piece is one letter of a script that we read, or one sign or emoji."""
    sign = piece.removeprefix(SPACE)
    if len(sign) != 1:
        return False
    if not sign.isalpha():
        return True
    scripts = ("LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI", "HIRAGANA", "KATAKANA")
    return unicodedata.name(sign, "").startswith((*scripts, "GREEK"))
