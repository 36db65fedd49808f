"""Examples of three intents of an invented bakery, in French and English, and of none."""

from __future__ import annotations

import csv
import io

from palabre.engine.learning.examples import Example

_SAID = {
    "order_cake": (
        "Je voudrais commander un gâteau pour samedi",
        "Peut-on commander une bûche pour Noël ?",
        "J'aimerais commander deux tartes aux pommes",
        "Je commande un gâteau au chocolat pour dix",
        "Comment commander un gâteau d'anniversaire ?",
        "Vous faites des gâteaux sur commande ?",
        "I would like to order a cake for Saturday",
        "Can I order a birthday cake?",
        "I want to order two apple tarts",
        "How do I order a chocolate cake for ten?",
        "Do you make cakes to order?",
        "Please order a wedding cake for us",
    ),
    "allergens": (
        "Y a-t-il du gluten dans vos cookies ?",
        "Vos pains contiennent-ils des noix ?",
        "Je suis allergique au lait, que puis-je manger ?",
        "Avez-vous des produits sans gluten ?",
        "Y a-t-il des œufs dans la brioche ?",
        "Mon fils est allergique aux arachides, est-ce sans danger ?",
        "Is there gluten in your cookies?",
        "Does your bread contain nuts?",
        "I am allergic to milk, what can I eat?",
        "Do you have gluten free products?",
        "Are there eggs in the brioche?",
        "My son is allergic to peanuts, is it safe?",
    ),
    "lesson": (
        "Donnez-vous des cours de boulangerie ?",
        "Je veux apprendre à faire du pain au levain",
        "Quand a lieu le prochain atelier ?",
        "Combien de places à l'atelier croissants ?",
        "Puis-je inscrire ma fille au cours de pâtisserie ?",
        "Vos ateliers sont-ils ouverts aux débutants ?",
        "Do you give baking lessons?",
        "I want to learn how to make sourdough",
        "When is the next workshop?",
        "How many seats in the croissant workshop?",
        "Can I sign my daughter up for the pastry class?",
        "Are your workshops open to beginners?",
    ),
    "none": (
        "Il pleut encore",
        "Mon vélo est crevé",
        "Qui a gagné le match hier ?",
        "The train is late again",
        "My bike has a flat tyre",
        "Who won the match yesterday?",
    ),
}

EXAMPLES = tuple(Example(text, intent) for intent, said in _SAID.items() for text in said)


def write_csv(separator: str = ",", header: tuple[str, str] = ("text", "intent")) -> bytes:
    """Return the examples as a spreadsheet writes them."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(header)
    writer.writerows((one.text, one.intent) for one in EXAMPLES)
    return written.getvalue().encode()
