"""What search engines read of a page: schema.org as JSON-LD."""

from typing import Any

from app.presentation import LICENCE, SITE_NAME, absolute, image_address
from catalogue.fiche import Fiche

Data = dict[str, Any]


def website() -> Data:
    """The site, and how to search it."""
    target = {"@type": "EntryPoint", "urlTemplate": absolute("/recherche") + "?q={search_term_string}"}
    search = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    return _graph({**_site(), "potentialAction": search})


def article(fiche: Fiche, domaine: str) -> Data:
    """A fiche, and the way that leads to it."""
    address = absolute(f"/fiches/{fiche.slug}")
    return _graph(
        {
            "@type": "Article",
            "@id": address,
            "url": address,
            "headline": fiche.titre,
            "description": fiche.resume,
            "image": image_address(fiche.slug),
            "inLanguage": "fr",
            "datePublished": fiche.publiee.isoformat(),
            "dateModified": fiche.mise_a_jour.isoformat(),
            "author": [{"@type": "Thing", "name": name} for name in fiche.auteurs],
            "articleSection": domaine,
            "keywords": list(fiche.etiquettes),
            "license": LICENCE,
            "isPartOf": _site(),
        },
        _way((domaine, f"/domaines/{fiche.domaine}"), (fiche.titre, f"/fiches/{fiche.slug}")),
    )


def breadcrumbs(*steps: tuple[str, str]) -> Data:
    """The way from the home page to a page: each step's name and address."""
    return _graph(_way(*steps))


def _graph(*nodes: Data) -> Data:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def _site() -> Data:
    return {"@type": "WebSite", "@id": absolute("/"), "url": absolute("/"), "name": SITE_NAME, "inLanguage": "fr"}


def _way(*steps: tuple[str, str]) -> Data:
    items = [
        {"@type": "ListItem", "position": rank, "name": name, "item": absolute(path)}
        for rank, (name, path) in enumerate([("Accueil", "/"), *steps], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
