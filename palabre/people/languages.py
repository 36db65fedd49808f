"""The language of a person: chosen by a member, else seen in what the person writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from palabre.people.finding import find_person, list_same
from palabre.people.models import Person
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

LANGUAGES = ("fr", "en", "es", "de", "it", "pt", "nl", "ar")
"""What can be chosen by hand; empty leaves it to what is seen."""
WORDS = {
    "fr": "le la les un une des du et est je tu il vous nous pas que qui dans pour avec sur "
    "c est bonjour merci votre mon ma mes très ça quand où être au aux ne se ce cette",
    "en": "the a an and is are i you he she we not that which in for with on it this hello "
    "thanks thank your my very when where be to of do does have has what so please",
}
FEWEST = 3
"""Common words that must be seen before a language is named."""
_known = {language: frozenset(words.split()) for language, words in WORDS.items()}
_word = re.compile(r"[^\W\d_]+")


def choose_person_language(
    *, workspace: int, person: int, language: str, by: str, now: datetime
) -> None:
    """Choose a person's language; an empty one leaves it to what is seen."""
    found = find_person(workspace, person)
    if language and language not in LANGUAGES:
        raise Refused("This language cannot be chosen.", status=422)
    same = [found.pk] if language else list_same(workspace, found.pk)
    Person.objects.filter(workspace_id=workspace, id__in=same).update(
        language=language, language_by=by if language else ""
    )
    entry = Entry(by, "person_language", f"person:{found.pk}", {"language": language})
    write_audit(workspace, [entry], now=now)


def detect_language(texts: Iterable[str]) -> str:
    """Return "fr" or "en" when the common words of one clearly prevail, else nothing."""
    words = [word for text in texts for word in _word.findall(text.lower())]
    counts = {language: sum(word in known for word in words) for language, known in _known.items()}
    (first, most), (_second, less) = sorted(counts.items(), key=lambda one: -one[1])[:2]
    return first if most >= FEWEST and most > 2 * less else ""
