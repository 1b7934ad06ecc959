"""The catalogue as a data set: its forms, and its description for other catalogues (DCAT, in JSON-LD)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.presentation import LICENCE, SITE_NAME, absolute
from index.store import Card

LANGUAGE = "http://publications.europa.eu/resource/authority/language/FRA"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DESCRIPTION = (
    "Des exemples d'innovation des collectivités territoriales françaises : le besoin, la réponse, la mise en œuvre, "
    "les résultats, les facteurs de succès, les cas réels et leurs sources."
)


@dataclass(frozen=True)
class Format:
    """A form in which the catalogue is taken: its media type, its name, for whom it is, its schema if it has one."""

    media: str
    nom: str
    usage: str
    schema: str = ""


# Under /donnees/, each file and its form.
FORMATS = {
    "catalogue.csv": Format(
        "text/csv",
        "CSV des fiches",
        "Pour un tableur : une ligne par fiche, en UTF-8, séparée par des points-virgules.",
        "schema.json",
    ),
    "exemples.csv": Format(
        "text/csv",
        "CSV des cas réels",
        "Pour un tableur : une ligne par cas réel, avec sa collectivité, son lieu, son année et ses sources.",
        "schema-exemples.json",
    ),
    "catalogue.json": Format(
        "application/json", "JSON", "Pour un programme : toutes les fiches, entières, en un seul fichier."
    ),
    "catalogue.sqlite": Format(
        "application/vnd.sqlite3", "SQLite", "Pour interroger en SQL : la base même que lit ce site."
    ),
    "catalogue.zip": Format(
        "application/zip",
        "Markdown (.zip)",
        "Pour relire ou réécrire : les fichiers tels que leurs auteurs les ont écrits.",
    ),
}


def dataset(cards: Iterable[Card], changed: date) -> dict[str, Any]:
    """What another catalogue needs to list this one."""
    everything = list(cards)
    return {
        "@context": CONTEXT,
        "@id": absolute("/donnees"),
        "@type": "dcat:Dataset",
        "dct:title": _french(SITE_NAME),
        "dct:description": _french(DESCRIPTION),
        "dct:language": {"@id": LANGUAGE},
        "dct:license": {"@id": LICENCE},
        "dct:issued": _day(min(card.publiee for card in everything)),
        "dct:modified": _day(changed),
        "dcat:landingPage": {"@id": absolute("/donnees")},
        "dcat:keyword": [_french(word) for word in sorted({word for card in everything for word in card.etiquettes})],
        "dcat:distribution": [_distribution(file, form) for file, form in FORMATS.items()],
    }


def _distribution(file: str, form: Format) -> dict[str, Any]:
    address = absolute(f"/donnees/{file}")
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _french(form.nom),
        "dct:description": _french(form.usage),
        "dct:license": {"@id": LICENCE},
        "dcat:accessURL": {"@id": absolute("/donnees")},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA_TYPES + form.media},
        **({"dct:conformsTo": {"@id": absolute(f"/donnees/{form.schema}")}} if form.schema else {}),
    }


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
