"""What LinkedIn's refusals mean that are its own.

LinkedIn counts calls a day, for the app and for the person, and does not publish how many: there is
nothing to count here. A full day answers 429 until midnight, UTC.
"""

from __future__ import annotations

from palabre.connectors.words import Said

REASONS = {
    "linkedin_version": Said(
        "LinkedIn no longer takes the version of its interface that this Palabre speaks; update it",
        "LinkedIn n’accepte plus la version de son interface que parle ce Palabre ; mettez-le à "
        "jour",
    ),
    "linkedin_not_ours": Said(
        "LinkedIn does not let a program delete this comment of somebody else; an administrator "
        "can, on LinkedIn",
        "LinkedIn ne laisse pas un programme supprimer ce commentaire d’autrui ; un administrateur "
        "le peut, sur LinkedIn",
    ),
}
