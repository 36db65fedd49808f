"""Invented French and English texts: words by Zipf's law, a few hundred real ones on top."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

_FRENCH = (
    "de je la et le les à vous est pas que un une pour en des j'ai ce c'est mais avec sur dans "
    "plus très bonjour merci commande bien votre qui on tout avez fait depuis toujours jamais "
    "réponse livraison magasin produit colis service client prix taille couleur beau belle super "
    "bravo magnifique adorable recette pain gâteau boutique équipe photo demain hier semaine mois "
    "reçu attends attente problème remboursement échange disponible ouvert fermé samedi dimanche "
    "lundi horaires adresse quand combien pourquoi comment possible besoin aide question message "
    "mail téléphone déçu déçue content contente ravie énorme scandale honte nul génial parfait "
    "qualité cadeau enfant maman fille fils maison voiture vacances été hiver rouge bleu noir "
    "blanc vert grand petit nouveau nouvelle premier dernière fois année jour soir matin heure "
    "minute envie hâte vivement participer concours gagner chance tentée amie partage invite"
)
_ENGLISH = (
    "the i and to a you it is my in of for this not have with so but on was your me are just "
    "hello thanks order love great please when can what how still never always delivery store "
    "product parcel service customer price size colour beautiful amazing lovely recipe bread cake "
    "shop team photo tomorrow yesterday week month received waiting answer problem refund exchange "
    "available open closed saturday sunday monday hours address much why possible need help "
    "question message email phone disappointed happy delighted huge shame awful brilliant perfect "
    "quality gift child mum daughter son house car holiday summer winter red blue black white "
    "green big small new first last time year day evening morning hour minute want hope enter "
    "contest win luck friend share invite really good bad nice best worst ever again back soon"
)
ENDS = (".", ".", "!", " !", "?", " ?", "…", " 😍", " 🙏", "", "", "", " ❤️", "!!")
_SYLLABLES = (
    "ba be bi bo bu ca ce co da de di do fa fe fi fo ga gi go la le li lo lu ma me mi mo mu na ne "
    "ni no pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo jou cha che chou "
    "tion ment elle eau oir ance bre cle dron fleur gran plan prin tra vre"
)
FRENCH, ENGLISH, SYLLABLES = _FRENCH.split(), _ENGLISH.split(), _SYLLABLES.split()
DRAWN = 200_000


class Texts:
    """An endless source of texts, the same for the same seed."""

    def __init__(self, seed: int = 7, *, words: int = 40_000, french: float = 0.65) -> None:
        self._chance = random.Random(seed)
        self._french = french
        tails = [self._invent(words) for _ in range(2)]
        self._banks = [_draw(self._chance, [*head, *tail]) for head, tail in
                       zip((FRENCH, ENGLISH), tails, strict=True)]  # fmt: skip

    def _invent(self, count: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < count:
            size = self._chance.choice((2, 3, 3, 4))
            made["".join(self._chance.choices(SYLLABLES, k=size))] = None
        return list(made)

    def make(self) -> str:
        """Return one text: mostly a line, now and then a paragraph."""
        chance = self._chance
        bank = self._banks[0 if chance.random() < self._french else 1]
        count = min(90, max(1, int(chance.lognormvariate(2.2, 0.75))))
        words = [next(bank) for _ in range(count)]
        return " ".join(words).capitalize() + chance.choice(ENDS)


def _draw(chance: random.Random, bank: list[str]) -> Iterator[str]:
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(bank))))
    while True:
        yield from chance.choices(bank, cum_weights=weights, k=DRAWN)
