"""Postal addresses, French and English: a number, a street, its name, perhaps a town."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"\b\d{1,4}(?: ?(?:bis|ter|quater|[abc]))?,? ?"
_LINK: Final = r"(?:(?:de|du|des|d|la|le|les|l|aux?|saint|st|ste|sainte)['\- ]){0,4}"
_TOWN: Final = r"(?:,? ?\(?\d{5} [a-z][a-z'\-]{1,30}(?:[ \-][a-z'\-]{2,20}){0,3}\)?)"
_UK: Final = r"[a-z]{1,2}\d[a-z0-9]? ?\d[a-z]{2}"
_US: Final = r"[a-z]{2},? \d{5}(?:-\d{4})?"
_SURE: Final = r"rue|avenue|boulevard|bd|bld|av\.?|impasse|allees?|chemin|faubourg|fbg"
_DOUBTFUL: Final = (
    r"place|route|quai|cours|square|passage|residence|cite|villa|lotissement|esplanade|"
    r"promenade|sentier|hameau|domaine|voie|pl\.?|rte|chem\.?"
)
_ENGLISH: Final = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|way|place|pl|"
    r"terrace|close|crescent|gardens|square|row|hill|park"
)
STREETS: Final = f"{_SURE}|{_DOUBTFUL}|{_ENGLISH}"
"""Every word for a street."""

ADDRESS_PATTERNS: Final = (
    rf"{_NUMBER}(?:{_SURE}|{_DOUBTFUL}) (?:[a-z0-9'\-]{{1,20}} ){{1,6}}{_TOWN[:-1]})",
    rf"{_NUMBER}(?:{_SURE}|{_DOUBTFUL}) {_LINK}[a-z0-9][a-z0-9'\-]{{1,30}}"
    rf"(?:[ \-](?:de|du|des|la|le|et)[ \-][a-z'\-]{{2,30}}){{0,2}}{_TOWN}?",
    rf"\b\d{{1,5}}[a-c]? (?:[a-z][a-z'\-]{{1,20}}\.? ){{1,4}}(?:{_ENGLISH})\b\.?"
    rf"(?:,? (?:apt|apartment|flat|unit) ?\w{{1,5}})?"
    rf"(?:,? (?:[a-z][a-z'\-]{{1,20}},? ){{1,3}}(?:{_UK}|{_US})\b)?",
)
"""What an address looks like in a plain reading: small letters, no accents."""

_SURE_STREET: Final = re.compile(rf"\d[^a-z]*(?:bis |ter |quater |[abc] )?,? ?(?:{_SURE}) ")
_POST_CODE: Final = re.compile(rf"\b(?:\d{{5}} [a-z]|{_UK}\b|{_US}\b)")
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w'’-]+")
_FRENCH: Final = re.compile(rf"\d[^a-z]*(?:bis |ter |quater |[abc] )?,? ?(?:{_DOUBTFUL}) ")
_NOT_A_NAME: Final = re.compile(
    r"(?:rue|avenue|boulevard|chemin|impasse|allees?)"
    r" (?:est|sont|a|et|ou|pour|sur|dans|plus|en|qui)\b"
)


def is_address(read: str, original: str) -> bool:
    """Say whether what looks like an address is one: its street, post code or capitals tell."""
    if _POST_CODE.search(read, 4):
        return True
    if _NOT_A_NAME.search(read):
        return False
    if _SURE_STREET.match(read):
        return True
    names = _CAPITAL.findall(original)
    return len(names) >= (1 if _FRENCH.match(read) else 2) and not original.isupper()
