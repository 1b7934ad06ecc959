"""What programs ask of a site: its pages (sitemap), what they may visit (robots), how to search it (OpenSearch)."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, current_app, render_template

from app.generation import generation
from app.presentation import absolute

blueprint = Blueprint("discovery", __name__)
# Addresses that no search engine should list: a state for machines, a piece of page for another site, a form to fill,
# what shows nothing without answers.
UNLISTED = {"/sante", "/integrer/cadre", "/contribuer/fiche", "/diagnostic/resultat", "/diagnostic/note"}


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page of the site, with the day when each fiche was last checked."""
    return Response(render_template("plan-du-site.xml", pages=_pages()), mimetype="application/xml")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be visited, except the countless crossings of filters."""
    lines = ["User-agent: *", "Disallow: /recherche?*&", "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """What lets a browser offer our search beside its own."""
    return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")


def _pages() -> Iterator[tuple[str, date | None]]:
    for rule in sorted(rule.rule for rule in current_app.url_map.iter_rules() if "GET" in (rule.methods or ())):
        if not ("<" in rule or "." in rule or rule.startswith("/api/") or rule in UNLISTED):
            yield rule, None
    for kind, facet in (("domaines", "domaine"), ("natures", "nature")):
        yield from ((f"/{facet}s/{id_}", None) for id_ in generation().vocabulary.terms[kind])
    yield from ((f"/etiquettes/{slug}", None) for slug in generation().etiquettes)
    yield from ((f"/fiches/{fiche.slug}", fiche.mise_a_jour) for fiche in generation().store.cards())
