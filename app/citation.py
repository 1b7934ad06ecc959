"""How to cite a fiche: one sentence, and a BibTeX entry."""

from app.presentation import LICENCE_NAME, SITE_NAME, french_date
from catalogue.fiche import Fiche

SPECIAL = str.maketrans({character: f"\\{character}" for character in "{}%&$#_"} | {"\\": r"\textbackslash{}"})


def sentence(fiche: Fiche, address: str) -> str:
    """Who, when, what, where, and under which licence."""
    names = ", ".join(fiche.auteurs)
    return f"{names} ({fiche.publiee.year}). {fiche.titre}. {SITE_NAME}. {_dates(fiche)}. {LICENCE_NAME}. {address}"


def bibtex(fiche: Fiche, address: str) -> str:
    """The entry that a bibliography program reads; each name is kept whole, since it may be an organisation's."""
    fields = {
        "author": " and ".join(f"{{{name.translate(SPECIAL)}}}" for name in fiche.auteurs),
        "title": fiche.titre.translate(SPECIAL),
        "year": str(fiche.publiee.year),
        "howpublished": SITE_NAME,
        "url": address,
        "note": f"{_dates(fiche)}. {LICENCE_NAME}",
    }
    return "\n".join([f"@misc{{{fiche.slug},", *(f"  {key} = {{{value}}}," for key, value in fields.items()), "}"])


def _dates(fiche: Fiche) -> str:
    checked = f", vérifiée le {french_date(fiche.verifiee)}" if fiche.verifiee else ""
    return f"Fiche publiée le {french_date(fiche.publiee)}{checked}"
