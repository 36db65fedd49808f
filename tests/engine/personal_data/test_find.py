"""Personal data is found where it stands, checked, and ordinary numbers are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palabre.engine.personal_data import KINDS, find_personal_data
from palabre.engine.personal_data.bank import IBAN_LENGTHS, is_card, is_iban


def find(text: str, **how: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the kinds that are found, and what was written."""
    found = find_personal_data(text, **how)
    return [(one.kind, text[one.span.start : one.span.end]) for one in found]


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("écrivez à Moi@Exemple.fr merci", "email", "Moi@Exemple.fr"),
        ("jean (at) exemple (dot) fr", "email", "jean (at) exemple (dot) fr"),
        ("jean.dupont arobase exemple point com", "email", "jean.dupont arobase exemple point com"),
        ("moi@exemple.fr", "email", "moi@exemple.fr"),  # Full width.
        ("Appelez-moi au 06 12 34 56 78 14h", "phone", "06 12 34 56 78"),
        ("tel 06.12.34.56.78!", "phone", "06.12.34.56.78"),
        ("06\u200b12345678", "phone", "06\u200b12345678"),
        ("+33 (0)6 12 34 56 78", "phone", "+33 (0)6 12 34 56 78"),
        ("call (212) 736-5000 now", "phone", "(212) 736-5000"),
        ("+1 555 010 0199", "phone", "+1 555 010 0199"),
        ("ring 020 7946 0958", "phone", "020 7946 0958"),
        ("FR76 3000 6000 0112 3456 7890 189 merci", "iban", "FR76 3000 6000 0112 3456 7890 189"),
        ("gb29nwbk60161331926819", "iban", "gb29nwbk60161331926819"),
        ("ma carte 4111 1111 1111 1111 !", "card", "4111 1111 1111 1111"),
        ("3782-822463-10005", "card", "3782-822463-10005"),
        ("12 bis rue de la Paix, 75002 Paris", "address", "12 bis rue de la Paix, 75002 Paris"),
        ("au 5 place Bellecour", "address", "5 place Bellecour"),
        ("221B Baker Street, London NW1 6XE", "address", "221B Baker Street, London NW1 6XE"),
        ("commande n° 123456789", "order", "123456789"),
        ("order #AB-1234567", "order", "AB-1234567"),
    ],
)
def test_personal_data_is_found_where_it_stands(text: str, kind: str, written: str) -> None:
    assert find(text) == [(kind, written)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ouvert de 9h à 18h, 12 000 clients en 2026",
        "14/05/2026 1234",
        "FR76 3000 6000 0112 3456 7890 188",
        "4111 1111 1111 1112",
        "prix 1 234 567 890 123 €",
        "1 rue est bloquée",
        "1 place gratuite, 2 cours de danse",
        "I was not at Cedar Point on Monday",
        "3 long days on the road",
        "commande du 14/05/2026",
        "merci @exemple.fr",
        "score 3-2, 10 000 000 de vues",
    ],
)
def test_ordinary_numbers_and_words_are_left_alone(text: str) -> None:
    assert find(text) == []


def test_a_number_without_its_country_is_read_in_the_regions_that_are_told() -> None:
    assert find("0470 12 34 56", regions=("BE",)) == [("phone", "0470 12 34 56")]
    assert find("0470 12 34 56", regions=("US",)) == []


def test_each_kind_of_a_text_is_told_in_order() -> None:
    text = "moi@exemple.fr, 06 12 34 56 78, 3 allée des Tilleuls"
    assert [kind for kind, _ in find(text)] == ["email", "phone", "address"]


@given(st.sampled_from(sorted(IBAN_LENGTHS)), st.text("0123456789abcxyz", min_size=30, max_size=30))
def test_an_iban_with_its_right_check_is_found_and_with_a_wrong_one_is_not(
    country: str, account: str
) -> None:
    account = account[: IBAN_LENGTHS[country] - 4]
    moved = account + country + "00"
    check = 98 - int("".join(str(int(sign, 36)) for sign in moved)) % 97
    assert is_iban(f"{country}{check:02}{account}")
    assert not is_iban(f"{country}{check % 97 + 1:02}{account}")


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(1, 9))
def test_a_card_with_one_digit_changed_is_none(digits: str, other: int) -> None:
    card = next(
        (whole for last in "0123456789" if is_card(whole := "4" + digits[:14] + last)), None
    )
    if card is not None:
        changed = card[:7] + str((int(card[7]) + other) % 10) + card[8:]
        assert not is_card(changed)


@given(st.text("0123456789+-. @()/aefrtpoin,ru°#\u200b", max_size=300))
def test_any_text_gives_spans_in_order_that_do_not_meet(text: str) -> None:
    found = find_personal_data(text)
    assert {one.kind for one in found} <= set(KINDS)
    end = 0
    for one in found:
        assert end <= one.span.start < one.span.end <= len(text)
        end = one.span.end
