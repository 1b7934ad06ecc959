"""The JSON API, version 1: the same parameters and the same results as the pages."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.fiches import get_fiche
from app.generation import generation
from app.parameters import read_query
from app.search import check_page
from catalogue.fiche import Fiche
from catalogue.vocabulary import KINDS
from index.question import MAX_CHARACTERS
from index.search import Hit, correct, search

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/recherche")
def results() -> ResponseReturnValue:
    """A page of results with facets, as the search page shows it."""
    query = read_query(request.args, generation())
    found = search(generation(), query)
    check_page(query, found)
    return jsonify(
        {
            "q": query.q,
            "total": found.total,
            "page": query.page,
            "pages": found.pages,
            "suggestion": found.suggestion,
            "abandonnes": found.abandonnes,
            "corriges": _corrections(found.corriges),
            "elargis": dict(found.elargis),
            "resultats": [_hit(hit) for hit in found.hits],
            "facettes": {
                facet: [{"id": count.id, "libelle": count.libelle, "nombre": count.nombre} for count in counts]
                for facet, counts in found.facettes.items()
            },
        }
    )


@blueprint.get("/fiches")
def fiches() -> ResponseReturnValue:
    """Every fiche, in the order of the slugs."""
    everything = generation().store.fiches()
    return jsonify({"total": len(everything), "fiches": [_card(fiche) for fiche in everything]})


@blueprint.get("/fiches/<slug>")
def fiche(slug: str) -> ResponseReturnValue:
    """One fiche, whole: its keys, its text in Markdown and as HTML."""
    found = get_fiche(slug)
    html = dict(generation().store.html(slug))
    document = found.model_dump(mode="json")
    for section in document["sections"]:
        section["html"] = html[section["titre"]]
    return jsonify({**document, "url": _url(found)})


@blueprint.get("/vocabulaire")
def vocabulary() -> ResponseReturnValue:
    """Every closed list, with labels and explanations."""
    terms = generation().vocabulary.terms
    return jsonify(
        {
            kind: [
                {
                    "id": term.id,
                    "libelle": term.libelle,
                    "autres": term.autres,
                    "explication": term.explication,
                    **({"parent": term.parent} if term.parent else {}),
                }
                for term in terms[kind].values()
            ]
            for kind in KINDS
        }
    )


@blueprint.get("/suggestions")
def suggestions() -> ResponseReturnValue:
    """What begins like the words typed: fiches, domaines, étiquettes; when nothing does, the words well spelled."""
    typed = request.args.get("q", "")[:MAX_CHARACTERS]
    understood = generation().interpreter.interpret(typed)
    found = generation().suggestions.beginning_with(typed)
    return jsonify(
        {
            "q": typed,
            "correction": None if found else correct(typed, understood.corrections),
            "suggestions": [
                {"genre": one.genre, "id": one.id, "libelle": one.libelle, "url": f"/{one.genre}s/{one.id}"}
                for one in found
            ],
        }
    )


def _corrections(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Each unknown word and every known word searched instead: there may be several."""
    found: dict[str, list[str]] = {}
    for typed, near in pairs:
        found.setdefault(typed, []).append(near)
    return found


def _hit(hit: Hit) -> dict[str, Any]:
    return {**_card(hit.fiche), "score": round(hit.score, 3), "extraits": hit.extraits}


def _card(fiche: Fiche) -> dict[str, Any]:
    return {
        "slug": fiche.slug,
        "titre": fiche.titre,
        "resume": fiche.resume,
        "nature": fiche.nature,
        "domaine": fiche.domaine,
        "etiquettes": fiche.etiquettes,
        "publiee": fiche.publiee.isoformat(),
        "url": _url(fiche),
    }


def _url(fiche: Fiche) -> str:
    return url_for("fiches.fiche", slug=fiche.slug)
