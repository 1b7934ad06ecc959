"""What every template may use: French typography, labels, links to the forge, dates, bars."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from app.drawings import bar, study_bar
from app.forge import Forge, forge_of
from app.generation import generation
from app.settings import Settings
from catalogue.fiche import Fiche
from catalogue.folding import slugify
from catalogue.memory import kept
from catalogue.typography import french_spaces
from index.question import MAX_CHARACTERS
from index.store import NOTICE

SITE_NAME = "Catalogue de l'innovation territoriale"
LICENCE_NAME = NOTICE["licence"]
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
# What a visitor reads above the values of a facet.
FACET_TITLES = {
    "nature": "Nature",
    "domaine": "Domaine",
    "collectivite": "Collectivité",
    "region": "Région des cas réels",
    "forme": "Forme",
    "etiquette": "Étiquette",
    "facteur": "Facteur de succès",
    "cout": "Coût de démarrage",
    "delai": "Délai avant les premiers effets",
}
SORT_TITLES = {"pertinence": "Pertinence", "recent": "Plus récentes", "titre": "Titre"}


def register(app: Flask, settings: Settings) -> None:
    """Give the templates of this site their filters, tests and globals."""
    forge = forge_of(settings)
    app.config["SITE_URL"] = settings.site_url
    app.config["CONTACT"] = settings.contact
    app.jinja_env.filters |= {"typo": typo, "date_fr": french_date, "slugify": slugify, "nombre": french_number}
    app.jinja_env.filters["enumeration"] = enumeration
    app.jinja_env.tests["cochees"] = lambda values: any(value.actif for value in values)
    app.jinja_env.globals |= {
        "FACET_TITLES": FACET_TITLES,
        "SORT_TITLES": SORT_TITLES,
        "libelle": lambda kind, id_: generation().vocabulary.libelle(kind, id_),
        "site_url": settings.site_url,
        "SITE_NAME": SITE_NAME,
        "LICENCE": LICENCE,
        "LICENCE_NAME": LICENCE_NAME,
        "QUESTION_MAX": MAX_CHARACTERS,
        "editeur": settings.publisher,
        "absolue": absolute,
        "image_de_partage": image_address,
        "contact": settings.contact,
        "courriel": mail_address,
        "signaler": lambda fiche: report_address(fiche, forge),
        "chemin": lambda: request.full_path if request.query_string else request.path,
        "forge": forge,
        "barre": bar,
        "barre_etude": study_bar,
        "asset": lru_cache(64)(partial(_asset, app)),
    }


def absolute(path: str) -> str:
    """The whole address of a page, for those who read it elsewhere: feeds, citations, search engines."""
    return (current_app.config["SITE_URL"] or request.url_root.rstrip("/")) + path


def mail_address(subject: str, text: str = "") -> str:
    """The address that opens a message to the people of the site; "" when they gave none."""
    contact = current_app.config["CONTACT"]
    said = {key: value for key, value in (("subject", subject), ("body", text.replace("\n", "\r\n"))) if value}
    return f"mailto:{quote(contact, safe='@')}?{urlencode(said, quote_via=quote)}" if contact else ""


def report_address(fiche: Fiche, forge: Forge | None) -> str:
    """Where one reports an error of a fiche: an issue of the forge, else a message; "" when there is neither."""
    title = f"Erreur dans la fiche « {fiche.titre} »"
    page = absolute(f"/fiches/{fiche.slug}")
    text = f"Fiche : {page}\n\nCe qui est faux :\n\nCe qu'il faudrait écrire, et la source :\n"
    return forge.issue(title, text) if forge else mail_address(title, text)


def image_address(slug: str | None = None) -> str:
    """The whole address of the image that shows with the shared link of this fiche, or of any other page."""
    return absolute(f"/fiches/{slug}.png" if slug else f"{current_app.static_url_path}/partage.png")


@kept(2_048)  # the labels of the facets, the titles and the summaries come back on one page after another
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


def _asset(app: Flask, name: str) -> str:
    """The address of a static file, which changes with it, so that browsers may keep it for a year."""
    version = sha256(Path(str(app.static_folder), name).read_bytes()).hexdigest()[:8]
    return f"{app.static_url_path}/{name}?v={version}"
