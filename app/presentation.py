"""What every template may use: French typography, labels, links to the forge, dates."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, url_for
from markupsafe import Markup, escape

from app.generation import generation
from app.settings import Settings
from catalogue.folding import slugify
from catalogue.typography import french_spaces

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
# What a visitor reads above the values of a facet.
FACET_TITLES = {
    "nature": "Nature",
    "domaine": "Domaine",
    "forme": "Forme",
    "collectivite": "Collectivité",
    "etiquette": "Étiquette",
    "facteur": "Facteur de succès",
    "cout": "Coût de démarrage",
    "delai": "Délai avant les premiers effets",
    "region": "Région des cas réels",
}
SORT_TITLES = {"pertinence": "Pertinence", "recent": "Plus récentes", "titre": "Titre"}


def register(app: Flask, settings: Settings) -> None:
    """Give the templates of this site their filters and globals."""
    app.jinja_env.filters |= {"typo": typo, "date_fr": french_date, "slugify": slugify, "nombre": french_number}
    app.jinja_env.filters["enumeration"] = enumeration
    app.jinja_env.globals |= {
        "FACET_TITLES": FACET_TITLES,
        "SORT_TITLES": SORT_TITLES,
        "libelle": lambda kind, id_: generation().vocabulary.libelle(kind, id_),
        "terme": lambda kind, id_: generation().vocabulary.get(kind, id_),
        "site_url": settings.site_url,
        "forge": Forge(settings.forge_url) if settings.forge_url else None,
        "asset": lambda name: url_for("static", filename=name, v=_version(str(Path(str(app.static_folder)) / name))),
    }


class Forge:
    """Addresses on the forge that holds the catalogue; GitLab puts « /-/ » before its pages."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/-" if "gitlab" in (urlsplit(url).hostname or "") else url

    def edit(self, slug: str) -> str:
        """The page that edits the file of a fiche."""
        return f"{self._url}/edit/main/catalogue/fiches/{slug}.md"

    def history(self, slug: str) -> str:
        """The page that lists the changes of a fiche."""
        return f"{self._url}/commits/main/catalogue/fiches/{slug}.md"


def typo(text: str) -> Markup:
    """A text as HTML with French spaces and apostrophes."""
    return escape(french_spaces(text))


def french_date(day: date) -> str:
    """« 1er janvier 2026 », « 24 novembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def french_number(number: int) -> str:
    """« 12 000 », with a narrow unbreakable space."""
    return f"{number:,}".replace(",", "\u202f")


def enumeration(names: Sequence[str]) -> str:
    """« Jeanne », « Jeanne et Paul », « Jeanne, Paul et Anne »."""
    return " et ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _version(path: str) -> str:
    """A few characters that change with the file, so that browsers may keep it for a year."""
    return sha256(Path(path).read_bytes()).hexdigest()[:8]
