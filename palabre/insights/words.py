"""Which words people use most, the empty words of French and English left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]{3,}")
NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\b\w{1,2}['’]")
EMPTY = """
    ai aie ainsi alors apres après as assez au aucun aucune aussi autre autres aux avais avait
    avant avec avez avoir avons ayant beaucoup bien bon bonjour bonne bonsoir car ce ceci cela
    celle celles celui ces cet cette ceux chaque chez ci comme comment dans de depuis des deux
    devrait doit donc dont du elle elles en encore entre es est et étaient étais était été être
    eu eux fait faire fois font haut ici il ils je jour jours jusque juste la là le les leur leurs
    lors lui ma mais me même mêmes merci mes moi moins mon ne ni nos notre nous on ont ou où oui
    non par parce pas pendant peu peut peux plus pour pourquoi pouvez puis quand que quel quelle
    quelles quels qui quoi sa sans se sera ses seulement si sien son sont sous suis sur ta tant te
    tellement tes toi ton toujours tous tout toute toutes très trop tu un une va vais vers veut
    veux voici voilà vont vos votre vous vraiment vu ça etc svp cest jai être avoir rien
    about after again all also am and any are because been before being both but can cannot come
    could did does doing done down each even few for from further get got had has have having
    hello her here hers him his how its just let like made make many may more most much must
    myself not now off once one only other our ours out over own please really same she should
    some such than thank thanks that the their theirs them then there these they this those
    through too under until upon very was way were what when where which while who whom why will
    with would yes you your yours dont cant isnt it's into
"""
STOP_WORDS = frozenset(EMPTY.split())


def count_words(texts: Iterable[str], *, most: int = 20) -> list[tuple[str, int]]:
    """Return the words that stand in most texts, each text counting once, the first one first."""
    counts: Counter[str] = Counter()
    for text in texts:
        found = {word.lower() for word in WORD.findall(NOT_WORDS.sub(" ", text))}
        counts.update(found - STOP_WORDS)
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(word, count) for word, count in ranked if count > 1][:most]
