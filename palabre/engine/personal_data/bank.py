"""Bank accounts and payment cards: the checks that their numbers carry."""

from __future__ import annotations

from typing import Final

IBAN_LENGTHS: Final = {
    "ad": 24, "ae": 23, "al": 28, "at": 20, "az": 28, "ba": 20, "be": 16, "bg": 22, "bh": 22,
    "br": 29, "by": 28, "ch": 21, "cr": 22, "cy": 28, "cz": 24, "de": 22, "dk": 18, "do": 28,
    "ee": 20, "eg": 29, "es": 24, "fi": 18, "fo": 18, "fr": 27, "gb": 22, "ge": 22, "gi": 23,
    "gl": 18, "gr": 27, "gt": 28, "hr": 21, "hu": 28, "ie": 22, "il": 23, "iq": 23, "is": 26,
    "it": 27, "jo": 30, "kw": 30, "kz": 20, "lb": 28, "li": 21, "lt": 20, "lu": 20, "lv": 21,
    "ly": 25, "ma": 28, "mc": 27, "md": 24, "me": 22, "mk": 19, "mr": 27, "mt": 31, "mu": 30,
    "nl": 18, "no": 15, "pk": 24, "pl": 28, "ps": 29, "pt": 25, "qa": 29, "ro": 24, "rs": 22,
    "sa": 24, "se": 24, "si": 19, "sk": 24, "sm": 27, "tn": 24, "tr": 26, "ua": 29, "vg": 24,
    "xk": 20,
}  # fmt: skip
"""Characters of an IBAN by country (ISO 13616)."""


def is_iban(number: str) -> bool:
    """Say whether small letters and digits are an IBAN: length by country, and modulo 97."""
    if len(number) != IBAN_LENGTHS.get(number[:2]) or not number[2:4].isdigit():
        return False
    if not number.isascii() or not number.isalnum():
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def is_card(digits: str) -> bool:
    """Say whether digits are a payment card: a known issuer's length and range, and Luhn's sum."""
    return _is_issued(digits) and len(set(digits)) > 1 and _passes_luhn(digits)


def _is_issued(digits: str) -> bool:
    """Say whether a card network issues numbers that begin so and have this length."""
    size, two, four = len(digits), int(digits[:2]), int(digits[:4])
    if digits[0] == "4":
        return size in (13, 16, 19)
    if two in (34, 37):
        return size == 15
    if two in (36, 38, 39) or 3000 <= four <= 3059:
        return size == 14
    if 51 <= two <= 55 or 2221 <= four <= 2720 or 3528 <= four <= 3589:
        return size == 16
    if four == 6011 or two == 65 or 6440 <= four <= 6499:
        return size in (16, 19)
    return two == 62 and 16 <= size <= 19


def _passes_luhn(digits: str) -> bool:
    """Add the digits, every second one from the right doubled: cards end on a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
