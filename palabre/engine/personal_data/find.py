"""Find personal data in a text: one quick look, then a check of what may be some.

Patterns are RE2 and each check looks at a bounded piece, so time grows with the text alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_args

import re2

from palabre.engine.personal_data.addresses import ADDRESS_PATTERNS, STREETS, is_address
from palabre.engine.personal_data.bank import IBAN_LENGTHS, is_card, is_iban
from palabre.engine.personal_data.phones import list_phones
from palabre.engine.text.page import Page
from palabre.engine.text.reading import Reading
from palabre.engine.text.sieve import Sieve
from palabre.engine.vocabulary import Found

DataKind = Literal["email", "phone", "iban", "card", "address", "order"]
KINDS: Final[tuple[str, ...]] = get_args(DataKind)
"""What is looked for: the names that charters and decisions use."""

REGIONS: Final = ("FR", "BE", "CH", "LU", "GB", "US")
"""Where a telephone number without a country's code may be from, when nothing tells."""

_MOST: Final = 50
"""Places told per kind in one text: a bound on the work."""


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


def _compile(pattern: str) -> Any:
    return re2.compile(pattern, _options())


_EMAIL: Final = _compile(
    r"[a-z0-9][a-z0-9._%+\-]{0,63}(?:@| ?[\[(] ?(?:at|arobase|@) ?[\])] ?| (?:arobase|at) )"
    r"(?:[a-z0-9](?:[a-z0-9\-]{0,62})"
    r"(?:\.| ?[\[(] ?(?:dot|point) ?[\])] ?| (?:dot|point) )){1,4}[a-z]{2,12}\b"
)
_SPELLED: Final = _compile(
    r"arobase|[\[(]|^[a-z0-9._%+\-]+ at [a-z0-9\-]+ (?:dot|point) "
    r"(?:com|net|org|fr|be|ch|ca|eu|uk|de|es|it|io|co)$"
)
"""What an address spelled out has, and an ordinary sentence has not."""

_RUN: Final = _compile(r"[+(]{0,2}\d(?:[ .\-/()]{0,3}\d){6,60}")
_IBAN: Final = _compile(r"\b[a-z]{2}\d{2}(?:[ .\-]?[a-z0-9]){11,40}")
_CARD: Final = _compile(r"\b\d(?:[ .\-]?\d){12,30}")
_ORDER: Final = _compile(
    r"\b(?:commandes?|cmd|orders?|colis|parcel|tracking|suivi|dossier|factures?|invoice|ticket|"
    r"ref|reference|client|booking|reservation)\s?(?:numero|number|num|id|n|no|nr|ref|reference)?"
    r"\s?(?:est|is|le|:|#|°|º|\.|,| ){0,4}([a-z]{0,5}[\-_]?\d[a-z0-9\-_]{3,24})\b"
)
_ADDRESSES: Final = tuple(map(_compile, ADDRESS_PATTERNS))


_SIGNS_OF_DATA: Final[tuple[str, ...]] = (
    r"@[a-z0-9]|arobase|[\[(] ?at ?[\])]| at [a-z0-9\-]+ (?:dot|point) ",
    r"[a-z]{2}\d{2}[ .\-]?[a-z0-9]{2}[a-z0-9 .\-]*\d",
    r"\d[ .\-]?\d(?:[ .\-]?\d){11}",
    _ORDER.pattern,
    r"\d(?:[ .\-/()]{0,3}\d){6}",
    rf"\d[a-c]?,? ?(?:bis |ter |quater |[abc] )?,? ?(?:[a-z'.\-]+ ){{0,4}}(?:{STREETS})\b",
)
"""What a text has that may hold data of each kind."""


def _prepare_look() -> Any:
    """Return what tells in one quick pass which kinds of data a text may hold."""
    look = re2.Set.SearchSet(_options())
    for pattern in _SIGNS_OF_DATA:
        look.Add(pattern)
    look.Compile()
    return look


_LOOK: Final = _prepare_look()
_SIEVE: Final = Sieve(_SIGNS_OF_DATA)

_Place = tuple[int, int]


def find_personal_data(text: str, *, regions: Sequence[str] = REGIONS) -> tuple[Found, ...]:
    """Return the personal data of a text in the order in which it stands."""
    return find_in_page(Page((text,)), regions=regions).get(0, ())


def find_in_page(
    page: Page, *, regions: Sequence[str] = REGIONS
) -> Mapping[int, tuple[Found, ...]]:
    """Return, by line, the personal data of texts that were read already."""
    found = {}
    for line in page.sift(_SIEVE):
        data = _find(page.read_line(line), page.texts[line], regions)
        if data:
            found[line] = data
    return found


def _find(reading: Reading, original: str, regions: Sequence[str]) -> tuple[Found, ...]:
    """Return the personal data of a text.

    What two kinds claim goes to the one that can be checked best: an IBAN holds no telephone.
    """
    text = reading.text
    seen = _LOOK.Match(text)
    if not seen:
        return ()
    taken: list[_Place] = []
    found: list[Found] = []
    for kind, search in [_SEARCHES[place] for place in sorted(seen)]:
        for number, (start, end) in enumerate(search(text, original, reading, regions)):
            if number == _MOST:
                break
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                found.append(Found(kind, reading.span(start, end)))
    return tuple(sorted(found, key=lambda one: one.span.start))


def _list_emails(text: str, *_: object) -> Iterator[_Place]:
    if "@" in text or "at" in text or "arobase" in text:
        for match in _EMAIL.finditer(text):
            if "@" in match[0] or _SPELLED.search(match[0]):
                yield match.span()


def _list_ibans(text: str, *_: object) -> Iterator[_Place]:
    for match in _IBAN.finditer(text):
        start, last = match.span()
        length = IBAN_LENGTHS.get(text[start : start + 2])
        if length is None:
            continue
        signs = [place for place in range(start, last) if text[place].isalnum()][:length]
        end = signs[-1] + 1
        if text[end : end + 1].isalnum():
            continue
        if is_iban("".join(text[place] for place in signs)):
            yield start, end


def _list_cards(text: str, *_: object) -> Iterator[_Place]:
    for match in _CARD.finditer(text):
        start, last = match.span()
        digits = [place for place in range(start, last) if text[place].isdigit()]
        for size in (16, 15, 14, 19, 13, 17, 18):
            if size > len(digits) or text[digits[size - 1] + 1 :][:1].isalnum():
                continue
            if is_card("".join(text[place] for place in digits[:size])):
                yield start, digits[size - 1] + 1
                break


def _list_phones(
    text: str, _original: str, _reading: Reading, regions: Sequence[str]
) -> Iterator[_Place]:
    runs = [match.span() for match in _RUN.finditer(text)]
    yield from list_phones(text, runs, regions)


def _list_orders(text: str, *_: object) -> Iterator[_Place]:
    for match in _ORDER.finditer(text):
        if sum(map(str.isdigit, match[1])) >= 5:
            yield match.span(1)


def _list_addresses(text: str, original: str, reading: Reading, *_: object) -> Iterator[_Place]:
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            start, end = match.span()
            span = reading.span(start, end)
            if is_address(match[0], original[span.start : span.end]):
                yield start, end


_SEARCHES: Final[tuple[tuple[str, Callable[..., Iterator[_Place]]], ...]] = (
    ("email", _list_emails),
    ("iban", _list_ibans),
    ("card", _list_cards),
    ("order", _list_orders),
    ("phone", _list_phones),
    ("address", _list_addresses),
)
