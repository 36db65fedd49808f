"""What is understood of messages, in both languages, and what must stay quiet."""

from __future__ import annotations

import threading

import pytest

from palabre.engine.understanding import Understanding, Understood
from palabre.engine.understanding.vocabulary import INTENTS, LABELS, LANGUAGES, SENTIMENTS

HARMFUL = [
    ("T'es vraiment un connard", "toxic"),
    ("espèce de c0nn4rd", "toxic"),
    ("c o n n a r d", "toxic"),
    ("conn\u200bard", "toxic"),
    ("You are such an asshole", "toxic"),
    ("shut up you idiot", "harassment"),
    ("Les musulmans sont des parasites", "hate"),
    ("All immigrants are vermin", "hate"),
    ("I hate black people", "hate"),
    ("Je vais te tuer", "threat"),
    ("I know where you live, I'm going to kill you", "threat"),
    ("send nudes", "sexual"),
    ("J'ai plus envie de vivre", "self_harm"),
    ("I want to kill myself tonight", "self_harm"),
    ("Gagnez 500 € par jour depuis chez vous, écrivez-moi sur WhatsApp", "spam"),
    ("Subscribe to my channel http", "spam"),
    ("putain c'est trop bon", "profanity"),
]

INNOCENT = [
    "Scunthorpe",
    "La députée réputée a disputé le débat",
    "Un assassin dans un bon film policier",
    "Un concert samedi, concours et contrat",
    "I'd kill for this croissant",
    "Ce gâteau est une tuerie",
    "Les assistantes de la classe ont passé un examen",
    "J'adore les musulmans",
    "I love gay people",
    "My colleague is a Muslim",
    "Je déteste le lundi",
    "I hate Mondays",
    "Bonjour, où est mon colis ?",
    "What time do you open on Sunday?",
    "Une salade d'avocat, miam",
    "Merci beaucoup, à demain",
    "Livraison à 12h30, 20 € de frais",
]


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load("fast")


def read(understanding: Understanding, *texts: str) -> list[Understood]:
    return understanding.read(texts, [None] * len(texts))


def test_every_score_has_its_name_and_lies_between_none_and_one(
    understanding: Understanding,
) -> None:
    for understood in read(understanding, "Bonjour !", "", "😂😂", "日本語", "\x00", "a" * 5000):
        assert tuple(understood.labels) == LABELS
        assert tuple(understood.sentiment) == SENTIMENTS
        assert tuple(understood.intent) == INTENTS
        assert sum(understood.sentiment.values()) == pytest.approx(1, abs=0.001)
        assert sum(understood.intent.values()) == pytest.approx(1, abs=0.001)
        assert understood.lang in (*LANGUAGES, "und")
        scores = [*understood.labels.values(), understood.urgency.score, understood.lang_score]
        assert all(0 <= score <= 1 for score in scores)


def test_nothing_to_read_gives_nothing(understanding: Understanding) -> None:
    assert understanding.read([], []) == []


@pytest.mark.parametrize(("text", "label"), HARMFUL)
def test_what_harms_is_told(understanding: Understanding, text: str, label: str) -> None:
    assert read(understanding, text)[0].labels[label] >= 0.5


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_harmful_stays_quiet(understanding: Understanding, text: str) -> None:
    labels = read(understanding, text)[0].labels
    assert {label: score for label, score in labels.items() if score >= 0.5} == {}


def test_a_message_is_read_alike_alone_and_among_others(understanding: Understanding) -> None:
    texts = [text for text, _ in HARMFUL] + INNOCENT
    together = read(understanding, *texts)
    alone = [read(Understanding.load("fast"), text)[0] for text in texts]
    assert together == alone


def test_threads_share_the_known_words(understanding: Understanding) -> None:
    texts = [f"mot{number} inconnu{number}" for number in range(300)]
    expected = read(Understanding.load("fast"), *texts)
    found: list[list[Understood]] = []

    def work() -> None:
        found.append([read(understanding, text)[0] for text in texts])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("slt cv", "fr"),
        ("jsp frr", "fr"),
        ("wesh la team", "fr"),
        ("idk bro", "en"),
        ("what's up guys", "en"),
        ("Où est mon colis s'il vous plaît ?", "fr"),
        ("Wann kommt mein Paket endlich an?", "de"),
        ("¿Cuánto cuesta este vestido?", "es"),
        ("Quando chiude il negozio stasera?", "it"),
        ("Não recebi a minha encomenda ainda", "pt"),
        ("これはいくらですか", "ja"),
        ("مرحبا كيف حالك", "ar"),
        ("123 !!! 😂", "und"),
    ],
)
def test_the_language_is_told_even_of_short_lines(
    understanding: Understanding, text: str, lang: str
) -> None:
    assert read(understanding, text)[0].lang == lang


def test_a_language_already_known_is_kept(understanding: Understanding) -> None:
    understood = understanding.read(["ok"], ["fr"])[0]
    assert (understood.lang, understood.lang_score) == ("fr", 1.0)


@pytest.mark.parametrize(
    ("text", "wish", "mood"),
    [
        ("C'est combien le sac en cuir ?", "price_question", "neutral"),
        ("How much is the red dress?", "price_question", "neutral"),
        ("Vous êtes ouverts dimanche ?", "opening_hours", "neutral"),
        ("I want a refund", "refund", "negative"),
        ("Je n'ai toujours pas reçu ma commande", "order_problem", "negative"),
        ("J'adore, merci à toute l'équipe 😍", "praise", "positive"),
        ("So good, thank you so much", "praise", "positive"),
        ("Je veux me désabonner", "wants_out", "negative"),
        ("I want to talk to a human", "wants_human", "negative"),
        ("Une table pour 4 samedi ?", "booking", "neutral"),
    ],
)
def test_intent_and_mood_are_told(
    understanding: Understanding, text: str, wish: str, mood: str
) -> None:
    understood = read(understanding, text)[0]
    assert (understood.wish, understood.mood) == (wish, mood)


def test_urgency_tells_the_words_that_press(understanding: Understanding) -> None:
    lawyer, threat, salad = read(
        understanding,
        "Mon avocat va vous écrire",
        "Je vais te tuer",
        "Une salade avocat crevettes",
    )
    assert lawyer.urgency.score >= 0.5
    assert lawyer.urgency.because == ("avocat",)
    assert threat.urgency.because == ("threat",)
    assert salad.urgency.score < 0.5
    assert salad.urgency.because == ()


def test_evidence_stands_in_the_original_text(understanding: Understanding) -> None:
    for text, word in [
        ("Bonjour, espèce de c0nn4rd", "c0nn4rd"),
        ("toi t'es un c o n n a r d", "c o n n a r d"),
        ("you are an asshole", "asshole"),
    ]:
        spans = read(understanding, text)[0].evidence("toxic")
        assert word in [text[span.start : span.end] for span in spans]
    assert read(understanding, "")[0].evidence("toxic") == ()
