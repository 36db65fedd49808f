"""What the invented people say, by language, topic and manner."""

from __future__ import annotations

from palabre.sandbox.voices import english, french

MANNERS = ("kind", "asking", "complaint", "spam", "insult", "private", "answer", "edit")
VOICES = {"fr": french.VOICES, "en": english.VOICES}


def phrases(language: str, topic: str, manner: str) -> tuple[str, ...]:
    """Return what can be said. Unknown languages speak English, unknown topics are bakeries.

    An "edit" phrase holds two texts, before and after, with `=>` between them.
    """
    topics = VOICES.get(language, VOICES["en"])
    return topics.get(topic, topics["bakery"])[manner]
